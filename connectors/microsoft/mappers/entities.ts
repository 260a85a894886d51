// The entities of a Sentinel alert or incident: a graph written as JSON. An entity is defined where it is first met, often
// inside another one (the image file inside its process inside the child process), carries an `$id` there and is a
// `{"$ref": "…"}` everywhere else. The REST form writes the same graph flat, with ids in fields such as `imageFileEntityId`.
//
// The walk visits every entity once. What part it played follows from the field through which it was reached
// (`ParentProcess` → parent); an entity listed only on its own is `related`, unless the record marks it as an impacted
// asset or names its role.

import {
  cut,
  type EntityCollector,
  type EntityRole,
  type JsonObject,
  type JsonValue,
  type RecordFlag,
} from '@watchfloor/sdk';
import { addAccount, addFile, addHost, addMailbox, addMessage, type Owner } from './entity-kinds.ts';
import { type Fields, foldName, isList, isObject, readFields, textOf } from './fields.ts';

export interface EntityWalk {
  readonly collector: EntityCollector;
  readonly flags: Set<RecordFlag>;
  readonly labels: Set<string>;
}

const DEPTH_MAX = 64;

/** Adds every entity of the lists to the collector. */
export function walkEntities(roots: readonly JsonValue[], walk: EntityWalk): void {
  const graph = indexGraph(roots, walk.flags);
  const context: Context = { ...walk, graph, read: new Map(), visited: new Set() };
  const nodes = roots.map((root) => resolve(root, graph)).filter((node) => node !== null);
  // Files wait until the processes are read: the image of a process is its path, not one more file.
  for (const node of nodes) {
    if (!FILE_KINDS.has(readNode(node, context).kind)) visit(node, { role: null, depth: 0 }, context);
  }
  for (const node of nodes) visit(node, { role: null, depth: 0 }, context);
}

const FILE_KINDS: ReadonlySet<string> = new Set(['file', 'filehash']);

interface Context extends EntityWalk {
  readonly graph: Graph;
  readonly read: Map<JsonObject, Node>;
  readonly visited: Set<JsonObject>;
}

/** An entity read: its folded kind ('' when the object is no entity) and its fields in either form. */
interface Node {
  readonly kind: string;
  readonly fields: Fields;
}

/** How an entity was reached: the role its field gives it (null when it stands alone) and how deep it lies. */
interface Reached {
  readonly role: EntityRole | null;
  readonly depth: number;
}

type Graph = ReadonlyMap<string, JsonObject>;

/** Every entity that others may refer to, by `$id` and, in the REST form, by the id or name of its resource. */
function indexGraph(roots: readonly JsonValue[], flags: Set<RecordFlag>): Graph {
  const graph = new Map<string, JsonObject>();
  const pending: (readonly [JsonValue, number])[] = roots.map((root) => [root, 0] as const);
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [value, depth] = next;
    if (typeof value !== 'object' || value === null) continue;
    if (depth > DEPTH_MAX) {
      flags.add('depth_limit');
      continue;
    }
    if (isObject(value)) {
      const id = textOf(value.$id);
      if (id !== '') graph.set(id, value);
      const resource = resourceKey(textOf(value.id)) || resourceKey(textOf(value.name));
      if (resource !== '' && isObject(value.properties)) graph.set(resource, value);
    }
    for (const child of Object.values(value)) {
      if (typeof child === 'object' && child !== null) pending.push([child, depth + 1]);
    }
  }
  return graph;
}

/** The last segment of a resource id, lower case, with a mark that keeps it apart from the small numbers of `$id`. */
function resourceKey(id: string): string {
  return id === '' ? '' : `/${id.slice(id.lastIndexOf('/') + 1).toLowerCase()}`;
}

function resolve(value: JsonValue | undefined, graph: Graph): JsonObject | null {
  if (!isObject(value)) return null;
  const reference = textOf(value.$ref);
  return reference === '' ? value : (graph.get(reference) ?? null);
}

function readNode(object: JsonObject, context: Context): Node {
  const known = context.read.get(object);
  if (known !== undefined) return known;
  const inner = object.properties ?? object.Properties;
  const fields = readFields(isObject(inner) ? inner : object);
  const written = textOf(object.kind ?? object.Kind) || fields.text('Type', 'Kind', 'EntityType');
  const node = { kind: written === '' ? inferKind(fields) : foldName(written), fields };
  context.read.set(object, node);
  return node;
}

