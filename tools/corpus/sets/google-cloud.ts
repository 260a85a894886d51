// Log entries of Google Cloud: audit logs, load balancers, VPC flows, Kubernetes.

import { type JsonObject, textAt } from '@watchfloor/sdk';
import { type DataSet, type Expected, ecsExpected } from '../data-set.ts';

const SEKOIA: readonly (readonly [name: string, product: string])[] = [
  ['sekoia-google-cloud-audit', 'Google Cloud/Google Cloud Audit'],
  ['sekoia-google-kubernetes', 'Google Cloud/Google Kubernetes Engine'],
  ['sekoia-google-load-balancing', 'Google Cloud/Google Cloud Load Balancing'],
  ['sekoia-google-vpc-flow', 'Google Cloud/Google VPC Flow Logs'],
];

export const googleCloudSets: readonly DataSet[] = [
  ...SEKOIA.map(
    ([name, product]): DataSet => ({
      name,
      source: 'google-cloud',
      file: 'parsing/sekoia-raw-to-ecs.jsonl',
      isMember: (line) => line.product === product,
      expected: ofLogEntry,
    }),
  ),
  {
    name: 'panther-gcp',
    source: 'google-cloud',
    file: 'detections/panther-rule-tests.jsonl',
    isMember: (line) => /^gcp_(?:audit|http_lb)$/.test(textAt(line, 'product')),
    expected: (_line, record) => ({ time: textAt(record, 'timestamp'), kind: 'event' }),
  },
];

/** The name of a firewall policy is listed as `rule`, which is no entity: it becomes the record's rule. */
function ofLogEntry(line: JsonObject): Expected {
  const { entities = [], ...rest } = ecsExpected(line);
  return { ...rest, kind: 'event', entities: entities.filter(({ type }) => type !== 'rule') };
}
