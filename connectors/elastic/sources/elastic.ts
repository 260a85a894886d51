// Elastic Security: alerts of detection rules and of Elastic Defend, as documents, search hits, and as rule actions send them.

import { defineSource, type JsonObject, type JsonValue, valueAt } from '@watchfloor/sdk';
import { isDetectionAlert, readDetectionAlert } from '../mappers/detection-alert.ts';
import { isList, isObject, readDocument } from '../mappers/document.ts';
import { readEcsDocument } from '../mappers/ecs-document.ts';
import { firstHit, openHit } from '../mappers/hit.ts';
import { hasDetectionKeys, isEndpointAlert } from '../mappers/recognition.ts';
import { isRuleAction, readRuleAction } from '../mappers/rule-action.ts';

// A search response; the two lists that rule actions pass on, under their variable's name or a plain one.
const ENVELOPES = ['hits.hits', 'context.alerts', 'alerts.new.data', 'alerts'];

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
    const first = firstRecord(record);
    const { body } = openHit(first);
    if (hasDetectionKeys(body)) return 98;
    if (isEndpointAlert(body)) return 95;
    if (!isObject(record.context) && !isObject(record.rule) && !isObject(record.state)) return 0;
    return isRuleAction(readDocument(record)) ? 85 : 0;
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

/** The first element of an envelope that holds one, or the record itself. */
function firstRecord(record: JsonObject): JsonObject {
  const hit = firstHit(record);
  if (hit !== record) return hit;
  for (const path of ENVELOPES.slice(1)) {
    // Cheap to rule out for every other product's record.
    if (!Object.hasOwn(record, path.split('.')[0] ?? '')) continue;
    const list = valueAt(record, path);
    const first: JsonValue | undefined = isList(list) ? list[0] : undefined;
    if (isObject(first)) return first;
  }
  return record;
}
