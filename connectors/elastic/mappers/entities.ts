// The entities of an ECS document: what its fields name, each with the part it played.
// https://www.elastic.co/guide/en/ecs/current/ecs-field-reference.html

import {
  addressScope,
  domainParts,
  type EntityCollector,
  type EntityRole,
  type EntityType,
  type JsonObject,
  type JsonValue,
  valueAt,
} from '@watchfloor/sdk';
import { type EcsDocument, isList, isObject, type Scalar } from './document.ts';
import {
  ENTITY_FIELDS,
  type EntityField,
  FALLBACK_FIELDS,
  HOST_FIELDS,
  WINDOWS_FIELDS,
  WINDOWS_PREFIXES,
} from './entity-fields.ts';

/** Adds everything the document names. `hostRole`: what `host.*` is in it, the machine it is about or the one that saw it. */
export function addEcsEntities(doc: EcsDocument, collector: EntityCollector, hostRole: EntityRole): void {
  for (const [path, values] of doc.leaves()) {
    const field = fieldOf(path, hostRole);
    if (field !== undefined) addValues(collector, values, field);
  }
  for (const { unless, path, field } of FALLBACK_FIELDS) {
    if (!doc.has(unless)) addValues(collector, doc.texts(path), field);
  }
  addUserId(doc, collector);
  addArguments(doc, collector);
  addRegistryParts(doc, collector);
  addRelated(doc, collector);
}

function fieldOf(path: string, hostRole: EntityRole): EntityField | undefined {
  const known = ENTITY_FIELDS.get(path) ?? columnOf(path);
  if (known !== undefined) return known;
  const form = HOST_FIELDS.get(path);
  if (form !== undefined) return { form: form === 'ip' ? 'own_ip' : form, role: hostRole };
  for (const prefix of WINDOWS_PREFIXES)
    if (path.startsWith(prefix)) return WINDOWS_FIELDS.get(path.slice(prefix.length));
  return undefined;
}

/** `Esql.source_ip_values`: what Elastic's ES|QL rules call a column of `source.ip`. */
function columnOf(path: string): EntityField | undefined {
  if (!path.startsWith('esql')) return undefined;
  const match = /^esql(?:_priv)?\.([a-z_]{1,60}?)(?:_values)?$/.exec(path);
  return match?.[1] === undefined ? undefined : COLUMNS.get(match[1]);
}

const COLUMNS: ReadonlyMap<string, EntityField> = new Map([
  ...[...ENTITY_FIELDS].map(([path, field]): [string, EntityField] => [path.replaceAll('.', '_'), field]),
  ...[...HOST_FIELDS].map(([path, form]): [string, EntityField] => [
    path.replaceAll('.', '_'),
    { form, role: 'target' },
  ]),
]);

function addValues(collector: EntityCollector, values: Scalar | readonly Scalar[], field: EntityField): void {
  if (typeof values !== 'object') addValue(collector, values, field);
  else for (const value of values) addValue(collector, value, field);
}

function addValue(collector: EntityCollector, value: Scalar, { form, role }: EntityField): void {
  if (typeof value === 'boolean') return;
  if (form === 'machine') addMachine(collector, String(value), role);
  else if (form === 'typed') collector.addTyped(value, role);
  else if (form === 'name') addName(collector, String(value), role);
  else if (form === 'account') addAccount(collector, String(value), role);
  else if (form === 'hashes') addHashes(collector, String(value), role);
  else if (form === 'own_ip') addOwnAddress(collector, String(value), role);
  else if (form !== 'url' || isAbsolute(String(value))) collector.add(form, value, role);
}

/** A path alone is no address: web servers write `url.original` without scheme and host. */
function isAbsolute(url: string): boolean {
  return /^\s*[a-z][a-z0-9+.-]{0,30}:\/\//i.test(url);
}

/** ECS calls both a domain: `cdn.example.com` is one, `ws-17` and `ws-17.corp.local` are machines. */
function addName(collector: EntityCollector, text: string, role: EntityRole): void {
  const isDomain = domainParts(text.trim())?.isPublic === true;
  if (isDomain) collector.add('domain', text, role);
  else addMachine(collector, text, role);
}

/** A host's name, or its address: told apart by the letters, since a name needs no look at suffixes here. */
function addMachine(collector: EntityCollector, text: string, role: EntityRole): void {
  if (/^\s*[\d.]+\s*$|:/.test(text)) collector.addTyped(text, role, 'host');
  else collector.add('host', text, role);
}

/** The addresses of a machine's interfaces: every machine has a loopback, which tells of none. */
function addOwnAddress(collector: EntityCollector, text: string, role: EntityRole): void {
  if (addressScope(text.trim()) !== 'loopback') collector.add('ip', text, role);
}

/** Windows writes `CONTOSO\\alice` where ECS keeps the name alone; both are looked for. */
function addAccount(collector: EntityCollector, text: string, role: EntityRole): void {
  collector.add('user', text, role);
  const match = /^([^\\]{1,60})\\+([^\\]{1,200})$/.exec(text.trim());
  if (match !== null && !/^NT /i.test(match[1] ?? '')) collector.add('user', match[2], role);
}

const HASH_NAMES: ReadonlyMap<string, EntityType> = new Map<string, EntityType>([
  ['MD5', 'md5'],
  ['SHA1', 'sha1'],
  ['SHA256', 'sha256'],
  ['SHA512', 'sha512'],
]);

