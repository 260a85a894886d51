// The rendered message of an event, for the shippers that send only this: English labels under section headings,
//
//   An account was successfully logged on.
//   Subject:
//       Security ID:    S-1-5-18
//       Account Name:   WS-1$
//
// with its lines, or in one line where two blanks or more stand for the breaks. Labels become the names that the same event has in
// its XML. Other languages keep their labels and add nothing: their numbers and paths are found in the text by whoever searches it.

import { trimEndOf } from '@watchfloor/sdk';
import { type EventData, foldName } from './fields.ts';

const MESSAGE_MAX = 20_000;
const TOKENS_MAX = 600;

// Names that say that the event's data came as data: then the message repeats it.
const HAS_DATA: readonly string[] = [
  'subjectusername',
  'subjectusersid',
  'targetusername',
  'targetusersid',
  'targetsid',
  'image',
  'sourceimage',
  'processguid',
  'newprocessname',
  'ipaddress',
  'sourceaddress',
  'application',
  'threatname',
  'scriptblocktext',
  'contextinfo',
  'servicename',
  'imagepath',
  'taskname',
  'queryname',
];

/** Adds what the message says under labels, unless the event brought its data itself. */
export function readMessage(message: string, data: EventData): void {
  if (message === '' || HAS_DATA.some((name) => data.get(name) !== undefined)) return;
  const text = message.slice(0, MESSAGE_MAX);
  addLabels(text, data);
  if (text.includes(' = ')) addAssignments(text, data);
}

/** A label with its value in the same token, a label alone, or a value alone. */
const LABEL = /^([A-Za-z][\w ()/.,'-]{0,200}):(?:\s+(\S[\s\S]*))?$/;

interface Reading {
  section: string;
  /** A label still without a value: either the next token is it, or it heads a section. */
  pending: string;
}

function addLabels(text: string, data: EventData): void {
  const reading: Reading = { section: '', pending: '' };
  for (const token of tokensOf(text)) {
    if (token === '') {
      reading.section = '';
      continue;
    }
    const match = LABEL.exec(token);
    if (match === null) {
      if (reading.pending !== '') put(data, reading, token);
      reading.pending = '';
      continue;
    }
    if (reading.pending !== '') reading.section = sectionOf(reading.pending);
    // The sentence before the first heading stays in the token of a one-line message.
    reading.pending = foldName((match[1] ?? '').slice((match[1] ?? '').lastIndexOf('. ') + 1));
    if (match[2] !== undefined) {
      put(data, reading, match[2].trim());
      reading.pending = '';
    }
  }
}

function tokensOf(text: string): readonly string[] {
  const hasLines = /\r?\n|\\r\\n/.test(text);
  const parts = hasLines ? text.split(/\r?\n|(?:\\r)?\\n/, TOKENS_MAX) : text.split(/ {2,}|\t+/, TOKENS_MAX);
  return parts.map((part) => part.trim());
}

function put(data: EventData, reading: Reading, value: string): void {
  const name = nameOf(reading.section, reading.pending);
  // An address at the end of a sentence.
  if (name !== '') data.put(name, name === 'IpAddress' ? trimEndOf(value, '.') : value);
}

// Headings to the prefix that the account under them has in the XML.
const SECTIONS: ReadonlyMap<string, string> = new Map([
  ['subject', 'Subject'],
  ['creatorsubject', 'Subject'],
  ['accountforwhichlogonfailed', 'Target'],
  ['accountinformation', 'Target'],
  ['accountthatwaslockedout', 'Target'],
  ['accountwhosecredentialswereused', 'Target'],
  ['computeraccountthatwaschanged', 'Target'],
  ['newaccount', 'Target'],
  ['newcomputeraccount', 'Target'],
  ['newlogon', 'Target'],
  ['targetaccount', 'Target'],
  ['targetcomputer', 'Target'],
  ['targetsubject', 'Target'],
  ['user', 'Subject'],
  ['member', 'Member'],
  ['group', 'Group'],
  ['newgroup', 'Group'],
  ['deletedgroup', 'Group'],
]);

function sectionOf(heading: string): string {
  return SECTIONS.get(heading) ?? '';
}

const ACCOUNT_LABELS: ReadonlyMap<string, string> = new Map([
  ['accountname', 'UserName'],
  ['accountdomain', 'DomainName'],
  ['domainname', 'DomainName'],
  ['securityid', 'UserSid'],
  ['suppliedrealmname', 'DomainName'],
]);

const LABELS: ReadonlyMap<string, string> = new Map([
  ['applicationname', 'Application'],
  ['callercomputername', 'CallerComputerName'],
  ['clientip', 'IpAddress'],
  ['clientaddress', 'IpAddress'],
  ['callerip', 'IpAddress'],
  ['creatorprocessname', 'ParentProcessName'],
  ['destinationaddress', 'DestAddress'],
  ['destinationport', 'DestPort'],
  ['errorcode', 'Status'],
  ['failurecode', 'Status'],
  ['processcommandline', 'CommandLine'],
  ['resultcode', 'Status'],
  ['sourcenetworkaddress', 'IpAddress'],
  ['sourceworkstation', 'Workstation'],
  ['logonaccount', 'TargetUserName'],
]);

/** The name in the XML; the label itself where both are the same, as all of Sysmon's are. */
function nameOf(section: string, label: string): string {
  const account = ACCOUNT_LABELS.get(label);
  if (account !== undefined && section !== '') return `${section}${account}`;
  return LABELS.get(label) ?? label;
}

/** `ClientMachine = WS-1; User = CONTOSO\anna; …`, as the WMI service writes, and `Host Application = …` lines of PowerShell. */
function addAssignments(text: string, data: EventData): void {
  for (const part of text.split(/;\s|\r?\n/, TOKENS_MAX)) {
    const at = part.indexOf(' = ');
    const name = part.slice(0, at).trim();
    if (at > 0 && name.length <= 60 && /^[A-Za-z][\w ]*$/.test(name))
      data.put(name, part.slice(at + 3).trim());
  }
}
