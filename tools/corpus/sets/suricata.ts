// Records of Suricata's EVE log.

import { textAt } from '@watchfloor/sdk';
import { type DataSet, ecsExpected } from '../data-set.ts';

export const suricataSets: readonly DataSet[] = [
  {
    name: 'suricata-eve-alerts',
    source: 'suricata',
    file: 'alerts/suricata-eve-alerts.jsonl',
    isMember: () => true,
    expected: (_line, record) => ({
      entities: ['src_ip', 'dest_ip'].map((field) => ({ type: 'ip', value: textAt(record, field) })),
      severity: PRIORITIES[Number(textAt(record, 'alert.severity'))] ?? 'informational',
      time: textAt(record, 'timestamp'),
      kind: 'alert',
    }),
  },
  {
    name: 'sekoia-suricata',
    source: 'suricata',
    file: 'parsing/sekoia-raw-to-ecs.jsonl',
    // One line of the set is a shipper's own metrics.
    isMember: (line) =>
      line.product === 'Suricata/suricata' && /"(?:event_type|signature_id)"/.test(textAt(line, 'input')),
    expected: (line, record) => ({
      ...ecsExpected(line),
      kind: record.alert === undefined ? 'event' : 'alert',
    }),
  },
];

const PRIORITIES: readonly string[] = ['', 'high', 'medium', 'low'];
