// Events of the Okta System Log.

import { textAt, valueAt } from '@watchfloor/sdk';
import { type DataSet, ecsExpected } from '../data-set.ts';

export const oktaSets: readonly DataSet[] = [
  {
    name: 'sekoia-okta',
    source: 'okta',
    file: 'parsing/sekoia-raw-to-ecs.jsonl',
    isMember: (line) => line.product === 'Okta/okta-system-logs',
    expected: ecsExpected,
  },
  {
    name: 'panther-okta',
    source: 'okta',
    file: 'detections/panther-rule-tests.jsonl',
    // Some of the author's tests are rows of a query over the log, not of the log: they have no event type.
    isMember: (line) =>
      line.product === 'okta' && /eventtype/i.test(Object.keys(valueAt(line, 'input') ?? {}).join(' ')),
    expected: (_line, record) => ({ time: textAt(record, 'published') }),
  },
];
