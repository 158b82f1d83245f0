import base from './playwright.config';

// Pictures of every page for people who review them; no part of `npm test`.
export default { ...base, testDir: 'tests/screens', testMatch: '**/*.shots.ts', projects: [{ name: 'screens' }] };
