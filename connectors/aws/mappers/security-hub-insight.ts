// Insight results that a person sent on with a custom action: a count for each value the insight groups by. It is what
// somebody did, not a finding.
// https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-cwe-event-formats.html

import {
  cut,
  type EntityType,
  entityCollector,
  parseTime,
  type ReadResult,
  textAt,
  valueAt,
} from '@watchfloor/sdk';
import type { Delivery } from './delivery.ts';
import { fieldsOf } from './fields.ts';
import { labelList } from './words.ts';

export const INSIGHT_RESULTS = 'Security Hub Insight Results';

const TITLE_MAX = 500;
const RESULTS_NAMED_MAX = 20;

// The attribute an insight groups by ends in what its values are.
const RESULT_TYPES: readonly (readonly [suffix: RegExp, type: EntityType])[] = [
  [/(?:UserName|PrincipalName)$/i, 'user'],
  [/(?:IpV4|IpV6|IpV4Addresses|IpV6Addresses)$/i, 'ip'],
  [/Domain$/i, 'domain'],
  [/^ResourceId$/i, 'cloud_resource'],
  [/^ProcessPath$/i, 'process_path'],
];

export function readInsightResults({ body, envelope }: Delivery): ReadResult {
  const detail = fieldsOf(body);
  const name = detail.text('insightName') || detail.text('insightArn');
  if (name === '')
    return {
      ok: false,
      refusal: { field: 'detail.insightName', message: 'is missing: every insight has a name' },
    };
  const resultType = detail.text('resultType').slice(0, 200);
  const counts = detail.objects('insightResults').flatMap((result) => result.entries());
  const type = RESULT_TYPES.find(([suffix]) => suffix.test(resultType))?.[1];
  const collector = entityCollector();
  if (type !== undefined) for (const [value] of counts) collector.add(type, value, 'related');
  const occurredAt = parseTime(valueAt(envelope, 'time'));
  const named = counts
    .slice(0, RESULTS_NAMED_MAX)
    .map(([value, count]) => `${cut(value, 200)} (${String(count).slice(0, 20)})`);
  const flags = [
    ...(occurredAt === null ? (['time_missing'] as const) : []),
    ...(collector.capped ? (['entities_capped'] as const) : []),
  ];
  return {
    ok: true,
    record: {
      kind: 'event',
      vendor: 'AWS',
      product: 'Security Hub',
      source_ref: textAt(envelope, 'id') || null,
      title: cut(`Insight results: ${name}`, TITLE_MAX),
      description: named.length === 0 ? '' : `${resultType || 'Results'}: ${named.join(', ')}.`,
      category: 'insight',
      severity: 'informational',
      sensor: 'cloud',
      occurred_at: occurredAt,
      entities: collector.list(),
      labels: labelList(
        ['account', textAt(envelope, 'account')],
        ['region', textAt(envelope, 'region')],
        ['action', detail.text('actionName')],
      ),
      links: [],
      flags,
      tactics: [],
      techniques: [],
      rule: { id: null, name: null },
      action: INSIGHT_RESULTS,
      outcome: 'unknown',
    },
  };
}
