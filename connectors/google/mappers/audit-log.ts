// AuditLog, the payload of Cloud Audit Logs: who called which method on what, and whether it was granted.
// https://docs.cloud.google.com/logging/docs/reference/audit/auditlog/rest/Shared.Types/AuditLog

import type { EntityCollector, EntityRole, JsonObject, JsonValue, NormalizedEvent } from '@watchfloor/sdk';
import { addAccount, addMember } from './accounts.ts';
import { asText, memberItems, memberOf, memberText } from './fields.ts';

/** @param caller the part of the account the entry is written for */
export function addAuditEntities(audit: JsonObject, caller: EntityRole, collector: EntityCollector): void {
  addCaller(audit, caller, collector);
  collector.add('cloud_resource', resourceOf(audit), 'target');
  for (const authorization of memberItems(audit, 'authorizationInfo'))
    collector.add('cloud_resource', memberText(authorization, 'resource'), 'target');
  addGrants(audit, collector);
  const request = memberOf(audit, 'request');
  for (const account of memberItems(request, 'serviceAccounts'))
    addAccount(collector, memberText(account, 'email'), 'target');
  // The answer to the creation of a service account names it.
  addAccount(collector, memberText(memberOf(audit, 'response'), 'email'), 'target');
  addPerimeter(memberOf(audit, 'metadata'), collector);
}

/** An organisation or project as a whole is no resource that was acted on: sign-ins name it for want of another. */
function resourceOf(audit: JsonObject): string {
  const name = memberText(audit, 'resourceName');
  return /^organizations\/\d+$/.test(name.slice(0, 60)) ? '' : name;
}

function addCaller(audit: JsonObject, role: EntityRole, collector: EntityCollector): void {
  const authentication = memberOf(audit, 'authenticationInfo');
  const email = memberText(authentication, 'principalEmail');
  addAccount(collector, email, role);
  const subject = memberText(authentication, 'principalSubject');
  if (subject !== '' && !(email !== '' && subject.endsWith(email))) addSubject(subject, collector);
  collector.add('cloud_resource', memberText(authentication, 'serviceAccountKeyName'), 'related');
  for (const delegation of memberItems(authentication, 'serviceAccountDelegationInfo')) {
    const first = memberOf(delegation, 'firstPartyPrincipal');
    addAccount(collector, memberText(first, 'principalEmail'), 'actor');
    const delegate = memberText(delegation, 'principalSubject');
    if (!delegate.endsWith(memberText(first, 'principalEmail') || '\n')) addSubject(delegate, collector);
  }
  const metadata = memberOf(audit, 'requestMetadata');
  for (const name of ['callerIp', 'callerIP']) collector.add('ip', memberText(metadata, name), 'source');
  collector.add('ip', memberText(memberOf(metadata, 'destinationAttributes'), 'ip'), 'destination');
}

/** `serviceAccount:a@b`, or a federated identity: `principal://iam.googleapis.com/…/subject/alice`. */
function addSubject(subject: string, collector: EntityCollector): void {
  if (subject.startsWith('principal://')) {
    const at = subject.lastIndexOf('/subject/');
    collector.add('user', at < 0 ? subject : subject.slice(at + 9), 'actor');
  } else addMember(collector, subject, 'actor');
}

const MEMBERS_MAX = 50;

/**
 * To whom something was granted or from whom it was taken: the difference where the entry has it, else the whole policy that
 * was set, whose members are mostly those of before.
 */
function addGrants(audit: JsonObject, collector: EntityCollector): void {
  const deltas = [memberOf(audit, 'serviceData'), memberOf(audit, 'metadata')].flatMap((data) =>
    memberItems(memberOf(data, 'policyDelta'), 'bindingDeltas'),
  );
  for (const delta of deltas) addMember(collector, memberText(delta, 'member'), 'target');
  const request = memberOf(audit, 'request');
  addMember(collector, memberText(request, 'member'), 'target');
  // A role binding of Kubernetes.
  for (const subject of memberItems(request, 'subjects').slice(0, MEMBERS_MAX)) {
    if (/^(?:User|ServiceAccount)$/.test(memberText(subject, 'kind')))
      addAccount(collector, memberText(subject, 'name'), 'target');
  }
  if (deltas.length > 0) return;
  const bindings = memberItems(memberOf(request, 'policy'), 'bindings');
  const members = bindings.flatMap((binding) => memberItems(binding, 'members'));
  for (const member of members.slice(0, MEMBERS_MAX)) addMember(collector, asText(member), 'target');
}

/** What VPC Service Controls kept apart. */
function addPerimeter(metadata: JsonValue | undefined, collector: EntityCollector): void {
  for (const list of ['ingressViolations', 'egressViolations']) {
    for (const violation of memberItems(metadata, list)) {
      for (const name of ['targetResource', 'source', 'sourceResource'])
        collector.add('cloud_resource', memberText(violation, name), 'related');
    }
  }
  collector.add('cloud_resource', memberItems(metadata, 'resourceNames').map(asText), 'target');
}

/** A status with a code is an error; a permission that was not granted is one even where the status is missing. */
export function auditOutcome(audit: JsonObject): NormalizedEvent['outcome'] {
  const status = memberOf(audit, 'status');
  const code = memberText(status, 'code');
  if (code !== '' && code !== '0') return 'failure';
  // App Engine's status is that of HTTP.
  if (typeof status === 'number' && status >= 400) return 'failure';
  const grants = memberItems(audit, 'authorizationInfo').map((item) => memberText(item, 'granted'));
  if (grants.includes('false')) return 'failure';
  const method = memberText(audit, 'methodName').slice(0, 300);
  return /(?:Failure|Denied)$/.test(method) ? 'failure' : 'success';
}

export function describeAudit(audit: JsonValue | undefined): readonly (readonly [string, string])[] {
  const status = memberOf(audit, 'status');
  const code = memberText(status, 'code');
  const deltas = memberItems(memberOf(memberOf(audit, 'serviceData'), 'policyDelta'), 'bindingDeltas').slice(
    0,
    10,
  );
  const grants = deltas.map((delta) =>
    [memberText(delta, 'action'), memberText(delta, 'role'), memberText(delta, 'member')].join(' ').trim(),
  );
  return [
    ['Resource', memberText(audit, 'resourceName')],
    ['Error', code === '' || code === '0' ? '' : `${code} ${memberText(status, 'message')}`.trim()],
    ['Grants', grants.join('; ')],
    ['Caller', memberText(memberOf(audit, 'requestMetadata'), 'callerSuppliedUserAgent')],
    ['Violation', memberText(memberOf(audit, 'metadata'), 'violationReason')],
  ];
}
