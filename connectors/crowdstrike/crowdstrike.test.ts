import { checkSource } from '@watchfloor/sdk/testing';
import { crowdstrike } from './sources/crowdstrike.ts';

checkSource(crowdstrike, {
  fixturesDir: new URL('./fixtures/', import.meta.url),
  forms: ['event-stream', 'alert', 'telemetry', 'workflow'],
});
