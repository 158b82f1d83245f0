import { cardRulesEn } from './card-rules-en';
import { casesEn } from './cases-en';
import { createTranslate } from './translate';
import { membersEn } from './members-en';
import { preparedCardsEn } from './prepared-cards-en';
import { rewardsEn } from './rewards-en';
import { vouchersEn } from './vouchers-en';
import { walletEn } from './wallet-en';

export const membersInEnglish = createTranslate<typeof membersEn>('en', membersEn);
export const walletInEnglish = createTranslate<typeof walletEn>('en', walletEn);
export const vouchersInEnglish = createTranslate<typeof vouchersEn>('en', vouchersEn);
export const rewardsInEnglish = createTranslate<typeof rewardsEn>('en', rewardsEn);
export const cardRulesInEnglish = createTranslate<typeof cardRulesEn>('en', cardRulesEn);
export const preparedCardsInEnglish = createTranslate<typeof preparedCardsEn>('en', preparedCardsEn);
export const casesInEnglish = createTranslate<typeof casesEn>('en', casesEn);
