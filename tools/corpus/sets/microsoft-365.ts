// The audit log of Microsoft 365, and Intune.

import { textAt } from '@watchfloor/sdk';
import { type DataSet, ecsExpected } from '../data-set.ts';

export const microsoft365Sets: readonly DataSet[] = [
  {
    name: 'sekoia-microsoft-intune',
    source: 'microsoft-365',
    file: 'parsing/sekoia-raw-to-ecs.jsonl',
    isMember: (line) => line.product === 'Microsoft/microsoft-intune',
    expected: (line) => ({ ...ecsExpected(line), kind: 'event' }),
  },
  {
    name: 'panther-microsoft-365',
    source: 'microsoft-365',
    file: 'detections/panther-rule-tests.jsonl',
    isMember: (line) => textAt(line, 'expected.log_types.0').startsWith('Microsoft365.'),
    expected: (_line, record) => ({
      time: textAt(record, 'CreationTime') || textAt(record, 'creationtime'),
      kind: 'event',
    }),
  },
];
