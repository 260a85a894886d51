// Alert documents of Wazuh, as the indexer returns them.

import { textAt } from '@watchfloor/sdk';
import type { DataSet } from '../data-set.ts';

export const wazuhSets: readonly DataSet[] = [
  {
    name: 'wazuh-alerts',
    source: 'wazuh',
    file: 'alerts/wazuh-alerts.jsonl',
    isMember: () => true,
    // All of them are of a level from which the manager writes an alert.
    expected: (_line, record) => ({
      time: textAt(record, '_source.timestamp').replace(/(\d\d)$/, ':$1'),
      kind: 'alert',
    }),
  },
];
