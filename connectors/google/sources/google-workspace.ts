// Google Workspace: activities of the Reports API in each of their forms, and alerts of the Alert Center.

import { anyKeyOf, defineSource, type JsonObject, type JsonValue, valueAt } from '@watchfloor/sdk';
import { asText, isObject, memberNames, memberOf, memberText } from '../mappers/fields.ts';
import { pushedRecord } from '../mappers/pubsub.ts';
import { activityOf, activityOfRow, readActivity } from '../mappers/workspace-activity.ts';
import { readWorkspaceAlert } from '../mappers/workspace-alert.ts';

const ENVELOPES = ['items', 'alerts'];

export const googleWorkspace = defineSource({
  id: 'google-workspace',
  vendor: 'Google',
  product: 'Google Workspace',
  summary:
    'Activities of the Admin SDK Reports API (also flattened or exported to BigQuery) and alerts of the Alert Center',
  documentation: 'https://developers.google.com/workspace/admin/reports/v1/reference/activities/list',
  setup: `Post what the APIs return to \`{url}\` with your API key as bearer token, the pages as they are:

- activities: \`GET https://admin.googleapis.com/admin/reports/v1/activity/users/all/applications/{application}\`,
- alerts: \`GET https://alertcenter.googleapis.com/v1beta1/alerts\`.

Alerts can also be pushed: give the Alert Center a Pub/Sub topic and the topic a push subscription to the same address.`,
  envelopes: ENVELOPES,
  recognise(record) {
    if (!canTell(record)) return 0;
    const certainty = certaintyOf(record);
    if (certainty > 0) return certainty;
    if (/#activities$/.test(memberText(record, 'kind').slice(0, 100))) return 95;
    for (const name of ENVELOPES) {
      const list = valueAt(record, name);
      const first = Array.isArray(list) ? (list[0] as JsonValue | undefined) : undefined;
      if (isObject(first)) return certaintyOf(first);
    }
    const pushed = pushedRecord(record);
    return pushed === null ? 0 : certaintyOf(pushed);
  },
  read(record) {
    const own = pushedRecord(record) ?? record;
    if (alertCertainty(own) > 0) return readWorkspaceAlert(own);
    if (rowCertainty(own) > 0) return readActivity(activityOfRow(own));
    const id = memberOf(own, 'id');
    if (!isObject(id))
      return { ok: false, refusal: { field: 'id', message: 'must be an object with applicationName' } };
    const wrong = notEvents(own);
    if (wrong !== null) return { ok: false, refusal: { field: wrong, message: 'must be a list of events' } };
    return readActivity(activityOf(own));
  },
});

/** Without one of these names a record is no activity, alert or row and nothing is around one. */
const canTell = anyKeyOf([
  ...ENVELOPES,
  ...memberNames(['alertId', 'eventInfo', 'recordType']),
  'id',
  'data',
  'kind',
  'message',
]);

function certaintyOf(record: JsonObject): number {
  return Math.max(activityCertainty(record), alertCertainty(record), rowCertainty(record));
}

function notEvents(record: JsonObject): string | null {
  const events = memberOf(record, 'events');
  return events !== undefined && typeof events !== 'object' ? 'events' : null;
}

/** `id.applicationName` is Google's own; the kind is not always kept. */
function activityCertainty(record: JsonObject): number {
  const id = valueAt(record, 'id');
  if (!isObject(id)) return 0;
  const application = asText(id['applicationName'] ?? id['application_name'] ?? id['applicationname']);
  if (application === '' || application.length > 100) return 0;
  const kind = memberText(record, 'kind');
  return kind === 'admin#reports#activity' || kind === 'audit#activity' ? 98 : 75;
}

const ALERT_TYPE = /^type\.googleapis\.com\/google\.apps\.alertcenter\./;

function alertCertainty(record: JsonObject): number {
  const id = valueAt(record, 'alertId') ?? valueAt(record, 'alert_id');
  const data = valueAt(record, 'data');
  const isTyped = isObject(data) && ALERT_TYPE.test(asText(data['@type']).slice(0, 200));
  if (isTyped) return 98;
  if (typeof id !== 'string') return 0;
  const has = (name: string): boolean => memberOf(record, name) !== undefined;
  const points = (has('customerId') ? 25 : 0) + (has('source') ? 10 : 0) + (has('type') ? 10 : 0);
  const more =
    (has('securityInvestigationToolLink') ? 40 : 0) + (isObject(data) ? 15 : 0) + (has('startTime') ? 5 : 0);
  return points + more >= 50 ? Math.min(95, points + more) : 0;
}

/** A row of the BigQuery export, or of Gmail's. */
function rowCertainty(record: JsonObject): number {
  if (isObject(memberOf(record, 'eventInfo')) && isObject(memberOf(record, 'messageInfo'))) return 85;
  if (memberText(record, 'recordType') === '' || memberText(record, 'eventName') === '') return 0;
  const has = (name: string): boolean => memberOf(record, name) !== undefined;
  const isOwn = has('timeUsec') || has('uniqueIdentifier');
  return isOwn || (has('email') && has('eventType')) ? 80 : 0;
}
