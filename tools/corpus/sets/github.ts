// GitHub: audit log entries and webhooks.

import { textAt, valueAt } from '@watchfloor/sdk';
import { type DataSet, ecsExpected } from '../data-set.ts';

export const githubSets: readonly DataSet[] = [
  {
    name: 'sekoia-github',
    source: 'github',
    file: 'parsing/sekoia-raw-to-ecs.jsonl',
    isMember: (line) => line.product === 'Github/github-audit-logs',
    expected: (line) => ({ ...ecsExpected(line), kind: 'event' }),
  },
  {
    name: 'panther-github',
    source: 'github',
    file: 'detections/panther-rule-tests.jsonl',
    // One of the author's tests has an action and nothing else.
    isMember: (line) => line.product === 'github' && Object.keys(valueAt(line, 'input') ?? {}).length > 1,
    expected: (_line, record) => ({
      time:
        textAt(record, 'at_sign_timestamp') ||
        (typeof valueAt(record, '@timestamp') === 'string' ? textAt(record, '@timestamp') : ''),
      kind: 'event',
    }),
  },
];
