export { findDemoCard as demoCard } from './queries';
