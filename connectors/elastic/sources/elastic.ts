// Elastic Security: alerts of detection rules and of Elastic Defend, as documents, search hits, and as rule actions send them.

import { defineSource, type JsonObject, type JsonValue, valueAt } from '@watchfloor/sdk';
import { isDetectionAlert, readDetectionAlert } from '../mappers/detection-alert.ts';
import { isList, isObject, readDocument } from '../mappers/document.ts';
import { readEcsDocument } from '../mappers/ecs-document.ts';
import { firstHit, openHit } from '../mappers/hit.ts';
import { hasDetectionKeys, isEndpointAlert } from '../mappers/recognition.ts';
import { canBeRuleAction, isRuleAction, readRuleAction } from '../mappers/rule-action.ts';

// A search response; the two lists that rule actions pass on, under their variable's name or a plain one.
const LISTS: readonly (readonly [root: string, path: string])[] = [
  ['context', 'context.alerts'],
  ['alerts', 'alerts.new.data'],
  ['alerts', 'alerts'],
];
const ENVELOPES = ['hits.hits', ...LISTS.map(([, path]) => path)];

export const elastic = defineSource({
  id: 'elastic',
  vendor: 'Elastic',
  product: 'Elastic Security',
  summary:
    'Detection alerts (kibana.alert.*, signal.* of 7.x), Elastic Defend alerts, search hits, and rule actions by webhook',
  documentation: 'https://www.elastic.co/guide/en/security/current/alert-schema.html',
  setup: `1. In Kibana open **Stack Management > Connectors** and create a **Webhook** connector: method \`POST\`, URL \`{url}\`,
   authentication *None* (the secret stands in the address), header \`Content-Type: application/json\`.
2. Open a detection rule, tab **Actions**, add the connector for *each rule execution* with the body
   \`{"alerts": {{{context.alerts.asJSON}}}}\` (Kibana 8.8 or later).

Closing an alert runs no action. To take closures over, post what a search of \`.alerts-security.alerts-*\` returns: whole
responses, single hits and documents are read.`,
  envelopes: ENVELOPES,
  recognise(record) {
    if (!canTell(record)) return 0;
    const first = firstRecord(record);
    const { body } = openHit(first);
    if (hasDetectionKeys(body)) return 98;
    if (isEndpointAlert(body)) return 95;
    const isRun = ['context', 'rule', 'state'].some((name) => isObject(valueAt(record, name)));
    return isRun && canBeRuleAction(record) && isRuleAction(readDocument(record)) ? 85 : 0;
  },
  read(record) {
    const hit = openHit(firstHit(record));
    const doc = readDocument(hit.body);
    if (isDetectionAlert(doc)) return readDetectionAlert(doc, hit);
    if (isEndpointAlert(hit.body)) return readEcsDocument(doc, hit);
    if (isRuleAction(doc)) return readRuleAction(doc, hit.body);
    return {
      ok: false,
      refusal: {
        field: 'kibana.alert.rule.name',
        message:
          'is missing, and so are signal.rule, the alert of an endpoint and the variables of a rule action',
      },
    };
  },
});

// Without one of these names nothing is an alert, and nothing around one.
const FIRST_LOOK: ReadonlySet<string> = new Set([
  'hits',
  'context',
  'alerts',
  '_source',
  'fields',
  'kibana',
  'kibana.alert',
  'signal',
  'event',
  'event.kind',
  'event.kind.0',
  'rule',
  'state',
]);

function canTell(record: JsonObject): boolean {
  for (const key in record) {
    if (FIRST_LOOK.has(key)) return true;
    if (key.length > 11 && (key.startsWith('kibana.alert.') || key.startsWith('signal.rule.'))) return true;
  }
  return false;
}

/** The first element of an envelope that holds one, or the record itself. */
function firstRecord(record: JsonObject): JsonObject {
  const hit = firstHit(record);
  if (hit !== record) return hit;
  for (const [root, path] of LISTS) {
    // Cheap to rule out for every other product's record.
    if (!Object.hasOwn(record, root)) continue;
    const list = valueAt(record, path);
    const first: JsonValue | undefined = isList(list) ? list[0] : undefined;
    if (isObject(first)) return first;
  }
  return record;
}
