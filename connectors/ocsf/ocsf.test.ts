import { checkSource } from '@watchfloor/sdk/testing';
import { ocsf } from './sources/ocsf.ts';

checkSource(ocsf, {
  fixturesDir: new URL('./fixtures/', import.meta.url),
  forms: ['finding', 'event', 'security-hub', 'lake-row'],
});