/** `SHA1=…,MD5=…,SHA256=…,IMPHASH=…`; an import hash has the length of an MD5 and is none. */
function addHashes(collector: EntityCollector, text: string, role: EntityRole): void {
  for (const part of text.split(/[,|]/)) {
    const [name = '', value] = part.split('=');
    const type = HASH_NAMES.get(name.trim().toUpperCase());
    if (type !== undefined) collector.add(type, value, role);
    else if (value === undefined && !text.includes('=')) collector.addTyped(part, role);
  }
}

/** An id speaks for a user only without a name, and not as a bare number: `0` and `1000` are on every machine. */
function addUserId(doc: EcsDocument, collector: EntityCollector): void {
  const hasName = ['user.name', 'user.email', 'user.full_name'].some((path) => doc.has(path));
  if (hasName) return;
  const ids = doc.texts('user.id').filter((id) => !/^-?\d+$/.test(id));
  collector.add('user', ids, 'actor');
}

const ARGUMENTS_MAX = 200;

/** Auditbeat and osquery write the arguments and no command line. */
function addArguments(doc: EcsDocument, collector: EntityCollector): void {
  for (const [prefix, role] of [
    ['process', 'actor'],
    ['process.parent', 'parent'],
  ] as const) {
    const args = doc.texts(`${prefix}.args`);
    if (args.length > 1 && !doc.has(`${prefix}.command_line`))
      collector.add('command_line', args.slice(0, ARGUMENTS_MAX).join(' '), role);
  }
}

function addRegistryParts(doc: EcsDocument, collector: EntityCollector): void {
  const hive = doc.text('registry.hive');
  const key = doc.text('registry.key');
  if (!doc.has('registry.path') && key !== '')
    collector.add('registry_key', [key, `${hive}\\${key}`], 'target');
}

// `related.*` repeats values from anywhere in the document so that one search finds them all.
const RELATED: readonly (readonly [path: string, type: EntityType])[] = [
  ['related.ip', 'ip'],
  ['related.user', 'user'],
  ['related.hosts', 'host'],
];

const FULL_NAMES = [
  'user.full_name',
  'user.target.full_name',
  'source.user.full_name',
  'client.user.full_name',
];

function bareName(value: string): string {
  return value.slice(value.lastIndexOf('\\') + 1);
}

/** Only what no other field has named, under whatever type: the list says less about a value than its own field. */
function addRelated(doc: EcsDocument, collector: EntityCollector): void {
  const values = collector.list().map(({ value }) => value.toLowerCase());
  const known = new Set([...values, ...values.map(bareName)]);
  for (const path of FULL_NAMES) for (const name of doc.texts(path)) known.add(name.toLowerCase());
  const isNew = (text: string): boolean => !known.has(text.toLowerCase());
  for (const [path, type] of RELATED) {
    for (const text of doc.texts(path).filter(isNew)) collector.addTyped(text, 'related', type);
  }
  for (const text of doc.texts('related.hash').filter(isNew)) {
    // 32 digits may be an import hash or a JA3 here; the longer ones are hashes of files or certificates.
    if (text.length > 32) collector.addTyped(text, 'related');
  }
}

/** Values of fields that a rule grouped by, as `{field, value}`: threshold results and suppression terms. */
export function addTerms(body: JsonObject, collector: EntityCollector, hostRole: EntityRole): void {
  addAnomaly(body, collector, hostRole);
  for (const path of TERM_LISTS) {
    const terms = valueAt(body, path);
    for (const term of isList(terms) ? terms : []) {
      if (!isObject(term) || typeof term.field !== 'string') continue;
      const field = fieldOf(term.field.toLowerCase(), hostRole);
      if (field !== undefined) addValues(collector, scalarsOf(term.value), field);
    }
  }
}

// An anomaly of machine learning names the fields and values it is about: https://www.elastic.co/docs/reference/machine-learning/ootb-ml-jobs-siem
const ANOMALY_FIELDS: readonly (readonly [name: string, values: string])[] = [
  ['by_field_name', 'by_field_value'],
  ['over_field_name', 'over_field_value'],
  ['partition_field_name', 'partition_field_value'],
];

function addAnomaly(body: JsonObject, collector: EntityCollector, hostRole: EntityRole): void {
  const add = (name: JsonValue | undefined, value: JsonValue | undefined): void => {
    const field = typeof name === 'string' ? fieldOf(name.toLowerCase(), hostRole) : undefined;
    if (field !== undefined) addValues(collector, scalarsOf(value), field);
  };
  for (const [name, value] of ANOMALY_FIELDS) add(body[name], body[value]);
  for (const influencer of isList(body.influencers) ? body.influencers : [])
    if (isObject(influencer)) add(influencer.influencer_field_name, influencer.influencer_field_values);
}

const TERM_LISTS: readonly string[] = [
  'kibana.alert.threshold_result.terms',
  'kibana.alert.suppression.terms',
  'signal.threshold_result.terms',
];

function scalarsOf(value: JsonValue | undefined): readonly Scalar[] {
  const items: readonly (JsonValue | undefined)[] = isList(value) ? value : [value];
  return items.filter((item) => typeof item === 'string' || typeof item === 'number');
}
