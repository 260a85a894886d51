// What an Amazon Resource Name says. A thing should have one spelling in every AWS record: CloudTrail names a bucket and an
// instance by their short names, Security Hub by their ARNs. Where the short name is unique (bucket names are in the
// partition, instance ids everywhere) it is emitted; principals go by their names, which are what people know them by.

import type { EntityCollector, EntityRole } from '@watchfloor/sdk';

export interface Arn {
  readonly service: string;
  readonly account: string;
  /** All behind the account: `role/path/name`, `instance/i-…`, a bucket's name. */
  readonly resource: string;
}

/** The parts of an ARN; null when the text is none. */
export function arnOf(text: string): Arn | null {
  if (!text.startsWith('arn:') || text.length > 2048) return null;
  const parts = text.split(':');
  const [, , service, , account] = parts;
  if (parts.length < 6 || service === undefined || account === undefined) return null;
  return { service, account, resource: parts.slice(5).join(':') };
}

export type Principal =
  | { readonly kind: 'root' }
  | { readonly kind: 'user' | 'role' | 'federated'; readonly name: string }
  | { readonly kind: 'session'; readonly role: string; readonly session: string };

/** The principal an ARN of IAM or STS names; null for every other resource. */
export function principalOf(text: string): Principal | null {
  const arn = arnOf(text);
  if (arn === null || (arn.service !== 'iam' && arn.service !== 'sts')) return null;
  if (arn.resource === 'root') return { kind: 'root' };
  const [type, ...path] = arn.resource.split('/');
  const name = path.at(-1) ?? '';
  if (type === 'assumed-role') {
    return { kind: 'session', role: path[0] ?? '', session: path.slice(1).join('/') };
  }
  if (name === '') return null;
  if (type === 'user' || type === 'role') return { kind: type, name };
  return type === 'federated-user' ? { kind: 'federated', name } : null;
}

/** Adds what an ARN (or the bare id of a resource) names, under the one spelling this vendor's sources use. */
export function addResource(text: string, role: EntityRole, collector: EntityCollector): void {
  const principal = principalOf(text);
  if (principal !== null) {
    addPrincipal(principal, text, { collector, role });
    return;
  }
  const arn = arnOf(text);
  if (arn === null) {
    collector.add('cloud_resource', text, role);
  } else if (arn.service === 'ec2' && arn.resource.startsWith('instance/')) {
    collector.add('cloud_resource', arn.resource.slice('instance/'.length), role);
  } else if (arn.service === 's3' && arn.account === '' && isBucketName(arn.resource)) {
    collector.add('cloud_resource', arn.resource, role);
  } else if (!isAccountWide(arn)) {
    collector.add('cloud_resource', text, role);
  }
}

/** `arn:aws:s3:::name` is a bucket; with a slash it is an object, with a colon an access point. */
function isBucketName(resource: string): boolean {
  return resource !== '' && !/[/:*]/.test(resource);
}

/** An ARN that stands for everything of an account is no resource (`arn:aws:iam::111122223333:*`). */
function isAccountWide(arn: Arn): boolean {
  return arn.resource === '' || arn.resource === '*';
}

export interface PrincipalTarget {
  readonly collector: EntityCollector;
  readonly role: EntityRole;
}

/** Adds a principal by its name; the root user, who has none of its own, by its ARN, which tells the account. */
export function addPrincipal(principal: Principal, arn: string, { collector, role }: PrincipalTarget): void {
  switch (principal.kind) {
    case 'root':
      collector.add('user', arn, role);
      return;
    case 'session':
      addSession(principal.session, role, collector);
      collector.add('user', principal.role, 'related');
      return;
    default:
      collector.add('user', principal.name, role);
  }
}

// Names that an SDK or a service makes up for a session of its own: they name nobody.
const MADE_UP_SESSION = /^(?:botocore-session-|aws-go-sdk-|aws-sdk-[a-z]+-|AssumeRoleSession)\d*|^\d{10,}$/;
const INSTANCE_ID = /^(?:i|mi)-[0-9a-f]{8,17}$/i;

/** A session is named after who holds it: a person, a program, or the instance that got the role's credentials. */
export function addSession(name: string, role: EntityRole, collector: EntityCollector): void {
  if (INSTANCE_ID.test(name)) collector.add('cloud_resource', name, role);
  else if (!MADE_UP_SESSION.test(name)) collector.add('user', name, role);
}

/** The session behind the colon of a unique id (`AROA…:alice`); '' when there is none. */
export function sessionOfPrincipalId(principalId: string): string {
  const colon = principalId.indexOf(':');
  return colon < 0 ? '' : principalId.slice(colon + 1);
}
