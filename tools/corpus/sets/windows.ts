// Events of the Windows event log.

import { textAt } from '@watchfloor/sdk';
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
