import { checkSource } from '@watchfloor/sdk/testing';
import { defenderXdr } from './sources/defender-xdr.ts';

checkSource(defenderXdr, {
  fixturesDir: new URL('./fixtures/', import.meta.url),
  forms: [
    'graph-alert',
    'graph-incident',
    'graph-alert-v1',
    'endpoint-alert',
    'defender-incident',
    'siem-detection',
    'hunting',
  ],
});
