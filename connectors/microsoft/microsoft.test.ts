import { checkSource } from '@watchfloor/sdk/testing';
import { sentinel } from './sources/sentinel.ts';

checkSource(sentinel, {
  fixturesDir: new URL('./fixtures/', import.meta.url),
  forms: ['security-alert', 'security-incident', 'automation-webhook'],
});
