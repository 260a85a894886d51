// An event in words: numbers of the log as what they mean, and the data that no entity carries.
// https://learn.microsoft.com/previous-versions/windows/it-pro/windows-10/security/threat-protection/auditing/event-4625

import { trimEndOf } from '@watchfloor/sdk';
import type { EventKind } from './catalogue.ts';
import type { WindowsEvent } from './event.ts';
import { foldName } from './fields.ts';

export const LOGON_TYPES: ReadonlyMap<string, string> = new Map([
  ['0', 'system'],
  ['2', 'interactive'],
  ['3', 'network'],
  ['4', 'batch'],
  ['5', 'service'],
  ['7', 'unlock'],
  ['8', 'network cleartext'],
  ['9', 'new credentials'],
  ['10', 'remote interactive'],
  ['11', 'cached interactive'],
  ['12', 'cached remote interactive'],
  ['13', 'cached unlock'],
]);

// NTSTATUS of failed logons, and results of the Kerberos service.
const STATUS: ReadonlyMap<string, string> = new Map([
  ['0xc000005e', 'no logon servers'],
  ['0xc0000064', 'no such user'],
  ['0xc000006a', 'wrong password'],
  ['0xc000006d', 'bad user name or password'],
  ['0xc000006e', 'account restriction'],
  ['0xc000006f', 'outside of the allowed hours'],
  ['0xc0000070', 'workstation not allowed'],
  ['0xc0000071', 'password expired'],
  ['0xc0000072', 'account disabled'],
  ['0xc00000dc', 'server in the wrong state'],
  ['0xc0000133', 'clocks differ too much'],
  ['0xc000015b', 'logon type not granted'],
  ['0xc000018c', 'trust relationship failed'],
  ['0xc0000192', 'logon service not started'],
  ['0xc0000193', 'account expired'],
  ['0xc0000224', 'password must change'],
  ['0xc0000234', 'account locked out'],
  ['0xc0000413', 'authentication firewall'],
]);
const KERBEROS: ReadonlyMap<string, string> = new Map([
  ['0x6', 'no such client'],
  ['0x7', 'no such server'],
  ['0xc', 'policy does not allow it'],
  ['0xe', 'encryption type not supported'],
  ['0x12', 'account disabled, expired or locked out'],
  ['0x17', 'password expired'],
  ['0x18', 'wrong password'],
  ['0x1b', 'user to user required'],
  ['0x20', 'ticket expired'],
  ['0x25', 'clocks differ too much'],
  ['0x4b', 'certificate not trusted'],
]);

const KERBEROS_EVENTS: ReadonlySet<string> = new Set(['4768', '4769', '4770', '4771', '4772', '4773']);

function statusWords(event: WindowsEvent, name: string): string {
  const code = event.data.text(name);
  const table = KERBEROS_EVENTS.has(event.id) ? KERBEROS : STATUS;
  const words = table.get(code.toLowerCase());
  return words === undefined ? code : `${code} (${words})`;
}

// What an analyst asks next, as the data name it.
const DETAIL_NAMES: readonly string[] = [
  'LogonProcessName',
  'AuthenticationPackageName',
  'ServiceName',
  'TaskName',
  'GroupName',
  'ShareName',
  'RelativeTargetName',
  'ObjectType',
  'ObjectName',
  'ObjectValueName',
  'ObjectDN',
  'ObjectClass',
  'AttributeLDAPDisplayName',
  'AttributeValue',
  'OldValue',
  'NewValue',
  'AccessMask',
  'PrivilegeList',
  'EnabledPrivilegeList',
  'TicketEncryptionType',
  'TicketOptions',
  'PreAuthType',
  'EventType',
  'Details',
  'NewName',
  'PipeName',
  'GrantedAccess',
  'StartModule',
  'StartFunction',
  'SourcePort',
  'DestinationPort',
  'DestPort',
  'Protocol',
  'Direction',
  'OriginalFileName',
  'Company',
  'Signature',
  'SignatureStatus',
  'IntegrityLevel',
  'QueryStatus',
  'QueryResults',
  'Operation',
  'Query',
  'Consumer',
  'Filter',
  'Threat Name',
  'Category Name',
  'Action Name',
  'Execution Name',
  'Path',
  'Error Description',
  'RuleName',
  'PolicyName',
  'StartType',
  'ServiceType',
  'Reason',
  'ScriptBlockText',
  'Payload',
  'param1',
  'param2',
  'param3',
];
const DETAILS: readonly (readonly [folded: string, label: string])[] = DETAIL_NAMES.map((name) => [
  foldName(name),
  spaced(name),
]);

