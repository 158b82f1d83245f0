import * as z from 'zod/mini';
import { may, must, orNull, text } from './wire';

export const webApiKeyRequest = z.object({
	unit: may(text(64), 'ID of the store to act as; by default the first one the key may act for')
});

export const passwordRequest = z.object({
	username: must(text(), 'Login of the key'),
	password: must(text(), 'The key itself'),
	organisation: may(text(), 'Accepted and not used: there is one organisation'),
	unit: may(text(64), 'ID of the store to act as')
});

export const tokenAnswer = z.object({
	token: orNull(text(4000), 'Goes into every call. Valid for two hours from its issue, whether used or not')
});

export const releaseRequest = z.object({});
export const releaseAnswer = z.nullable(z.unknown());
