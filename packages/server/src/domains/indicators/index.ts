// What other domains may use of indicators.

export { extractFromRecord } from './extract-record.ts';
export { extractIndicators } from './extract-text.ts';
export { findLinkedAlerts, type LinkedAlert, linkEntities, unlinkEntities } from './indicators.store.ts';
