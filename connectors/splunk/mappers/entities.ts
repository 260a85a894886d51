// The entities of a result: what its fields name, each with the part it played.
// https://docs.splunk.com/Documentation/CIM/latest/User/Overview

import {
  domainParts,
  type EntityCollector,
  type EntityRole,
  type EntityType,
  shapeOf,
} from '@watchfloor/sdk';
import {
  CIM_FIELDS,
  type CimField,
  FALLBACK_FIELDS,
  type FieldForm,
  RISK_FORMS,
  THREAT_FORMS,
} from './cim-fields.ts';
import { linesOf, type SplunkFields } from './fields.ts';

/** Roles of the fields whose role depends on what else the result names. */
interface Roles {
  readonly subject: EntityRole;
  readonly place: EntityRole;
}

export function addCimEntities(fields: SplunkFields, collector: EntityCollector): void {
  const roles: Roles = {
    // With somebody above them the user is the one it was done to; with a source the destination is the other end.
    subject: fields.has('src_user', 'src_user_name') ? 'target' : 'actor',
    place: fields.has('src', 'src_ip', 'src_host', 'source_ip', 'sourceip') ? 'destination' : 'target',
  };
  for (const [name, values] of fields.entries()) {
    const field = CIM_FIELDS.get(name);
    if (field !== undefined) addField(collector, values, resolve(field, roles));
  }
  for (const { unless, name, field } of FALLBACK_FIELDS) {
    if (!fields.has(...unless)) addField(collector, fields.values(name), resolve(field, roles));
  }
  addRiskObjects(fields, collector);
  addThreatObjects(fields, collector);
  addSenders(fields, collector);
}

interface ResolvedField {
  readonly form: FieldForm;
  readonly role: EntityRole;
}

function resolve({ form, role }: CimField, roles: Roles): ResolvedField {
  return { form, role: role === 'subject' || role === 'place' ? roles[role] : role };
}

// Forms whose values hold no commas, so that a list in one text can be told.
const LISTED: ReadonlySet<FieldForm> = new Set<FieldForm>([
  'machine',
  'name',
  'ip',
  'mac',
  'domain',
  'email',
  'account',
  'cve',
  'typed',
]);
// Forms whose values may go on over lines.
const WHOLE: ReadonlySet<FieldForm> = new Set<FieldForm>(['process', 'command_line']);

function addField(
  collector: EntityCollector,
  values: readonly string[],
  { form, role }: ResolvedField,
): void {
  const lines = WHOLE.has(form) ? values : linesOf(values);
  const items = LISTED.has(form) ? lines.flatMap(listIn) : lines;
  for (const item of items) addValue(collector, item, { form, role });
}

/** `a,b` and `a, b` are two values, `Doe, John` and a distinguished name are one. */
function listIn(text: string): readonly string[] {
  if (!text.includes(',') || text.includes('=')) return [text];
  const parts = text.split(',').map((part) => part.trim());
  const isList = parts.every((part) => part !== '' && !/\s/.test(part));
  const isName = /,\s/.test(text) && !parts.some((part) => /[\d@\\._-]/.test(part));
  return isList && !isName ? parts : [text];
}

