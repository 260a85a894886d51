// The resources of a GuardDuty finding: which key, instance, bucket, cluster, container, function or database it is about.
// https://docs.aws.amazon.com/guardduty/latest/APIReference/API_Resource.html

import type { EntityCollector, EntityRole } from '@watchfloor/sdk';
import { addResource, addSession, sessionOfPrincipalId } from './arn.ts';
import type { Fields } from './fields.ts';

/** `resource` acted or was acted upon; `principal` is the part of whose credentials were used. */
export interface ResourceRoles {
  readonly resource: EntityRole;
  readonly principal: EntityRole;
}

export function addResources(resource: Fields, roles: ResourceRoles, collector: EntityCollector): void {
  addAccessKey(resource.object('accessKeyDetails'), roles.principal, collector);
  addKubernetes(resource.object('kubernetesDetails'), roles, collector);
  addInstance(resource.object('instanceDetails'), roles.resource, collector);
  for (const bucket of resource.objects('s3BucketDetails')) addBucket(bucket, roles.resource, collector);
  addContainer(resource.object('containerDetails'), roles.resource, collector);
  const database = resource.object('rdsDbInstanceDetails');
  for (const id of [
    resource.text('eksClusterDetails.arn', 'eksClusterDetails.name'),
    resource.text('ecsClusterDetails.arn', 'ecsClusterDetails.name'),
    resource.text('ecsClusterDetails.taskDetails.arn'),
    resource.text('lambdaDetails.functionArn', 'lambdaDetails.functionName'),
    database.text('dbInstanceArn', 'dbInstanceIdentifier', 'dbClusterIdentifier'),
    resource.text('rdsLimitlessDbDetails.dbShardGroupArn', 'rdsLimitlessDbDetails.dbShardGroupIdentifier'),
    resource.text('ebsSnapshotDetails.snapshotArn'),
    resource.text('ec2ImageDetails.imageArn'),
    resource.text('recoveryPointDetails.recoveryPointArn'),
  ]) {
    addResource(id, roles.resource, collector);
  }
  for (const container of resource.objects('ecsClusterDetails.taskDetails.containers')) {
    addContainer(container, roles.resource, collector);
  }
  // The account a login was tried with is what was attacked, whether it held or not.
  collector.add('user', resource.text('rdsDbUserDetails.user'), 'target');
  for (const volume of resource.objects('ebsVolumeDetails.scannedVolumeDetails')) {
    addResource(volume.text('volumeArn'), roles.resource, collector);
  }
}

export function addAccessKey(key: Fields, role: EntityRole, collector: EntityCollector): void {
  const name = key.text('userName', 'principalName');
  collector.add('user', name, role);
  collector.add('user', key.text('accessKeyId'), role);
  const session = sessionOfPrincipalId(key.text('principalId'));
  if (session !== '') addSession(session, role, collector);
}

/** An instance by its id, its addresses and its names. Image, subnet and groups are where it stands, not what happened. */
export function addInstance(instance: Fields, role: EntityRole, collector: EntityCollector): void {
  collector.add('cloud_resource', instance.text('instanceId'), role);
  for (const network of instance.objects('networkInterfaces')) addInterface(network, role, collector);
}

export function addInterface(network: Fields, role: EntityRole, collector: EntityCollector): void {
  collector.add('ip', network.text('privateIpAddress'), role);
  for (const address of network.objects('privateIpAddresses')) {
    collector.add('ip', address.text('privateIpAddress'), role);
  }
  collector.add('ip', network.text('publicIp'), role);
  collector.add('ip', network.value('ipv6Addresses'), role);
  // The public name only spells the public address; the private one is what the machine calls itself in its own logs.
  collector.add('host', network.text('privateDnsName'), role);
}

function addBucket(bucket: Fields, role: EntityRole, collector: EntityCollector): void {
  collector.add('cloud_resource', bucket.text('name'), role);
  if (bucket.text('name') === '') addResource(bucket.text('arn'), role, collector);
  for (const object of bucket.objects('s3ObjectDetails')) {
    addResource(object.text('objectArn'), role, collector);
    collector.addTyped(object.text('hash'), role);
  }
}

/** By id: a container's name is that of its place in a template, and the same in every copy. */
function addContainer(container: Fields, role: EntityRole, collector: EntityCollector): void {
  collector.add('cloud_resource', container.text('id'), role);
}

function addKubernetes(details: Fields, roles: ResourceRoles, collector: EntityCollector): void {
  const user = details.object('kubernetesUserDetails');
  collector.add('user', user.text('username'), roles.principal);
  collector.add('user', user.value('sessionName'), roles.principal);
  collector.add('user', user.text('impersonatedUser.username'), 'target');
  const workload = details.object('kubernetesWorkloadDetails');
  collector.add('cloud_resource', workload.text('name'), roles.resource);
  collector.add('user', workload.text('serviceAccountName'), 'related');
  for (const container of workload.objects('containers')) addContainer(container, roles.resource, collector);
}
