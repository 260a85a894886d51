// Events of the Windows event log.

import { type JsonObject, textAt } from '@watchfloor/sdk';
import { type DataSet, ecsExpected } from '../data-set.ts';

export const windowsSets: readonly DataSet[] = [
  {
    name: 'sekoia-windows',
    source: 'windows',
    file: 'parsing/sekoia-raw-to-ecs.jsonl',
    isMember: (line) => line.product === 'Windows/windows',
    expected: ecsExpected,
  },
  {
    name: 'sekoia-always-on-vpn',
    source: 'windows',
    file: 'parsing/sekoia-raw-to-ecs.jsonl',
    isMember: (line) => line.product === 'Windows/microsoft-always-on-vpn',
    // What the collector calls a rule is the name of a policy.
    expected: (line) => {
      const { entities = [], ...rest } = ecsExpected(line);
      return { ...rest, entities: entities.filter(({ type }) => type !== 'rule') };
    },
  },
  {
    name: 'wazuh-logs-windows',
    source: 'windows',
    file: 'parsing/wazuh-logs.jsonl',
    isMember: (line) => /\bWinEvtLog: /.test(textAt(line, 'input')),
    expected: () => ({ kind: 'event' }),
  },
  {
    name: 'panther-windows',
    source: 'windows',
    file: 'detections/panther-rule-tests.jsonl',
    isMember: (line) => /^Windows\./.test(textAt(line, 'expected.log_types.0')),
    expected: (_line, record) => ({
      kind: 'event',
      time: textAt(record, 'TimeCreated').replace(' +0000', 'Z'),
    }),
  },
  {
    name: 'otrf-windows-events',
    source: 'windows',
    file: 'sigma/otrf-windows-events.jsonl.gz',
    record: (line) => line.event ?? null,
    isMember: () => true,
    expected: (_line, record) => ({ kind: 'event', time: flatTime(record) }),
  },
  {
    name: 'sigma-regression-events',
    source: 'windows',
    file: 'sigma/regression-cases.jsonl',
    isMember: () => true,
    expected: (_line, record) => ({
      kind: 'event',
      time: textAt(record, 'Event.System.TimeCreated.#attributes.SystemTime'),
    }),
  },
];

/** The time of a flat row: with a zone where it has one, else Sysmon's, else the shipper's own. */
function flatTime(record: JsonObject): string {
  const created = textAt(record, 'TimeCreated');
  if (created.endsWith('Z')) return created;
  return textAt(record, 'UtcTime') || textAt(record, '@timestamp') || created;
}
