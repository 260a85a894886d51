// AWS CloudTrail: events of a trail, of EventBridge, of a CloudWatch Logs subscription, and as rows of a data lake.

import { anyKeyOf, defineSource, type JsonObject, valueAt } from '@watchfloor/sdk';
import { isFlatRow, nestIdentity } from '../mappers/cloudtrail-columns.ts';
import { readApiEvent } from '../mappers/cloudtrail-event.ts';
import { isInsight, readInsightEvent } from '../mappers/cloudtrail-insight.ts';
import { DELIVERY_NAMES, openDelivery } from '../mappers/delivery.ts';
import { type Fields, fieldsOf, isList, isObject, textOf } from '../mappers/fields.ts';

const ENVELOPES = ['Records', 'records', 'logEvents', 'Events'];

export const cloudtrail = defineSource({
  id: 'cloudtrail',
  vendor: 'AWS',
  product: 'CloudTrail',
  summary:
    'CloudTrail events from a trail’s files, EventBridge, a CloudWatch Logs subscription or Athena; always events',
  documentation:
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html',
  setup: `1. In Amazon EventBridge create a **connection** with the API key header \`Authorization\` and the value \`Bearer <key>\`,
   and an **API destination** with the method POST and the endpoint \`{url}\`.
2. Create a **rule** on the default event bus with the pattern
   \`{"detail-type": [{"suffix": "via CloudTrail"}]}\` and the API destination as target. A trail must log management events.
3. Sign-ins to the console and IAM are reported in one region (us-east-1 unless you chose another endpoint): make the rule there too.

The files a trail writes to S3 may be posted as they are (\`{"Records": […]}\`, unpacked), and so may the messages of a
CloudWatch Logs subscription.`,
  envelopes: ENVELOPES,
  recognise(record) {
    if (!canTell(record)) return 0;
    const list = ENVELOPES.map((name) => valueAt(record, name)).find(isList);
    const first = list?.[0];
    return certaintyOf(isObject(first) ? first : record);
  },
  read(record) {
    const event = eventOf(record);
    return isInsight(event) ? readInsightEvent(event) : readApiEvent(event);
  },
});

function eventOf(record: JsonObject): Fields {
  const { body } = openDelivery(record);
  // What LookupEvents answers carries the event itself as JSON text.
  const inner = fieldsOf(body['CloudTrailEvent']);
  if (!inner.isEmpty) return inner;
  return fieldsOf(isFlatRow(body) ? nestIdentity(body) : body);
}

// The name of the call in the spellings met; without one of them it is no event of CloudTrail.
const NAME_FIELDS = [
  'eventName',
  'eventname',
  'EventName',
  'event_name',
  'insightDetails',
  'insightEventName',
  'CloudTrailEvent',
] as const;

/** Without one of these names a record is no event and nothing is around one. */
const canTell = anyKeyOf([...ENVELOPES, ...DELIVERY_NAMES, ...NAME_FIELDS]);

function certaintyOf(record: JsonObject): number {
  const { body, detailType } = openDelivery(record);
  if (detailType.endsWith(' via CloudTrail')) return 98;
  if (!NAME_FIELDS.some((name) => Object.hasOwn(body, name))) return 0;
  if (textOf(body['p_log_type']) === 'AWS.CloudTrail') return 98;
  const event = eventOf(record);
  const source = event.text('eventSource');
  // Notifications of S3, SQS and the like share half of the names; their source is `aws:s3`.
  if (source.startsWith('aws:')) return 0;
  const named = NAMES.filter((path) => event.value(path) !== undefined).length;
  const told = FEATURES.map(([path, pattern, points]) => {
    const text = event.text(path);
    return text !== '' && text.length <= 200 && pattern.test(text) ? points : 0;
  });
  return Math.min(
    98,
    told.reduce((sum, next) => sum + next, named * NAME_POINTS),
  );
}

// Names of the fields of an event, each a little; and values that only CloudTrail writes, with what each adds.
const NAME_POINTS = 4;
const NAMES = [
  'eventSource',
  'eventType',
  'userIdentity',
  'awsRegion',
  'recipientAccountId',
  'sourceIPAddress',
  'requestParameters',
  'responseElements',
  'eventVersion',
  'eventID',
  'eventTime',
  'requestID',
  'sharedEventID',
] as const;
const FEATURES: readonly (readonly [path: string, pattern: RegExp, points: number])[] = [
  ['eventSource', /\.amazonaws\.com(?:\.cn)?$/, 40],
  ['eventType', /^Aws[A-Z][A-Za-z]+$/, 40],
  [
    'userIdentity.type',
    /^(?:Root|IAMUser|AssumedRole|Role|FederatedUser|Directory|AWSAccount|AWSService|SAMLUser|WebIdentityUser|IdentityCenterUser)$/,
    40,
  ],
  ['eventName', /^[A-Z][A-Za-z0-9]+$/, 10],
  ['awsRegion', /^[a-z]{2,4}(?:-[a-z]+)+-\d$/, 15],
  ['recipientAccountId', /^\d{12}$/, 20],
  ['eventVersion', /^1\.\d{2}$/, 10],
];
