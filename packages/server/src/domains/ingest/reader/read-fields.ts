// Entities of a record nobody mapped: every value is judged by its field's meaning and by its own shape, and is taken only
// when the two do not contradict each other. Clear shapes (addresses, mails, URLs, hashes in hash fields) need little from
// the name; names of users and hosts need a field that says so.

import { type EntityRole, type EntityType, type JsonValue, shapeOf } from '@watchfloor/sdk';
import { EntityReasons, type ReasonedEntity } from './entity-reasons.ts';
import type { Noun } from './field-knowledge.ts';
import type { FieldMeaning } from './field-meaning.ts';
import {
  canBeHostName,
  canBeUserName,
  hashTypeOf,
  isRandomHex,
  kindOf,
  type ValueKind,
} from './value-kinds.ts';
import { type FieldLeaf, walkFields } from './walk-fields.ts';

export interface FieldsReading {
  readonly entities: readonly ReasonedEntity[];
  readonly leaves: readonly FieldLeaf[];
  readonly isCapped: boolean;
  readonly isTooDeep: boolean;
}

/**
 * Reads every field of a record. Deterministic, never throws.
 * @param reasons takes the entities; pass one in to join several readings into one
 */
export function readFields(fields: JsonValue, reasons = new EntityReasons()): FieldsReading {
  const walk = walkFields(fields);
  for (const leaf of walk.leaves) {
    if (typeof leaf.value === 'string') readLeaf(leaf, leaf.value, reasons);
  }
  return {
    entities: reasons.list(),
    leaves: walk.leaves,
    isCapped: reasons.isCapped,
    isTooDeep: walk.isTooDeep,
  };
}

/** Longer values are texts, which are read as lines and not as values; command lines may be long. */
const VALUE_MAX = 2_048;

interface Reading {
  readonly path: string;
  readonly meaning: FieldMeaning;
  readonly reasons: EntityReasons;
}

/** Judges one value of one field. */
function readLeaf(leaf: FieldLeaf, raw: string, reasons: EntityReasons): void {
  const value = raw.trim();
  if (value.length < 2 || value.length > VALUE_MAX * 2) return;
  const { path, meaning } = leaf;
  const reading = { path, meaning, reasons };
  if (meaning.noun === 'command') {
    readCommand(reading, value);
    return;
  }
  if (value.length > VALUE_MAX) return;
  const isListy = LIST_NOUNS.has(meaning.noun ?? '') && /[,;]|\s/.test(value);
  if (isListy && readList(reading, value)) return;
  readOne(reading, value);
}

const LIST_NOUNS: ReadonlySet<string> = new Set([
  'ip',
  'address',
  'email',
  'host',
  'url',
  'mac',
  'hash',
  'domain',
  'user',
  'account',
]);

/** `192.0.2.1, 192.0.2.2`, `SHA1=…,MD5=…`: a list when every part has a shape of its own. */
function readList(reading: Reading, value: string): boolean {
  const parts = value
    .split(reading.meaning.noun === 'hash' ? /[,;\s|]+/ : /[,;]\s*|\s+/)
    .filter((part) => !/^IMPHASH=/i.test(part))
    .map((part) => part.trim().replace(/^[A-Za-z0-9-]{2,12}=(?=[\da-f]{32,})/i, ''))
    .filter((part) => part !== '' && part !== '-');
  if (parts.length < 2 || parts.length > 100) return false;
  const shaped = parts.filter((part) => SHAPED.has(kindOf(part)));
  if (shaped.length === 0 || shaped.length * 2 < parts.length) return false;
  for (const part of parts) readOne(reading, part);
  return true;
}

const SHAPED: ReadonlySet<ValueKind> = new Set<ValueKind>(['ip', 'email', 'url', 'mac', 'hex']);

/** What a value is taken for, and by which rule. */
interface Claim {
  readonly type: EntityType;
  readonly rule: string;
}

function put(reading: Reading, value: string, { type, rule }: Claim): boolean {
  const role = reading.meaning.role ?? defaultRole(type);
  return reading.reasons.add(type, value, { role, because: `${reading.path}: ${rule}` });
}

function defaultRole(type: EntityType): EntityRole {
  return type === 'user' ? 'actor' : 'related';
}

type Reader = (reading: Reading, value: string) => void;