// Custom rules and playbooks sometimes pass entities on without their type; these fields occur in one type only.
const TELLTALE_FIELDS: readonly (readonly [field: string, kind: string])[] = [
  ['UPNSuffix', 'account'],
  ['AadUserId', 'account'],
  ['UserPrincipalName', 'account'],
  ['NTDomain', 'account'],
  ['HostName', 'host'],
  ['NetBiosName', 'host'],
  ['CommandLine', 'process'],
  ['ProcessId', 'process'],
  ['Directory', 'file'],
  ['Algorithm', 'filehash'],
  ['MailboxPrimaryAddress', 'mailbox'],
  ['NetworkMessageId', 'mailmessage'],
  ['DomainName', 'dns'],
  ['ResourceId', 'azureresource'],
  ['Hive', 'registrykey'],
  ['Url', 'url'],
  ['Address', 'ip'],
];

function inferKind(fields: Fields): string {
  return TELLTALE_FIELDS.find(([field]) => fields.text(field) !== '')?.[1] ?? '';
}

// A process is the parent of another and evidence of its own; which it is first is a matter of the order of the list.
const TELLING_ROLES: ReadonlySet<EntityRole> = new Set(['actor', 'source', 'destination', 'target']);

function visit(node: JsonObject, reached: Reached, context: Context): void {
  const { kind, fields } = readNode(node, context);
  if (context.visited.has(node)) {
    // Met again, now through a field that says more: the account of a process, listed on its own before.
    if (reached.role !== null && TELLING_ROLES.has(reached.role)) {
      OWN_VALUES.get(kind)?.({ fields, role: reached.role }, context);
    }
    return;
  }
  // Once the record is full, more entities only cost time.
  if (context.collector.capped) return;
  if (reached.depth > DEPTH_MAX) {
    context.flags.add('depth_limit');
    return;
  }
  context.visited.add(node);
  if (kind === '') return;
  const role = reached.role ?? roleOf(fields) ?? 'related';
  OWN_VALUES.get(kind)?.({ fields, role }, context);
  for (const [field, value] of fields.entries()) {
    if (kind === 'process' && IMAGE_FIELDS.has(field)) continue;
    const depth = reached.depth + 1;
    for (const child of childrenOf(field, value, context.graph)) {
      visit(child, { role: childRole(kind, { field, role }), depth }, context);
    }
  }
  if (kind === 'process') addImage(fields, { role, depth: reached.depth + 1 }, context);
}

/** The entities a field holds or points to; `imageFileEntityId` and `fileHashEntityIds` are the REST form's pointers. */
function childrenOf(field: string, value: JsonValue, graph: Graph): readonly JsonObject[] {
  if (/entityids?$/.test(field)) {
    const ids = isList(value) ? value : [value];
    return ids.map((id) => graph.get(resourceKey(textOf(id)))).filter((node) => node !== undefined);
  }
  if (typeof value !== 'object') return [];
  const items = isList(value) ? value : [value];
  return items.map((item) => resolve(item, graph)).filter((node) => node !== null);
}

// Roles by the field through which an entity is reached; the pointers of the REST form count under the same names. Fields
// that are not here pass the role of the entity they stand in on: the hashes of a parent's image are the parent's.
// Null: the field says nothing of the part, only what the entity says of itself counts.
const FIELD_ROLES: ReadonlyMap<string, EntityRole | null> = new Map<string, EntityRole | null>([
  ['parentprocess', 'parent'],
  ['host', null],
  ['files', null],
  ['processes', null],
  ['hosturl', 'source'],
  ['referrerurl', 'source'],
  ['dnsserverip', null],
  ['hostipaddress', 'source'],
  ['sourceaddress', 'source'],
  ['destinationaddress', 'destination'],
  ['iothub', null],
]);

function childRole(
  kind: string,
  from: { readonly field: string; readonly role: EntityRole },
): EntityRole | null {
  const field = from.field.replace(/entityids?$/, '');
  // The account a process runs under is who did it; a parent's account says less.
  if (field === 'account') return kind === 'process' && from.role !== 'parent' ? 'actor' : null;
  if (kind === 'dns' && field === 'ipaddress') return 'destination';
  const role = FIELD_ROLES.get(field);
  if (role !== undefined) return role;
  return from.role === 'related' ? null : from.role;
}

