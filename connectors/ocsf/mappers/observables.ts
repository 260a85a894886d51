// The observables of an event: what its producer lists for pivoting, each with the attribute it comes from. They repeat what
// stands elsewhere in the event, so they are read last and only add what the event's own attributes did not give.
// https://schema.ocsf.io/1.6.0/objects/observable

import {
  canonicalValue,
  type EntityCollector,
  type EntityRole,
  type EntityType,
  type JsonObject,
  type JsonValue,
  textAt,
} from '@watchfloor/sdk';
import { addHash } from './entities.ts';
import { isObject, openPart } from './open.ts';

const HOSTNAME = 1;
const HASHES: ReadonlySet<number> = new Set([8, 30]);
const FILES: ReadonlySet<number> = new Set([7, 9, 24, 25, 45]);
const OTHER: ReadonlySet<number> = new Set([0, 99]);

/** Observable types whose values are of one of our types. Ports, countries, agents, accounts and groups are of none. */
const TYPES: ReadonlyMap<number, EntityType> = new Map([
  [2, 'ip'],
  [3, 'mac'],
  [4, 'user'],
  [5, 'email'],
  [6, 'url'],
  [10, 'cloud_resource'],
  [13, 'command_line'],
  [18, 'cve'],
  [19, 'user'],
  [20, 'host'],
  [21, 'user'],
  [22, 'email'],
  [23, 'url'],
  [28, 'registry_key'],
  [29, 'registry_key'],
  [46, 'registry_key'],
]);

/** Names of types where the number is missing, or says that the type is none of the schema's. */
const TYPE_WORDS: ReadonlyMap<string, number | EntityType> = new Map<string, number | EntityType>([
  ['hostname', HOSTNAME],
  ['host', HOSTNAME],
  ['ipaddress', 2],
  ['ip', 2],
  ['macaddress', 3],
  ['mac', 3],
  ['username', 4],
  ['user', 4],
  ['emailaddress', 5],
  ['email', 5],
  ['urlstring', 6],
  ['url', 6],
  ['uniformresourcelocator', 6],
  ['filename', 7],
  ['filepath', 45],
  ['file', 7],
  ['hash', 8],
  ['filehash', 8],
  ['fingerprint', 8],
  ['md5', 8],
  ['sha1', 8],
  ['sha256', 8],
  ['sha512', 8],
  ['processname', 9],
  ['process', 9],
  ['resourceuid', 10],
  ['commandline', 13],
  ['cveid', 18],
  ['cve', 18],
  ['registrykeypath', 46],
  ['registrykey', 46],
  ['domain', 'domain'],
  ['domainname', 'domain'],
  ['attcktechnique', 'technique'],
  ['technique', 'technique'],
  ['autonomoussystemnumber', 'asn'],
  ['asn', 'asn'],
  ['bitcoinaddress', 'bitcoin'],
]);

/** Adds the event's observables, and those of the events a finding relates to. */
export function addObservables(event: JsonObject, out: EntityCollector): void {
  const known = knownNames(out);
  const lists: (JsonValue | undefined)[] = [event.observables];
  const info = openPart(event.finding_info);
  const related = isObject(info) ? openPart(info.related_events) : undefined;
  if (Array.isArray(related)) for (const item of related) if (isObject(item)) lists.push(item.observables);
  for (const list of lists) {
    const items = openPart(list);
    if (!Array.isArray(items)) continue;
    for (const item of items) {
      if (out.capped) return;
      const observable = openPart(item);
      if (isObject(observable)) addObservable(observable, known, out);
    }
  }
}

interface KnownNames {
  /** Hosts and domains: which of the two a name is, its own attribute knows better than the list. */
  readonly names: ReadonlySet<string>;
  /** Files and processes, whole and by their last part. */
  readonly files: ReadonlySet<string>;
}

function knownNames(out: EntityCollector): KnownNames {
  const names = new Set<string>();
  const files = new Set<string>();
  for (const { type, value } of out.list()) {
    if (type === 'host' || type === 'domain') names.add(value);
    if (type !== 'file_path' && type !== 'process_path') continue;
    files.add(value);
    files.add(value.slice(Math.max(value.lastIndexOf('/'), value.lastIndexOf('\\')) + 1));
  }
  return { names, files };
}

function addObservable(observable: JsonObject, known: KnownNames, out: EntityCollector): void {
  const value = textAt(observable, 'value');
  if (value === '') return;
  const name = textAt(observable, 'name').slice(0, 200);
  const role = roleOf(name);
  const type = typeOf(observable, value);
  if (typeof type === 'string') out.add(type, value, role);
  else if (type === HOSTNAME) addHostname(value, name, { role, known, out });
  else if (HASHES.has(type)) {
    // A fingerprint of a handshake has the length of an MD5 and is no file's.
    if (!/ja[34]|hassh/i.test(name)) addHash(value, role, out);
  } else if (FILES.has(type)) {
    if (!known.files.has(value))
      out.add(/process/i.test(name) || type === 9 || type === 25 ? 'process_path' : 'file_path', value, role);
  }
}

/**
 * The number of a type that needs a closer look, or the type of ours; 0 when it is none. Where the value cannot be of the type
 * that the number says, the word beside it is asked: mappings are written by hand.
 */
function typeOf(observable: JsonObject, value: string): number | EntityType {
  const id = textAt(observable, 'type_id');
  const number = /^\d{1,3}$/.test(id) ? Number(id) : 0;
  const told = TYPES.get(number);
  if (told !== undefined && canonicalValue(told, value) !== null) return told;
  if (told === undefined && !OTHER.has(number)) return number;
  const word = textAt(observable, 'type')
    .slice(0, 60)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
  const meant = TYPE_WORDS.get(word) ?? 0;
  return typeof meant === 'number' ? (TYPES.get(meant) ?? meant) : meant;
}

interface Sink {
  readonly role: EntityRole;
  readonly known: KnownNames;
  readonly out: EntityCollector;
}

/** OCSF calls every name of the network a host name; the attribute it comes from tells domains. */
function addHostname(value: string, name: string, { role, known, out }: Sink): void {
  if (canonicalValue('ip', value) !== null) {
    out.add('ip', value, role);
    return;
  }
  const isDomain = /(?:query|url)\.\w+$|domain$|rdata$|sni$|headers/i.test(name);
  const type = isDomain && canonicalValue('domain', value) !== null ? 'domain' : 'host';
  const canonical = canonicalValue(type, value);
  if (canonical !== null && !known.names.has(canonical)) out.add(type, value, role);
}

const ROLES: readonly (readonly [part: RegExp, role: EntityRole])[] = [
  [/\bsrc_endpoint\b/, 'source'],
  [/\bdst_endpoint\b/, 'destination'],
  [/\bparent_process\b/, 'parent'],
  [/^actor\b|\.actor\b/, 'actor'],
];

function roleOf(name: string): EntityRole {
  return ROLES.find(([part]) => part.test(name))?.[1] ?? 'related';
}
