/**
 * A lint rule of our own: a component's `Props` declares nothing that the component does not take out of `$props()`.
 * `svelte/no-unused-props` does the same with types and made every component's check eight times slower.
 * @type {import('eslint').Rule.RuleModule}
 */
export const unusedProps = {
	meta: { type: 'problem', schema: [], messages: { unused: 'The property “{{name}}” is declared and never used.' } },
	create(context) {
		/** What a name stands for in this file. @type {Map<string, any[]>} */
		const declared = new Map();
		/** Declarations of properties, with what is taken out of each. @type {{ type: any, taken: Set<string> }[]} */
		const found = [];
		/** @param {any} type @returns {any[]} */
		const membersOf = (type) =>
			type?.type === 'TSTypeLiteral' ? type.members : (declared.get(type?.typeName?.name) ?? []);
		return {
			/** @param {any} node */
			TSInterfaceDeclaration(node) {
				declared.set(node.id.name, node.body.body);
			},
			/** @param {any} node */
			TSTypeAliasDeclaration(node) {
				declared.set(node.id.name, membersOf(node.typeAnnotation));
			},
			/** @param {any} node */
			VariableDeclarator(node) {
				if (node.init?.callee?.name !== '$props' || node.id.type !== 'ObjectPattern') return;
				/** @type {any[]} */
				const properties = node.id.properties;
				if (properties.some(({ type }) => type === 'RestElement')) return;
				const taken = new Set(properties.map(({ key }) => nameOf(key)));
				found.push({ type: node.id.typeAnnotation?.typeAnnotation, taken });
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

/** @param {any} key */
const nameOf = (key) => String(key.name ?? key.value);
