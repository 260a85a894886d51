// One EVE record. A signature that matched is an alert; what a parser logged is an event, also the record of a dropped
// packet, since the alert that caused the drop has a record of its own.

import {
  cut,
  entityCollector,
  type JsonObject,
  parseTime,
  type ReadResult,
  type RecordFlag,
  textAt,
  valueAt,
} from '@watchfloor/sdk';
import { addEveEntities } from './entities.ts';
import { isObject, type OpenedEve } from './envelope.ts';
import { EVENT_TYPES } from './event-types.ts';
import { type Signature, signatureOf } from './signature.ts';
import { describeEve, titleOf } from './words.ts';

const TITLE_MAX = 500;
const DESCRIPTION_MAX = 4096;
const LABELS_MAX = 30;

/** Reads one record after `openEve`. */
export function readEve({ eve, firewall, sentAt }: OpenedEve): ReadResult {
  for (const field of ['event_type', 'timestamp', 'src_ip', 'dest_ip']) {
    const value = eve[field];
    if (typeof value === 'object' && value !== null)
      return { ok: false, refusal: { field, message: 'must be a text' } };
  }
  const type = textAt(eve, 'event_type');
  const hasSignature = textAt(eve, 'alert.signature') !== '' || textAt(eve, 'alert.signature_id') !== '';
  if (type === '' && !hasSignature)
    return { ok: false, refusal: { field: 'event_type', message: 'is missing: every EVE record names it' } };
  // Some pipelines drop the type of an alert; the signature tells.
  const isAlert = type === 'alert' || (type === '' && hasSignature);
  if (isAlert && !hasSignature)
    return { ok: false, refusal: { field: 'alert', message: 'is missing: an alert names its signature' } };

  const flags = new Set<RecordFlag>();
  const collector = entityCollector();
  addEveEntities(eve, collector);
  collector.add('cloud_resource', firewall, 'observer');
  const occurredAt =
    parseTime(valueAt(eve, 'timestamp')) ?? parseTime(eve['@timestamp']) ?? parseTime(sentAt);
  if (occurredAt === null) flags.add('time_missing');
  const signature = isAlert ? signatureOf(eve) : null;
  if (signature?.severity === null) flags.add('severity_unknown');
  if (collector.capped) flags.add('entities_capped');
  const title = signature?.rule.name ?? titleOf(eve, type);
  const description = describeEve(eve);
  if (title.length > TITLE_MAX || description.length > DESCRIPTION_MAX) flags.add('text_cut');
  const base = {
    vendor: firewall === '' ? 'OISF' : 'AWS',
    product: firewall === '' ? 'Suricata' : 'Network Firewall',
    source_ref: signature === null ? null : refOf(eve, signature),
    title: cut(title, TITLE_MAX),
    description: cut(description, DESCRIPTION_MAX),
    category: signature?.category || (EVENT_TYPES.get(type)?.[1] ?? 'network'),
    severity: signature === null ? 'informational' : (signature.severity ?? 'medium'),
    sensor: 'network',
    occurred_at: occurredAt,
    entities: collector.list(),
    labels: labelsOf(eve, signature),
    links: [],
    flags: [...flags],
    tactics: signature?.tactics ?? [],
    techniques: signature?.techniques ?? [],
  } as const;
  if (signature !== null)
    return { ok: true, record: { kind: 'alert', ...base, rule: signature.rule, closure: null } };
  const outcome = type === 'drop' ? 'failure' : outcomeOf(eve);
  return {
    ok: true,
    record: { kind: 'event', ...base, rule: { id: null, name: null }, action: cut(type, 100), outcome },
  };
}

/**
 * EVE gives alerts no id. A signature that matches again in the same transaction of the same flow is the same finding and
 * becomes a revision of its alert; without a flow there is nothing to go by.
 */
function refOf(eve: JsonObject, signature: Signature): string | null {
  const flow = textAt(eve, 'flow_id');
  if (flow === '' || signature.rule.id === null) return null;
  const transaction = textAt(eve, 'tx_id');
  return cut(`${flow}/${signature.rule.id}${transaction === '' ? '' : `/${transaction}`}`, 200);
}

/** Only what a server itself answered about the request. */
function outcomeOf(eve: JsonObject): 'success' | 'failure' | 'unknown' {
  const status = Number(textAt(eve, 'http.status') || Number.NaN);
  if (status >= 200 && status < 400) return 'success';
  if (status >= 400 && status < 600) return 'failure';
  return 'unknown';
}

function labelsOf(eve: JsonObject, signature: Signature | null): readonly string[] {
  const labels = [...(signature?.labels ?? [])];
  const proto = textAt(eve, 'app_proto');
  if (proto !== '' && proto !== 'failed') labels.push(`app_proto:${proto}`);
  const tls = valueAt(eve, 'tls');
  if (isObject(tls)) {
    // Fingerprints of the client's and the server's way to speak TLS: no hashes of files.
    for (const [name, path] of [
      ['ja3', 'ja3.hash'],
      ['ja3s', 'ja3s.hash'],
      ['ja4', 'ja4'],
    ] as const) {
      const value = textAt(tls, path);
      if (value !== '') labels.push(`${name}:${value}`);
    }
  }
  return [...new Set(labels.map((label) => cut(label, 200)))].slice(0, LABELS_MAX);
}
