// The resources of a Security Hub finding. Every kind has details of its own shape; most say how the resource is configured,
// a few name its addresses, names and owners.
// https://docs.aws.amazon.com/securityhub/latest/userguide/asff-resources.html

import type { EntityCollector, EntityRole } from '@watchfloor/sdk';
import { addResource, principalOf } from './arn.ts';
import { type Fields, fieldsOf, textOf } from './fields.ts';
import { addAccessKey, addInterface } from './guardduty-resource.ts';

export function addAsffResources(finding: Fields, collector: EntityCollector): void {
  for (const resource of finding.objects('Resources')) {
    if (collector.capped) return;
    addOne(resource, collector);
  }
}

function addOne(resource: Fields, collector: EntityCollector): void {
  const role: EntityRole = resource.text('ResourceRole').toUpperCase() === 'ACTOR' ? 'actor' : 'target';
  const id = resource.text('Id');
  const type = resource.text('Type');
  switch (type) {
    case 'AwsAccount':
      // `AWS::::Account:111122223333`: the account is a label.
      break;
    case 'AwsIamAccessKey':
      // `AWS::IAM::AccessKey:AKIA…`
      collector.add('user', id.slice(id.lastIndexOf(':') + 1), role);
      break;
    default:
      addById(id, role, collector);
  }
  for (const [name, value] of resource.object('Details').entries()) {
    DETAILS.get(name.toLowerCase())?.(fieldsOf(value), role, collector);
  }
}

/** The id is the resource's ARN where it has one. A user or role goes by name, and keeps its ARN, which tells the account. */
function addById(id: string, role: EntityRole, collector: EntityCollector): void {
  addResource(id, role, collector);
  const principal = principalOf(id);
  if (principal !== null && principal.kind !== 'root') collector.add('cloud_resource', id, role);
}

type AddDetails = (details: Fields, role: EntityRole, collector: EntityCollector) => void;

// Lower-case names of the kinds whose details name something besides the resource itself.
const DETAILS: ReadonlyMap<string, AddDetails> = new Map<string, AddDetails>([
  ['awsec2instance', addInstance],
  ['awsec2networkinterface', addNetworkInterface],
  [
    'awsec2eip',
    (eip, role, collector) => collector.add('ip', [eip.text('PublicIp'), eip.text('PrivateIpAddress')], role),
  ],
  ['awsiamaccesskey', addKey],
  ['awsiamuser', (user, role, collector) => collector.add('user', user.text('UserName'), role)],
  ['awsiamrole', (found, role, collector) => collector.add('user', found.text('RoleName'), role)],
  ['awss3bucket', (bucket, role, collector) => collector.add('cloud_resource', bucket.text('Name'), role)],
  [
    'awsrdsdbinstance',
    (database, role, collector) => collector.add('host', database.text('Endpoint.Address'), role),
  ],
  ['awsrdsdbcluster', (database, role, collector) => collector.add('host', database.text('Endpoint'), role)],
  [
    'awselbv2loadbalancer',
    (balancer, role, collector) => collector.add('host', balancer.text('DNSName'), role),
  ],
  [
    'awselbloadbalancer',
    (balancer, role, collector) => collector.add('host', balancer.text('DnsName'), role),
  ],
  [
    'awscloudfrontdistribution',
    (found, role, collector) => collector.add('domain', found.text('DomainName'), role),
  ],
  [
    'awscertificatemanagercertificate',
    (found, role, collector) => collector.add('domain', found.text('DomainName'), role),
  ],
  [
    'awsroute53hostedzone',
    (zone, role, collector) => collector.add('domain', zone.text('HostedZone.Name'), role),
  ],
  ['other', addOther],
]);

function addInstance(instance: Fields, role: EntityRole, collector: EntityCollector): void {
  collector.add('ip', instance.value('IpV4Addresses'), role);
  collector.add('ip', instance.value('IpV6Addresses'), role);
}

function addNetworkInterface(network: Fields, role: EntityRole, collector: EntityCollector): void {
  addInterface(network, role, collector);
  for (const address of network.objects('IpV6Addresses'))
    collector.add('ip', address.text('IpV6Address'), role);
  collector.add('cloud_resource', network.text('Attachment.InstanceId'), role);
}

function addKey(key: Fields, role: EntityRole, collector: EntityCollector): void {
  addAccessKey(key, role, collector);
  collector.add('user', key.text('SessionContext.SessionIssuer.UserName'), 'related');
}

/** Details of the sender's own making: under names nobody fixed, only what its shape makes sure is taken. */
function addOther(details: Fields, role: EntityRole, collector: EntityCollector): void {
  for (const [name, value] of details.entries()) {
    const text = textOf(value);
    // `1.2.3.4` may be a version as well as an address.
    if (/version$/i.test(name.slice(-100))) continue;
    if (text.startsWith('arn:')) addResource(text, role, collector);
    else collector.addTyped(text, role);
  }
}
