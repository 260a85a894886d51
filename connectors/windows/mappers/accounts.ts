// Accounts under the pairs of names that events have for them. An account is known by three spellings, and each of them is what some
// other product writes: `CONTOSO\anna` (or `anna@contoso.example` where the domain is a DNS name), `anna`, and its SID.
//
// Built-in accounts (SYSTEM, NETWORK SERVICE) are emitted by their bare name: their domain is the same on every machine and in the
// language of the system. Their SIDs are left out, and so are SIDs of anything but domain and Entra accounts. Accounts of machines
// (`WS-1$`) are users by their bare name; placeholders are nothing.

import type { EntityCollector, EntityRole } from '@watchfloor/sdk';
import type { EventKind } from './catalogue.ts';
import type { WindowsEvent } from './event.ts';
import type { EventData } from './fields.ts';

interface AccountFields {
  readonly name: string;
  readonly domain: string;
  readonly sid: string;
  readonly role: EntityRole;
}

// Names folded.
const ACCOUNTS: readonly AccountFields[] = [
  { name: 'subjectusername', domain: 'subjectdomainname', sid: 'subjectusersid', role: 'actor' },
  { name: 'callerusername', domain: 'callerdomain', sid: '', role: 'actor' },
  { name: 'targetusername', domain: 'targetdomainname', sid: 'targetusersid', role: 'target' },
  { name: 'targetoutboundusername', domain: 'targetoutbounddomainname', sid: '', role: 'target' },
  { name: 'oldtargetusername', domain: 'targetdomainname', sid: '', role: 'target' },
  { name: 'newtargetusername', domain: 'targetdomainname', sid: '', role: 'target' },
  { name: 'accountname', domain: 'accountdomain', sid: '', role: 'actor' },
  { name: 'samaccountname', domain: '', sid: '', role: 'target' },
  { name: 'userprincipalname', domain: '', sid: '', role: 'target' },
  { name: 'user', domain: '', sid: '', role: 'actor' },
  { name: 'username', domain: 'domainname', sid: '', role: 'actor' },
  { name: 'sourceuser', domain: '', sid: '', role: 'actor' },
  { name: 'targetuser', domain: '', sid: '', role: 'target' },
  { name: 'parentuser', domain: '', sid: '', role: 'parent' },
  { name: 'usercontext', domain: '', sid: '', role: 'actor' },
  { name: 'jobowner', domain: '', sid: '', role: 'actor' },
  { name: 'requester', domain: '', sid: '', role: 'actor' },
  { name: 'detectionuser', domain: '', sid: '', role: 'target' },
  { name: 'connecteduser', domain: '', sid: '', role: 'actor' },
  { name: 'clientusername', domain: '', sid: '', role: 'actor' },
];

/** Every account of the event, then the one it was logged under when its data do not say who did it. */
export function addAccounts(event: WindowsEvent, kind: EventKind, collector: EntityCollector): void {
  const { data } = event;
  const before = collector.list().length;
  const isGroup = isAboutGroup(event, kind);
  // A lockout names the computer that tried where other events have the domain.
  const isLockout = kind.family === 'security' && event.id === '4740';
  for (const fields of ACCOUNTS) {
    if (isGroup && fields.name.startsWith('target')) continue;
    // What a group or an account is called in the directory repeats its name, and in a group's event is no account.
    if (fields.name === 'samaccountname' && (isGroup || data.get('targetusername') !== undefined)) continue;
    const name = data.get(fields.name) ?? '';
    const domain = isLockout && fields.name === 'targetusername' ? '' : (data.get(fields.domain) ?? '');
    addAccount({ name, domain, sid: data.get(fields.sid) ?? '' }, roleOf(fields, kind), collector);
  }
  if (!isGroup) addSid(data.get('targetsid') ?? '', 'target', collector);
  addMember(data, collector);
  if (isLockout) collector.add('host', data.get('targetdomainname'), 'source');
  if (collector.list().length === before) addTableAccounts(data, collector);
  const hasActor = collector.list().some(({ type, role }) => type === 'user' && role === 'actor');
  // Services log under accounts of the system, which did not do what they log.
  const isService = /^S-1-5-(?:18|19|20)$/.test(event.account.sid);
  if (!hasActor) addAccount(event.account, isService ? 'related' : 'actor', collector);
}

