/**
 * Property tests draw a new seed at every run and print it when they fail. A continuous build repeats one seed instead,
 * so that a failure there means the change and not the draw; `PROPERTY_SEED` repeats any other.
 */
import fc from 'fast-check';

const seed = process.env.PROPERTY_SEED ?? (process.env.CI ? '20261126' : undefined);
if (seed !== undefined) fc.configureGlobal({ seed: Number(seed) });
