import { createTranslate } from './translate';
import { membersEn } from './members-en';
import { walletEn } from './wallet-en';

export const membersInEnglish = createTranslate<typeof membersEn>('en', membersEn);
export const walletInEnglish = createTranslate<typeof walletEn>('en', walletEn);
