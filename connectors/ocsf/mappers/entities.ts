// Who did what to whom, in any OCSF event.
//
// OCSF has one dictionary: an attribute's name means the same wherever it stands (`user` is always a user, `cmd_line` a command
// line), in every class and every extension. So this is a walk over the event by attribute names and no list of paths per
// class; classes that come later are read by the attributes they share with those of today. The role comes from the nearest
// attribute that says one (`actor`, `src_endpoint`), else from what the attribute usually is.
// https://schema.ocsf.io/1.6.0/dictionary

import {
  canonicalValue,
  type EntityCollector,
  type EntityRole,
  type EntityType,
  type JsonObject,
  type JsonValue,
  textAt,
} from '@watchfloor/sdk';
import { ROLES, SKIPPED, USUAL_ROLES, VALUES } from './attributes.ts';
import { readNamedFields } from './named-fields.ts';
import { isList, isObject, openPart } from './open.ts';

/** Objects nest (a process has a parent, an endpoint an owner); no honest event goes deeper. */
const DEPTH_MAX = 24;

const AUTHENTICATION = 3002;
const PROCESS_ACTIVITY = 1007;

interface Place {
  readonly role: EntityRole;
  readonly depth: number;
  readonly classUid: number | null;
  /** Names of the network given so far: the same name is no second thing when a URL calls a domain what was a host before. */
  readonly names: Set<string>;
}

type Reader = (value: JsonValue, place: Place, out: EntityCollector) => void;

/** Adds everything the event names, its observables and what was left unmapped excepted. */
export function addEventEntities(event: JsonObject, classUid: number | null, out: EntityCollector): void {
  walk(event, { role: 'related', depth: 0, classUid, names: new Set() }, out);
}

function placeBelow(key: string, place: Place): Place {
  return { ...place, role: roleBelow(key, place), depth: place.depth + 1 };
}

function roleBelow(key: string, { role, classUid, depth }: Place): EntityRole {
  const told = ROLES.get(key);
  if (told !== undefined) return told;
  if (role !== 'related') return role;
  // Who signs in is the one who acts; what was started is what a process event is about.
  if (depth === 0 && key === 'user' && classUid === AUTHENTICATION) return 'actor';
  if (depth === 0 && key === 'process' && classUid === PROCESS_ACTIVITY) return 'target';
  return USUAL_ROLES.get(key) ?? role;
}

/** Reads an object by its attributes' names. */
const walk: Reader = (value, place, out) => {
  if (!isObject(value) || place.depth > DEPTH_MAX) return;
  for (const [key, child] of Object.entries(value)) {
    if (child === undefined || child === null || SKIPPED.has(key)) continue;
    if (out.capped) return;
    const type = VALUES.get(key);
    if (type !== undefined) out.add(type, child, roleBelow(key, place));
    else if (key === 'hostname') addHost(child, place, out);
    else readBelow(key, child, { place, out });
  }
};

function readBelow(
  key: string,
  child: JsonValue,
  { place, out }: { readonly place: Place; readonly out: EntityCollector },
): void {
  const reader = READERS.get(key);
  if (reader === undefined && (typeof child !== 'object' || child === null) && openPart(child) === undefined)
    return;
  const below = placeBelow(key, place);
  if (below.depth > DEPTH_MAX) return;
  const opened = openPart(child) ?? child;
  if (!isList(opened)) {
    (reader ?? walk)(opened, below, out);
    return;
  }
  for (const item of opened) {
    if (out.capped) return;
    (reader ?? walk)(openPart(item) ?? item, below, out);
  }
}

/** A name in a field for hosts: an address where it is one. */
function addHost(raw: JsonValue | undefined, { role, names }: Place, out: EntityCollector): void {
  if (typeof raw !== 'string' || raw.length > 300) return;
  if (canonicalValue('ip', raw) !== null) out.add('ip', raw, role);
  else if (isNewName('host', raw, names)) out.add('host', raw, role);
}

