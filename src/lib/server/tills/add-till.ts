/** A till is written down in one place, whoever asks for it: the manager, or a tablet whose till was forgotten. */
export { insertTill } from './queries';
