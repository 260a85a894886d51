// Names of people and machines. A name has no shape: it is taken only under a field that says what it names, and only when
// its characters allow it.
//
// One account is written in three ways by the logs of one company: `CONTOSO\jane`, `jane@contoso.example` and `jane`. The
// qualified form is the exact one and is kept; the bare name is what VPNs, Unix and applications write, and without it the
// alerts of one person would not meet. So a qualified name gives both, as the adapters of single products do, save where
// the bare name is everybody's (`info@`, `admin@`) or the domain says nothing (`NT AUTHORITY\SYSTEM` is `system`).

import { shapeOf } from '@watchfloor/sdk';
import { put, type Reading } from './field-reading.ts';
import { canBeHostName, canBeUserName } from './value-kinds.ts';

const CONTRACT_WORDS = [
  'cloud',
  'resource',
  'aws',
  'azure',
  'gcp',
  'project',
  'tenant',
  'subscription',
  'billing',
];

/** A user field: a login, a qualified name, a distinguished name. */
export function readUser(reading: Reading, value: string): void {
  const { meaning } = reading;
  if (meaning.isVetoed) return;
  const name = userName(value, meaning.words.includes('dn'));
  if (name === null || !canBeUserName(name)) return;
  if (meaning.isId && !isNameInIdField(name)) return;
  if (name.split('.').length > 2 && shapeOf(name) === 'domain') return;
  // A cloud account is a contract, not a person.
  if (meaning.nounWord === 'account' && CONTRACT_WORDS.some((word) => meaning.words.includes(word))) return;
  if (meaning.isDisplayName && name.includes(' ')) return;
  const rule = meaning.isId ? 'account id that is a name' : 'account field';
  const qualified = qualifiedName(value);
  if (qualified !== null) put(reading, qualified, { type: 'user', rule: `${rule} with a domain` });
  put(reading, name, { type: 'user', rule });
}

/** Domains of accounts that every machine has: they tell nobody from anybody. */
const NO_DOMAIN =
  /^(?:nt authority|nt service|nt virtual machine|builtin|workgroup|window manager|font driver host|iis apppool|autorite nt|autorité nt|nt-autorität|internal|local|localhost|ntlm|ldap|radius|n\/a|null|none|unknown)$/i;

/** `CONTOSO\jane`, when the part before the name is a domain. */
function qualifiedName(value: string): string | null {
  const match = /^([\p{L}\p{N}][\p{L}\p{N} ._-]{0,63})\\{1,2}([\p{L}\p{N}_][^\\/@]{0,103})$/u.exec(value);
  if (match === null || NO_DOMAIN.test(match[1] ?? '')) return null;
  return `${match[1]}\\${match[2]}`;
}

/** Names that as many people have as there are domains: without its domain none of them is anyone. */
const EVERYBODYS =
  /^(?:admin|administrator|root|info|support|contact|help|helpdesk|service|sales|office|mail|postmaster|hostmaster|webmaster|abuse|security|no-?reply|do-?not-?reply|noreply|notifications?|alerts?|system|test|user|guest|team|hr|it|billing|newsletter|mailer-daemon|api|bot|app)$/;

/** The name before the `@` of a principal, which other logs write alone. */
export function readPrincipal(reading: Reading, principal: string): void {
  put(reading, principal, { type: 'user', rule: 'account field with a principal name' });
  const name = principal.slice(0, principal.lastIndexOf('@')).trim().toLowerCase();
  // `jane_fabrikam.com#EXT#` is a guest; `a1b2…` an id.
  if (name.includes('#') || name.length < 2 || EVERYBODYS.test(name) || !canBeUserName(name)) return;
  put(reading, name, { type: 'user', rule: 'name before the domain of a principal name' });
}

