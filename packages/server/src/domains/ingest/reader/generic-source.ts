// The `generic` source: a documented JSON form for whoever can choose what to send, and best effort on everything else. The
// documented fields win; the rest of the record is read like any unknown product's and joined.

import {
  canonicalValue,
  cut,
  defineSource,
  ENTITIES_MAX,
  ENTITY_ROLES,
  ENTITY_TYPES,
  type Entity,
  type EntityRole,
  type EntityType,
  type JsonObject,
  type JsonValue,
  type Link,
  type NormalizedRecord,
  parseTime,
  type ReadResult,
  type RecordFlag,
  type Refusal,
  type Severity,
  type SourceAdapter,
  severityOf,
  tacticOf,
  techniqueByName,
  techniquesIn,
} from '@watchfloor/sdk';
import { readAnything } from './read-anything.ts';

const SETUP = `Send one JSON object, an array of them or JSON lines:

    curl -H 'Authorization: Bearer <key>' -H 'Content-Type: application/json' {url} \\
      -d '{"title":"Suspicious sign-in","severity":"high","user":"jdoe","src_ip":"203.0.113.7"}'

A \`title\` makes it an alert, unless \`kind\` is \`event\`. Known fields: \`kind\`, \`id\`, \`title\`, \`description\`, \`severity\`,
\`category\`, \`occurred_at\`, \`rule\` ({id, name}), \`vendor\`, \`product\`, \`tactics\`, \`techniques\`, \`labels\`, \`links\`,
\`entities\` ([{type, value, role}]), \`indicators\` ([{type, value}]), \`status\`, \`verdict\`; and flat fields such as \`src_ip\`,
\`user\`, \`hostname\`, \`url\`, \`sha256\`. Everything else is read by field name and shape.`;

export const genericSource: SourceAdapter = defineSource({
  id: 'generic',
  vendor: 'Generic',
  product: 'JSON',
  summary: 'any JSON object: a documented form, and best effort on everything else',
  documentation: 'https://datatracker.ietf.org/doc/html/rfc8259',
  setup: SETUP,
  envelopes: [],
  recognise: (record) => (isDocumentedForm(record) ? 60 : 10),
  read: readGeneric,
});

/** A title and at least one other field of the form, of the form's type. */
function isDocumentedForm(record: JsonObject): boolean {
  if (typeof record.title !== 'string' || record.title.trim() === '') return false;
  return (
    typeof record.severity === 'string' ||
    typeof record.occurred_at === 'string' ||
    typeof record.rule_name === 'string' ||
    isTypedList(record.entities) ||
    isTypedList(record.indicators) ||
    record.kind === 'alert' ||
    record.kind === 'event'
  );
}

function isTypedList(value: JsonValue | undefined): boolean {
  return Array.isArray(value) && value.every((item) => isObject(item) && typeof item['type'] === 'string');
}

/** Thrown inside this module only, and turned into a refusal at its door. */
class RefusedField extends Error {
  readonly refusal: Refusal;

  constructor(field: string, message: string) {
    super(message);
    this.refusal = { field, message };
  }
}

function readGeneric(record: JsonObject): ReadResult {
  if (Object.keys(record).length === 0)
    return { ok: false, refusal: { field: null, message: 'record has no fields' } };
  try {
    return { ok: true, record: readRecord(record) };
  } catch (error) {
    if (error instanceof RefusedField) return { ok: false, refusal: error.refusal };
    throw error;
  }
}

/**
 * Whether the sender speaks our form: a title, or our word for the kind. Else fields called `id` or `rule` belong to some
 * product's own form, and its names are judged like any other.
 */
function isOurs(record: JsonObject): boolean {
  return textField(record, 'title') !== null || record.kind === 'alert' || record.kind === 'event';
}

/** Fields whose documented meaning says everything about them: not read again by name and shape. */
function isConsumed(key: string, value: JsonValue | undefined): boolean {
  switch (key) {
    case 'kind':
    case 'vendor':
    case 'product':
      return typeof value === 'string';
    case 'id':
      return typeof value === 'string' || typeof value === 'number';
    case 'rule':
      return isObject(value) && Object.keys(value).every((name) => name === 'id' || name === 'name');
    case 'tactics':
    case 'techniques':
    case 'labels':
    case 'tags':
      return (
        typeof value === 'string' || (Array.isArray(value) && value.every((item) => typeof item === 'string'))
      );
    case 'links':
    case 'entities':
    case 'indicators':
      return Array.isArray(value);
    default:
      return false;
  }
}

