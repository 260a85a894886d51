import { checkSource } from '@watchfloor/sdk/testing';
import { splunk } from './sources/splunk.ts';

checkSource(splunk, {
  fixturesDir: new URL('./fixtures/', import.meta.url),
  forms: ['webhook', 'notable', 'finding', 'search-row', 'hec-event'],
});
