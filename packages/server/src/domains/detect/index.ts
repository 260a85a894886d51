// What other domains may use of detect.

export { detectModule } from './module.ts';
export { type RuleDetails, recordRules } from './rule.store.ts';
