// Alerts of Splunk by webhook.

import { type JsonObject, parseTime, textAt } from '@watchfloor/sdk';
import type { DataSet, Expected } from '../data-set.ts';

// What the result names under CIM's fields, written down apart from the mapper.
const NAMED: readonly (readonly [path: string, type: string])[] = [
  ['result.src', 'ip'],
  ['result.dest', 'ip'],
  ['result.src_ip', 'ip'],
  ['result.dest_ip', 'ip'],
  ['result.user', 'user'],
  ['result.domain', 'domain'],
];

export const splunkSets: readonly DataSet[] = [
  {
    name: 'calseta-splunk-webhook',
    source: 'splunk',
    file: 'alerts/calseta-webhooks.jsonl',
    isMember: (line) => textAt(line, 'id').includes('splunk'),
    expected: (_line, record): Expected => ({
      entities: NAMED.flatMap(([path, type]) => namedAt(record, path, type)),
      severity: textAt(record, 'result.urgency'),
      time: parseTime(textAt(record, 'result._time')) ?? '',
      kind: 'alert',
    }),
  },
];

function namedAt(record: JsonObject, path: string, type: string): { type: string; value: string }[] {
  const value = textAt(record, path);
  return value === '' ? [] : [{ type, value }];
}
