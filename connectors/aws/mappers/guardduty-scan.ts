// The result of scanning an S3 object for malware. Malware Protection for S3 works without GuardDuty itself, and then these
// events are all there is: an object with a threat in it is an alert, every other result an event.
// https://docs.aws.amazon.com/guardduty/latest/ug/monitor-with-eventbridge-s3-malware-protection.html

import {
  cut,
  entityCollector,
  type JsonObject,
  parseTime,
  type ReadResult,
  textAt,
  valueAt,
} from '@watchfloor/sdk';
import type { Delivery } from './delivery.ts';
import { fieldsOf } from './fields.ts';
import { labelList } from './words.ts';

export const SCAN_RESULT = 'GuardDuty Malware Protection Object Scan Result';

const TITLE_MAX = 500;

export function readScanResult({ body, envelope }: Delivery): ReadResult {
  const detail = fieldsOf(body);
  const object = detail.object('s3ObjectDetails');
  const bucket = object.text('bucketName');
  const key = object.text('objectKey');
  const status = detail.text('scanResultDetails.scanResultStatus') || detail.text('scanStatus');
  if (bucket === '' || status === '') {
    return {
      ok: false,
      refusal: {
        field: 'detail',
        message: 'must name the object (s3ObjectDetails) and the result of its scan',
      },
    };
  }
  const threats = detail.objects('scanResultDetails.threats').map((threat) => threat.text('name'));
  const collector = entityCollector();
  collector.add('cloud_resource', bucket, 'related');
  if (key !== '')
    collector.add('cloud_resource', `arn:${partitionOf(envelope)}:s3:::${bucket}/${key}`, 'target');
  const occurredAt = parseTime(valueAt(envelope, 'time'));
  const isThreat = status.toUpperCase() === 'THREATS_FOUND';
  const base = {
    vendor: 'AWS',
    product: 'GuardDuty',
    source_ref: textAt(envelope, 'id') || null,
    title: cut(`Malware scan of ${bucket}/${key}: ${status.toLowerCase().replaceAll('_', ' ')}`, TITLE_MAX),
    description: isThreat ? cut(`Threats: ${threats.join(', ')}.`, TITLE_MAX) : '',
    category: 'malware',
    sensor: 'cloud',
    occurred_at: occurredAt,
    entities: collector.list(),
    labels: labelList(
      ['account', textAt(envelope, 'account')],
      ['region', textAt(envelope, 'region')],
      ...threats.map((name) => ['threat', name] as const),
    ),
    links: [],
    flags: occurredAt === null ? (['time_missing'] as const) : [],
    tactics: [],
    techniques: [],
  } as const;
  if (isThreat) {
    const rule = { id: SCAN_RESULT, name: 'Malware Protection for S3' };
    return { ok: true, record: { ...base, kind: 'alert', severity: 'high', rule, closure: null } };
  }
  const outcome = status.toUpperCase() === 'NO_THREATS_FOUND' ? 'success' : 'failure';
  const rule = { id: null, name: null };
  return {
    ok: true,
    record: {
      ...base,
      kind: 'event',
      severity: 'informational',
      rule,
      action: cut(status, TITLE_MAX),
      outcome,
    },
  };
}

function partitionOf(envelope: JsonObject): string {
  const region = textAt(envelope, 'region');
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
