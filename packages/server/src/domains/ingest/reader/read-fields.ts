// Entities of a record nobody mapped: every value is judged by its field's meaning and by its own shape, and is taken only
// when the two do not contradict each other. Clear shapes (addresses, mails, URLs, hashes in hash fields) need little from
// the name; names of users and hosts need a field that says so.

import type { EntityRole, JsonValue } from '@watchfloor/sdk';
import { EntityReasons, type ReasonedEntity } from './entity-reasons.ts';
import type { Noun } from './field-knowledge.ts';
import { put, type Reading } from './field-reading.ts';
import { putHost, readDomain, readHost, readPlace, readPrincipal, readUser } from './read-names.ts';
import { readRequestLine, readTarget, readUrl } from './read-urls.ts';
import { canBeUserName, hashTypeOf, isRandomHex, kindOf, type ValueKind } from './value-kinds.ts';
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
  const isWeb = walk.leaves.some((leaf) => leaf.meaning.purpose.isWeb);
  for (const leaf of walk.leaves) {
    if (typeof leaf.value === 'string') readLeaf(leaf, leaf.value, { reasons, isWeb });
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

/** Judges one value of one field. */
function readLeaf(leaf: FieldLeaf, raw: string, record: Pick<Reading, 'reasons' | 'isWeb'>): void {
  const value = raw.trim();
  if (value.length < 2 || value.length > VALUE_MAX * 2) return;
  const { path, meaning } = leaf;
  const reading: Reading = { path, meaning, reasons: record.reasons, isWeb: record.isWeb };
  if (meaning.noun === 'command') {
    readCommand(reading, value);
    return;
  }
  if (value.length > VALUE_MAX) return;
  // Twelve digits have the shape of a number.
  if (meaning.noun === 'mac' && /^[\da-f]{12}$/i.test(value)) {
    readMac(reading, value);
    return;
  }
  if (LIST_NOUNS.has(meaning.noun ?? '') && /[,;\s]/.test(value) && readList(reading, value)) return;
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
  // Inside an address commas and semicolons are its own.
  if (reading.meaning.noun === 'url' && !/[,;\s]\s*[a-z]{2,8}:\/\//i.test(value)) return false;
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
  if (meaning.hidesShapes || (meaning.isVetoed && meaning.words.includes('version'))) return;
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
  if (meaning.hidesShapes || (meaning.words.includes('message') && meaning.isId)) return;
  const isAccount = meaning.noun === 'user' || meaning.noun === 'account';
  const isActorMail =
    meaning.noun === 'email' &&
    (LONE_MAIL.test(meaning.purpose.name) || ACCOUNT_WORDS.some((word) => meaning.words.includes(word)));
  if (isAccount || isActorMail) readPrincipal(reading, bareEmail(value));
  if (!put(reading, value, { type: 'email', rule: 'shape of a mail address' })) return;
  const isMail = meaning.noun === 'email' ? !isActorMail : meaning.noun === 'address';
  if (isMail)
    put(reading, bareEmail(value).replace(/^.*@/, ''), { type: 'domain', rule: 'domain of a mail address' });
}

/** Where nothing says sender or recipient, a mail address is whose account it is. */
const LONE_MAIL = /^(?:e?mail|e?mailaddress|emailid|useremail)$/;

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

function readResource(reading: Reading, value: string): void {
  const { meaning } = reading;
  if (meaning.isQuiet) return;
  put(reading, value, { type: 'cloud_resource', rule: 'shape of a cloud resource id' });
  if (!IDENTITY_WORDS.some((word) => meaning.words.includes(word))) return;
  const name = /^arn:aws[\w-]*:(?:sts::\d*:assumed-role\/[^/]+|iam::\d*:user(?:\/[^/]+)*?)\/([^/]+)$/.exec(
    value,
  )?.[1];
  if (name === undefined || !canBeUserName(name) || /^(?:i-[\da-f]{8,}|\d+)$/.test(name)) return;
  reading.reasons.add('user', name, { role: 'actor', because: `${reading.path}: name in an identity's ARN` });
}

const IDENTITY_WORDS = ['identity', 'principal', 'actor', 'caller', 'user'];

function readPath(reading: Reading, value: string, kind: 'windows_path' | 'unix_path'): void {
  const { meaning } = reading;
  if (meaning.isQuiet || meaning.hidesShapes || WORKING_PLACES.some((word) => meaning.words.includes(word)))
    return;
  switch (meaning.noun) {
    case 'process':
      put(reading, value, { type: 'process_path', rule: 'process field with a path' });
      return;
    case 'file':
      if (kind === 'unix_path' && isTargetPath(reading)) readTarget(reading, value);
      else if (
        meaning.nounWord === 'path' &&
        (meaning.words.includes('parent') || meaning.words.includes('child'))
      )
        put(reading, value, { type: 'process_path', rule: 'path of a parent or child' });
      else put(reading, value, { type: 'file_path', rule: 'file field with a path' });
      return;
    case 'url':
      if (kind === 'unix_path') readTarget(reading, value);
      return;
    case 'user':
    case 'account':
    case 'host':
      return;
    default:
      if (kind === 'unix_path' && readRequestLine(reading, value)) return;
      if (kind === 'windows_path' && meaning.role === 'parent')
        put(reading, value, { type: 'process_path', rule: 'parent with a path' });
      else if (kind === 'windows_path' && meaning.isPath)
        put(reading, value, { type: 'file_path', rule: 'path field' });
  }
}

/** `httpMessage.path`, `RequestPath`, and a mere `path` beside a method: part of a web address. */
function isTargetPath({ meaning, isWeb }: Reading): boolean {
  if (meaning.nounWord !== 'path') return false;
  return WEB_WORDS.some((word) => meaning.words.includes(word)) || (isWeb && !meaning.words.includes('file'));
}

const WEB_WORDS = ['request', 'http', 'url', 'uri', 'web', 'route'];

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
  if (type === null || meaning.hidesShapes || NOT_FILE_HASHES.some((word) => meaning.words.includes(word)))
    return;
  const isHash = meaning.noun === 'hash' && !meaning.isId;
  const isSample =
    type !== 'md5' && isRandomHex(value) && SAMPLE_WORDS.some((word) => meaning.words.includes(word));
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
  if (readRequestLine(reading, value)) return;
  if (meaning.noun === null) {
    if (meaning.hidesShapes) return;
    if (value.includes(',')) readTuple(reading, value);
    else readPlaceOfWork(reading, value);
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
  url: readTarget,
  indicator: readDomain,
  address: readPlace,
  ip: readPlace,
  process: readProcess,
  file: readFile,
  hash: readHashText,
  mac: readMac,
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

/** `ui="GUI(192.0.2.1)"`, `from=ssh(192.0.2.1)`: how someone came in, and from where. */
function readPlaceOfWork(reading: Reading, value: string): void {
  const address = /^[A-Za-z][\w-]{1,20}\(((?:\d{1,3}\.){3}\d{1,3})\)$/.exec(value)?.[1];
  if (address === undefined) return;
  reading.reasons.add('ip', address, {
    role: 'source',
    because: `${reading.path}: address behind the way of access`,
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

function readProcess(reading: Reading, value: string): void {
  const { meaning } = reading;
  if (meaning.isVetoed || meaning.isId) return;
  if (/^[\w.+ ()-]{1,80}\.(?:exe|com|scr|dll|bat|cmd|ps1|vbs|js|msi|sh|py|elf|bin)$/i.test(value)) {
    put(reading, value, { type: 'process_path', rule: 'process field' });
  }
}

/** `file:_C:\a.exe`, `containerfile:_C:\a.zip; file:_C:\a.zip->a.exe`, as Defender lists what it found. */
const DEFENDER_FILE = /(?:^|[;,\s])(?:container)?file:_([A-Z]:\\[^;>"]{1,1000}?)(?=->|;|$)/gi;

function readFile(reading: Reading, value: string): void {
  const { meaning } = reading;
  if (meaning.isVetoed || meaning.isId) return;
  if (value.includes('file:_')) {
    for (const match of value.matchAll(DEFENDER_FILE))
      put(reading, match[1] ?? '', { type: 'file_path', rule: 'file of a detection' });
    return;
  }
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
