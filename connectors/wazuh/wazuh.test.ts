import { checkSource } from '@watchfloor/sdk/testing';
import { wazuh } from './sources/wazuh.ts';

checkSource(wazuh, {
  fixturesDir: new URL('./fixtures/', import.meta.url),
  forms: ['alert', 'integration', 'finding'],
});