const BY_KIND: Readonly<Record<ValueKind, Reader | null>> = {
  ip: readAddress,
  email: readEmail,
  url: readUrl,
  mac: readMac,
  cve: (reading, value) => put(reading, value, { type: 'cve', rule: 'shape of a CVE id' }),
  registry_key: (reading, value) =>
    put(reading, value, { type: 'registry_key', rule: 'shape of a registry key' }),
  cloud_resource: readResource,
  windows_path: (reading, value) => readPath(reading, value, 'windows_path'),
  unix_path: (reading, value) => readPath(reading, value, 'unix_path'),
  hex: readHex,
  number: null,
  guid: null,
  sid: null,
  none: readByNoun,
};

function readOne(reading: Reading, value: string): void {
  BY_KIND[kindOf(value)]?.(reading, value);
}

function readMac(reading: Reading, value: string): void {
  if (!reading.meaning.isId) put(reading, value, { type: 'mac', rule: 'shape of a hardware address' });
}

function readAddress(reading: Reading, value: string): void {
  const { meaning } = reading;
  if (meaning.hidesShapes || (meaning.isVetoed && meaning.words.has('version'))) return;
  const groups = value.split(':');
  const address = groups.length === 9 ? groups.slice(0, 8).join(':') : value;
  put(reading, address, {
    type: 'ip',
    rule: meaning.noun === 'ip' ? 'address field' : 'shape of an address',
  });
}

function readEmail(reading: Reading, value: string): void {
  const { meaning } = reading;
  // The id of a message has the form of an address and is none.
  if (meaning.hidesShapes || (meaning.words.has('message') && meaning.isId)) return;
  const isAccount = meaning.noun === 'user' || meaning.noun === 'account';
  const isActorMail = meaning.noun === 'email' && ACCOUNT_WORDS.some((word) => meaning.words.has(word));
  if (isAccount || isActorMail)
    put(reading, bareEmail(value), { type: 'user', rule: 'account field with a principal name' });
  if (!put(reading, value, { type: 'email', rule: 'shape of a mail address' })) return;
  const isMail = meaning.noun === 'email' ? !isActorMail : meaning.noun === 'address';
  if (isMail)
    put(reading, bareEmail(value).replace(/^.*@/, ''), { type: 'domain', rule: 'domain of a mail address' });
}

const ACCOUNT_WORDS = [
  'actor',
  'principal',
  'user',
  'account',
  'caller',
  'admin',
  'subject',
  'identity',
  'upn',
];

function bareEmail(value: string): string {
  const open = value.lastIndexOf('<');
  return open >= 0 ? value.slice(open + 1).replace(/>$/, '') : value;
}

function readUrl(reading: Reading, value: string): void {
  const { meaning } = reading;
  if (meaning.hidesShapes || meaning.isProductLink || meaning.isQuiet || NAMESPACE_URL.test(value)) return;
  if (!put(reading, value, { type: 'url', rule: 'shape of a URL' })) return;
  const host = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@\s]*@)?(\[[^\]]+\]|[^/?#:\s]+)/i.exec(value)?.[1];
  if (host !== undefined) put(reading, host, { type: 'domain', rule: 'host of a URL' });
}

