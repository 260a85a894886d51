// What other domains may use of indicators.

export { extractFromRecord } from './extract-record.ts';
export { extractIndicators } from './extract-text.ts';
export { findLinkedAlerts, type LinkedAlert, linkEntities, unlinkEntities } from './indicators.store.ts';
export { findBenign } from './judgement.store.ts';
export { markOf } from './known/known-lists.ts';
export { type KnownEntities, knownEntitiesOf } from './known-entities.ts';
export { mapRecords } from './map-records.ts';
export { listEnabledMappings } from './mapping.store.ts';
export { indicatorsModule } from './module.ts';
