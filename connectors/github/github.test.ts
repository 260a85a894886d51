import { checkSource } from '@watchfloor/sdk/testing';
import { github } from './sources/github.ts';

checkSource(github, {
  fixturesDir: new URL('./fixtures/', import.meta.url),
  forms: ['audit-entry', 'security-alert', 'webhook'],
});
