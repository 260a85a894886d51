// The Azure Activity log and logs of Azure resources.

import { textAt } from '@watchfloor/sdk';
import type { DataSet } from '../data-set.ts';

export const azureActivitySets: readonly DataSet[] = [
  {
    name: 'panther-azure-activity',
    source: 'azure-activity',
    file: 'detections/panther-rule-tests.jsonl',
    // Rules about Kubernetes have tests for several clouds; these are the ones of Azure.
    isMember: (line) =>
      line.product === 'azure_activity' ||
      (line.product === 'kubernetes' && textAt(line, 'input.p_log_type') === 'Azure.MonitorActivity'),
    expected: (_line, record) => ({
      entities: [
        { type: 'cloud_resource', value: textAt(record, 'resourceId') },
        { type: 'ip', value: textAt(record, 'callerIpAddress').replace(/:\d+$/, '') },
      ].filter(({ value }) => value !== '' && value !== '0.0.0.0'),
      time: textAt(record, 'time'),
      kind: 'event',
    }),
  },
];
