// Alerts of Elastic Security.

import { textAt, valueAt } from '@watchfloor/sdk';
import type { DataSet, Expected } from '../data-set.ts';

// What the document names under the fields that ECS defines, written down apart from the mapper.
const NAMED: readonly (readonly [path: string, type: string])[] = [
  ['host.name', 'host'],
  ['host.hostname', 'host'],
  ['host.ip', 'ip'],
  ['source.ip', 'ip'],
  ['destination.ip', 'ip'],
  ['destination.domain', 'domain'],
  ['dns.question.name', 'domain'],
  ['user.name', 'user'],
  ['user.email', 'email'],
  ['process.executable', 'process_path'],
  ['process.command_line', 'command_line'],
  ['process.hash.sha256', 'sha256'],
  ['process.hash.md5', 'md5'],
  ['url.full', 'url'],
];

export const elasticSets: readonly DataSet[] = [
  {
    name: 'calseta-elastic-webhook',
    source: 'elastic',
    file: 'alerts/calseta-webhooks.jsonl',
    isMember: (line) => textAt(line, 'id').includes('elastic'),
    expected: (_line, record): Expected => ({
      entities: NAMED.flatMap(([path, type]) => {
        const found = valueAt(record, path);
        return (Array.isArray(found) ? found : [found]).flatMap((value: unknown) =>
          typeof value === 'string' ? [{ type, value }] : [],
        );
      }),
      severity: textAt(record, 'kibana.alert.severity'),
      time: textAt(record, 'kibana.alert.start'),
      kind: 'alert',
    }),
  },
];
