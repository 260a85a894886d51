// Google's accounts are e-mail addresses: of people, of service accounts, of groups. IAM writes a kind before them
// (`user:alice@example.com`, `serviceAccount:…`).

import { canonicalValue, type EntityCollector, type EntityRole } from '@watchfloor/sdk';

/** An account that acts or is acted on: a user, and an address where it is one. */
export function addAccount(collector: EntityCollector, text: string, role: EntityRole): void {
  if (text === '') return;
  collector.add('user', text, role);
  if (text.includes('@')) collector.add('email', text, role);
}

// Accounts of these names are built into systems: as a user name they would join strangers.
const BUILT_IN: ReadonlySet<string> = new Set([
  'admin',
  'administrator',
  'guest',
  'nobody',
  'root',
  'service',
  'system',
  'user',
]);

/**
 * The user name of a Workspace account, the part before the `@`: what ChromeOS, secure LDAP and OS Login show of it, so that
 * their records meet this one. Not for service accounts, nor for names that systems have built in.
 */
export function addUserName(collector: EntityCollector, email: string, role: EntityRole): void {
  const at = email.indexOf('@');
  const name = email.slice(0, at).toLowerCase();
  if (at < 2 || BUILT_IN.has(name) || /\.gserviceaccount\.com$/i.test(email)) return;
  if (canonicalValue('email', email) !== null) collector.add('user', name, role);
}

/** A member of an IAM binding. Everybody (`allUsers`) and roles of projects name no account. */
export function addMember(collector: EntityCollector, member: string, role: EntityRole): void {
  const text = member.replace(/^deleted:/, '').replace(/\?uid=\d+$/, '');
  const colon = text.indexOf(':');
  const kind = text.slice(0, Math.max(0, colon));
  const value = text.slice(colon + 1);
  // Some pipelines leave the kind out.
  if (kind === 'user' || kind === 'serviceAccount' || (kind === '' && value.includes('@')))
    addAccount(collector, value, role);
  else if (kind === 'group') collector.add('email', value, role);
  else if (kind === 'domain') collector.add('domain', value, role);
  else if (kind === 'principal') collector.add('user', value.replace(/^.*\/subject\//, ''), role);
}
