// What a call was made on: the resources the event lists, and the well-known names among the parameters of the request and
// in its answer. Every service names its own; these are the ones that say which thing it was, in the services that matter
// for security. A thing that is listed by ARN is not named a second time by its short name.

import {
  type EntityCollector,
  type EntityRole,
  type EntityType,
  type JsonValue,
  shapeOf,
} from '@watchfloor/sdk';
import { addResource, addSession, principalOf } from './arn.ts';
import { type Fields, fieldsOf, foldName, isList, isObject, textOf } from './fields.ts';

export function addTargets(event: Fields, collector: EntityCollector): void {
  const arns = event
    .list('resources')
    .map((resource) => fieldsOf(resource).text('ARN', 'resourceName'))
    .filter((arn) => arn.startsWith('arn:'));
  for (const arn of arns) addResource(arn, 'target', collector);
  const targets: Targets = { collector, endings: new Set(arns.flatMap(endingsOf)) };
  const request = unwrap(event.object('requestParameters'));
  addNamed(request, REQUEST_NAMES, targets);
  addInstances(request, targets);
  if (NAMED_BY_NAME.has(event.text('eventSource'))) addNamed(request, NAMES, targets);
  addAddresses(request, collector);
  addAnswer(event.object('responseElements'), targets);
}

interface Targets {
  readonly collector: EntityCollector;
  /** The short names of what is emitted by ARN already. */
  readonly endings: ReadonlySet<string>;
}

/** What an ARN ends in, behind its last slash and its last colon, and behind the kind of resource. */
function endingsOf(arn: string): readonly string[] {
  const resource = arn.split(':').slice(5).join(':');
  return [
    resource,
    resource.slice(resource.lastIndexOf('/') + 1),
    resource.slice(resource.lastIndexOf(':') + 1),
    resource.slice(resource.indexOf('/') + 1),
    resource.slice(resource.indexOf('/')),
  ];
}

/** Newer EC2 calls wrap their parameters once more: `{"DeleteFlowLogsRequest": {…}}`. */
function unwrap(request: Fields): Fields {
  const [only, ...others] = request.entries();
  return only !== undefined && others.length === 0 && only[0].endsWith('Request')
    ? fieldsOf(only[1])
    : request;
}

/** A session is named after a person, a program or an instance. */
type TargetType = EntityType | 'session';
type Named = ReadonlyMap<string, readonly [type: TargetType, role: EntityRole]>;
type Names = readonly (readonly [name: string, type: TargetType, role?: EntityRole])[];

const REQUEST_NAMES: Named = indexNames([
  // Identities.
  ['userName', 'user'],
  ['roleName', 'user'],
  ['roleArn', 'user'],
  ['roleSessionName', 'session'],
  ['accessKeyId', 'user'],
  ['sourceIdentity', 'user'],
  ['principalArn', 'user'],
  ['instanceOSUser', 'user', 'related'],
  ['masterUsername', 'user', 'related'],
  ['email', 'email'],
  ['emailAddress', 'email'],
  // Policies and groups decide who may what.
  ['policyArn', 'cloud_resource', 'related'],
  ['groupName', 'cloud_resource'],
  ['groupId', 'cloud_resource'],
  ['networkAclId', 'cloud_resource'],
  ['internetGatewayId', 'cloud_resource'],
  ['networkInterfaceId', 'cloud_resource'],
  // Machines, functions, containers.
  ['instanceId', 'cloud_resource'],
  ['instanceIds', 'cloud_resource'],
  ['target', 'cloud_resource'],
  ['functionName', 'cloud_resource'],
  ['cluster', 'cloud_resource'],
  ['repositoryName', 'cloud_resource'],
  ['stackName', 'cloud_resource'],
  ['imageId', 'cloud_resource'],
  // Storage, databases, secrets.
  ['bucketName', 'cloud_resource'],
  ['secretId', 'cloud_resource'],
  ['snapshotId', 'cloud_resource'],
  ['volumeId', 'cloud_resource'],
  ['tableName', 'cloud_resource'],
  ['dBInstanceIdentifier', 'cloud_resource'],
  ['dBClusterIdentifier', 'cloud_resource'],
  ['dBSnapshotIdentifier', 'cloud_resource'],
  ['dBClusterSnapshotIdentifier', 'cloud_resource'],
  ['sourceDBSnapshotIdentifier', 'cloud_resource'],
  ['targetDBSnapshotIdentifier', 'cloud_resource'],
  ['sourceDBClusterSnapshotIdentifier', 'cloud_resource'],
  ['targetDBClusterSnapshotIdentifier', 'cloud_resource'],
  ['globalClusterIdentifier', 'cloud_resource'],
  ['keyId', 'cloud_resource'],
  ['vaultName', 'cloud_resource'],
  // Messages, logging and detection.
  ['topicArn', 'cloud_resource'],
  ['queueUrl', 'cloud_resource'],
  ['trailName', 'cloud_resource'],
  ['detectorId', 'cloud_resource'],
  ['configurationRecorderName', 'cloud_resource'],
  ['logGroupName', 'cloud_resource'],
  ['flowLogId', 'cloud_resource'],
  // What newer services call the thing, and the model an account is abused for.
  ['resourceArn', 'cloud_resource'],
  ['targetGroupArn', 'cloud_resource'],
  ['loadBalancerArn', 'cloud_resource'],
  ['projectName', 'cloud_resource'],
  ['projectArn', 'cloud_resource'],
  ['guardrailIdentifier', 'cloud_resource'],
  ['modelId', 'cloud_resource'],
  ['hostedZoneId', 'cloud_resource'],
  ['domainName', 'domain'],
]);

