import { checkSource } from '@watchfloor/sdk/testing';
import { sentinelone } from './sources/sentinelone.ts';

checkSource(sentinelone, {
  fixturesDir: new URL('./fixtures/', import.meta.url),
  forms: ['threat', 'rule-alert', 'unified-alert', 'activity', 'telemetry'],
});
