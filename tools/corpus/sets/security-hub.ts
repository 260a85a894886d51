// Findings of AWS Security Hub.

import { textAt, valueAt } from '@watchfloor/sdk';
import type { DataSet } from '../data-set.ts';

export const securityHubSets: readonly DataSet[] = [
  {
    name: 'ocsf-security-hub',
    source: 'security-hub',
    file: 'parsing/ocsf-raw-to-ocsf.jsonl',
    isMember: (line) => textAt(line, 'product').includes('Security Hub'),
    expected: (line) => ({
      severity: textAt(line, 'expected.severity').toLowerCase(),
      time: new Date(Number(valueAt(line, 'expected.time'))).toISOString(),
      kind: 'alert',
    }),
  },
];