/** The account a service runs under did nothing. */
function roleOf(fields: AccountFields, kind: EventKind): EntityRole {
  return fields.name === 'accountname' && kind.category === 'service' ? 'related' : fields.role;
}

// Creating, changing and deleting groups and their members: the target of these is the group.
const GROUP_IDS: readonly (readonly [from: number, to: number])[] = [
  [4727, 4735],
  [4737, 4737],
  [4744, 4764],
  [4783, 4792],
  [4799, 4799],
];

function isAboutGroup(event: WindowsEvent, kind: EventKind): boolean {
  const id = Number(event.id);
  return kind.family === 'security' && GROUP_IDS.some(([from, to]) => id >= from && id <= to);
}

/** The member by its SID and by the name in its distinguished name (`CN=Anna Doe,OU=Staff,DC=contoso,DC=example`). */
function addMember(data: EventData, collector: EntityCollector): void {
  collector.add('user', commonName(data.get('membername') ?? ''), 'target');
  collector.add('user', data.get('memberusername'), 'target');
  addSid(data.get('membersid') ?? data.get('memberusersid') ?? '', 'target', collector);
  collector.add('user', commonName(data.get('groupmanagedserviceaccountobject') ?? ''), 'target');
}

/** The first part of a distinguished name, a comma in it being escaped; '' for anything else. */
function commonName(name: string): string {
  const match = /^CN=((?:[^,\\]|\\.){1,200})(?:,|$)/i.exec(name);
  return match?.[1]?.replaceAll('\\', '') ?? '';
}

/** Columns of Log Analytics and of EvtxECmd, which repeat what the data has; they count when there is no data. */
function addTableAccounts(data: EventData, collector: EntityCollector): void {
  for (const [name, role] of [
    ['subjectaccount', 'actor'],
    ['targetaccount', 'target'],
    ['account', 'actor'],
  ] as const) {
    addAccount({ name: data.get(name) ?? '', domain: '', sid: '' }, role, collector);
  }
}

// The authorities of built-in accounts, in the languages we know; `S-1-5-18` and its like have no domain of their own.
const AUTHORITY =
  /^(?:NT AUTHORITY|NT SERVICE|NT VIRTUAL MACHINE|BUILTIN|Window Manager|Font Driver Host|IIS APPPOOL|NT-AUTORITÄT|AUTORITE NT|AUTORIDADE NT|VORDEFINIERT|VORDEFINIERTE GRUPPE)$/i;

export function addAccount(
  account: { readonly name: string; readonly domain: string; readonly sid: string },
  role: EntityRole,
  collector: EntityCollector,
): void {
  const at = account.name.indexOf('\\');
  const domain = (at > 0 ? account.name.slice(0, at) : account.domain).trim();
  const name = (at > 0 ? account.name.slice(at + 1) : account.name).trim();
  if (isSid(name)) addSid(name, role, collector);
  else if (name !== '') addNames(name, domain, { role, collector });
  addSid(account.sid, role, collector);
}

function addNames(
  name: string,
  domain: string,
  { role, collector }: { readonly role: EntityRole; readonly collector: EntityCollector },
): void {
  const isQualified = domain !== '' && domain !== '.' && !AUTHORITY.test(domain);
  if (isQualified && !name.includes('@') && !name.endsWith('$') && !isSid(domain))
    collector.add('user', domain.includes('.') ? `${name}@${domain}` : `${domain}\\${name}`, role);
  collector.add('user', name, role);
}

function isSid(text: string): boolean {
  return /^S-1-/i.test(text);
}

function addSid(sid: string, role: EntityRole, collector: EntityCollector): void {
  if (/^S-1-(?:5-21|12-1)-/i.test(sid)) collector.add('user', sid, role);
}
