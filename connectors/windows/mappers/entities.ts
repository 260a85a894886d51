// The things an event names besides its accounts: the machine, addresses, programs, files, keys. Data of Windows events have the
// same names across providers, so one table of names serves them all; what needs more than its name stands in `special.ts`.

import type { EntityCollector, EntityRole, EntityType } from '@watchfloor/sdk';
import { addAccounts } from './accounts.ts';
import type { EventKind } from './catalogue.ts';
import type { WindowsEvent } from './event.ts';
import type { EventData } from './fields.ts';
import { addSpecial } from './special.ts';

export function addEventEntities(event: WindowsEvent, kind: EventKind, collector: EntityCollector): void {
  const { data } = event;
  // First, so that it stays the target where it is also one end of a connection.
  addMachine(event.computer, collector);
  for (const [name, value] of data.entries()) {
    const field = FIELDS.get(name);
    if (field === undefined) continue;
    const [type, role] = field;
    if (type === 'typed') collector.addTyped(value.replace(/^\\+/, ''), role, 'host');
    else if (type === 'shaped') collector.addTyped(value, role);
    else collector.add(type, value, role);
  }
  addAccounts(event, kind, collector);
  addObject(data, collector);
  addHashes(data, collector);
  addSpecial(event, kind, collector);
  if (event.forwarder !== '' && !isSameHost(event.forwarder, event.computer))
    collector.addTyped(event.forwarder, 'observer', 'host');
}

/** The machine it happened on, under its full and its short name: some products write one, some the other. */
function addMachine(computer: string, collector: EntityCollector): void {
  collector.addTyped(computer, 'target', 'host');
  const dot = computer.indexOf('.');
  if (dot > 0 && !/^[\d.]+$/.test(computer)) collector.add('host', computer.slice(0, dot), 'target');
}

function isSameHost(left: string, right: string): boolean {
  return left.split('.')[0]?.toLowerCase() === right.split('.')[0]?.toLowerCase();
}

type Field = readonly [type: EntityType | 'typed' | 'shaped', role: EntityRole];

/** Names folded. `typed`: an address, else the name of a host; `shaped`: only what its shape makes sure. */
const FIELDS: ReadonlyMap<string, Field> = new Map<string, Field>([
  // The other end
  ['ipaddress', ['ip', 'source']],
  ['clientaddress', ['ip', 'source']],
  ['clientipaddress', ['ip', 'source']],
  ['clientip', ['typed', 'source']],
  ['sourceip', ['ip', 'source']],
  ['sourceaddress', ['ip', 'source']],
  ['sourcenetworkaddress', ['ip', 'source']],
  ['address', ['ip', 'source']],
  ['remoteaddress', ['ip', 'related']],
  ['remoteipaddress', ['ip', 'related']],
  ['destinationip', ['ip', 'destination']],
  ['destaddress', ['ip', 'destination']],
  ['destinationaddress', ['ip', 'destination']],
  ['nasipv4address', ['ip', 'related']],
  ['nasipv6address', ['ip', 'related']],
  ['callingstationid', ['shaped', 'source']],
  ['workstationname', ['typed', 'source']],
  ['workstation', ['typed', 'source']],
  ['sourceworkstation', ['typed', 'source']],
  ['clientname', ['typed', 'source']],
  ['clientmachine', ['typed', 'source']],
  ['callercomputername', ['typed', 'source']],
  ['sourcehostname', ['typed', 'source']],
  ['destinationhostname', ['typed', 'destination']],
  ['targetservername', ['typed', 'destination']],
  ['authenticationserver', ['typed', 'related']],
  ['queryname', ['domain', 'target']],
  ['qname', ['domain', 'target']],
  // Programs
  ['image', ['process_path', 'actor']],
  ['newprocessname', ['process_path', 'actor']],
  ['processname', ['process_path', 'actor']],
  ['callerprocessname', ['process_path', 'actor']],
  ['processpath', ['process_path', 'actor']],
  ['processnamebuffer', ['process_path', 'actor']],
  ['application', ['process_path', 'actor']],
  ['applicationpath', ['process_path', 'related']],
  ['modifyingapplication', ['process_path', 'actor']],
  ['sourceimage', ['process_path', 'actor']],
  ['targetimage', ['process_path', 'target']],
  ['parentimage', ['process_path', 'parent']],
  ['parentprocessname', ['process_path', 'parent']],
  ['commandline', ['command_line', 'actor']],
  ['processcommandline', ['command_line', 'actor']],
  ['hostapplication', ['command_line', 'actor']],
  ['parentcommandline', ['command_line', 'parent']],
  // Files, keys, addresses of the web
  ['targetfilename', ['file_path', 'target']],
  ['imageloaded', ['file_path', 'target']],
  ['fullfilepath', ['file_path', 'target']],
  ['filenamebuffer', ['file_path', 'target']],
  ['filename', ['file_path', 'target']],
  ['scriptname', ['file_path', 'related']],
  ['localname', ['file_path', 'target']],
  ['modulepath', ['file_path', 'related']],
  ['targetobject', ['registry_key', 'target']],
  ['url', ['url', 'related']],
  ['remotename', ['url', 'related']],
]);

/** The object of an access: a file, a key or a process, as its type says; other types have names of their own kind. */
function addObject(data: EventData, collector: EntityCollector): void {
  const name = data.get('objectname') ?? '';
  if (name === '') return;
  switch ((data.get('objecttype') ?? '').toLowerCase()) {
    case 'file':
      collector.add('file_path', name, 'target');
      return;
    case 'process':
      collector.add('process_path', name, 'target');
      return;
    case 'key':
      collector.add('registry_key', name, 'target');
      return;
    default:
      // A changed registry value has no type; its key begins with the root of the registry.
      if (/^\\REGISTRY\\/i.test(name)) collector.add('registry_key', name, 'target');
  }
}

const ALGORITHMS = { MD5: 'md5', SHA1: 'sha1', SHA256: 'sha256', SHA512: 'sha512' } as const;

/** `SHA1=…,MD5=…,SHA256=…,IMPHASH=…`; older Sysmon and AppLocker write one bare hash. The import hash is no hash of the file. */
function addHashes(data: EventData, collector: EntityCollector): void {
  for (const name of [
    'hashes',
    'hash',
    'filehash',
    'sha1hash',
    'sha256hash',
    'sha1flathash',
    'sha256flathash',
  ]) {
    const text = data.get(name);
    if (text === undefined) continue;
    for (const part of text.slice(0, 1000).split(',', 10)) {
      const at = part.indexOf('=');
      if (at < 0) {
        const hash = part.trim().replace(/^0x/i, '');
        if (/^[0-9a-f]+$/i.test(hash)) collector.addTyped(hash, 'related');
        continue;
      }
      const algorithm = part.slice(0, at).trim().toUpperCase();
      if (algorithm === 'MD5' || algorithm === 'SHA1' || algorithm === 'SHA256' || algorithm === 'SHA512')
        collector.add(ALGORITHMS[algorithm], part.slice(at + 1), 'related');
    }
  }
}
