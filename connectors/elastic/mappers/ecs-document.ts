// A document of the Elastic Common Schema: of Beats, Elastic Agent, Elastic Defend, or of anything else that writes ECS.
// https://www.elastic.co/guide/en/ecs/current/index.html
//
// `event.kind` decides: `alert` is a finding of the product that wrote the document, `signal` one of a detection engine;
// everything else happened. Documents of other findings without a kind are told by their category.

import {
  cut,
  type EntityRole,
  entityCollector,
  type NormalizedEvent,
  parseTime,
  type ReadResult,
  type RecordFlag,
  type Sensor,
} from '@watchfloor/sdk';
import { attackOf } from './attack.ts';
import type { EcsDocument } from './document.ts';
import { addEcsEntities } from './entities.ts';
import type { OpenedHit } from './hit.ts';
import { moduleProduct, type Product, packetType, productOf } from './products.ts';
import { severityOfDocument } from './severity.ts';
import { headline, labelsOf, shorten, wordOf } from './texts.ts';

const TITLE_MAX = 300;
const DESCRIPTION_MAX = 8192;
const ID_MAX = 300;
const NAME_MAX = 100;

const TIMES = ['@timestamp', 'event.created', 'event.start', 'event.ingested', 'timestamp', 'start_time'];

/** Fields of which a document has at least one, or it is none. */
const ESSENTIALS = [
  '@timestamp',
  'event.kind',
  'event.category',
  'event.action',
  'event.dataset',
  'ecs.version',
];

/** Reads one document; `hit` gives its id where Elasticsearch returned it. */
export function readEcsDocument(doc: EcsDocument, hit: OpenedHit): ReadResult {
  if (!ESSENTIALS.some((path) => doc.text(path) !== '')) {
    return {
      ok: false,
      refusal: {
        field: '@timestamp',
        message: 'is missing, and so is every field of the event: this is no ECS document',
      },
    };
  }
  const flags = new Set<RecordFlag>();
  const isAlert = isFinding(doc);
  const product = productOf(doc);
  const collector = entityCollector();
  addEcsEntities(doc, collector, hostRoleOf(doc, product));
  const occurredAt = timeOf(doc, TIMES);
  if (occurredAt === null) flags.add('time_missing');
  if (collector.capped) flags.add('entities_capped');
  if (doc.isTooDeep) flags.add('depth_limit');
  const severity = severityOfDocument(doc, isAlert);
  if (severity === null && isAlert) flags.add('severity_unknown');
  const action = actionOf(doc);
  const name = doc.text('rule.name');
  const line = headline(doc.text('message'));
  const title = (isAlert ? name : '') || line || placed(action, doc);
  const message = doc.text('message', 'event.reason', 'error.message');
  const isDefend = isAlert && product.product === 'Elastic Defend';
  const rule = {
    id: cut(doc.text('rule.id', 'rule.uuid'), ID_MAX) || null,
    // Malware and ransomware have no rule; the message names the protection that acted.
    name: cut(name || (isDefend ? line : ''), TITLE_MAX) || null,
    description: cut(doc.text('rule.description'), DESCRIPTION_MAX) || null,
  };
  const base = {
    vendor: cut(product.vendor, NAME_MAX),
    product: cut(product.product, NAME_MAX),
    source_ref: cut(doc.text('event.id') || hit.id, ID_MAX) || null,
    title: shorten(title, TITLE_MAX, flags),
    description: message === title ? '' : shorten(message, DESCRIPTION_MAX, flags),
    category: wordOf(doc.text('event.category', 'winlog.task', 'task')),
    severity: severity ?? (isAlert ? 'medium' : 'informational'),
    sensor: product.sensor === 'unknown' && isAlert ? ('siem' satisfies Sensor) : product.sensor,
    occurred_at: occurredAt,
    entities: collector.list(),
    labels: isAlert ? alertLabels(doc) : labelsOf(doc, ['tags']),
    links: [],
    flags: [...flags],
    ...attackOf(doc),
    rule,
  } as const;
  if (isAlert) return { ok: true, record: { kind: 'alert', ...base, closure: null } };
  return {
    ok: true,
    record: { kind: 'event', ...base, action: cut(action, ID_MAX), outcome: outcomeOf(doc) },
  };
}

/** An action alone says little in a list. */
function placed(action: string, doc: EcsDocument): string {
  const host = doc.text('host.name', 'host.hostname', 'winlog.computer_name', 'computer_name');
  return host === '' ? action : `${action} on ${host}`;
}

/** The tags, and whether what was found was stopped. */
function alertLabels(doc: EcsDocument): readonly string[] {
  const isBlocked = doc.texts('event.type').some((type) => type.toLowerCase() === 'denied');
  return isBlocked ? [...labelsOf(doc, ['tags']), 'blocked'] : labelsOf(doc, ['tags']);
}

/** Whether the document is a finding rather than something that happened. */
export function isFinding(doc: EcsDocument): boolean {
  const kind = doc.text('event.kind').toLowerCase();
  if (kind !== '') return kind === 'alert' || kind === 'signal';
  return doc.texts('event.category').some((category) => /^(?:intrusion_detection|malware)$/i.test(category));
}

/** The first path that holds a time. */
export function timeOf(doc: EcsDocument, paths: readonly string[]): string | null {
  for (const path of paths) {
    const text = doc.text(path);
    const time = text === '' ? null : parseTime(text);
    if (time !== null) return time;
  }
  return null;
}

/**
 * The host of a document is the machine that it is about, unless the document came from a device or service elsewhere: then
 * it is where the shipper runs.
 */
export function hostRoleOf(doc: EcsDocument, product: Product): EntityRole {
  if (doc.has('process.executable') || doc.has('winlog.channel')) return 'target';
  const isElsewhere = ['observer.name', 'observer.vendor', 'observer.ip'].some((path) => doc.has(path));
  if (isElsewhere || product.product === 'Packetbeat') return 'observer';
  const module = moduleProduct(doc);
  return module === null || module.sensor === 'endpoint' ? 'target' : 'observer';
}

function actionOf(doc: EcsDocument): string {
  const named = doc.text('event.action', 'winlog.task', 'task') || packetType(doc);
  if (named !== '') return named;
  const coded = doc.text('event.type', 'event.code', 'winlog.event_id', 'event_id', 'event.category');
  return coded || doc.text('type', 'event.dataset', 'log.logger') || 'event';
}

function outcomeOf(doc: EcsDocument): NormalizedEvent['outcome'] {
  const outcome = doc.text('event.outcome').toLowerCase();
  if (outcome === 'success' || outcome === 'failure') return outcome;
  const types = doc.texts('event.type').map((type) => type.toLowerCase());
  if (types.includes('denied')) return 'failure';
  if (types.includes('allowed')) return 'success';
  const keywords = [...doc.texts('winlog.keywords'), ...doc.texts('keywords')];
  if (keywords.includes('Audit Success')) return 'success';
  return keywords.includes('Audit Failure') ? 'failure' : 'unknown';
}
