// Events of AWS CloudTrail.

import { type JsonObject, textAt, valueAt } from '@watchfloor/sdk';
import { type DataSet, ecsExpected } from '../data-set.ts';

export const cloudtrailSets: readonly DataSet[] = [
  {
    name: 'sekoia-cloudtrail',
    source: 'cloudtrail',
    file: 'parsing/sekoia-raw-to-ecs.jsonl',
    isMember: (line) => line.product === 'AWS/aws-cloudtrail',
    expected: (line) => ({ ...ecsExpected(line), kind: 'event' }),
  },
  {
    name: 'ocsf-cloudtrail',
    source: 'cloudtrail',
    file: 'parsing/ocsf-raw-to-ocsf.jsonl',
    isMember: (line) => textAt(line, 'product').includes('CloudTrail'),
    expected: (line) => ({
      severity: textAt(line, 'expected.severity').toLowerCase(),
      time: new Date(Number(valueAt(line, 'expected.time'))).toISOString(),
      kind: 'event',
    }),
  },
  {
    name: 'panther-cloudtrail',
    source: 'cloudtrail',
    file: 'detections/panther-rule-tests.jsonl',
    // Some of the author's tests are rows of a query over the log, not of the log: they name no call.
    isMember: (line) => isCloudTrail(line) && /"event_?name"/i.test(JSON.stringify(valueAt(line, 'input'))),
    expected: (_line, record) => ({ time: textAt(record, 'eventTime'), kind: 'event' }),
  },
  {
    name: 'streamalert-cloudtrail-events',
    source: 'cloudtrail',
    file: 'detections/streamalert-rule-tests.jsonl',
    isMember: (line) =>
      textAt(line, 'expected.log') === 'cloudwatch:events' &&
      textAt(line, 'input.source') !== 'aws.guardduty',
    expected: () => ({ kind: 'event' }),
  },
  {
    name: 'streamalert-cloudtrail-files',
    source: 'cloudtrail',
    file: 'detections/streamalert-rule-tests.jsonl',
    isMember: (line) => /^(?:cloudtrail:events|cloudwatch:cloudtrail)$/.test(textAt(line, 'expected.log')),
    expected: (_line, record) => ({ time: textAt(record, 'eventTime'), kind: 'event' }),
  },
  {
    name: 'stratus-cloudtrail',
    source: 'cloudtrail',
    file: 'detections/stratus-detonations.jsonl',
    isMember: (line) => textAt(line, 'id').startsWith('aws.'),
    expected: (_line, record) => ({ time: textAt(record, 'eventTime'), kind: 'event' }),
  },
];

/** Rules over several products are tested with events of one of them; the event says which. */
function isCloudTrail(line: JsonObject): boolean {
  const types = valueAt(line, 'expected.log_types');
  if (!Array.isArray(types) || !types.includes('AWS.CloudTrail')) return false;
  const named = textAt(line, 'input.p_log_type');
  return types.length === 1 || named === 'AWS.CloudTrail';
}
