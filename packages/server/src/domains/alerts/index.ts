// What other domains may use of alerts.

export { type AlertRow, toAlertWire } from './alert.row.ts';
export {
  alertIdText,
  alertSchema,
  confidenceSchema,
  DISPOSITIONS,
  type Disposition,
  entitySchema,
  factorSchema,
  indicatorSchema,
  isoTime,
  linkSchema,
  listOf,
  markSchema,
  pageInput,
  ruleSchema,
  textList,
} from './alert.schema.ts';
export { findAlert, type Scope } from './alert.store.ts';
export { followVendor, isClosed, type Standing } from './alert.ts';
export {
  listUncountedTenants,
  MERGE_MAX,
  mergeAlertCounts,
  recountAlerts,
} from './alert-count.store.ts';
export { alertsModule } from './module.ts';
export { type Narrative, renderNarrative } from './narrative.ts';
export { requireAlert } from './operations/get-alert.ts';
export {
  countSeverities,
  listRecentRecords,
  loadAlertRecords,
  loadEventRecords,
  replaceEntities,
  type StoredRecord,
} from './record.store.ts';
export { entityId, entityIdOf, type Searchable, type SearchField, searchVector } from './search.ts';
export {
  type AlertForTriage,
  applyRevisions,
  type DecisionCopy,
  findStanding,
  listStandingTenants,
  loadEvents,
  loadForTriage,
  loadRuleHistory,
  loadRuleVerdicts,
  loadTactics,
  retireDedupKeys,
  type StandingAlert,
  writeDecisionCopies,
  writeWords,
} from './triage.store.ts';
export {
  clearWorkFailure,
  discardWork,
  type FailedStage,
  markWorkFailed,
} from './work-failure.store.ts';
