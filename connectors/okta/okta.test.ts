import { checkSource } from '@watchfloor/sdk/testing';
import { okta } from './sources/okta.ts';

checkSource(okta, {
  fixturesDir: new URL('./fixtures/', import.meta.url),
  forms: ['system-log', 'event-hook', 'log-stream'],
});
