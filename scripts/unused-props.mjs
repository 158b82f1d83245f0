/**
 * A lint rule of our own: a component's `Props` declares nothing that the component does not take out of `$props()`.
 * `svelte/no-unused-props` does the same with types and made every component's check eight times slower.
 * @type {import('eslint').Rule.RuleModule}
 */
export const unusedProps = {
	meta: { type: 'problem', schema: [], messages: { unused: 'The property “{{name}}” is declared and never used.' } },
	create(context) {
		/** @type {Map<string, any[]>} */
		const declared = new Map();
		/** @type {{ members: any[] | string, taken: Set<string> }[]} */
		const patterns = [];
		return {
			TSInterfaceDeclaration: ({ id, body }) => void declared.set(id.name, body.body),
			TSTypeAliasDeclaration({ id, typeAnnotation }) {
				if (typeAnnotation.type === 'TSTypeLiteral') declared.set(id.name, typeAnnotation.members);
			},
			VariableDeclarator({ id, init }) {
				if (init?.type !== 'CallExpression' || init.callee.name !== '$props') return;
				if (id.type !== 'ObjectPattern' || id.properties.some(({ type }) => type === 'RestElement')) return;
				const type = id.typeAnnotation?.typeAnnotation;
				const taken = new Set(id.properties.map(({ key }) => nameOf(key)));
				if (type?.type === 'TSTypeLiteral') patterns.push({ members: type.members, taken });
				else if (type?.type === 'TSTypeReference') patterns.push({ members: type.typeName.name, taken });
			},
			'Program:exit'() {
				for (const { members, taken } of patterns) {
					const list = typeof members === 'string' ? (declared.get(members) ?? []) : members;
					for (const node of list) {
						if (node.type !== 'TSPropertySignature' && node.type !== 'TSMethodSignature') continue;
						const name = nameOf(node.key);
						if (!taken.has(name)) context.report({ node, messageId: 'unused', data: { name } });
					}
				}
			}
		};
	}
};

/** @param {any} key */
const nameOf = (key) => String(key.name ?? key.value);
