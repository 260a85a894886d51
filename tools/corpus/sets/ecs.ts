// Documents of Beats.

import { type JsonObject, textAt, valueAt } from '@watchfloor/sdk';
import { type DataSet, type Expected, ecsExpected } from '../data-set.ts';

export const ecsSets: readonly DataSet[] = [
  ...['winlogbeat', 'auditbeat'].map(
    (beat): DataSet => ({
      name: `sekoia-${beat}`,
      source: 'ecs',
      file: 'parsing/sekoia-raw-to-ecs.jsonl',
      isMember: (line) => line.product === `Beats/${beat}`,
      expected: (line) => ({
        ...typedExpected(line),
        // `state` is what was found at start, which is an event here.
        kind: textAt(line, 'expected.event.kind') === 'alert' ? 'alert' : 'event',
      }),
    }),
  ),
  {
    name: 'streamalert-packetbeat',
    source: 'ecs',
    file: 'detections/streamalert-rule-tests.jsonl',
    isMember: (line) => textAt(line, 'expected.log').startsWith('packetbeat:'),
    expected: (_line, record): Expected => ({
      entities: ['client_ip', 'source.ip', 'source.mac', 'dest.ip', 'dns.question.name'].flatMap((path) => {
        const value = valueAt(record, path);
        const type = path.endsWith('mac') ? 'mac' : path.startsWith('dns') ? 'domain' : 'ip';
        return typeof value === 'string' ? [{ type, value }] : [];
      }),
      time: textAt(record, '@timestamp'),
      kind: 'event',
    }),
  },
];

/** Without `hash`, a second name of values that stand beside it under their own type. */
function typedExpected(line: JsonObject): Expected {
  const { entities, ...rest } = ecsExpected(line);
  return entities === undefined
    ? rest
    : { ...rest, entities: entities.filter(({ type }) => type !== 'hash') };
}
