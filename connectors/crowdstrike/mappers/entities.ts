// The entities of a record of any form: one walk over the fields that `entity-fields.ts` knows, wherever they stand.

import {
  type EntityCollector,
  type EntityRole,
  type JsonObject,
  type JsonValue,
  shapeOf,
  urlParts,
} from '@watchfloor/sdk';
import {
  AUDIT_RULES,
  FIELD_RULES,
  FILE_LISTS,
  PARENTS,
  type Part,
  type Reading,
  SKIPPED,
} from './entity-fields.ts';
import { type Fields, fieldsOf, foldName, isObject, itemsOf, textOf } from './fields.ts';

const DEPTH_MAX = 6;
const ITEMS_MAX = 400;

export interface Roles {
  /** The part of the machine the record is about: target of a finding, observer of what its sensor reports. */
  readonly host: EntityRole;
  /** Whether a scan found a file, and nothing ran. */
  readonly isScan?: boolean;
}

interface Scope {
  readonly roles: Roles;
  /** The part of the process whose fields these are. */
  readonly process: EntityRole;
  /** What a bare path is: the image of a process, or a file it touched. */
  readonly path: 'process_path' | 'file_path';
  readonly depth: number;
}

export function addEntities(record: JsonObject, roles: Roles, collector: EntityCollector): void {
  const scope: Scope = {
    roles,
    process: roles.isScan === true ? 'target' : 'actor',
    path: roles.isScan === true ? 'file_path' : 'process_path',
    depth: 0,
  };
  walk(record, scope, { collector, images: new Set() });
}

interface Sink {
  readonly collector: EntityCollector;
  /** Images of processes: the same file under another field is not listed a second time. */
  readonly images: Set<string>;
}

function walk(record: JsonObject, scope: Scope, sink: Sink): void {
  const fields = new Map<string, JsonValue>();
  for (const [key, value] of Object.entries(record)) {
    if (value === undefined || value === null || value === '') continue;
    const name = foldName(key);
    // Of two spellings of one name the first counts, as in `fieldsOf`.
    if (!fields.has(name)) fields.set(name, value);
  }
  addPaths(fields, scope, sink);
  // What stands at this level says more of the part than what is listed below it.
  for (const [name, value] of fields) {
    const rule = FIELD_RULES.get(name);
    if (rule === undefined) continue;
    addValue(
      value,
      { reading: readingOf(rule.reading, scope), role: roleOf(rule.part, fields, scope) },
      sink,
    );
  }
  addIndicator(fields, sink);
  // Mobile sensors name the other end of a connection by the URL it was opened for.
  const remote = urlParts(textOf(fields.get('originatingurl')));
  if (remote?.hostKind === 'domain') sink.collector.add('domain', remote.host, 'destination');
  if (scope.depth >= DEPTH_MAX) return;
  for (const [name, value] of fields) {
    if (typeof value === 'object' && !FIELD_RULES.has(name) && !SKIPPED.has(name)) {
      descend(name, value, { scope, sink });
    }
  }
}

function readingOf(reading: Reading, scope: Scope): Reading {
  return reading === 'process_path' ? scope.path : reading;
}

function descend(
  name: string,
  value: JsonValue,
  { scope, sink }: { readonly scope: Scope; readonly sink: Sink },
): void {
  const isFile = FILE_LISTS.has(name);
  const inner: Scope = {
    roles: scope.roles,
    process: PARENTS.has(name) ? 'parent' : isFile ? 'target' : scope.process,
    path: isFile ? 'file_path' : scope.path,
    depth: scope.depth + 1,
  };
  if (isObject(value)) {
    walk(value, inner, sink);
    return;
  }
  for (const item of itemsOf(value).slice(0, ITEMS_MAX)) if (isObject(item)) walk(item, inner, sink);
}

const INBOUND = '1';

