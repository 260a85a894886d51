// Logs of Microsoft Entra ID.

import { type DataSet, ecsExpected } from '../data-set.ts';

export const entraIdSets: readonly DataSet[] = [
  {
    name: 'sekoia-microsoft-entraid',
    source: 'entra-id',
    file: 'parsing/sekoia-raw-to-ecs.jsonl',
    isMember: (line) => line.product === 'Microsoft/microsoft-entraid-graphapi',
    expected: (line) => ({ ...ecsExpected(line), kind: 'event' }),
  },
];
