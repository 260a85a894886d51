// Activities of Google Workspace.

import { type JsonObject, textAt } from '@watchfloor/sdk';
import { type DataSet, ecsExpected } from '../data-set.ts';

export const googleWorkspaceSets: readonly DataSet[] = [
  {
    name: 'sekoia-google-report',
    source: 'google-workspace',
    file: 'parsing/sekoia-raw-to-ecs.jsonl',
    isMember: (line) => line.product === 'Google Cloud/google-report',
    expected: ecsExpected,
  },
  {
    name: 'panther-gsuite',
    source: 'google-workspace',
    file: 'detections/panther-rule-tests.jsonl',
    isMember: (line) => /^gsuite_(?:activityevent|reports)$/.test(textAt(line, 'product')),
    expected: (_line, record) => ({ time: textAt(record, 'id.time') }),
  },
  {
    name: 'streamalert-gsuite',
    source: 'google-workspace',
    file: 'detections/streamalert-rule-tests.jsonl',
    isMember: isGsuite,
    expected: (_line, record) => ({ time: textAt(record, 'id.time'), kind: 'event' }),
  },
];

function isGsuite(line: JsonObject): boolean {
  return textAt(line, 'expected.log').startsWith('gsuite');
}