function addValue(collector: EntityCollector, text: string, { form, role }: ResolvedField): void {
  switch (form) {
    case 'machine':
      addMachine(collector, text, role);
      return;
    case 'name':
      if (domainParts(text)?.isPublic === true) collector.add('domain', text, role);
      else addMachine(collector, text, role);
      return;
    case 'typed':
      collector.addTyped(text, role);
      return;
    case 'account':
      addAccount(collector, text, role);
      return;
    case 'hashes':
      addHashes(collector, text, role);
      return;
    case 'process':
      collector.add(isPathOnly(text) ? 'process_path' : 'command_line', text, role);
      return;
    case 'url':
      // A path without a host is no address.
      if (/^[a-z][a-z0-9+.-]{0,30}:\/\//i.test(text)) collector.add('url', text, role);
      return;
    default:
      collector.add(form, text, role);
  }
}

/** A host's name, or its address: told apart by the letters, since a name needs no look at suffixes here. */
function addMachine(collector: EntityCollector, text: string, role: EntityRole): void {
  if (/^[\d.]+$|:/.test(text)) collector.addTyped(text, role, 'host');
  else collector.add('host', text, role);
}

/** Searches keep `CONTOSO\alice` or `alice` as the log had it; both are looked for. */
function addAccount(collector: EntityCollector, text: string, role: EntityRole): void {
  collector.add('user', text, role);
  const match = /^([^\\]{1,60})\\+([^\\]{1,200})$/.exec(text);
  if (match !== null && !/^NT /i.test(match[1] ?? '')) collector.add('user', match[2], role);
}

const HASH_NAMES: ReadonlyMap<string, EntityType> = new Map<string, EntityType>([
  ['MD5', 'md5'],
  ['SHA1', 'sha1'],
  ['SHA256', 'sha256'],
  ['SHA512', 'sha512'],
]);

/** One hash, several, or `MD5=…,SHA256=…,IMPHASH=…`; an import hash has the length of an MD5 and is none. */
function addHashes(collector: EntityCollector, text: string, role: EntityRole): void {
  for (const part of text.split(/[,;|\s]+/)) {
    const [name = '', value] = part.split('=');
    if (value === undefined) {
      if (/^[0-9a-f]{32,128}$/i.test(part)) collector.addTyped(part, role);
      continue;
    }
    const type = HASH_NAMES.get(name.toUpperCase());
    if (type !== undefined) collector.add(type, value, role);
  }
}

/** CIM's `process` is a command line; some sources have no more than the image to put there. */
function isPathOnly(text: string): boolean {
  return shapeOf(text) === 'file_path' || /^[^\s\\/"]{1,100}\.(?:exe|com|scr|dll)$/i.test(text);
}

const RISK_FIELDS: readonly (readonly [name: string, type: string])[] = [
  ['risk_object', 'risk_object_type'],
  ['normalized_risk_object', 'risk_object_type'],
  ['entity', 'entity_type'],
  ['all_risk_objects', ''],
];

/** Whom a risk score is about: values and their types stand in two fields, one type for all or one each. */
function addRiskObjects(fields: SplunkFields, collector: EntityCollector): void {
  for (const [name, typeName] of RISK_FIELDS) {
    addTypedPairs(collector, {
      values: linesOf(fields.values(name)),
      types: linesOf(fields.values(typeName)),
      forms: RISK_FORMS,
      role: 'target',
    });
  }
}

function addThreatObjects(fields: SplunkFields, collector: EntityCollector): void {
  addTypedPairs(collector, {
    values: linesOf(fields.values('threat_object')),
    types: linesOf(fields.values('threat_object_type')),
    forms: THREAT_FORMS,
    role: 'related',
  });
}

interface TypedPairs {
  readonly values: readonly string[];
  readonly types: readonly string[];
  readonly forms: ReadonlyMap<string, FieldForm>;
  readonly role: EntityRole;
}

/** A value whose type is not said or not one of these is taken by its shape, or under the type another field gave it. */
function addTypedPairs(collector: EntityCollector, { values, types, forms, role }: TypedPairs): void {
  if (values.length === 0) return;
  const known = new Map(collector.list().map((entity) => [entity.value.toLowerCase(), entity.type]));
  for (const [index, value] of values.entries()) {
    // Lists of values and of types are made apart by a search; they belong together only when they are as long.
    const type = types.length === values.length ? types[index] : types.length === 1 ? types[0] : undefined;
    const form = forms.get(type?.toLowerCase() ?? '') ?? known.get(value.toLowerCase()) ?? 'typed';
    addValue(collector, value, { form, role });
  }
}

/** In mail the user at the source is the sender: an address as much as an account. */
function addSenders(fields: SplunkFields, collector: EntityCollector): void {
  if (!fields.has('recipient', 'message_id', 'orig_recipient')) return;
  const senders = linesOf(fields.values('src_user')).flatMap(listIn);
  collector.add(
    'email',
    senders.filter((sender) => sender.includes('@')),
    'source',
  );
}
