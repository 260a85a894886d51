// AWS Security Hub (CSPM): findings in the AWS Security Finding Format, of AWS's own products and of others. The findings that
// the newer Security Hub sends in OCSF belong to the source `ocsf`.

import { anyKeyOf, defineSource, type JsonObject, valueAt } from '@watchfloor/sdk';
import { readAsff } from '../mappers/asff-finding.ts';
import { DELIVERY_NAMES, openDelivery } from '../mappers/delivery.ts';
import { fieldsOf, isList, isObject, textOf } from '../mappers/fields.ts';
import { INSIGHT_RESULTS, readInsightResults } from '../mappers/security-hub-insight.ts';

export const securityHub = defineSource({
  id: 'security-hub',
  vendor: 'AWS',
  product: 'Security Hub',
  summary:
    'Findings in the AWS Security Finding Format from EventBridge, the API or a data lake; insight results',
  documentation: 'https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format.html',
  setup: `1. In Amazon EventBridge create a **connection** with the API key header \`Authorization\` and the value \`Bearer <key>\`,
   and an **API destination** with the method POST and the endpoint \`{url}\`.
2. Create a **rule** on the default event bus of the aggregation region with the pattern
   \`{"source": ["aws.securityhub"], "detail-type": ["Security Hub Findings - Imported"]}\` and the API destination as target.
3. Add \`Security Hub Findings - Custom Action\` to the pattern to let people send single findings on.

What \`GetFindings\` answers and what \`BatchImportFindings\` takes may be posted to the same address.`,
  envelopes: ['detail.findings', 'Findings', 'findings'],
  recognise(record) {
    if (!canTell(record)) return 0;
    const { body, detailType } = openDelivery(record);
    if (detailType !== '') return HUB_EVENTS.has(detailType) ? 98 : 0;
    const list = valueAt(body, 'Findings') ?? valueAt(body, 'findings');
    const first = isList(list) ? list[0] : undefined;
    return certaintyOf(isObject(first) ? first : body);
  },
  read(record) {
    const delivery = openDelivery(record);
    if (delivery.detailType === INSIGHT_RESULTS) return readInsightResults(delivery);
    const findings = fieldsOf(delivery.body).list('findings');
    // An event carries a single finding; ingest takes them out of their envelope before, a program may not.
    return readAsff(fieldsOf(findings.length === 1 ? findings[0] : delivery.body));
  },
});

// Not `Findings Imported V2`: its findings are OCSF.
const HUB_EVENTS: ReadonlySet<string> = new Set([
  'Security Hub Findings - Imported',
  'Security Hub Findings - Custom Action',
  INSIGHT_RESULTS,
]);

// Names of the ARN every finding has, in the spellings met; looked at before anything else.
const ARN_NAMES = ['ProductArn', 'productArn', 'productarn', 'product_arn', 'PRODUCTARN'] as const;

function certaintyOf(record: JsonObject): number {
  const arnName = ARN_NAMES.find((name) => Object.hasOwn(record, name));
  const isHubArn = arnName !== undefined && /^arn:[a-z-]{3,15}:securityhub:/.test(textOf(record[arnName]));
  // Only where the ARN was lost do the other names decide; several of them together are in no other format.
  const isCandidate = isHubArn || TELLING_NAMES.some((name) => Object.hasOwn(record, name));
  if (!isCandidate) return 0;
  const finding = fieldsOf(record);
  if (finding.value('class_uid') !== undefined) return 0;
  const points = FEATURES.map(([path, points]) => (finding.value(path) === undefined ? 0 : points));
  return Math.min(
    98,
    points.reduce((sum, next) => sum + next, isHubArn ? 60 : 0),
  );
}

const TELLING_NAMES = ['FindingProviderFields', 'AwsAccountId', 'GeneratorId', 'RecordState'] as const;

/** Without one of these names a record is no finding and nothing is around one. */
const canTell = anyKeyOf([...DELIVERY_NAMES, 'Findings', 'findings', ...ARN_NAMES, ...TELLING_NAMES]);

const FEATURES: readonly (readonly [path: string, points: number])[] = [
  ['AwsAccountId', 15],
  ['FindingProviderFields', 20],
  ['GeneratorId', 15],
  ['RecordState', 15],
  ['Workflow.Status', 10],
  ['WorkflowState', 10],
  ['SchemaVersion', 5],
  ['Resources', 5],
  ['ProductFields', 10],
  ['Types', 5],
];
