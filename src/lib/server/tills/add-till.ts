/** A till is written down in one place, whoever asks for it: the manager, the first page, a file, or a tablet whose till was forgotten. */
export { insertTill } from './queries';