// Services whose calls name their thing by `name` alone; elsewhere that may be anything.
const NAMED_BY_NAME: ReadonlySet<string> = new Set([
  'cloudtrail.amazonaws.com',
  'eks.amazonaws.com',
  'events.amazonaws.com',
  'sns.amazonaws.com',
  'ssm.amazonaws.com',
]);
const NAMES: Named = indexNames([
  ['name', 'cloud_resource'],
  ['names', 'cloud_resource'],
]);

/** By folded name: a request has a few parameters, and there are many names to look for. */
function indexNames(names: Names): Named {
  return new Map(names.map(([name, type, role]) => [foldName(name), [type, role ?? 'target']]));
}

function addNamed(at: Fields, names: Named, targets: Targets): void {
  for (const [name, value] of at.entries()) {
    const known = names.get(foldName(name));
    if (known !== undefined) addValue(value, known, targets);
  }
}

function addInstances(at: Fields, targets: Targets): void {
  for (const item of at.objects('instancesSet.items')) {
    addValue(item.value('instanceId'), ['cloud_resource', 'target'], targets);
  }
}

function addValue(
  value: JsonValue | undefined,
  [type, role]: readonly [type: TargetType, role: EntityRole],
  targets: Targets,
): void {
  if (value === undefined || targets.collector.capped) return;
  if (isList(value)) {
    for (const item of value) if (!isList(item)) addValue(item, [type, role], targets);
    return;
  }
  // `{"FlowLogId": {"tag": 1, "content": "fl-…"}}`: XML as JSON.
  const text = isObject(value) ? textOf(value['content']) : textOf(value);
  if (text === '' || (type === 'cloud_resource' && targets.endings.has(text))) return;
  if (type === 'session') {
    addSession(text, role, targets.collector);
    return;
  }
  const isPrincipal = type === 'user' && text.startsWith('arn:');
  if (isPrincipal ? principalOf(text) !== null : text.startsWith('arn:'))
    addResource(text, role, targets.collector);
  else targets.collector.add(type, text, role);
}

/** Addresses that a rule lets in or out, and those an interface gets. A network of more than one is no thing. */
function addAddresses(request: Fields, collector: EntityCollector): void {
  if (request.isEmpty) return;
  const ranges = [
    request.value('cidrIp'),
    request.value('cidrIpv6'),
    request.value('cidrBlock'),
    request.value('cIDRIP'),
    ...request
      .objects('ipPermissions.items')
      .flatMap((permission) => [
        ...permission.objects('ipRanges.items').map((range) => range.value('cidrIp')),
        ...permission.objects('ipv6Ranges.items').map((range) => range.value('cidrIpv6')),
      ]),
  ];
  collector.add('ip', ranges.map(textOf).map(singleAddress), 'related');
  collector.add('ip', [request.text('publicIp'), request.text('privateIpAddress')], 'target');
  // Where SNS sends copies of every message: an address or a mailbox, possibly somebody else's.
  const endpoint = request.text('endpoint');
  const shape = shapeOf(endpoint);
  if (shape === 'url' || shape === 'email') collector.add(shape, endpoint, 'destination');
}

function singleAddress(range: string): string {
  return range.replace(/\/(?:32|128)$/, '');
}

const ANSWER_NAMES: Names = [
  ['user.userId', 'user'],
  ['user.userName', 'user'],
  ['accessKey.accessKeyId', 'user'],
  ['accessKey.userName', 'user'],
  // The temporary key handed out: the calls made with it carry it as theirs.
  ['credentials.accessKeyId', 'user'],
  ['groupId', 'cloud_resource'],
  ['imageId', 'cloud_resource'],
  ['snapshotId', 'cloud_resource'],
  ['publicIp', 'ip'],
];

function addAnswer(answer: Fields, targets: Targets): void {
  if (answer.isEmpty) return;
  for (const [path, type] of ANSWER_NAMES) addValue(answer.value(path), [type, 'target'], targets);
  addInstances(answer, targets);
}