/** A name that was looked up or browsed to: an address or a domain; a single label is a host of the own network. */
function addName(raw: string, { role, names }: Place, out: EntityCollector): void {
  if (raw === '' || raw.length > 300) return;
  if (canonicalValue('ip', raw) !== null) out.add('ip', raw, role);
  else if (canonicalValue('domain', raw) === null)
    addHost(raw, { role, names, depth: 0, classUid: null }, out);
  else if (isNewName('domain', raw, names)) out.add('domain', raw, role);
}

function isNewName(type: 'host' | 'domain', raw: string, names: Set<string>): boolean {
  const name = canonicalValue(type, raw);
  if (name === null || names.has(`${type === 'host' ? 'domain' : 'host'} ${name}`)) return false;
  names.add(`${type} ${name}`);
  return true;
}

const CLOUD_ID =
  /^(?:arn:[a-z-]+:|i-[0-9a-f]{8,17}$|\/subscriptions\/|\/\/[a-z.]+\.googleapis\.com\/|projects\/)/i;

function addCloudId(raw: string, role: EntityRole, out: EntityCollector): void {
  if (CLOUD_ID.test(raw)) out.add('cloud_resource', raw, role);
}

/** Accounts of a domain or a tenant; the others are the same on every machine. */
const OWN_SID = /^S-1-(?:5-21|12-1)-/;

const readUser: Reader = (value, place, out) => {
  const { role } = place;
  if (!isObject(value)) {
    out.add('user', value, role);
    return;
  }
  const name = textAt(value, 'name');
  const mail = textAt(value, 'email_addr');
  out.add('user', name || mail, role);
  out.add('email', mail, role);
  for (const key of ['uid', 'uid_alt', 'uuid']) {
    const id = textAt(value, key);
    if (/^arn:/.test(id)) out.add('cloud_resource', id, role);
    else if (OWN_SID.test(id) || /^A[A-Z]{2}A[A-Z0-9]{12}/.test(id) || (key === 'uid' && name + mail === ''))
      out.add('user', id, role);
  }
  out.add('user', textAt(value, 'credential_uid'), role);
  walkKeys(value, ['ldap_person', 'manager'], { place, out });
};

/** The nested attributes of an object that has a reader of its own. */
function walkKeys(
  value: JsonObject,
  keys: readonly string[],
  { place, out }: { readonly place: Place; readonly out: EntityCollector },
): void {
  for (const key of keys) {
    const child = value[key];
    if (child !== undefined && child !== null) readBelow(key, child, { place, out });
  }
}

/** A device or one end of a connection. */
const readEndpoint: Reader = (value, place, out) => {
  if (!isObject(value)) {
    addHost(value, place, out);
    return;
  }
  if (textAt(value, 'hostname') === '') addHost(textAt(value, 'name'), place, out);
  const domain = textAt(value, 'domain');
  if (isNewName('domain', domain, place.names)) out.add('domain', domain, place.role);
  addCloudId(textAt(value, 'uid'), place.role, out);
  out.add('cloud_resource', textAt(value, 'instance_uid'), place.role);
  walk(value, place, out);
};

const readProcess: Reader = (value, place, out) => {
  const { role } = place;
  if (!isObject(value)) {
    out.add('process_path', value, role);
    return;
  }
  const file = openPart(value.file);
  const path = (isObject(file) ? textAt(file, 'path') : '') || textAt(value, 'path');
  const name = (isObject(file) ? textAt(file, 'name') : '') || textAt(value, 'name');
  out.add('process_path', path || name, role);
  if (isObject(file)) addFileParts(file, place, out);
  out.add('command_line', textAt(value, 'cmd_line'), role);
  const lineage = openPart(value.lineage);
  if (isList(lineage)) out.add('process_path', lineage, 'parent');
  walkKeys(value, ['user', 'session', 'parent_process', 'ancestry', 'hosted_services'], { place, out });
};

const readFile: Reader = (value, place, out) => {
  if (!isObject(value)) {
    out.add('file_path', value, place.role);
    return;
  }
  out.add('file_path', textAt(value, 'path') || textAt(value, 'name'), place.role);
  addFileParts(value, place, out);
};