/** The name in `CONTOSO\bob`, `CN=Bob,OU=…`, `bob (uid=0)`; null for what only looks like a field of a name. */
function userName(value: string, isAnyEntry: boolean): string | null {
  const distinguished = /^(CN|UID)=([^,/]{1,104})(?:[,/]|$)/i.exec(value);
  if (distinguished !== null) {
    // A field of distinguished names holds groups and computers as well; people say so by their branch.
    const isPerson =
      !isAnyEntry ||
      /^uid$/i.test(distinguished[1] ?? '') ||
      /,(?:ou|cn)=(?:people|users?|accounts?|staff)\b/i.test(value);
    return isPerson ? (distinguished[2] ?? null) : null;
  }
  if (isAnyEntry) return null;
  const slash = value.lastIndexOf('\\');
  // `john: Authentication request`: where no mark ends the value, the sentence goes on behind it.
  const name = (slash >= 0 ? value.slice(slash + 1) : value)
    .replace(/: .*$/s, '')
    .replace(/\(uid=\d+\)$/, '');
  // `Jane Doe (jdoe)`, `Jane Doe <jdoe>`: the login stands behind the name.
  return /^[^()<>[\]]{1,64}[(<[]([\w.@-]{2,64})[)>\]]$/.exec(name)?.[1] ?? name;
}

/** An id field may hold a login; letters with at most two digits behind them, or a name with dots. */
function isNameInIdField(name: string): boolean {
  return (
    /^[A-Za-z][A-Za-z._-]{1,31}\d{0,4}$/.test(name) &&
    !/^(?:[A-Z_]+_[A-Z_]+|[A-Z]{13,}|A[A-Z]{2}A[A-Z\d]{12,})$/.test(name) &&
    !/^(?:user|usr|acct|u|id)[_-]?\w{6,}$/i.test(name)
  );
}

export function readHost(reading: Reading, value: string): void {
  const { meaning } = reading;
  if (meaning.isVetoed || meaning.isId) return;
  // The header of an answer names the software.
  if (/headers?\.server$/i.test(reading.path)) return;
  // An agent is as often a program (`curl`) as the machine it runs on.
  if (/(?:^|[._])agent$/i.test(reading.path) && !/[\d.-]/.test(value)) return;
  const name = /^[\w.-]{1,64}\\([\w.-]{1,64}\$?)$/.exec(value)?.[1] ?? value;
  if (canBeHostName(name, meaning.noun === 'host')) putHost(reading, name, 'host field');
}

export function putHost(reading: Reading, value: string, rule: string): void {
  const name = value.replace(/:\d{1,5}$/, '');
  if (!canBeHostName(name, reading.meaning.noun === 'host')) return;
  put(reading, name, { type: 'host', rule });
  if (name.includes('.') && !name.endsWith('.local'))
    put(reading, name, { type: 'domain', rule: `${rule} with a public name` });
}

export function readDomain(reading: Reading, value: string): void {
  const { meaning } = reading;
  if (meaning.isVetoed || !value.includes('.') || /[\s/]/.test(value)) return;
  const name = value.replace(/^\[([^\]]*)\]$/, '$1');
  if (put(reading, name, { type: 'domain', rule: 'domain field' }))
    put(reading, name, { type: 'host', rule: 'domain field' });
}

const ACCOUNT = /^[A-Za-z][\w.-]{0,30}\\([\w.$-]{1,64})$/;

/** An address field with a name in it: a host when the name is dotted or the field's word is one for machines. */
export function readPlace(reading: Reading, value: string): void {
  const { meaning } = reading;
  if (meaning.isVetoed || meaning.isId || /\s/.test(value)) return;
  // `172.30.xxx.xxx`: an address somebody has made unreadable is no name.
  if (/^\d{1,3}\.\d{1,3}\.[\dx*]{1,3}\.[\dx*]{1,3}$/i.test(value)) return;
  const account = ACCOUNT.exec(value)?.[1];
  if (account !== undefined)
    put(reading, account, { type: 'user', rule: 'account in a field for either end' });
  else if (value.includes('.')) readDomain(reading, value);
  else if (meaning.role === 'observer') readHost(reading, value);
  else if (/name$/i.test(reading.path) && !/source.?name$/i.test(reading.path) && /[\d-]/.test(value))
    readHost(reading, value);
}
