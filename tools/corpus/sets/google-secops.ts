// UDM events of Google SecOps: what its parsers make of raw logs, read as records of their own. The identifying fields of nouns,
// found by a walk that knows nothing of the mapper's tables, are what the mapper must find.

import { type EntityType, type JsonObject, type JsonValue, textAt, valueAt } from '@watchfloor/sdk';
import type { DataSet } from '../data-set.ts';

export const googleSecopsSets: readonly DataSet[] = [
  {
    name: 'secops-parser-events',
    source: 'google-secops',
    file: 'parsing/secops-raw-to-udm.jsonl',
    isMember: () => true,
    record: (line) => valueAt(line, 'expected') ?? null,
    expected: (_line, record) => ({
      entities: identifiersIn(record, ''),
      time: textAt(record, 'event.idm.readOnlyUdm.metadata.eventTimestamp'),
      kind: 'event',
    }),
  },
];

const IDENTIFIERS: Readonly<Record<string, EntityType>> = {
  ip: 'ip',
  natIp: 'ip',
  hostname: 'host',
  mac: 'mac',
  userid: 'user',
  windowsSid: 'user',
  emailAddresses: 'email',
  url: 'url',
  referralUrl: 'url',
  commandLine: 'command_line',
  sha256: 'sha256',
  sha1: 'sha1',
  md5: 'md5',
  cveId: 'cve',
  registryKey: 'registry_key',
};

function identifiersIn(value: JsonValue | undefined, key: string): { type: string; value: string }[] {
  if (Array.isArray(value))
    return (value as readonly JsonValue[]).flatMap((item) => identifiersIn(item, key));
  if (typeof value === 'string') {
    const type = IDENTIFIERS[key];
    const isReal = value !== '' && !(type === 'url' && !/^https?:\/\//.test(value));
    return type === undefined || !isReal ? [] : [{ type, value }];
  }
  if (typeof value !== 'object' || value === null) return [];
  // What is no array is an object: only containers get here.
  return Object.entries(value as JsonObject).flatMap(([name, child]) =>
    name === 'additional' ? [] : identifiersIn(child, name),
  );
}
