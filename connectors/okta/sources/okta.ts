// Okta: events of the System Log, however they come: the API's array, an event hook, or a log stream through EventBridge.

import { defineSource, type JsonObject, type JsonValue, textAt, valueAt } from '@watchfloor/sdk';
import { readSystemLogEvent, restoreNames } from '../mappers/system-log.ts';

export const okta = defineSource({
  id: 'okta',
  vendor: 'Okta',
  product: 'Okta',
  summary:
    'System Log events from the API, an event hook or an EventBridge log stream; Okta’s own findings are alerts',
  documentation: 'https://developer.okta.com/docs/api/openapi/okta-management/management/tag/SystemLog/',
  setup: `1. In the Okta Admin Console open **Workflow > Event Hooks** and create a hook with the URL \`{url}\`.
2. As authentication field enter \`Authorization\`, as secret \`Bearer <key>\`.
3. Subscribe to the events you want, at least *ThreatInsight*, *User risk*, *User suspicious activity reported* and the
   sign-in and account events, then verify the endpoint.

For every event of the org use a log stream to EventBridge with an API destination that posts to the same address, or post
what \`GET /api/v1/logs\` returns.`,
  envelopes: ['data.events'],
  recognise(record) {
    if (isEventBridge(record)) return 98;
    if (!hasEventType(record)) return 0;
    return textAt(record, 'eventType') === 'com.okta.event_hook' ? 98 : certaintyOf(restoreNames(record));
  },
  read(record) {
    if (!isEventBridge(record)) return readSystemLogEvent(restoreNames(record), null);
    const detail = valueAt(record, 'detail');
    if (!isObject(detail))
      return { ok: false, refusal: { field: 'detail', message: 'must be a System Log event' } };
    return readSystemLogEvent(restoreNames(detail), orgOf(textAt(record, 'source')));
  },
});

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A log stream's event: `source` is `aws.partner/okta.com/<org>/<name of the stream>`. */
function isEventBridge(record: JsonObject): boolean {
  return textAt(record, 'source').startsWith('aws.partner/okta.com');
}

/** The org's subdomain out of the partner source; only what can be a host label gets into a link. */
function orgOf(source: string): string | null {
  const label = source.split('/')[2] ?? '';
  return /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i.test(label) ? label.toLowerCase() : null;
}

/** A first look that costs nothing, as every record of every product is asked about. */
function hasEventType(record: JsonObject): boolean {
  if ('eventType' in record || 'eventtype' in record) return true;
  for (const key in record) if (key.length === 9 && key.toLowerCase() === 'eventtype') return true;
  return false;
}

// Fields no other product has under these names, with what each adds to the certainty.
const FEATURES: readonly (readonly [path: string, points: number])[] = [
  ['actor.alternateId', 20],
  ['actor.type', 10],
  ['legacyEventType', 15],
  ['debugContext.debugData', 15],
  ['authenticationContext.externalSessionId', 15],
  ['client.userAgent.rawUserAgent', 15],
  ['client.geographicalContext', 10],
  ['securityContext.isProxy', 10],
  ['outcome.result', 10],
  ['transaction.type', 10],
  ['request.ipChain', 10],
  ['published', 10],
  ['displayMessage', 10],
  ['target.0.alternateId', 15],
  ['uuid', 5],
];

/** An event type of at least two words with dots, and enough of the fields beside it. */
function certaintyOf(event: JsonObject): number {
  const type = textAt(event, 'eventType');
  if (type.length > 200 || !/^[a-zA-Z][\w-]*(?:\.[\w-]+)+$/.test(type)) return 0;
  const points = FEATURES.map(([path, points]) => (valueAt(event, path) === undefined ? 0 : points));
  return Math.min(
    98,
    points.reduce((sum, next) => sum + next, 0),
  );
}
