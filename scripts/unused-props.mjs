/**
 * As much of a syntax tree's node as is read here; what a kind of node does not have is missing.
 * @typedef {object} Node
 * @property {string} type
 * @property {Node} [key] @property {Node} [id] @property {Node} [typeName]
 * @property {Node} [typeAnnotation] @property {Node & { body?: Node[] }} [body]
 * @property {Node[]} [members] @property {Node[]} [properties]
 * @property {string} [name] @property {unknown} [value]
 */

/**
 * A lint rule of our own: a component's `Props` declares nothing that the component does not take out of `$props()`.
 * `svelte/no-unused-props` does the same with types and made every component's check eight times slower.
 * @type {import('eslint').Rule.RuleModule}
 */
export const unusedProps = {
	meta: { type: 'problem', schema: [], messages: { unused: 'The property “{{name}}” is declared and never used.' } },
	create(context) {
		/** What a name stands for in this file. @type {Map<string, Node[]>} */
		const declared = new Map();
		/** Declarations of properties, with what is taken out of each. @type {{ type: Node | undefined, taken: Set<string> }[]} */
		const found = [];
		/** @param {Node | undefined} type @returns {Node[]} */
		const membersOf = (type) =>
			(type?.type === 'TSTypeLiteral' ? type.members : declared.get(type?.typeName?.name ?? '')) ?? [];
		return {
			/** @param {Node} node */
			TSInterfaceDeclaration(node) {
				declared.set(node.id?.name ?? '', node.body?.body ?? []);
			},
			/** @param {Node} node */
			TSTypeAliasDeclaration(node) {
				declared.set(node.id?.name ?? '', membersOf(node.typeAnnotation));
			},
			/** @param {Node} node */
			'VariableDeclarator[init.callee.name="$props"][id.type="ObjectPattern"]'(node) {
				const properties = node.id?.properties ?? [];
				if (properties.some(({ type }) => type === 'RestElement')) return;
				const taken = new Set(properties.map(({ key }) => nameOf(key)));
				found.push({ type: node.id?.typeAnnotation?.typeAnnotation, taken });
			},
			'Program:exit'() {
				for (const { type, taken } of found) {
					for (const node of membersOf(type)) {
						const name = node.key && nameOf(node.key);
						if (name && !taken.has(name)) context.report({ node, messageId: 'unused', data: { name } });
					}
				}
			}
		};
	}
};

/** @param {Node | undefined} key */
const nameOf = (key) => String(key?.name ?? key?.value);
