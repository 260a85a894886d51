// Amazon GuardDuty: findings, and the results of malware scans of S3 objects.

import { anyKeyOf, defineSource, type JsonObject, textAt, valueAt } from '@watchfloor/sdk';
import { DELIVERY_NAMES, openDelivery } from '../mappers/delivery.ts';
import { fieldsOf, isList, isObject, textOf } from '../mappers/fields.ts';
import { readFinding } from '../mappers/guardduty-finding.ts';
import { readScanResult, SCAN_RESULT } from '../mappers/guardduty-scan.ts';
import { isFindingType } from '../mappers/guardduty-type.ts';

const FINDING = 'GuardDuty Finding';

export const guardduty = defineSource({
  id: 'guardduty',
  vendor: 'AWS',
  product: 'GuardDuty',
  summary:
    'GuardDuty findings of every protection plan from EventBridge, the API or an S3 export; S3 malware scan results',
  documentation: 'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings-summary.html',
  setup: `1. In Amazon EventBridge create a **connection** with the API key header \`Authorization\` and the value \`Bearer <key>\`,
   and an **API destination** with the method POST and the endpoint \`{url}\`.
2. Create a **rule** on the default event bus of every region GuardDuty runs in, or of the one that collects them, with the
   pattern \`{"source": ["aws.guardduty"], "detail-type": ["${FINDING}"]}\` and the API destination as target.
3. Leave the input as it is (matched event). GuardDuty sends updates of a finding at the frequency set in its settings.

Objects exported to S3 may be posted line by line, and so may what \`GetFindings\` answers.`,
  envelopes: ['Findings', 'findings'],
  recognise(record) {
    if (!canTell(record)) return 0;
    const list = valueAt(record, 'Findings') ?? valueAt(record, 'findings');
    const first = isList(list) ? list[0] : undefined;
    return certaintyOf(isObject(first) ? first : record);
  },
  read(record) {
    const delivery = openDelivery(record);
    return delivery.detailType === SCAN_RESULT
      ? readScanResult(delivery)
      : readFinding(fieldsOf(delivery.body));
  },
});

/** Without one of these names a record is no finding and nothing is around one. */
const canTell = anyKeyOf([
  ...DELIVERY_NAMES,
  'Findings',
  'findings',
  'p_log_type',
  'arn',
  'Arn',
  'ActivityType',
  'type',
  'Type',
  'service',
  'service.serviceName',
]);

// `valueAt` rather than the property itself: a name that is not there costs many times more when it is asked for as one.
function certaintyOf(record: JsonObject): number {
  const { body, detailType } = openDelivery(record);
  if (detailType !== '') return detailType === FINDING || detailType === SCAN_RESULT ? 98 : 0;
  if (valueAt(body, 'p_log_type') === 'AWS.GuardDuty') return 98;
  const arn = textOf(valueAt(body, 'arn') ?? valueAt(body, 'Arn'));
  if (arn !== '' && /^arn:[a-z-]{3,15}:guardduty:/.test(arn)) return 95;
  const type = textOf(valueAt(body, 'ActivityType') ?? valueAt(body, 'type') ?? valueAt(body, 'Type'));
  if (!isFindingType(type)) return textAt(body, 'service.serviceName') === 'guardduty' ? 80 : 0;
  const finding = fieldsOf(body);
  const points = FEATURES.map(([path, points]) => (finding.value(path) === undefined ? 0 : points));
  return Math.min(
    95,
    points.reduce((sum, next) => sum + next, TYPE_POINTS),
  );
}

// A finding type is like nothing else, but for a text that names one; one more field of a finding makes it sure enough.
const TYPE_POINTS = 45;

// What stands beside the type of a finding, with what each adds to the certainty.
const FEATURES: readonly (readonly [path: string, points: number])[] = [
  ['service.detectorId', 40],
  ['service.serviceName', 10],
  ['service.eventFirstSeen', 20],
  ['service.action', 20],
  ['serviceDetails', 30],
  ['resource.resourceType', 30],
  ['schemaVersion', 10],
  ['accountId', 10],
  ['severity', 10],
  ['partition', 10],
];
