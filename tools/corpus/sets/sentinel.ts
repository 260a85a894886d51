// Alerts and incidents of Microsoft Sentinel.

import {
  type EntityType,
  type JsonObject,
  type JsonValue,
  parseJsonText,
  textAt,
  valueAt,
} from '@watchfloor/sdk';
import { type DataSet, ecsExpected } from '../data-set.ts';

export const sentinelSets: readonly DataSet[] = [
  {
    name: 'sentinel-securityalert',
    source: 'sentinel',
    file: 'alerts/sentinel-securityalert.jsonl',
    isMember: () => true,
    expected: (_line, record) => ({
      entities: identifiersIn(parseJsonText(textAt(record, 'Entities'))),
      severity: textAt(record, 'AlertSeverity').toLowerCase(),
      time: textAt(record, 'StartTime'),
      kind: 'alert',
    }),
  },
  {
    name: 'sentinel-securityincident',
    source: 'sentinel',
    file: 'alerts/sentinel-securityincident.jsonl',
    isMember: () => true,
    expected: (line, record) => ({
      severity: textAt(line, 'expected.severity').toLowerCase(),
      time: textAt(record, 'FirstActivityTime'),
      kind: 'alert',
    }),
  },
  {
    name: 'calseta-sentinel-webhook',
    source: 'sentinel',
    file: 'alerts/calseta-webhooks.jsonl',
    isMember: (line) => textAt(line, 'id').includes('sentinel'),
    expected: (_line, record) => ({
      entities: identifiersIn(valueAt(record, 'Entities') ?? null),
      severity: textAt(record, 'properties.severity').toLowerCase(),
      time: textAt(record, 'properties.firstActivityTimeUtc'),
      kind: 'alert',
    }),
  },
  {
    name: 'sekoia-microsoft-sentinel',
    source: 'sentinel',
    file: 'parsing/sekoia-raw-to-ecs.jsonl',
    isMember: (line) => line.product === 'Microsoft/microsoft-sentinel',
    expected: (line) => ({
      ...ecsExpected(line),
      severity: textAt(line, 'expected.log.level').toLowerCase(),
      kind: 'alert',
    }),
  },
];

// Identifying fields of Sentinel's entities after Microsoft's reference, wherever they occur in the list: a walk that knows
// nothing of kinds, references or roles, so that it misses nothing the mapper could miss.
const IDENTIFIERS: Readonly<Record<string, EntityType>> = {
  UserPrincipalName: 'user',
  Sid: 'user',
  AadUserId: 'user',
  HostName: 'host',
  FQDN: 'host',
  Address: 'ip',
  SenderIP: 'ip',
  Url: 'url',
  CommandLine: 'command_line',
  MailboxPrimaryAddress: 'email',
  Sender: 'email',
  P1Sender: 'email',
  P2Sender: 'email',
  Recipient: 'email',
};

function identifiersIn(value: JsonValue | undefined): { type: string; value: string }[] {
  // Array.isArray widens readonly arrays to any[] and leaves them in the type; both casts give back the declared one.
  if (Array.isArray(value)) return (value as readonly JsonValue[]).flatMap(identifiersIn);
  if (typeof value !== 'object' || value === null) return [];
  const own = Object.entries(value as JsonObject).flatMap(([key, child]) => {
    const type = IDENTIFIERS[key];
    const isBuiltIn = key === 'Sid' && !/^S-1-(?:5-21|12-1)-/.test(String(child));
    if (type === undefined || typeof child !== 'string' || child === '' || isBuiltIn) return [];
    return [{ type, value: child }];
  });
  const hash = hashIn(value as JsonObject);
  return [...own, ...hash, ...Object.values(value as JsonObject).flatMap(identifiersIn)];
}

function hashIn(value: JsonObject): { type: string; value: string }[] {
  const type = textAt(value, 'Algorithm').toLowerCase();
  return /^(?:md5|sha1|sha256)$/.test(type) ? [{ type, value: textAt(value, 'Value') }] : [];
}