/** Everything of a file but its name. */
function addFileParts(file: JsonObject, place: Place, out: EntityCollector): void {
  walkKeys(file, ['hashes', 'fingerprints', 'url', 'owner', 'creator', 'modifier', 'accessor'], {
    place,
    out,
  });
}

// https://schema.ocsf.io/1.6.0/objects/fingerprint
const HASHES: ReadonlyMap<string, EntityType> = new Map([
  ['1', 'md5'],
  ['2', 'sha1'],
  ['3', 'sha256'],
  ['4', 'sha512'],
  ['md5', 'md5'],
  ['sha1', 'sha1'],
  ['sha256', 'sha256'],
  ['sha512', 'sha512'],
]);
const HASH_LENGTHS: ReadonlyMap<number, EntityType> = new Map([
  [32, 'md5'],
  [40, 'sha1'],
  [64, 'sha256'],
  [128, 'sha512'],
]);

const readHash: Reader = (value, { role }, out) => {
  if (!isObject(value)) {
    addHash(typeof value === 'string' ? value : '', role, out);
    return;
  }
  const text = textAt(value, 'value');
  const algorithm = textAt(value, 'algorithm')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
  const type = HASHES.get(algorithm) ?? HASHES.get(textAt(value, 'algorithm_id'));
  if (type !== undefined) out.add(type, text, role);
  else if (algorithm === '' || algorithm === 'unknown') addHash(text, role, out);
};

/** A hash that does not say its kind. */
export function addHash(text: string, role: EntityRole, out: EntityCollector): void {
  const type = HASH_LENGTHS.get(text.trim().length);
  if (type !== undefined) out.add(type, text, role);
}

const readUrl: Reader = (value, place, out) => {
  const { role } = place;
  if (!isObject(value)) {
    out.add('url', value, role);
    return;
  }
  const host = textAt(value, 'hostname') || textAt(value, 'domain');
  const scheme = textAt(value, 'scheme').toLowerCase();
  const written = textAt(value, 'url_string') || textAt(value, 'text');
  if (written !== '') out.add('url', written, role);
  else if (host !== '' && /^[a-z][a-z0-9+.-]{1,15}$/.test(scheme)) {
    const port = textAt(value, 'port');
    const query = textAt(value, 'query_string');
    const authority = port === '' ? host : `${host}:${port}`;
    out.add(
      'url',
      `${scheme}://${authority}${textAt(value, 'path')}${query === '' ? '' : `?${query}`}`,
      role,
    );
  }
  addName(host, place, out);
};

const readQuery: Reader = (value, place, out) => {
  const name = isObject(value) ? textAt(value, 'hostname') : typeof value === 'string' ? value.trim() : '';
  addName(name, place, out);
};

const ANSWERS_MAX = 50;

/** The data of a DNS answer: an address or a name; some writers put all answers into one, with commas. */
const readAnswer: Reader = (value, { role }, out) => {
  const data = isObject(value) ? textAt(value, 'rdata') : typeof value === 'string' ? value : '';
  for (const part of data.slice(0, 4096).split(/[,;\s]+/, ANSWERS_MAX)) {
    if (canonicalValue('ip', part) !== null) out.add('ip', part, role);
    else out.add('domain', part, role);
  }
};

const MAIL_ROLES: readonly (readonly [attribute: string, role: EntityRole])[] = [
  ['from', 'source'],
  ['from_mailbox', 'source'],
  ['smtp_from', 'source'],
  ['to', 'destination'],
  ['to_mailboxes', 'destination'],
  ['smtp_to', 'destination'],
  ['cc', 'destination'],
  ['cc_mailboxes', 'destination'],
  ['bcc', 'destination'],
  ['delivered_to', 'destination'],
  ['delivered_to_list', 'destination'],
  ['reply_to', 'related'],
  ['reply_to_mailboxes', 'related'],
];

