// Security Command Center: findings, Event Threat Detection's among them.

import { anyKeyOf, defineSource, type JsonObject, type JsonValue, valueAt } from '@watchfloor/sdk';
import { isObject, memberItems, memberNames, memberOf, memberText } from '../mappers/fields.ts';
import { restoreEntry } from '../mappers/log-entry.ts';
import { pushedRecord } from '../mappers/pubsub.ts';
import { findingIn, isFindingLog, readFinding } from '../mappers/scc-finding.ts';

const ENVELOPES = ['listFindingsResults', 'findings', 'receivedMessages'];

export const googleScc = defineSource({
  id: 'google-scc',
  vendor: 'Google',
  product: 'Security Command Center',
  summary:
    'Findings of Security Command Center: notifications, lists of findings, Event Threat Detection in Cloud Logging',
  documentation:
    'https://docs.cloud.google.com/security-command-center/docs/reference/rest/v2/organizations.sources.findings',
  setup: `1. Create a notification config for the organisation or project with a Pub/Sub topic:
   \`gcloud scc notifications create watchfloor --organization=ID --pubsub-topic=projects/P/topics/T --filter="state=\\"ACTIVE\\""\`.
2. Give the topic a push subscription with the endpoint \`{url}?key=<key>\`, or read it with a program that posts the messages.`,
  envelopes: ENVELOPES,
  recognise(record) {
    if (!canTell(record)) return 0;
    const own = certaintyOf(record);
    if (own > 0) return own;
    for (const name of ENVELOPES) {
      const list = valueAt(record, name);
      const first = Array.isArray(list) ? (list[0] as JsonValue | undefined) : undefined;
      if (isObject(first)) return certaintyOf(pushedRecord(first) ?? first);
    }
    const pushed = pushedRecord(record);
    return pushed === null ? 0 : certaintyOf(pushed);
  },
  read(record) {
    const own = pushedRecord(record) ?? record;
    const found = findingIn(isFindingLog(restoreEntry(own)) ? restoreEntry(own) : own);
    if (found === null) return { ok: false, refusal: { field: 'finding', message: 'is missing' } };
    return readFinding(found);
  },
});

/** Without one of these names a record is no finding and nothing is around one. */
const canTell = anyKeyOf([
  ...ENVELOPES,
  ...memberNames(['finding', 'canonicalName', 'name', 'category']),
  'logName',
  'logname',
  'message',
]);

function certaintyOf(record: JsonObject): number {
  const inside = memberOf(record, 'finding');
  if (isObject(inside)) {
    const isNotified = memberText(record, 'notificationConfigName') !== '';
    return isNotified ? 97 : findingCertainty(inside);
  }
  if (typeof (valueAt(record, 'logName') ?? valueAt(record, 'logname')) === 'string')
    return isFindingLog(restoreEntry(record)) ? 90 : 0;
  return findingCertainty(record);
}

const NAME =
  /^(?:organizations|folders|projects)\/[^/]{1,100}\/sources\/[^/]{1,100}(?:\/locations\/[^/]{1,60})?\/findings\//;

function findingCertainty(finding: JsonObject): number {
  const name = memberText(finding, 'canonicalName') || memberText(finding, 'name');
  if (name !== '' && NAME.test(name.slice(0, 400))) return 95;
  if (memberText(finding, 'category') === '') return 0;
  const has = (field: string): boolean => memberOf(finding, field) !== undefined;
  const points =
    (memberText(finding, 'resourceName').startsWith('//') ? 40 : has('resourceName') ? 15 : 0) +
    (has('findingClass') ? 30 : 0) +
    (has('sourceProperties') ? 25 : 0) +
    (has('eventTime') ? 10 : 0) +
    (has('mute') || has('securityMarks') ? 15 : 0) +
    (has('state') ? 5 : 0) +
    (memberItems(finding, 'mitreAttack').length > 0 ? 15 : 0) +
    (has('parentDisplayName') ? 15 : 0);
  return points >= 50 ? Math.min(90, points) : 0;
}
