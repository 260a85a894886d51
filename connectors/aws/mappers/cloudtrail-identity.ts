// Who made a call: `userIdentity` of every type.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
//
// What an account is known by is emitted, not everything that identifies it: the user name, or the session's name and its
// role's, and the access key, which ties the calls of one credential together. The ARN and the unique id say the same again.

import type { EntityCollector } from '@watchfloor/sdk';
import { addPrincipal, addSession, principalOf, sessionOfPrincipalId } from './arn.ts';
import type { Fields } from './fields.ts';

/** What the console writes instead of the name of a user who may not exist: a password typed as name would be in it. */
const HIDDEN_NAME = 'HIDDEN_DUE_TO_SECURITY_REASONS';

export function addIdentity(identity: Fields, collector: EntityCollector): void {
  const type = identity.text('type');
  if (type === 'AWSService') return;
  const arn = identity.text('arn');
  const name = identity.text('userName');
  const issuer = identity.object('sessionContext.sessionIssuer');
  const principal = principalOf(arn);
  const principalId = identity.text('principalId');
  if (principal !== null) {
    addPrincipal(principal, arn, { collector, role: 'actor' });
  } else if (name === '') {
    const session = sessionOfPrincipalId(principalId);
    if (session !== '') addSession(session, 'actor', collector);
  }
  // The name beside the ARN of the root user is an alias of the account, or the word root.
  if (name !== HIDDEN_NAME && principal?.kind !== 'root') collector.add('user', name, 'actor');
  collector.add('user', issuer.text('userName'), 'related');
  const key = identity.text('accessKeyId');
  if (!isRedundantKey(type, key)) collector.add('user', key, 'actor');
  // Behind a role there may be a person: set by the identity provider, or an Identity Center user acted for.
  collector.add('user', identity.text('sessionContext.sourceIdentity', 'sourceIdentity'), 'actor');
  collector.add('user', identity.text('onBehalfOf.userId'), 'actor');
  collector.add('cloud_resource', identity.text('inScopeOf.sourceArn'), 'source');
  // Of a principal of another account often only its unique id is told.
  if (collector.list().length === 0) collector.add('user', principalId, 'actor');
}

/**
 * A temporary key of one person's own session says no more than the name and is another one every few hours. Of a role, which
 * many share, it is what ties the calls of one session together; a permanent key is worth its own page.
 */
function isRedundantKey(type: string, key: string): boolean {
  return key.startsWith('ASIA') && (type === 'Root' || type === 'IAMUser');
}

/** The identity in words: `AssumedRole Admin/alice of 111122223333`. */
export function describeIdentity(identity: Fields): string {
  const type = identity.text('type');
  const arn = identity.text('arn');
  const principal = principalOf(arn);
  const named =
    principal === null
      ? identity.text('userName', 'invokedBy', 'principalId')
      : principal.kind === 'root'
        ? ''
        : principal.kind === 'session'
          ? `${principal.role}/${principal.session}`
          : principal.name;
  const account = identity.text('accountId');
  return [type, named === HIDDEN_NAME ? '' : named, account === '' ? '' : `of ${account}`]
    .filter((part) => part !== '')
    .join(' ');
}
