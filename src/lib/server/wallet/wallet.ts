/** The wallet's one door: `wallet.hold(trx, …)`. Whoever moves value opens a transaction, calls one of these, and commits. */
export { adjust, limitsFact } from './adjust';
export { expire } from './expire';
export { hold, holdAtOpening, release } from './hold';
export { award, bookPurchases, capture, prepareAward } from './purchase';
export { balances, booked, earnedOn, entries, lots, ofSale, takenBackBy } from './read';
export { reverse } from './reverse';
export { lock } from './lock';
export { listHolds as holds, movesOfSales, statement } from './statement';
export { findDrift as drift, listStanding as findStanding } from './queries';