/** What the record itself says of the part: Defender's role words, or its mark for an impacted asset. */
function roleOf(fields: Fields): EntityRole | null {
  for (const word of fields.list('Roles', 'Role').map((item) => textOf(item).toLowerCase())) {
    if (word === 'source' || word === 'attacker') return 'source';
    if (word === 'destination') return 'destination';
    if (word === 'compromised' || word === 'attacked' || word === 'victim') return 'target';
  }
  return fields.text('Asset').toLowerCase() === 'true' ? 'target' : null;
}

const IMAGE_FIELDS: ReadonlySet<string> = new Set(['imagefile', 'imagefileentityid']);

function addImage(
  fields: Fields,
  reached: { readonly role: EntityRole; readonly depth: number },
  context: Context,
): void {
  for (const name of IMAGE_FIELDS) {
    const value = fields.value(name);
    if (value === undefined) continue;
    for (const image of childrenOf(name, value, context.graph)) {
      const { fields: file } = readNode(image, context);
      addFile({ fields: file, role: reached.role }, 'process_path', context.collector);
      // Its hashes are read as those of any file; as visited, it is not listed a second time as one.
      context.visited.add(image);
      for (const [field, hashes] of file.entries()) {
        for (const child of childrenOf(field, hashes, context.graph)) {
          visit(child, { role: reached.role, depth: reached.depth + 1 }, context);
        }
      }
    }
  }
}

type AddOwn = (owner: Owner, context: Context) => void;

// What stands in an entity's own fields. Kinds that are not here (sessions, mail clusters, groups, applications) have no
// value of one of our types; what they point to is reached all the same.
const OWN_VALUES: ReadonlyMap<string, AddOwn> = new Map<string, AddOwn>([
  ['account', (owner, { collector }) => addAccount(owner, collector)],
  ['host', (owner, { collector }) => addHost(owner, collector)],
  ['file', (owner, { collector }) => addFile(owner, 'file_path', collector)],
  ['filehash', addHash],
  [
    'process',
    (owner, { collector }) => collector.add('command_line', owner.fields.text('CommandLine'), owner.role),
  ],
  ['ip', (owner, { collector }) => collector.add('ip', owner.fields.text('Address'), owner.role)],
  ['url', (owner, { collector }) => collector.addTyped(owner.fields.text('Url'), owner.role, 'url')],
  ['dns', addDomain],
  ['dnsresolution', addDomain],
  ['mailmessage', (owner, { collector }) => addMessage(owner, collector)],
  ['submissionmail', (owner, { collector }) => addMessage(owner, collector)],
  ['mailbox', (owner, { collector }) => addMailbox(owner, collector)],
  ['registrykey', addRegistryKey],
  ['azureresource', addResource],
  ['amazonresource', addResource],
  ['googlecloudresource', addResource],
  ['gcpresource', addResource],
  ['iotdevice', addDevice],
  ['nic', addDevice],
  ['malware', addMalware],
]);

function addDomain({ fields, role }: Owner, { collector }: Context): void {
  collector.add('domain', fields.text('DomainName'), role);
}

function addRegistryKey({ fields, role }: Owner, { collector }: Context): void {
  collector.add('registry_key', `${fields.text('Hive')}\\${fields.text('Key')}`, role);
}

function addResource({ fields, role }: Owner, { collector }: Context): void {
  const id = fields.text('ResourceId', 'AmazonResourceId', 'FullResourceName', 'Arn');
  collector.add('cloud_resource', id, role);
}

function addDevice({ fields, role }: Owner, { collector }: Context): void {
  collector.add('host', fields.text('DeviceName', 'DeviceId'), role);
  collector.add('mac', fields.text('MacAddress'), role);
}

function addHash({ fields, role }: Owner, { collector }: Context): void {
  const algorithm = fields.text('Algorithm').toLowerCase();
  const value = fields.text('Value', 'HashValue');
  if (algorithm === 'md5' || algorithm === 'sha1' || algorithm === 'sha256') {
    collector.add(algorithm, value, role);
  } else if (algorithm !== 'sha256ac') {
    // SHA256AC hashes the signed part of a file only: looked up as a SHA-256 it would never be found.
    collector.addTyped(value, role);
  }
}

/** The vendor's name of a threat is no entity; it labels the record. */
function addMalware({ fields }: Owner, { labels }: Context): void {
  const name = fields.text('Name', 'MalwareName');
  if (name !== '') labels.add(cut(`malware:${name}`, 200));
}
