import { Linter } from 'eslint';
import * as svelteParser from 'svelte-eslint-parser';
import ts from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { unusedProps } from '../scripts/unused-props.mjs';

function unusedIn(script: string): string[] {
	const messages = new Linter().verify(
		`<script lang="ts">${script}</script>`,
		{
			files: ['**/*.svelte'],
			languageOptions: { parser: svelteParser as Linter.Parser, parserOptions: { parser: ts.parser } },
			plugins: { own: { rules: { unused: unusedProps } } },
			rules: { 'own/unused': 'error' }
		},
		'Some.svelte'
	);
	return messages.map(({ message }) => message);
}

describe('the lint rule on properties', () => {
	it('names what is declared and not taken, wherever it is declared', () => {
		const unused = ['The property “wide” is declared and never used.'];
		expect(unusedIn('interface Props { name: string; wide?: boolean } let { name }: Props = $props();')).toEqual(
			unused
		);
		expect(unusedIn('type Props = { name: string; wide(): void }; let { name }: Props = $props();')).toEqual(unused);
		expect(unusedIn('let { name }: { name: string; wide: number } = $props();')).toEqual(unused);
		expect(unusedIn('let { name }: Props = $props(); interface Props { name: string; "wide": 1 }')).toEqual(unused);
	});

	it('finds nothing in what is taken, also under another name, with a default or as the rest', () => {
		expect(unusedIn('let { name: other, wide = false }: { name: string; wide?: boolean } = $props();')).toEqual([]);
		expect(unusedIn('let { name, ...rest }: { name: string; wide: number } = $props();')).toEqual([]);
		expect(unusedIn('let all: { name: string } = $props();')).toEqual([]);
	});
});