function readRecord(record: JsonObject): NormalizedRecord {
  if (!isOurs(record)) return readAnything(record);
  const rest = Object.fromEntries(Object.entries(record).filter(([key, value]) => !isConsumed(key, value)));
  const title = textField(record, 'title');
  const read = readAnything(rest, { kind: kindOf(record) });
  const flags = new Set<RecordFlag>(read.flags);
  if (isDocumentedForm(record)) flags.delete('best_effort');
  const occurredAt = timeField(record) ?? read.occurred_at;
  if (occurredAt !== null) flags.delete('time_missing');
  const entities = joinEntities(
    [...listedEntities(record, 'entities'), ...listedEntities(record, 'indicators')],
    read.entities,
  );
  if (entities.length > ENTITIES_MAX) flags.add('entities_capped');
  if ((title ?? '').length > TITLE_MAX) flags.add('text_cut');
  const techniques = techniquesField(record);
  const tactics = textsField(record, 'tactics').flatMap((text) => tacticOf(text) ?? []);
  const base = {
    vendor: textField(record, 'vendor') ?? read.vendor,
    product: textField(record, 'product') ?? read.product,
    source_ref: idField(record) ?? read.source_ref,
    title: cut(title ?? read.title, TITLE_MAX),
    description: cut(textField(record, 'description') ?? read.description, DESCRIPTION_MAX),
    category: cut(textField(record, 'category')?.toLowerCase() ?? read.category, 80),
    severity: severityField(record, flags) ?? read.severity,
    occurred_at: occurredAt,
    entities: entities.slice(0, ENTITIES_MAX),
    labels: [
      ...new Set([...textsField(record, 'labels'), ...textsField(record, 'tags'), ...read.labels]),
    ].slice(0, 20),
    links: linksField(record) ?? read.links,
    tactics: tactics.length > 0 ? [...new Set(tactics)] : read.tactics,
    techniques: techniques.length > 0 ? techniques : read.techniques,
    rule: ruleField(record) ?? read.rule,
  };
  // The severity was read into the flags above, so they are listed last.
  return { ...read, ...base, flags: [...flags] };
}

const TITLE_MAX = 500;
const DESCRIPTION_MAX = 10_000;

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What is ours is an alert, by its title or by its word, unless it calls itself an event. */
function kindOf(record: JsonObject): 'alert' | 'event' {
  return typeof record.kind === 'string' && record.kind.trim().toLowerCase() === 'event' ? 'event' : 'alert';
}

/** Text, or a number as text; an object or list in a text field says that the sender means something else. */
function textField(record: JsonObject, field: string): string | null {
  const value = record[field];
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return value.trim() === '' ? null : value.trim();
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  // The vendor and product of other forms are objects; only our own text fields insist.
  if (field === 'title' || field === 'description') throw new RefusedField(field, `${field} must be a text`);
  return null;
}

function idField(record: JsonObject): string | null {
  const { id } = record;
  if (typeof id === 'number') return String(id);
  return typeof id === 'string' && id.trim() !== '' ? id.trim() : null;
}

function severityField(record: JsonObject, flags: Set<RecordFlag>): Severity | null {
  const { severity } = record;
  if (typeof severity !== 'string' || /^\s*\d+(?:\.\d+)?\s*$/.test(severity)) return null;
  const known = severityOf(severity);
  if (known !== null) flags.delete('severity_unknown');
  return known;
}

function timeField(record: JsonObject): string | null {
  const value = record.occurred_at;
  if (value === undefined || value === null || value === '') return null;
  const time = parseTime(value);
  if (time === null)
    throw new RefusedField('occurred_at', 'occurred_at must be a time, such as 2024-03-04T10:11:12Z');
  return time;
}

/** A list of texts, or one text with commas. */
function textsField(record: JsonObject, field: string): string[] {
  const value = record[field];
  if (value === undefined || value === null) return [];
  if (typeof value === 'string')
    return value
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
  if (!Array.isArray(value)) {
    // Labels of other products are often key-value objects: their meaning is clear enough to leave them to the reader.
    if (isObject(value)) return [];
    throw new RefusedField(field, `${field} must be a list of texts`);
  }
  return value.flatMap((item: JsonValue) =>
    typeof item === 'string' || typeof item === 'number' ? [String(item).trim()] : [],
  );
}

