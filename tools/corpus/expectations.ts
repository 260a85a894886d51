// What a corpus record says about itself, in our words: the entities, time, severity and kind its own source declares. Each
// corpus has its own way to say it; what it does not say is undefined and not counted.

import { canonicalValue, type EntityType, parseTime, type Severity } from '@watchfloor/sdk';

export interface Expectation {
  readonly entities?: readonly { readonly type: string; readonly value: string }[];
  readonly time?: string | null;
  readonly severity?: Severity;
  readonly kind?: 'alert' | 'event';
}

type Json = Record<string, unknown>;

function objectAt(value: unknown, path: string): unknown {
  let at = value;
  for (const step of path.split('.')) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = (at as Json)[step];
  }
  return at;
}

/** Reads the expectation of one record of one corpus file; `file` is its name without the folder. */
export function expectationOf(file: string, record: Json): Expectation {
  if (file.startsWith('sekoia')) return fromEcs(record);
  if (file.startsWith('ocsf')) return fromOcsf(record);
  if (file.startsWith('zeek'))
    return { kind: record['log'] === 'notice' ? 'alert' : 'event', ...timeOf(objectAt(record, 'input.ts')) };
  if (file.startsWith('wazuh-logs')) return { kind: 'event' };
  if (file.startsWith('panther')) return fromPanther(record);
  if (file.startsWith('stratus')) return { kind: 'event' };
  if (file.startsWith('streamalert')) return fromStreamAlert(record);
  return ALERT_FILES.test(file) ? { kind: 'alert' } : {};
}

const ALERT_FILES = /^(?:calseta|sentinel|suricata|wazuh-alerts)/;

function timeOf(value: unknown): { time?: string | null } {
  const time = parseTime(value);
  return time === null ? {} : { time };
}

function fromEcs(record: Json): Expectation {
  const entities = (record['expected_entities'] as Expectation['entities'] | undefined) ?? [];
  const kind = objectAt(record, 'expected.event.kind');
  return {
    // A rule is no entity: it is compared neither for recall nor for economy.
    entities: entities.filter((entity) => entity.type !== 'rule'),
    ...timeOf(objectAt(record, 'expected.@timestamp')),
    ...(kind === 'alert'
      ? { kind }
      : kind === 'event' || kind === undefined
        ? { kind: 'event' as const }
        : {}),
  };
}

const OCSF_SEVERITY: readonly (Severity | undefined)[] = [
  undefined,
  'informational',
  'low',
  'medium',
  'high',
  'critical',
  'critical',
];

function fromOcsf(record: Json): Expectation {
  const severity = OCSF_SEVERITY[Number(objectAt(record, 'expected.severity_id'))];
  const category = Number(objectAt(record, 'expected.category_uid'));
  return {
    ...timeOf(objectAt(record, 'expected.time')),
    ...(severity === undefined ? {} : { severity }),
    kind: category === 2 ? 'alert' : 'event',
  };
}

/** Panther's samples are logs of products; only these sources are findings of the product itself. */
const PANTHER_ALERTS = /^(?:AWS\.GuardDuty|AppOmni\.Alerts|Wiz\.Issues)/;

function fromPanther(record: Json): Expectation {
  const types = objectAt(record, 'expected.log_types');
  const first = Array.isArray(types) && types.length === 1 ? String(types[0]) : '';
  if (first === '' || /^(?:Crowdstrike|Microsoft|Proofpoint)/.test(first)) return {};
  return { kind: PANTHER_ALERTS.test(first) ? 'alert' : 'event' };
}

function fromStreamAlert(record: Json): Expectation {
  const log = String(objectAt(record, 'expected.log') ?? '');
  if (/guardduty|cloudwatch:events|binaryalert/.test(log)) return {};
  return { kind: 'event' };
}

/** The form both sides of a comparison are brought to. */
export function comparable(type: string, value: string): string {
  const known = ENTITY_OF[type];
  const canonical = known === undefined ? null : canonicalValue(known, value);
  return (canonical ?? value).toLowerCase();
}

const ENTITY_OF: Readonly<Record<string, EntityType>> = {
  ip: 'ip',
  domain: 'domain',
  host: 'host',
  user: 'user',
  email: 'email',
  url: 'url',
  md5: 'md5',
  sha1: 'sha1',
  sha256: 'sha256',
  mac: 'mac',
  process_path: 'process_path',
  file_path: 'file_path',
  command_line: 'command_line',
  cve: 'cve',
};