/** Addresses that name a format or a help page, in every product's records. */
const NAMESPACE_URL =
  /^https?:\/\/(?:www\.w3\.org|schemas\.[\w.-]+|(?:aka\.ms|go\.microsoft\.com\/fwlink|attack\.mitre\.org|json-schema\.org|nvd\.nist\.gov|cve\.mitre\.org|www\.cve\.org)(?=[/?#]|$))/i;

function readResource(reading: Reading, value: string): void {
  const { meaning } = reading;
  if (meaning.isQuiet) return;
  put(reading, value, { type: 'cloud_resource', rule: 'shape of a cloud resource id' });
  if (!IDENTITY_WORDS.some((word) => meaning.words.has(word))) return;
  const name = /^arn:aws[\w-]*:(?:sts::\d*:assumed-role\/[^/]+|iam::\d*:user(?:\/[^/]+)*?)\/([^/]+)$/.exec(
    value,
  )?.[1];
  if (name === undefined || !canBeUserName(name) || /^(?:i-[\da-f]{8,}|\d+)$/.test(name)) return;
  reading.reasons.add('user', name, { role: 'actor', because: `${reading.path}: name in an identity's ARN` });
}

const IDENTITY_WORDS = ['identity', 'principal', 'actor', 'caller', 'user'];

function readPath(reading: Reading, value: string, kind: 'windows_path' | 'unix_path'): void {
  const { meaning } = reading;
  if (meaning.isQuiet || meaning.hidesShapes || WORKING_PLACES.some((word) => meaning.words.has(word)))
    return;
  switch (meaning.noun) {
    case 'process':
      put(reading, value, { type: 'process_path', rule: 'process field with a path' });
      return;
    case 'file':
      put(reading, value, { type: 'file_path', rule: 'file field with a path' });
      return;
    case 'user':
    case 'account':
    case 'host':
      return;
    default:
      if (kind === 'windows_path' && meaning.role === 'parent')
        put(reading, value, { type: 'process_path', rule: 'parent with a path' });
      else if (kind === 'windows_path' && meaning.isPath)
        put(reading, value, { type: 'file_path', rule: 'path field' });
  }
}

/** Where a process was started or a user lives is no part of what happened. */
const WORKING_PLACES = ['work', 'working', 'home', 'pwd', 'cwd'];

const NOT_FILE_HASHES = [
  'ja3',
  'ja3s',
  'ja4',
  'config',
  'imphash',
  'session',
  'cookie',
  'etag',
  'tls',
  'ssl',
  'rule',
  'certificate',
  'cert',
  'incident',
  'alert',
  'password',
  'commit',
];

function readHex(reading: Reading, value: string): void {
  const { meaning } = reading;
  const type = hashTypeOf(value);
  if (type === null || meaning.hidesShapes || NOT_FILE_HASHES.some((word) => meaning.words.has(word))) return;
  const isHash = meaning.noun === 'hash' && !meaning.isId;
  const isSample =
    type !== 'md5' && isRandomHex(value) && SAMPLE_WORDS.some((word) => meaning.words.has(word));
  if (isHash || meaning.noun === 'indicator') put(reading, value, { type, rule: 'hash field' });
  else if (isSample) put(reading, value, { type, rule: 'hash of a sample' });
}

const SAMPLE_WORDS = ['threat', 'file', 'malware', 'sample', 'attachment', 'ioc', 'image', 'process'];

function readCommand(reading: Reading, value: string): void {
  const { meaning } = reading;
  if (meaning.isVetoed || meaning.isQuiet || meaning.isId || !/[A-Za-z]/.test(value)) return;
  put(reading, value, { type: 'command_line', rule: 'command field' });
}

function readByNoun(reading: Reading, value: string): void {
  const { meaning } = reading;
  if (meaning.isQuiet) return;
  if (meaning.noun === null) {
    if (!meaning.hidesShapes && value.includes(',')) readTuple(reading, value);
    return;
  }
  if (readNameWithAddress(reading, value)) return;
  BY_NOUN[meaning.noun]?.(reading, value);
}

const BY_NOUN: Readonly<Partial<Record<Noun, Reader>>> = {
  user: readUser,
  account: readUser,
  host: readHost,
  device: readHost,
  domain: readDomain,
  url: readDomain,
  indicator: readDomain,
  address: readPlace,
  ip: readPlace,
  process: readProcess,
  file: readFile,
  hash: readHashText,
};

const TUPLE_MAX = 40;

/** `1709547072,192.0.2.7,198.51.100.7,51234,443,T,O,D`: a row of values in one field, source before destination. */
function readTuple(reading: Reading, value: string): void {
  const parts = value.split(',', TUPLE_MAX);
  if (parts.length < 5 || /\s/.test(value)) return;
  const addresses = parts.filter((part) => kindOf(part) === 'ip');
  addresses.slice(0, 2).forEach((address, index) => {
    const role: EntityRole = index === 0 ? 'source' : 'destination';
    reading.reasons.add('ip', address, { role, because: `${reading.path}: address in a row of values` });
  });
}

/** Postfix and its kin write `mail.example.com[192.0.2.1]:25`; firewalls `192.0.2.1:80:WAN` and `inside:192.0.2.1/80`. */
function readNameWithAddress(reading: Reading, value: string): boolean {
  if (!/\d\.\d|::|\w:\w/.test(value)) return false;
  const named = /^([\w.-]{1,253}) ?[[(](?:IPv6:)?([\da-fA-F.:]{3,45})[\])](?::\d{1,5})?$/.exec(value);
  if (named !== null) {
    put(reading, named[2] ?? '', { type: 'ip', rule: 'address behind a name' });
    if (!/^unknown$/i.test(named[1] ?? '')) putHost(reading, named[1] ?? '', 'name before an address');
    return true;
  }
  const zoned = /^(?:[\w.-]{1,40}:)?((?:\d{1,3}\.){3}\d{1,3})(?:[:/]{1,2}[\w./-]{0,60}){0,3}$/.exec(value);
  return zoned !== null && put(reading, zoned[1] ?? '', { type: 'ip', rule: 'address with port or zone' });
}

function readUser(reading: Reading, value: string): void {
  const { meaning } = reading;
  if (meaning.isVetoed) return;
  const name = userName(value, meaning.words.has('dn'));
  if (name === null || !canBeUserName(name)) return;
  if (meaning.isId && !isNameInIdField(name)) return;
  if (name.split('.').length > 2 && shapeOf(name) === 'domain') return;
  // A cloud account is a contract, not a person.
  if (meaning.nounWord === 'account' && CONTRACT_WORDS.some((word) => meaning.words.has(word))) return;
  if (meaning.isDisplayName && name.includes(' ')) return;
  put(reading, name, { type: 'user', rule: meaning.isId ? 'account id that is a name' : 'account field' });
}

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

/** The name in `CONTOSO\bob`, `CN=Bob,OU=…`, `bob (uid=0)`; null for what only looks like a field of a name. */
function userName(value: string, isAnyEntry: boolean): string | null {
  const distinguished = /^(CN|UID)=([^,]{1,104})(?:,|$)/i.exec(value);
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
  if (slash >= 0) return value.slice(slash + 1);
  return value.replace(/\(uid=\d+\)$/, '');
}

/** An id field may hold a login; letters with at most two digits behind them, or a name with dots. */
function isNameInIdField(name: string): boolean {
  return (
    /^[A-Za-z][A-Za-z._-]{1,31}\d{0,4}$/.test(name) &&
    !/^(?:[A-Z_]+_[A-Z_]+|[A-Z]{13,}|A[A-Z]{2}A[A-Z\d]{12,})$/.test(name) &&
    !/^(?:user|usr|acct|u|id)[_-]?\w{6,}$/i.test(name)
  );
}

function readHost(reading: Reading, value: string): void {
  const { meaning } = reading;
  if (meaning.isVetoed || meaning.isId) return;
  const name = /^[\w.-]{1,64}\\([\w.-]{1,64}\$?)$/.exec(value)?.[1] ?? value;
  if (canBeHostName(name)) putHost(reading, name, 'host field');
}

function putHost(reading: Reading, value: string, rule: string): void {
  const name = value.replace(/:\d{1,5}$/, '');
  if (!canBeHostName(name)) return;
  put(reading, name, { type: 'host', rule: rule });
  if (name.includes('.') && !name.endsWith('.local'))
    put(reading, name, { type: 'domain', rule: `${rule} with a public name` });
}

function readDomain(reading: Reading, value: string): void {
  const { meaning } = reading;
  if (meaning.isVetoed || !value.includes('.') || /[\s/]/.test(value)) return;
  if (put(reading, value, { type: 'domain', rule: 'domain field' }))
    put(reading, value, { type: 'host', rule: 'domain field' });
}

/** An address field with a name in it: a host when the name is dotted or the field's word is one for machines. */
function readPlace(reading: Reading, value: string): void {
  const { meaning } = reading;
  if (meaning.isVetoed || meaning.isId || /\s/.test(value)) return;
  const account = /^[A-Za-z][\w.-]{0,30}\\([\w.$-]{1,64})$/.exec(value)?.[1];
  if (account !== undefined)
    put(reading, account, { type: 'user', rule: 'account in a field for either end' });
  else if (value.includes('.')) readDomain(reading, value);
  else if (meaning.role === 'observer') readHost(reading, value);
  else if (/name$/i.test(reading.path) && !/source.?name$/i.test(reading.path) && /[\d-]/.test(value))
    readHost(reading, value);
}

function readProcess(reading: Reading, value: string): void {
  const { meaning } = reading;
  if (meaning.isVetoed || meaning.isId) return;
  if (/^[\w.+ ()-]{1,80}\.(?:exe|com|scr|dll|bat|cmd|ps1|vbs|js|msi|sh|py|elf|bin)$/i.test(value)) {
    put(reading, value, { type: 'process_path', rule: 'process field' });
  }
}

function readFile(reading: Reading, value: string): void {
  const { meaning } = reading;
  if (meaning.isVetoed || meaning.isId) return;
  if (/^[^/\\:*?"<>|]{1,200}\.[A-Za-z][A-Za-z0-9]{1,9}$/.test(value))
    put(reading, value, { type: 'file_path', rule: 'file field' });
}

function readHashText(reading: Reading, value: string): void {
  for (const match of value.matchAll(
    /(?:^|[=:,\s])([\da-f]{128}|[\da-f]{64}|[\da-f]{40}|[\da-f]{32})(?![\da-f])/gi,
  )) {
    if (/IMPHASH=$/i.test(value.slice(Math.max(0, match.index - 7), match.index + 1))) continue;
    const type = hashTypeOf(match[1] ?? '');
    if (type !== null) put(reading, match[1] ?? '', { type, rule: 'hash in a hash field' });
  }
}