function roleOf(part: Part, fields: ReadonlyMap<string, JsonValue>, scope: Scope): EntityRole {
  switch (part) {
    case 'host':
      return scope.roles.host;
    case 'process':
      return scope.process;
    case 'local':
    case 'remote': {
      if (!hasRemote(fields)) return scope.roles.host;
      const direction = textOf(fields.get('connectiondirection'));
      // A logon from elsewhere has no direction: it can only have come in.
      const isInbound = direction === INBOUND || (direction === '' && fields.has('logontype'));
      return isInbound === (part === 'remote') ? 'source' : 'destination';
    }
    default:
      return part;
  }
}

const REMOTES = ['remoteaddress', 'remoteaddressip4', 'remoteaddressip6', 'remoteaddressstring', 'remoteip'];

/** An address of the machine's own interface stands under the same name as the near end of a connection. */
function hasRemote(fields: ReadonlyMap<string, JsonValue>): boolean {
  return REMOTES.some((name) => fields.has(name));
}

interface Use {
  readonly reading: Reading;
  readonly role: EntityRole;
}

function addValue(value: JsonValue, use: Use, sink: Sink): void {
  if (Array.isArray(value)) {
    for (const item of itemsOf(value)) if (typeof item !== 'object') addText(textOf(item), use, sink);
  } else {
    addText(textOf(value), use, sink);
  }
}

function addText(text: string, { reading, role }: Use, sink: Sink): void {
  const { collector } = sink;
  if (text === '') return;
  switch (reading) {
    case 'account':
    case 'login':
      addAccount(text, { isLogin: reading === 'login', role }, collector);
      return;
    case 'ips':
      for (const part of pieces(text)) collector.add('ip', part, role);
      return;
    case 'hashes':
      for (const part of pieces(text)) addHash(part, role, collector);
      return;
    case 'name':
      collector.addTyped(text, role, 'host');
      return;
    case 'host':
      // A neighbour without a name is `!!!!UNKNOWN!!!!`.
      for (const part of text.split(/[,;]/, ITEMS_MAX)) {
        if (!part.startsWith('!')) collector.addTyped(part, role, 'host');
      }
      return;
    case 'service':
      // `HOST/app.example.com`, `MSSQLSvc/db.example.com:1433`: behind the slash is the machine.
      if (text.includes('/')) collector.addTyped(text.split(/[/:]/, 2)[1], role, 'host');
      return;
    case 'dns':
      for (const part of pieces(text)) collector.add(shapeOf(part) === null ? 'host' : 'domain', part, role);
      return;
    case 'zone':
      // A NetBIOS name or a workgroup is no domain one could look up.
      if (text.includes('.')) collector.add('domain', text, role);
      return;
    case 'url':
      collector.addTyped(text, role, 'url');
      return;
    case 'process_path':
      addImage(text, role, sink);
      return;
    case 'file_path':
      if (!sink.images.has(text.toLowerCase())) collector.add('file_path', text, role);
      return;
    default:
      collector.add(reading, text, role);
  }
}

function addImage(path: string, role: EntityRole, sink: Sink): void {
  sink.images.add(path.toLowerCase());
  sink.collector.add('process_path', path, role);
}

/** Telemetry puts several addresses or names into one text, with semicolons, commas or spaces between them. */
function pieces(text: string): readonly string[] {
  return text.split(/[\s;,[\]]+/, ITEMS_MAX).filter((part) => part !== '');
}

const DOMAIN_SID = /^S-1-(?:5-21|12-1)-/i;
const SID = /^S-\d+-\d+/i;
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/**
 * A login, the SID of a domain account, or an id. SIDs of built-in accounts mean another account on every machine, and
 * Falcon's own ids of console users are of no use outside it.
 */
export function addAccount(
  text: string,
  as: { readonly isLogin: boolean; readonly role: EntityRole },
  collector: EntityCollector,
): void {
  if (UUID.test(text) || /^\d+$/.test(text)) return;
  if (SID.test(text) && !DOMAIN_SID.test(text)) return;
  collector.add('user', text, as.role);
  const slash = text.indexOf('\\');
  // Endpoint logs write the bare name; the identity product the domain before it.
  if (slash > 0) collector.add('user', text.slice(slash + 1), as.role);
  if (as.isLogin && shapeOf(text) === 'email') collector.add('email', text, as.role);
}