function techniquesField(record: JsonObject): string[] {
  const found = textsField(record, 'techniques').flatMap((text) => {
    const ids = techniquesIn(text);
    const named = ids.length === 0 ? techniqueByName(text) : null;
    return named === null ? ids : [named];
  });
  return [...new Set(found)];
}

function ruleField(record: JsonObject): { id: string | null; name: string | null } | null {
  const { rule } = record;
  if (typeof rule === 'string' && rule.trim() !== '')
    return { id: textField(record, 'rule_id'), name: rule.trim() };
  const inner = isObject(rule)
    ? { id: textField(rule, 'id'), name: textField(rule, 'name') }
    : { id: null, name: null };
  const id = textField(record, 'rule_id') ?? inner.id;
  const name = textField(record, 'rule_name') ?? inner.name;
  return id === null && name === null ? null : { id, name };
}

function linksField(record: JsonObject): Link[] | null {
  const value = record.links;
  if (!Array.isArray(value)) return null;
  const links = value.flatMap((item: JsonValue): Link[] => {
    const url =
      typeof item === 'string' ? item : isObject(item) && typeof item['url'] === 'string' ? item['url'] : '';
    const label = isObject(item) && typeof item['label'] === 'string' ? item['label'] : 'link';
    return /^https:\/\/[^\s/]+/.test(url) && url.length <= 2_000 ? [{ label: cut(label, 80), url }] : [];
  });
  return links.slice(0, 20);
}

const TYPE_NAMES: Readonly<Record<string, EntityType>> = {
  ip_address: 'ip',
  ipaddress: 'ip',
  ipv4: 'ip',
  ipv6: 'ip',
  address: 'ip',
  hostname: 'host',
  computer: 'host',
  device: 'host',
  machine: 'host',
  username: 'user',
  account: 'user',
  upn: 'user',
  email_address: 'email',
  mail: 'email',
  fqdn: 'domain',
  uri: 'url',
  link: 'url',
  file: 'file_path',
  filename: 'file_path',
  file_name: 'file_path',
  path: 'file_path',
  process: 'process_path',
  process_name: 'process_path',
  command: 'command_line',
  cmdline: 'command_line',
  registry: 'registry_key',
  vulnerability: 'cve',
  mac_address: 'mac',
  arn: 'cloud_resource',
  resource: 'cloud_resource',
  btc: 'bitcoin',
};

function listedEntities(record: JsonObject, field: 'entities' | 'indicators'): Entity[] {
  const value = record[field];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new RefusedField(field, `${field} must be a list of {type, value}`);
  return value.flatMap((item: JsonValue, index) => listedEntity(item, `${field}[${index}]`));
}

function listedEntity(item: JsonValue, place: string): Entity[] {
  if (!isObject(item)) throw new RefusedField(place, `${place} must be an object with type and value`);
  const word =
    typeof item['type'] === 'string'
      ? item['type']
          .trim()
          .toLowerCase()
          .replaceAll(/[\s-]+/g, '_')
      : '';
  const raw = item['value'];
  if (raw !== null && typeof raw !== 'string' && typeof raw !== 'number') {
    throw new RefusedField(`${place}.value`, `${place}.value must be a text`);
  }
  const text = raw === null ? '' : String(raw);
  const type = typeOf(word, text);
  if (type === null) {
    throw new RefusedField(`${place}.type`, `${place}.type must be one of ${ENTITY_TYPES.join(', ')}`);
  }
  const canonical = canonicalValue(type, text);
  const role =
    ENTITY_ROLES.find((candidate) => candidate === item['role']) ?? ('related' satisfies EntityRole);
  return canonical === null ? [] : [{ type, value: canonical, role }];
}

function typeOf(word: string, value: string): EntityType | null {
  const own = ENTITY_TYPES.find((type) => type === word) ?? TYPE_NAMES[word];
  if (own !== undefined) return own;
  if (word !== 'hash' && word !== 'file_hash' && word !== 'filehash') return null;
  return ({ 32: 'md5', 40: 'sha1', 64: 'sha256', 128: 'sha512' } as const)[value.trim().length] ?? null;
}

/** What the sender listed stands first and keeps its role. */
function joinEntities(listed: readonly Entity[], found: readonly Entity[]): Entity[] {
  const joined = new Map<string, Entity>();
  for (const entity of [...listed, ...found]) {
    const key = `${entity.type} ${entity.value}`;
    const known = joined.get(key);
    if (known === undefined || (known.role === 'related' && entity.role !== 'related'))
      joined.set(key, entity);
  }
  return [...joined.values()];
}