/** Numbers of messages, and the kinds of entries that shippers put under a name that Sysmon uses for more. */
const NO_DETAIL = /^(?:%%\d+|AUDIT_\w+|INFO|INFORMATION|WARNING|ERROR|VERBOSE|CRITICAL|\d{1,2})$/;
const DETAIL_MAX = 1500;
const DESCRIPTION_MAX = 4096;

/** Details first, in the order of the list; the message of the log when the event has no data of these names. */
export function describeEvent(event: WindowsEvent): string {
  const { data } = event;
  const parts: string[] = [];
  const type = data.text('LogonType');
  if (type !== '')
    parts.push(`Logon type: ${type}${LOGON_TYPES.has(type) ? ` (${LOGON_TYPES.get(type)})` : ''}.`);
  for (const name of ['Status', 'SubStatus', 'FailureCode']) {
    const words = statusWords(event, name);
    if (words !== '' && !/^0x0+$/.test(words)) parts.push(`${spaced(name)}: ${words}.`);
  }
  for (const [folded, label] of DETAILS) {
    const value = data.get(folded);
    if (value !== undefined && !NO_DETAIL.test(value))
      parts.push(`${label}: ${trimEndOf(value.slice(0, DETAIL_MAX), '. ')}.`);
  }
  const text = parts.join(' ');
  if (text.length >= 60 || event.message === '') return text;
  return [text, event.message.slice(0, DESCRIPTION_MAX)].filter((part) => part !== '').join(' ');
}

/** `TicketEncryptionType` as `Ticket encryption type`. */
function spaced(name: string): string {
  const words = name.replace(/([a-z])([A-Z])/g, '$1 $2').split(' ');
  return words
    .map((word, index) => (index === 0 || /^[A-Z]{2,}/.test(word) ? word : word.toLowerCase()))
    .join(' ')
    .replace(/^[a-z]/, (letter) => letter.toUpperCase());
}

const TITLE_MAX = 200;

// What an event of a category is about: the first of the names that it has.
const SUBJECTS: ReadonlyMap<string, readonly string[]> = new Map([
  ['process', ['NewProcessName', 'Image', 'SourceImage', 'ProcessName']],
  ['file', ['TargetFilename']],
  ['driver', ['ImageLoaded']],
  ['registry', ['TargetObject']],
  ['pipe', ['PipeName']],
  ['dns', ['QueryName', 'QNAME', 'Zone']],
  ['network_connection', ['DestinationHostname', 'DestinationIp']],
  ['authentication', ['TargetUserName', 'AccountName', 'SubjectUserName']],
  ['account_management', ['TargetUserName', 'NewTargetUserName']],
  ['group_management', ['TargetUserName', 'GroupName']],
  ['service', ['ServiceName', 'param1']],
  ['scheduled_task', ['TaskName']],
  ['file_share', ['ShareName']],
  ['application_control', ['FilePath', 'FileNameBuffer']],
]);

/** The catalogue's name, the shipper's, or the first sentence of the message; else the log and the number. */
export function titleOf(event: WindowsEvent, kind: EventKind, log: string): string {
  if (kind.title !== '') {
    const subject = event.data.text(...(SUBJECTS.get(kind.category) ?? []));
    return shorten(subject === '' ? kind.title : `${kind.title}: ${lastStep(subject, kind.category)}`);
  }
  const label = event.label.replace(/^\d{1,6}\s-\s/, '');
  const sentence =
    /^[^\r\n]{3,400}?(?=[.:]?(?:\s{2,}|\r|\n|$|\.\s))/.exec(event.message.slice(0, 500))?.[0] ?? '';
  return shorten(label || sentence.trim() || `${log || 'Windows'} event ${event.id}`);
}

/** The name of a program or file without its folder. */
function lastStep(path: string, category: string): string {
  if (!['process', 'file', 'driver'].includes(category)) return path;
  return path.slice(Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/')) + 1) || path;
}

function shorten(text: string): string {
  return text.length > TITLE_MAX ? `${text.slice(0, TITLE_MAX - 1)}…` : text;
}
