// Events whose data hold more than one thing in a text: answers of a DNS query, the place of malware, the action of a task.

import {
  canonicalValue,
  type EntityCollector,
  type EntityRole,
  type JsonObject,
  readXml,
  urlParts,
  valueAt,
} from '@watchfloor/sdk';
import { addAccount } from './accounts.ts';
import type { EventKind } from './catalogue.ts';
import type { WindowsEvent } from './event.ts';
import { type EventData, isObject, scalarOf } from './fields.ts';

type Reader = (event: WindowsEvent, collector: EntityCollector) => void;

/** By family, then by the name of a field that any family may have. */
export function addSpecial(event: WindowsEvent, kind: EventKind, collector: EntityCollector): void {
  READERS.get(kind.family)?.(event, collector);
  const { data } = event;
  if (data.get('queryresults') !== undefined) addAnswers(data, collector);
  if (data.get('taskcontent') !== undefined || data.get('taskcontentnew') !== undefined)
    addTask(data, collector);
  for (const name of ['imagepath', 'servicefilename']) addProgram(data.get(name) ?? '', 'target', collector);
  addShare(data, collector);
  // The machine as a resource, in rows of Log Analytics.
  const resource = data.get('resourceid') ?? '';
  if (resource.startsWith('/subscriptions/')) collector.add('cloud_resource', resource, 'target');
}

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['sysmon', addSysmon],
  ['defender', addDefender],
  ['powershell', addPowerShell],
  ['powershell-classic', addPowerShell],
  ['task-scheduler', addSchedulerTask],
  ['rdp-connection', addRdpConnection],
  ['rdp-client', addRdpClient],
  ['sql-server', addSqlServer],
  ['adfs', addFederation],
  ['audit-cve', addVulnerability],
  ['bits', addTransfer],
  ['openssh', addOpenSsh],
]);

// Sysmon writes an answer without an address as `type: 5 name`.
const ANSWERS_MAX = 200;

function addAnswers(data: EventData, collector: EntityCollector): void {
  for (const part of (data.get('queryresults') ?? '').split(';', ANSWERS_MAX)) {
    const text = part.replace(/^\s*type:\s*\d+\s*/, '').trim();
    if (text === '') continue;
    if (canonicalValue('ip', text) === null) collector.add('domain', text, 'related');
    else collector.add('ip', text, 'related');
  }
}

function addSysmon({ data, id }: WindowsEvent, collector: EntityCollector): void {
  // A renamed key under its new name; a mark of the web with the addresses a file came from.
  if (id === '14') collector.add('registry_key', data.get('newname'), 'target');
  const contents = (data.get('contents') ?? '').slice(0, 8000);
  for (const [, url] of contents.matchAll(/\b(?:HostUrl|ReferrerUrl)=(\S{4,2000})/g)) {
    if (url?.includes('://') === true) collector.add('url', url, 'related');
  }
  const destination = data.get('destination') ?? '';
  // A WMI consumer that runs a command line, or a script's text, which is none.
  if (id === '20' && data.get('type') === 'Command Line')
    collector.add('command_line', destination, 'target');
}

// `file:_C:\a.exe; containerfile:_C:\a.zip; webfile:_C:\a.exe|https://…|pid:1,…; CmdLine:_C:\x.exe -y; regkey:_HKCU@…`
const PLACE = /^\s*([A-Za-z]{2,30}):_(.*)$/s;
const PLACES_MAX = 50;

function addDefender({ data }: WindowsEvent, collector: EntityCollector): void {
  for (const part of (data.get('path') ?? '').split(
    /;\s(?=[A-Za-z]{2,30}:_)|;(?=[A-Za-z]{2,30}:_)/,
    PLACES_MAX,
  )) {
    const match = PLACE.exec(part);
    if (match === null) {
      // Attack surface reduction and controlled folders name the path itself.
      if (/^(?:[A-Za-z]:\\|\\\\)/.test(part.trim())) collector.add('file_path', part, 'target');
      continue;
    }
    addPlace((match[1] ?? '').toLowerCase(), match[2] ?? '', collector);
  }
  collector.add('url', data.get('destination'), 'destination');
  addAccount({ name: data.get('remediationuser') ?? '', domain: '', sid: '' }, 'related', collector);
}