function addHash(text: string, role: EntityRole, collector: EntityCollector): void {
  const type = shapeOf(text);
  if (type === 'md5' || type === 'sha1' || type === 'sha256') collector.add(type, text, role);
}

/**
 * The image of a process, or a file, in one path. Older events have the directory in `FilePath`, newer ones the whole path;
 * the parent's name alone counts only where its path is not there.
 */
function addPaths(fields: ReadonlyMap<string, JsonValue>, scope: Scope, sink: Sink): void {
  const path = joinPath(textOf(fields.get('filepath')), textOf(fields.get('filename')));
  // A bare name without a command is a file somebody handled, such as one that was sent away.
  const isFile =
    scope.path === 'file_path' ||
    (!/[\\/]/.test(path) && !fields.has('commandline') && !fields.has('cmdline'));
  const reading = isFile ? 'file_path' : 'process_path';
  addText(path, { reading, role: isFile && scope.process === 'actor' ? 'target' : scope.process }, sink);
  for (const kin of ['parent', 'grandparent']) {
    if (fields.has(`${kin}imagefilepath`)) continue;
    const name = textOf(fields.get(`${kin}imagefilename`) ?? fields.get(`${kin}basefilename`));
    if (name !== '') addImage(name, 'parent', sink);
  }
  if (!fields.has('imagefilename') && !fields.has('contextimagefilename')) {
    addText(
      textOf(fields.get('contextbasefilename')),
      { reading: 'process_path', role: scope.process },
      sink,
    );
  }
}

function joinPath(directory: string, name: string): string {
  if (directory === '' || name === '') return directory || name;
  const separator = directory.includes('/') && !directory.includes('\\') ? '/' : '\\';
  const folder = directory.endsWith(separator) ? directory.slice(0, -1) : directory;
  const isWhole = folder.toLowerCase().endsWith(`${separator}${name.toLowerCase()}`);
  return isWhole ? folder : `${folder}${separator}${name}`;
}

/** The indicator that made the detection: one or several values, their type beside them. */
function addIndicator(fields: ReadonlyMap<string, JsonValue>, sink: Sink): void {
  const value = textOf(fields.get('iocvalue'));
  if (value === '') return;
  const type = textOf(fields.get('ioctype')).toLowerCase();
  const role = 'related';
  if (type.includes('file') || type.includes('path')) addText(value, { reading: 'file_path', role }, sink);
  else if (type.includes('registry')) sink.collector.add('registry_key', value, role);
  else if (type.includes('command')) sink.collector.add('command_line', value, role);
  else for (const part of pieces(value)) sink.collector.addTyped(part, role);
}

/** What an audit record says about its operation: `AuditKeyValues`, or the older `Attributes`. */
export function addAuditEntities(fields: Fields, collector: EntityCollector): void {
  const isLogin = true;
  addAccount(fields.text('userid', 'username'), { isLogin, role: 'actor' }, collector);
  for (const [key, text] of auditValues(fields)) {
    const name = foldName(key);
    const rule = AUDIT_RULES.get(name);
    if (rule !== undefined) addText(text, rule, { collector, images: new Set() });
    // `<agent id>_<SHA-256>`
    else if (name === 'quarantinedfileid')
      addHash(text.slice(text.lastIndexOf('_') + 1), 'target', collector);
  }
}

/** The key-value pairs of an audit record, in order. */
export function auditValues(fields: Fields): readonly (readonly [key: string, text: string])[] {
  const pairs = itemsOf(fields.value('auditkeyvalues'))
    .slice(0, ITEMS_MAX)
    .map((item): [string, string] => {
      const pair = fieldsOf(item);
      return [pair.text('key'), pair.text('valuestring', 'value')];
    });
  const attributes = fields.value('attributes');
  const own = isObject(attributes) && pairs.length === 0 ? Object.entries(attributes) : [];
  return [...pairs, ...own.map(([key, value]): [string, string] => [key, textOf(value)])].filter(
    ([key, text]) => key !== '' && text !== '',
  );
}
