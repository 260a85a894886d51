// A CloudTrail Insights event: the rate of one call, or of one error, left its baseline, or returned to it. It says that a
// number is unusual and nothing about harm, comes in pairs of start and end, and a deployment is enough to cause it: an
// event of low severity, which detections may count, and no alert.
//
// A trail nests the insight under `insightDetails`, an event data store lays it flat (`insightEventName`):
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-insights-fields-trails.html
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-insights-fields-lake.html

import { cut, type EntityCollector, entityCollector, parseTime, type ReadResult } from '@watchfloor/sdk';
import { addPrincipal, principalOf } from './arn.ts';
import { type Fields, fieldsOf } from './fields.ts';
import { labelList } from './words.ts';

const TITLE_MAX = 500;
const ACTION_MAX = 200;

interface Insight {
  readonly call: string;
  readonly service: string;
  readonly type: string;
  readonly error: string;
  readonly hasEnded: boolean;
  /** Calls a minute: usually, and now; '' when not told. */
  readonly usual: string;
  readonly now: string;
  readonly minutes: string;
  readonly attributions: readonly Fields[];
}

export function isInsight(event: Fields): boolean {
  return event.text('eventType') === 'AwsCloudTrailInsight' || !event.object('insightDetails').isEmpty;
}

export function readInsightEvent(event: Fields): ReadResult {
  const insight = insightOf(event);
  if (insight.call === '' && insight.type === '') {
    return {
      ok: false,
      refusal: { field: 'insightDetails', message: 'must name the call and the kind of insight' },
    };
  }
  const collector = entityCollector();
  for (const attribution of insight.attributions) addAttribution(attribution, collector);
  const occurredAt = parseTime(event.value('eventTime'));
  return {
    ok: true,
    record: {
      kind: 'event',
      vendor: 'AWS',
      product: 'CloudTrail',
      source_ref: event.text('eventID') || null,
      title: cut(titleOf(insight), TITLE_MAX),
      description: describe(insight),
      category: 'anomaly',
      severity: insight.hasEnded ? 'informational' : 'low',
      sensor: 'cloud',
      occurred_at: occurredAt,
      entities: collector.list(),
      labels: labelList(
        ['account', event.text('recipientAccountId')],
        ['region', event.text('awsRegion')],
        ['insight', insight.type],
        ['state', insight.hasEnded ? 'end' : 'start'],
        ['error', insight.error],
      ),
      links: [],
      flags: [
        ...(occurredAt === null ? (['time_missing'] as const) : []),
        ...(collector.capped ? (['entities_capped'] as const) : []),
      ],
      tactics: [],
      techniques: [],
      rule: { id: null, name: null },
      action: cut(insight.call || insight.type, ACTION_MAX),
      outcome: 'unknown',
    },
  };
}

function insightOf(event: Fields): Insight {
  const details = event.object('insightDetails');
  const context = details.isEmpty ? event.object('insightContext') : details.object('insightContext');
  const short = (text: string): string => text.slice(0, ACTION_MAX);
  return {
    call: short(details.text('eventName') || event.text('insightEventName')),
    service: short(details.text('eventSource') || event.text('insightEventSource')).replace(
      /\.amazonaws\.com$/,
      '',
    ),
    type: short(details.text('insightType') || event.text('insightType')),
    error: short(details.text('errorCode') || event.text('insightErrorCode')),
    hasEnded: (details.text('state') || event.text('insightState')).toLowerCase() === 'end',
    usual: short(context.text('statistics.baseline.average', 'baselineAverage')),
    now: short(context.text('statistics.insight.average', 'insightAverage')),
    minutes: short(context.text('statistics.insightDuration', 'insightDuration')),
    attributions: context.objects('attributions'),
  };
}

/** Who caused the unusual part; the baseline names who always does. */
function addAttribution(attribution: Fields, collector: EntityCollector): void {
  if (attribution.text('attribute') !== 'userIdentityArn') return;
  const values = attribution.list('insight').map((item) => fieldsOf(item).text('value'));
  for (const arn of [...values, attribution.text('insightValue')]) {
    const principal = principalOf(arn);
    if (principal !== null) addPrincipal(principal, arn, { collector, role: 'actor' });
  }
}

function titleOf({ call, service, type, hasEnded }: Insight): string {
  const what = type === 'ApiErrorRateInsight' ? 'error rate' : 'call rate';
  const where = service === '' ? '' : ` (${service})`;
  return `Unusual ${what} of ${call || 'a call'}${where}${hasEnded ? ' ended' : ''}`;
}

function describe({ usual, now, minutes, error }: Insight): string {
  const parts = [
    usual === '' || now === '' ? '' : `${now} calls a minute instead of ${usual}.`,
    minutes === '' ? '' : `Lasted ${minutes} minutes.`,
    error === '' ? '' : `Error: ${error}.`,
  ];
  return parts.filter((part) => part !== '').join(' ');
}