function addPlace(kind: string, place: string, collector: EntityCollector): void {
  switch (kind) {
    case 'file':
    case 'containerfile':
    case 'driver':
    case 'startup':
    case 'folder':
      // `C:\a.zip->inner.exe`: what is inside is part of the archive's path.
      collector.add('file_path', place, 'target');
      return;
    case 'webfile': {
      const [file = '', url = ''] = place.split('|', 2);
      collector.add('file_path', file, 'target');
      if (url.includes('://')) collector.add('url', url, 'related');
      return;
    }
    case 'cmdline':
    case 'internalcmdline':
      collector.add('command_line', place, 'target');
      return;
    case 'regkey':
    case 'regkeyvalue':
    case 'runkey':
      collector.add('registry_key', place.replace('@', '\\'), 'target');
      return;
    default:
      return;
  }
}

const HOST_APPLICATION = /\bHost ?Application ?= ?([^\r\n]{2,8000})/;
const USER_ID = /\b(?:UserId|User) ?= ?([^\r\n\t]{2,200})/;
const SCRIPT = /\bScript ?Name ?= ?([A-Za-z]:\\[^\r\n\t]{2,1000})/;

/** The context of a command stands in one text: in `ContextInfo`, or in the unnamed data of the older log. */
function addPowerShell({ data, message }: WindowsEvent, collector: EntityCollector): void {
  collector.add('file_path', data.get('path'), 'related');
  const texts = [data.get('contextinfo') ?? '', ...data.unnamed];
  const text = texts.join('\n').slice(0, 20_000) || message.slice(0, 20_000);
  collector.add('command_line', HOST_APPLICATION.exec(text)?.[1], 'actor');
  collector.add('file_path', SCRIPT.exec(text)?.[1], 'related');
  const user = USER_ID.exec(text)?.[1] ?? '';
  if (user !== '') addAccount({ name: user, domain: '', sid: '' }, 'actor', collector);
}

/** The action of a registered task, in its XML; some shippers escape that once more. */
function addTask(data: EventData, collector: EntityCollector): void {
  const raw = (data.get('taskcontentnew') ?? data.get('taskcontent') ?? '').slice(0, 60_000);
  const text = raw.includes('&lt;') ? raw.replaceAll('&lt;', '<').replaceAll('&gt;', '>') : raw;
  const start = text.indexOf('<Task');
  const task = start < 0 ? undefined : readXml(text, start)?.Task;
  if (!isObject(task) || !isObject(task.Actions)) return;
  const actions = task.Actions.Exec;
  for (const action of Array.isArray(actions) ? actions.slice(0, 20) : [actions]) {
    if (!isObject(action)) continue;
    const command = scalarOf(action.Command);
    const options = scalarOf(action.Arguments);
    if (options === '') addProgram(command, 'target', collector);
    else collector.add('command_line', `${command} ${options}`, 'target');
  }
}

/** What a service or a task starts: a program alone is a file, one with options a command line. */
function addProgram(text: string, role: EntityRole, collector: EntityCollector): void {
  if (text === '') return;
  const isProgram =
    /^"[^"]{1,2000}"$/.test(text) || /^[^"]{1,2000}\.(?:exe|sys|dll|bat|cmd|ps1|vbs|msi)$/i.test(text);
  const hasOptions = /\.(?:exe|bat|cmd)"?\s+\S/i.test(text.slice(0, 2000));
  collector.add(isProgram && !hasOptions ? 'file_path' : 'command_line', text, role);
}

/** A file on a share, under the folder that is shared where the event tells it. Pipes of `IPC$` are no files. */
function addShare(data: EventData, collector: EntityCollector): void {
  const relative = data.get('relativetargetname') ?? '';
  const share = data.get('sharename') ?? '';
  if (relative === '' || relative === '\\' || /\\IPC\$$/i.test(share)) return;
  const local = (data.get('sharelocalpath') ?? '').replace(/^\\\?\?\\/, '');
  const folder = local.endsWith('\\') ? local.slice(0, -1) : local;
  collector.add('file_path', folder === '' ? relative : `${folder}\\${relative}`, 'target');
}

