// Whose a document is, from a few of its keys: `auto` asks for every record of every product.

import { type JsonObject, textAt, valueAt } from '@watchfloor/sdk';
import { isObject } from './document.ts';
import { isShipper } from './products.ts';

const KEYS_MAX = 400;

/** Whether the document is an alert of a detection rule: `kibana.alert.*` or `signal.rule.*`, nested or flat. */
export function hasDetectionKeys(body: JsonObject): boolean {
  if ('kibana' in body && isObject(body.kibana)) return isObject(valueAt(body, 'kibana.alert'));
  if ('kibana.alert' in body && isObject(body['kibana.alert'])) return true;
  if ('signal' in body && isObject(body.signal)) return isObject(body.signal.rule);
  let seen = 0;
  for (const key in body) {
    if (key.length > 11 && (key.startsWith('kibana.alert.') || key.startsWith('signal.rule.'))) return true;
    seen += 1;
    if (seen > KEYS_MAX) return false;
  }
  return false;
}

/** Whether the document is an alert of Elastic Defend, which its agent raises without a rule. */
export function isEndpointAlert(body: JsonObject): boolean {
  if (firstText(body, 'event.kind') !== 'alert') return false;
  return (
    firstText(body, 'event.module') === 'endpoint' ||
    firstText(body, 'event.dataset').startsWith('endpoint.alert') ||
    firstText(body, 'data_stream.dataset').startsWith('endpoint.alert') ||
    firstText(body, 'agent.type') === 'endpoint'
  );
}

/** The text at a path, of a list its first. */
function firstText(body: JsonObject, path: string): string {
  return textAt(body, path) || textAt(body, FIRST_OF.get(path) ?? `${path}.0`);
}

/** The paths asked for, with those of their first items: a text made anew for each record costs more than the look-up. */
const FIRST_OF: ReadonlyMap<string, string> = new Map(
  ['event.kind', 'event.module', 'event.dataset', 'data_stream.dataset', 'agent.type', 'type'].map((path) => [
    path,
    `${path}.0`,
  ]),
);

const KINDS: ReadonlySet<string> = new Set([
  'alert',
  'asset',
  'enrichment',
  'event',
  'metric',
  'state',
  'pipeline_error',
  'signal',
]);

// Fields of ECS with what each adds. Other schemas share single ones (`host.name`, `source.ip`), so no few of those suffice.
const FEATURES: readonly (readonly [path: string, points: number])[] = [
  ['ecs.version', 40],
  ['agent.ephemeral_id', 20],
  ['@metadata.beat', 40],
  ['beat.hostname', 30],
  ['beat.version', 30],
  ['winlog.channel', 35],
  ['winlog.event_id', 20],
  ['elastic_agent.id', 25],
  ['data_stream.dataset', 25],
  ['event.category', 15],
  ['event.dataset', 15],
  ['event.module', 10],
  ['event.ingested', 10],
  ['event.action', 5],
  ['event.outcome', 5],
  ['event.original', 5],
  ['observer.vendor', 10],
  ['log.level', 5],
  ['log.file.path', 15],
  ['log.offset', 10],
  ['input.type', 10],
  ['host.name', 5],
  ['host.os.platform', 10],
  ['source.ip', 10],
  ['destination.ip', 10],
  ['user.name', 10],
  ['process.executable', 10],
  ['related.ip', 15],
  ['related.user', 15],
  ['network.community_id', 5],
  ['dns.question.name', 10],
  ['url.original', 10],
  ['client_ip', 20],
  ['bytes_in', 10],
  ['bytes_out', 10],
  ['transport', 10],
  ['last_time', 15],
  ['start_time', 10],
];

// Below what a product's own source says of its records inside ECS: the schema is what is left when nobody knows more.
const CERTAINTY_MAX = 85;

/** How sure it is that the document is one of ECS; 0 for alerts of Elastic, which have a source of their own. */
export function ecsCertainty(body: JsonObject): number {
  // Wazuh 5 writes ECS with its own root, and has a source of its own.
  if (!hasDocumentKey(body) || isObject(valueAt(body, 'wazuh'))) return 0;
  let points = textAt(body, '@timestamp') === '' && valueAt(body, '@timestamp') === undefined ? 0 : 10;
  if (KINDS.has(firstText(body, 'event.kind'))) points += 25;
  if (isShipper(firstText(body, 'agent.type')) || isShipper(firstText(body, 'type'))) points += 40;
  // Packetbeat before 7 writes records without any field of ECS but the time and `type`.
  if (/^(?:dns|flow|http|tls|icmp)$/.test(firstText(body, 'type')) && points > 0) points += 10;
  for (const [path, value] of FEATURES) {
    if (points >= CERTAINTY_MAX) break;
    if (valueAt(body, path) !== undefined) points += value;
  }
  if (points < 50 || hasDetectionKeys(body) || isEndpointAlert(body)) return 0;
  return Math.min(CERTAINTY_MAX, points);
}

/** The keys one of which every document has, in its nested or its flat spelling. */
function hasDocumentKey(body: JsonObject): boolean {
  return (
    Object.hasOwn(body, '@timestamp') ||
    isObject(valueAt(body, 'ecs')) ||
    Object.hasOwn(body, 'ecs.version') ||
    Object.hasOwn(body, 'event.kind') ||
    Object.hasOwn(body, 'event.category')
  );
}
