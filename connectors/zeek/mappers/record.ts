// One record of one of Zeek's logs.

import { cut, entityCollector, parseTime, type ReadResult, type RecordFlag } from '@watchfloor/sdk';
import { addLogEntities } from './entities.ts';
import type { Fields } from './fields.ts';
import { findingOf } from './finding.ts';
import { LOGS } from './logs.ts';
import type { OpenedLog } from './recognise.ts';
import { describeLog, titleOf } from './words.ts';

const TITLE_MAX = 500;
const DESCRIPTION_MAX = 4096;

/** Reads a record after `openLog`. */
export function readLog(opened: OpenedLog): ReadResult {
  const { fields, log, record } = opened;
  for (const field of ['_path', 'ts', 'uid', 'note', 'msg']) {
    const value = record[field];
    if (typeof value === 'object' && value !== null)
      return { ok: false, refusal: { field, message: 'must be a text or a number' } };
  }
  if (log === '' && !fields.has('id.orig_h') && !fields.has('uid'))
    return {
      ok: false,
      refusal: { field: '_path', message: 'is missing, and the fields are those of no log of Zeek' },
    };

  const flags = new Set<RecordFlag>();
  const collector = entityCollector();
  addLogEntities(opened, collector);
  const occurredAt = timeOf(fields);
  if (occurredAt === null) flags.add('time_missing');
  const finding = findingOf(log, fields);
  if (finding !== null && finding.severity === null) flags.add('severity_unknown');
  if (collector.capped) flags.add('entities_capped');
  const title = finding?.title ?? titleOf(opened);
  const description = describeLog(opened);
  if (title.length > TITLE_MAX || description.length > DESCRIPTION_MAX) flags.add('text_cut');
  const ref = refOf(opened, finding?.about ?? null);
  const base = {
    vendor: 'Zeek',
    product: 'Zeek',
    source_ref: ref === null ? null : cut(ref, 300),
    title: cut(title, TITLE_MAX),
    description: cut(description, DESCRIPTION_MAX),
    category: finding?.category || (LOGS.get(log)?.[1] ?? 'network'),
    severity: finding === null ? 'informational' : (finding.severity ?? 'medium'),
    sensor: 'network',
    occurred_at: occurredAt,
    entities: collector.list(),
    labels: labelsOf(fields),
    links: [],
    flags: [...flags],
    tactics: finding?.tactics ?? [],
    techniques: finding?.techniques ?? [],
  } as const;
  if (finding !== null)
    return { ok: true, record: { kind: 'alert', ...base, rule: finding.rule, closure: null } };
  return {
    ok: true,
    record: {
      kind: 'event',
      ...base,
      rule: { id: null, name: null },
      action: cut(log, 100) || 'record',
      outcome: outcomeOf(log, fields),
    },
  };
}

/** When it happened, else when it was written; records about the engine's start carry the year 1970. */
function timeOf(fields: Fields): string | null {
  for (const name of ['ts', '_write_ts', '@timestamp', 'timestamp']) {
    const time = parseTime(fields.value(name));
    if (time !== null) return time;
  }
  return null;
}

/**
 * The id that Zeek gives the thing the record is about, where there is one record about it: a connection or a file. A finding is
 * told from others on its connection by what it is about. Other logs have many records for one connection and no id.
 */
function refOf({ fields, log }: OpenedLog, about: string | null): string | null {
  const uid = fields.text('uid');
  if (about !== null) return uid === '' ? null : `${uid}/${about}`;
  switch (log) {
    case 'conn':
      return uid || null;
    case 'files':
      return fields.text('fuid') || null;
    case 'pe':
    case 'ocsp':
      return fields.text('id') || null;
    default:
      return null;
  }
}

// What each log says about success, as true and false or in the protocol's own codes.
const SUCCESS_FIELDS: ReadonlyMap<string, string> = new Map([
  ['ssh', 'auth_success'],
  ['ntlm', 'success'],
  ['kerberos', 'success'],
  ['ssl', 'established'],
  ['rfb', 'auth'],
  ['mysql', 'success'],
  ['login', 'success'],
]);

function outcomeOf(log: string, fields: Fields): 'success' | 'failure' | 'unknown' {
  const text = fields.text(SUCCESS_FIELDS.get(log) ?? 'success').toLowerCase();
  if (text === 'true' || text === 't') return 'success';
  if (text === 'false' || text === 'f') return 'failure';
  const status = Number(fields.text(log === 'ftp' ? 'reply_code' : 'status_code') || Number.NaN);
  if (status >= 200 && status < 400) return 'success';
  if (status >= 400 && status < 600) return 'failure';
  const result = fields.text('result').toLowerCase();
  if (log.startsWith('ldap') && result !== '') return result === 'success' ? 'success' : 'failure';
  if (log === 'radius' && result !== '') return result === 'success' ? 'success' : 'failure';
  return 'unknown';
}

/** Fingerprints of clients and servers: no hashes of files. */
function labelsOf(fields: Fields): readonly string[] {
  const labels = ['ja3', 'ja3s', 'ja4', 'ja4s', 'hassh', 'hasshServer'].map((name) => {
    const value = fields.text(name);
    return value === '' ? '' : `${name.toLowerCase()}:${cut(value, 150)}`;
  });
  return labels.filter((label) => label !== '');
}