function addSchedulerTask({ data }: WindowsEvent, collector: EntityCollector): void {
  for (const name of ['actionname', 'path']) {
    const text = data.get(name) ?? '';
    if (/[\\/]|\.exe$/i.test(text)) addProgram(text, 'target', collector);
  }
}

/** Who connected, with the domain and the address, under numbers. */
function addRdpConnection({ data, id }: WindowsEvent, collector: EntityCollector): void {
  if (id !== '1149') return;
  addAccount(
    { name: data.get('param1') ?? '', domain: data.get('param2') ?? '', sid: '' },
    'actor',
    collector,
  );
  collector.add('ip', data.get('param3'), 'source');
}

/** The server that the client of this machine connects to. */
function addRdpClient({ data, id }: WindowsEvent, collector: EntityCollector): void {
  if (id === '1024' || id === '1102') collector.addTyped(data.get('value'), 'destination', 'host');
}

/** `Login failed for user 'sa'. Reason: … [CLIENT: 192.0.2.1]`, as message or as unnamed data. */
function addSqlServer({ data, message }: WindowsEvent, collector: EntityCollector): void {
  const text = `${message}\n${data.unnamed.join('\n')}`.slice(0, 8000);
  const user = /\bfor user '([^'\r\n]{1,128})'/.exec(text)?.[1] ?? '';
  addAccount({ name: user, domain: '', sid: '' }, 'target', collector);
  collector.add('ip', /\[CLIENT: ([0-9a-fA-F.:]{2,45})\]/.exec(text)?.[1], 'source');
}

/** An audit of the federation service is an XML document in the message or in the data. */
function addFederation({ data, message }: WindowsEvent, collector: EntityCollector): void {
  const text = [message, ...data.unnamed].find((part) => part.includes('<AuditBase')) ?? '';
  const start = text.indexOf('<AuditBase');
  const audit = start < 0 ? null : readXml(text.slice(0, 60_000), start);
  const components = valueAt(audit ?? {}, 'AuditBase.ContextComponents.Component');
  for (const part of Array.isArray(components) ? components.slice(0, 20) : [components]) {
    if (isObject(part)) addFederationPart(part, collector);
  }
}

function addFederationPart(part: JsonObject, collector: EntityCollector): void {
  addAccount({ name: scalarOf(part.UserId), domain: '', sid: '' }, 'target', collector);
  for (const name of ['IpAddress', 'ForwardedIpAddress'])
    collector.add('ip', scalarOf(part[name]).split(/[,\s]+/, 10), 'source');
  collector.add('host', scalarOf(part.ProxyServer), 'related');
  const party = scalarOf(part.RelyingParty);
  collector.add('url', party, 'destination');
  const server = urlParts(party);
  if (server?.hostKind === 'domain') collector.add('domain', server.host, 'destination');
}

/** The server at the other end of a transfer. */
function addTransfer({ data }: WindowsEvent, collector: EntityCollector): void {
  const server = urlParts(data.text('url', 'RemoteName'));
  if (server?.hostKind === 'domain') collector.add('domain', server.host, 'destination');
  else if (server?.hostKind === 'ip') collector.add('ip', server.host, 'destination');
}

/** `[CVE-2026-12345] what was seen`. */
function addVulnerability({ data }: WindowsEvent, collector: EntityCollector): void {
  const text = (data.get('cveid') ?? '').slice(0, 500);
  for (const id of text.match(/CVE-\d{4}-\d{3,7}/gi) ?? []) collector.add('cve', id, 'related');
}

/** The daemon's own line: `Accepted password for anna from 192.0.2.1 port 50000 ssh2`. */
function addOpenSsh({ data, message }: WindowsEvent, collector: EntityCollector): void {
  const text = (data.get('payload') || message).slice(0, 2000);
  const match = /\bfor (?:invalid user )?(\S{1,200}) from ([0-9a-fA-F.:]{2,45}) port/.exec(text);
  addAccount({ name: match?.[1] ?? '', domain: '', sid: '' }, 'target', collector);
  collector.add('ip', match?.[2], 'source');
}
