// JSON logs of Zeek.

import { textAt } from '@watchfloor/sdk';
import type { DataSet } from '../data-set.ts';

export const zeekSets: readonly DataSet[] = [
  {
    name: 'zeek-json',
    source: 'zeek',
    file: 'logs/zeek-json.jsonl.gz',
    isMember: () => true,
    expected: (line, record) => ({
      entities: ['id.orig_h', 'id.resp_h']
        .map((field) => ({ type: 'ip', value: textAt(record, field) }))
        .filter(({ value }) => value !== '' && value !== '0.0.0.0' && value !== '::'),
      time: textAt(record, 'ts'),
      kind: line.log === 'notice' ? 'alert' : 'event',
    }),
  },
];
