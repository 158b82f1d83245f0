/** What comes behind the first screen: nobody waits for it there, and the service worker keeps it with the rest. */
export const sellPage = () => import('./sell/SellPage.svelte');
export const enrolScreen = () => import('./enrol/EnrolScreen.svelte');
export const dialogHost = () => import('./dialogs/DialogHost.svelte');
export const deskModule = () => import('./desk.svelte');
export const scanning = () => import('./scans');
export const updateBanner = () => import('./UpdateBanner.svelte');
export const keptBasket = () => import('./lock/KeptBasket.svelte');
