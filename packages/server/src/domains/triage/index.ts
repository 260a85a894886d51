// What the composition root may use of triage; nothing stands to its right yet.

export { triageModule } from './module.ts';