const readEmail: Reader = (value, place, out) => {
  if (!isObject(value)) {
    out.add('email', value, place.role);
    return;
  }
  for (const [attribute, role] of MAIL_ROLES) {
    const addresses = value[attribute];
    if (addresses !== undefined && !isObject(addresses)) out.add('email', addresses, role);
  }
  walkKeys(value, ['files', 'urls'], { place, out });
  if (value.x_originating_ip !== undefined) out.add('ip', value.x_originating_ip, 'source');
};

const readResource: Reader = (value, place, out) => {
  if (!isObject(value)) {
    out.add('cloud_resource', value, place.role);
    return;
  }
  out.add('cloud_resource', textAt(value, 'uid') || textAt(value, 'name'), place.role);
  walk(value, place, out);
};

const readSession: Reader = (value, { role }, out) => {
  if (!isObject(value)) return;
  out.add('user', textAt(value, 'credential_uid'), role);
  addCloudId(textAt(value, 'issuer'), role, out);
};

const ENTITY_WORDS: readonly (readonly [word: RegExp, type: EntityType])[] = [
  [/user|account|principal/i, 'user'],
  [/mail/i, 'email'],
  [/device|host|computer/i, 'host'],
];

/** An entity of identity management; its kind is a word. */
const readEntity: Reader = (value, place, out) => {
  if (!isObject(value)) return;
  const kind = textAt(value, 'type').slice(0, 80);
  const type = ENTITY_WORDS.find(([word]) => word.test(kind))?.[1] ?? 'cloud_resource';
  out.add(type, textAt(value, 'name') || textAt(value, 'uid'), place.role);
  walk(value, place, out);
};

function readAt(attribute: string, type: EntityType): Reader {
  return (value, { role }, out) => {
    out.add(type, isObject(value) ? textAt(value, attribute) : value, role);
  };
}

const ROLE_NAMES: ReadonlySet<string> = new Set<EntityRole>([
  'actor',
  'target',
  'source',
  'destination',
  'observer',
  'parent',
]);

/** What triggered a detection. Watchfloor itself names each evidence by the role of what is in it. */
const readEvidence: Reader = (value, place, out) => {
  const name = textAt(value, 'name');
  // The set holds exactly roles.
  walk(value, ROLE_NAMES.has(name) ? { ...place, role: name as EntityRole } : place, out);
};

const readData: Reader = (value, { role }, out) => {
  readNamedFields(value, role, out);
};

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ...['user', 'users', 'user_result', 'owner', 'creator', 'modifier', 'accessor', 'manager'].map(
    (key): [string, Reader] => [key, readUser],
  ),
  ...[
    'device',
    'src_endpoint',
    'dst_endpoint',
    'endpoint',
    'proxy_endpoint',
    'proxy',
    'relay',
    'load_balancer',
  ].map((key): [string, Reader] => [key, readEndpoint]),
  ...['process', 'parent_process', 'ancestry', 'hosting_process', 'logon_process'].map(
    (key): [string, Reader] => [key, readProcess],
  ),
  ...['file', 'files', 'file_result', 'service_file', 'service_dll_file', 'attachments'].map(
    (key): [string, Reader] => [key, readFile],
  ),
  ...['hashes', 'fingerprints', 'fingerprint', 'hash'].map((key): [string, Reader] => [key, readHash]),
  ...['url', 'urls'].map((key): [string, Reader] => [key, readUrl]),
  ...['resource', 'resources', 'databucket'].map((key): [string, Reader] => [key, readResource]),
  ...['reg_key', 'reg_value', 'prev_reg_key', 'prev_reg_value'].map((key): [string, Reader] => [
    key,
    readAt('path', 'registry_key'),
  ]),
  ...['cve', 'cves'].map((key): [string, Reader] => [key, readAt('uid', 'cve')]),
  ...['data', 'details'].map((key): [string, Reader] => [key, readData]),
  ...['entity', 'managed_entity'].map((key): [string, Reader] => [key, readEntity]),
  ['autonomous_system', readAt('number', 'asn')],
  ['evidences', readEvidence],
  ['query', readQuery],
  ['sni', readQuery],
  ['answers', readAnswer],
  ['email', readEmail],
  ['session', readSession],
]);
