import { createHash, createPublicKey, verify as nodeVerify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fromBase64url, toBase64url, utf8 } from '$lib/domain/bytes';
import { verifyChain } from '$lib/domain/journal/chain';
import { eventText, type EventFields, type Sha256, type Verify } from '$lib/domain/journal/event';
import { hashPrivate } from '$lib/domain/journal/private';
import { checkSale } from '$lib/domain/receipt/balance';
import { eventBodies, saleCompleted, type EventType } from './bodies';
import { envelope } from './event';
import vectors from './vectors.json';

const sha256: Sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes)));

async function webVerify(): Promise<Verify> {
	const curve = { name: 'ECDSA', namedCurve: 'P-256' };
	const key = await crypto.subtle.importKey('jwk', vectors.publicKey, curve, false, ['verify']);
	return (bytes, signature) =>
		crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, new Uint8Array(signature), new Uint8Array(bytes));
}

describe('the five event vectors', () => {
	it('are one chain for the code that tills and server use', async () => {
		expect(vectors.events).toHaveLength(5);
		expect(await verifyChain(vectors.events, vectors.genesisHash, sha256, await webVerify())).toEqual({ ok: true });
	});

	it('hold for an independent check of every hash, link and signature', () => {
		const key = createPublicKey({ key: vectors.publicKey, format: 'jwk' });
		let prev = vectors.genesisHash;
		for (const [index, event] of vectors.events.entries()) {
			const hash = createHash('sha256').update(event.text, 'utf8').digest();
			expect(hash.toString('base64url')).toBe(event.hash);
			const signed = Buffer.concat([Buffer.from('74696c6c69742d6576656e742d3100', 'hex'), hash]);
			const sig = Buffer.from(event.sig, 'base64url');
			expect(nodeVerify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, sig)).toBe(true);
			const fields = JSON.parse(event.text) as EventFields;
			expect(fields).toMatchObject({ seq: index + 1, prev });
			prev = event.hash;
		}
	});

	it('are texts that eventText writes again letter by letter and the schemas accept', () => {
		for (const { text } of vectors.events) {
			const fields = envelope.parse(JSON.parse(text));
			expect(eventText(fields)).toBe(text);
			const schema = eventBodies[fields.type as EventType];
			expect(schema.safeParse(fields.body).success, fields.type).toBe(true);
			if (fields.type === 'sale.completed') expect(checkSale(saleCompleted.parse(fields.body))).toEqual({ ok: true });
		}
	});

	it('name the salted hash of a private part', async () => {
		const salt = fromBase64url(vectors.private.salt) ?? new Uint8Array();
		expect(toBase64url(await hashPrivate(salt, vectors.private.text, sha256))).toBe(vectors.private.hash);
		const independent = createHash('sha256').update(salt).update(utf8(vectors.private.text)).digest('base64url');
		expect(independent).toBe(vectors.private.hash);
		expect(vectors.events[2]?.text).toContain(vectors.private.hash);
	});
});
