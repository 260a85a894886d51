// The action of a GuardDuty finding: an API call, a connection, a DNS request, port probes, a Kubernetes call or database
// logins, and who was at the other end. Security Hub carries the same in its `Action` and, as flat text, in `ProductFields`.
// https://docs.aws.amazon.com/guardduty/latest/APIReference/API_Action.html

import type { EntityCollector, EntityRole } from '@watchfloor/sdk';
import { addResource } from './arn.ts';
import { type Fields, textOf } from './fields.ts';

export function addAction(action: Fields, collector: EntityCollector): void {
  addApiCall(action.object('awsApiCallAction'), collector);
  addConnection(action.object('networkConnectionAction'), collector);
  const dns = action.object('dnsRequestAction');
  collector.add('domain', dns.text('domain'), 'destination');
  for (const probe of action.objects('portProbeAction.portProbeDetails')) {
    // Many scanners in one finding: their networks would say nothing.
    addAddress(probe.object('remoteIpDetails'), 'source', collector);
    addLocal(probe, 'destination', collector);
  }
  const kubernetes = action.object('kubernetesApiCallAction');
  addRemote(kubernetes, 'source', collector);
  collector.add('ip', kubernetes.value('sourceIPs'), 'source');
  const login = action.object('rdsLoginAttemptAction');
  addRemote(login, 'source', collector);
  for (const attempt of login.objects('loginAttributes'))
    collector.add('user', attempt.text('user'), 'target');
}

/** Whether the finding is about calls made with somebody's credentials; then their owner acted. */
export function isCall(action: Fields): boolean {
  const type = action.text('actionType').toUpperCase();
  return type === 'AWS_API_CALL' || type === 'KUBERNETES_API_CALL';
}

function addApiCall(call: Fields, collector: EntityCollector): void {
  addRemote(call, 'source', collector);
  collector.add('domain', call.text('domainDetails.domain'), 'related');
  for (const [, value] of call.object('affectedResources').entries()) {
    addResource(textOf(value), 'target', collector);
  }
}

function addConnection(connection: Fields, collector: EntityCollector): void {
  const direction = connection.text('connectionDirection').toUpperCase();
  const isInbound = direction.startsWith('IN');
  const remote: EntityRole = isInbound ? 'source' : direction.startsWith('OUT') ? 'destination' : 'related';
  addRemote(connection, remote, collector);
  addLocal(connection, remote === 'related' ? 'related' : isInbound ? 'destination' : 'source', collector);
}

function addRemote(at: Fields, role: EntityRole, collector: EntityCollector): void {
  const remote = at.object('remoteIpDetails');
  addAddress(remote, role, collector);
  collector.add('asn', remote.text('organization.asn'), 'related');
}

function addLocal(at: Fields, role: EntityRole, collector: EntityCollector): void {
  addAddress(at.object('localIpDetails'), role, collector);
}

function addAddress(details: Fields, role: EntityRole, collector: EntityCollector): void {
  collector.add('ip', details.text('ipAddressV4'), role);
  collector.add('ip', details.text('ipAddressV6'), role);
}
