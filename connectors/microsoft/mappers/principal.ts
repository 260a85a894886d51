// Users as Microsoft's products name them. A user principal name identifies the account and has the form of an e-mail
// address, which in almost every tenant is the address; it is emitted as both, so that a sign-in and a mail to the same
// person meet. Guests of another tenant (`jane_fabrikam.com#EXT#@contoso.example`) have no mailbox under that name.

import { type EntityCollector, type EntityRole, urlParts } from '@watchfloor/sdk';

// What stands in a user field when there was no user.
const NOBODY: ReadonlySet<string> = new Set([
  'anonymous',
  'not available',
  'not applicable',
  'see actor details in properties',
  'securitycompliancealerts',
  'dlpagent',
  'threatintel',
  'airinvestigation',
  '<null>',
]);

const ADDRESS_LENGTH_MAX = 1000;

/** A user by a name of any form: `jane@contoso.example`, `CONTOSO\jane`, `jane`, an id, SharePoint's claim of a login. */
export function addPrincipal(raw: string, role: EntityRole, collector: EntityCollector): void {
  const name = principalName(raw);
  if (name === '') return;
  collector.add('user', name, role);
  if (name.includes('@') && name.length < ADDRESS_LENGTH_MAX && !name.toUpperCase().includes('#EXT#')) {
    collector.add('email', name, role);
  }
}

/** The name in a user field; '' when it only says that there was no user. */
export function principalName(raw: string): string {
  const name = withoutClaim(raw.trim());
  return NOBODY.has(name.toLowerCase()) ? '' : name;
}

/** `i:0#.f|membership|jane@contoso.example` is what SharePoint makes of a login; the name stands last. */
function withoutClaim(text: string): string {
  return /^[ic]:0/i.test(text) ? text.slice(text.lastIndexOf('|') + 1) : text;
}

export interface AccountNames {
  readonly name: string;
  readonly domain: string;
  readonly upn: string;
  readonly sid: string;
  readonly objectId: string;
}

// Built-in names that mean another account on every machine: naming their domain adds nothing.
const BUILT_IN: ReadonlySet<string> = new Set([
  'system',
  'local service',
  'network service',
  'localsystem',
  'root',
  'guest',
  'administrator',
  'anonymous logon',
]);

/**
 * One account of several name fields: its UPN, else `DOMAIN\name`, and the bare name beside it, which is what other logs
 * write. Ids only where there is no name: they are the same account once more.
 */
export function addAccountNames(names: AccountNames, role: EntityRole, collector: EntityCollector): void {
  const { name, domain, upn } = names;
  if (upn !== '') addPrincipal(upn, role, collector);
  if (name !== '' && !/[\p{L}\p{N}]/u.test(name)) return;
  if (/[@\\]/.test(name)) addPrincipal(name, role, collector);
  else if (name !== '') {
    const isQualified = upn === '' && domain !== '' && !BUILT_IN.has(name.toLowerCase());
    if (isQualified) collector.add('user', `${domain}\\${name}`, role);
    collector.add('user', name, role);
  }
  if (name === '' && upn === '') collector.add('user', names.objectId || names.sid, role);
}

/** A URL under a field that says so, and the host in it: names are what DNS and proxy logs have. */
export function addUrl(raw: string, role: EntityRole, collector: EntityCollector): void {
  // Some detections write `uri=https://…`.
  const text = raw.startsWith('uri=') ? raw.slice(4) : raw;
  collector.addTyped(text, role, 'url');
  const host = urlParts(text)?.host ?? '';
  if (host !== '') collector.addTyped(host, role);
}
