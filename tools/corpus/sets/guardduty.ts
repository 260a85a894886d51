// Findings of Amazon GuardDuty.

import { severityOnScale, textAt, valueAt } from '@watchfloor/sdk';
import { type DataSet, ecsExpected } from '../data-set.ts';

export const guarddutySets: readonly DataSet[] = [
  {
    name: 'sekoia-guardduty',
    source: 'guardduty',
    file: 'parsing/sekoia-raw-to-ecs.jsonl',
    isMember: (line) => line.product === 'AWS/aws-guardduty',
    expected: (line, record) => ({
      ...ecsExpected(line),
      severity: severityOnScale(valueAt(record, 'severity'), 10, 'up') ?? '',
      kind: 'alert',
    }),
  },
  {
    name: 'panther-guardduty',
    source: 'guardduty',
    file: 'detections/panther-rule-tests.jsonl',
    isMember: (line) => line.product === 'aws_guardduty',
    expected: (_line, record) => ({ time: textAt(record, 'updatedAt'), kind: 'alert' }),
  },
];
