// Where the entities of a record stand in an OCSF finding. Nothing is claimed that the record does not say: an evidence holds
// entities of one role and is named after it; what has no attribute that means just this (a hash without its file, a domain that
// was not looked up, an autonomous system without its address) goes into the evidence's `data`. Every entity is an observable
// too, which is what consumers pivot on.
// https://schema.ocsf.io/1.5.0/objects/evidences, https://schema.ocsf.io/1.5.0/objects/observable

import type { Entity, EntityRole, EntityType, Sensor } from '@watchfloor/sdk';

export type OcsfObject = Record<string, unknown>;

export interface Observable {
  readonly name: string;
  readonly type_id: number;
  readonly type: string;
  readonly value: string;
}

export interface Placed {
  readonly evidences: readonly OcsfObject[];
  readonly resources: readonly OcsfObject[];
  readonly vulnerabilities: readonly OcsfObject[];
  readonly observables: readonly Observable[];
  /** Registry keys are attributes of the Windows extension, which the metadata then has to name. */
  readonly needsWindows: boolean;
}

export interface PlaceOptions {
  /** The finding's own id: processes are numbered under it, since OCSF wants an id of each. */
  readonly id: string;
  readonly sensor: Sensor;
}

/** Puts each entity into its place. */
export function placeEntities(entities: readonly Entity[], options: PlaceOptions): Placed {
  const desk = makeDesk(options);
  for (const role of new Set(entities.map((entity) => entity.role))) {
    placeRole(
      role,
      entities.filter((entity) => entity.role === role),
      desk,
    );
  }
  return {
    evidences: desk.evidences,
    resources: desk.resources,
    vulnerabilities: desk.vulnerabilities,
    // In the order in which the record has them.
    observables: entities.map((entity) => observableOf(entity, desk.places.get(entity) ?? 'unmapped')),
    needsWindows: entities.some(({ type }) => type === 'registry_key'),
  };
}

interface Desk extends PlaceOptions {
  readonly evidences: OcsfObject[];
  readonly resources: OcsfObject[];
  readonly vulnerabilities: OcsfObject[];
  /** Which attribute holds the entity, for the name of its observable. */
  readonly places: Map<Entity, string>;
  processes: number;
}

function makeDesk(options: PlaceOptions): Desk {
  return { ...options, evidences: [], resources: [], vulnerabilities: [], places: new Map(), processes: 0 };
}

/** The evidences of one role: each attribute at most once in each, so that a second value opens the next. */
function placeRole(role: EntityRole, entities: readonly Entity[], desk: Desk): void {
  const own: OcsfObject[] = [];
  const put = (attribute: string, value: unknown): void => {
    let evidence = own.find((candidate) => !Object.hasOwn(candidate, attribute));
    if (evidence === undefined) {
      evidence = { name: role };
      own.push(evidence);
      desk.evidences.push(evidence);
    }
    evidence[attribute] = value;
  };
  const group: Group = { role, entities, desk, put };
  const placed = new Set<Entity>([
    ...placeEndpoints(group),
    ...placeProcesses(group),
    ...placeUsers(group),
    ...placeSingles(group),
  ]);
  placeData(
    group,
    entities.filter((entity) => !placed.has(entity)),
  );
}

interface Group {
  readonly role: EntityRole;
  readonly entities: readonly Entity[];
  readonly desk: Desk;
  put(attribute: string, value: unknown): void;
}

function ofType({ entities }: Group, type: EntityType): readonly Entity[] {
  return entities.filter((entity) => entity.type === type);
}

const ENDPOINTS: Partial<Record<EntityRole, string>> = {
  source: 'src_endpoint',
  actor: 'src_endpoint',
  destination: 'dst_endpoint',
  target: 'device',
  observer: 'device',
};

/** Address, name and hardware address of one role are one machine when there is one of each; else nobody says which is whose. */
function placeEndpoints(group: Group): readonly Entity[] {
  const attribute = ENDPOINTS[group.role];
  if (attribute === undefined) return [];
  const ips = ofType(group, 'ip');
  const hosts = ofType(group, 'host');
  const macs = ofType(group, 'mac');
  const fixed = attribute === 'device' ? { type_id: 0 } : {};
  const endpoints: readonly (readonly Entity[])[] =
    ips.length <= 1 && hosts.length <= 1
      ? [[...ips, ...hosts, ...(macs.length === 1 ? macs : [])]]
      : [...ips, ...hosts].map((entity) => [entity]);
  const placed: Entity[] = [];
  for (const members of endpoints) {
    // A hardware address alone does not make an endpoint.
    if (!members.some(({ type }) => type !== 'mac')) continue;
    const values = members.map((entity) => [ENDPOINT_FIELDS[entity.type] ?? entity.type, entity] as const);
    group.put(attribute, {
      ...fixed,
      ...Object.fromEntries(values.map(([field, entity]) => [field, entity.value])),
    });
    for (const [field, entity] of values) group.desk.places.set(entity, `evidences[].${attribute}.${field}`);
    placed.push(...members);
  }
  return placed;
}

const ENDPOINT_FIELDS: Partial<Record<EntityType, string>> = { ip: 'ip', host: 'hostname', mac: 'mac' };

/** A path and a command line of one role are one process when there is one of each. */
function placeProcesses(group: Group): readonly Entity[] {
  const paths = ofType(group, 'process_path');
  const commands = ofType(group, 'command_line');
  const processes =
    paths.length <= 1 && commands.length <= 1
      ? [[...paths, ...commands]]
      : [...paths, ...commands].map((entity) => [entity]);
  for (const members of processes) if (members.length > 0) placeProcess(group, members);
  return processes.flat();
}

function placeProcess({ role, desk, put }: Group, members: readonly Entity[]): void {
  const process: OcsfObject = { uid: `${desk.id}/process/${desk.processes}` };
  desk.processes += 1;
  const base = role === 'actor' ? 'evidences[].actor.process' : 'evidences[].process';
  for (const entity of members) {
    if (entity.type === 'command_line') {
      process.cmd_line = entity.value;
      desk.places.set(entity, `${base}.cmd_line`);
    } else {
      process.name = lastPart(entity.value);
      if (isPath(entity.value)) process.file = fileOf(entity.value, 1);
      desk.places.set(entity, isPath(entity.value) ? `${base}.file.path` : `${base}.name`);
    }
  }
  if (role === 'actor') put('actor', { process });
  else put('process', process);
}

function isPath(text: string): boolean {
  return /[\\/]/.test(text);
}

function lastPart(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1) || path;
}

/** A file needs its name and its kind: 1 is a regular file, 0 says that nobody knows. */
function fileOf(path: string, typeId: 0 | 1): OcsfObject {
  return { name: lastPart(path), ...(isPath(path) ? { path } : {}), type_id: typeId };
}

/** Users; an address under the same name is the user's, as far as the record tells one from the other. */
function placeUsers(group: Group): readonly Entity[] {
  const placed: Entity[] = [];
  const mails = ofType(group, 'email');
  const attribute = group.role === 'actor' ? 'actor' : 'user';
  const base = group.role === 'actor' ? 'evidences[].actor.user' : 'evidences[].user';
  for (const entity of ofType(group, 'user')) {
    const mail = mails.find(({ value }) => value === entity.value);
    const user = { name: entity.value, ...(mail === undefined ? {} : { email_addr: mail.value }) };
    group.put(attribute, attribute === 'actor' ? { user } : user);
    group.desk.places.set(entity, `${base}.name`);
    placed.push(entity);
    if (mail === undefined) continue;
    group.desk.places.set(mail, `${base}.email_addr`);
    placed.push(mail);
  }
  return placed;
}

/** What has an attribute of its own. */
function placeSingles(group: Group): readonly Entity[] {
  return group.entities.filter((entity) => {
    const place = placeSingle(entity, group);
    if (place !== null && !group.desk.places.has(entity)) group.desk.places.set(entity, place);
    return place !== null;
  });
}

function placeSingle({ type, value, role }: Entity, { desk, put }: Group): string | null {
  switch (type) {
    case 'url':
      put('url', { url_string: value });
      return 'evidences[].url.url_string';
    case 'file_path':
      put('file', fileOf(value, 0));
      return isPath(value) ? 'evidences[].file.path' : 'evidences[].file.name';
    case 'registry_key':
      put('reg_key', { path: value });
      return 'evidences[].reg_key.path';
    case 'cve':
      desk.vulnerabilities.push({ cve: { uid: value } });
      return 'vulnerabilities[].cve.uid';
    case 'cloud_resource':
      if (role === 'target' || role === 'destination') {
        desk.resources.push({ uid: value });
        return 'resources[].uid';
      }
      put('resources', [{ uid: value }]);
      return 'evidences[].resources[].uid';
    default:
      return null;
  }
}

/** Everything else, under the names of our types. The two ends of a mail are attributes only where it was a mail. */
function placeData({ role, desk, put }: Group, entities: readonly Entity[]): void {
  const data: Record<string, string[]> = {};
  for (const entity of entities) {
    const isMail = entity.type === 'email' && desk.sensor === 'email';
    if (isMail && (role === 'source' || role === 'actor')) {
      put('email', { from: entity.value });
      desk.places.set(entity, 'evidences[].email.from');
    } else if (isMail && (role === 'destination' || role === 'target')) {
      put('email', { to: [entity.value] });
      desk.places.set(entity, 'evidences[].email.to[]');
    } else {
      const values = data[entity.type] ?? [];
      data[entity.type] = values;
      values.push(entity.value);
      desk.places.set(entity, `evidences[].data.${entity.type}`);
    }
  }
  if (Object.keys(data).length > 0) put('data', data);
}

type ObservableType = readonly [id: number, caption: string];

const HASH: ObservableType = [8, 'Hash'];
const OBSERVABLES: Readonly<Record<EntityType, ObservableType>> = {
  ip: [2, 'IP Address'],
  domain: [1, 'Hostname'],
  host: [1, 'Hostname'],
  user: [4, 'User Name'],
  email: [5, 'Email Address'],
  url: [6, 'URL String'],
  md5: HASH,
  sha1: HASH,
  sha256: HASH,
  sha512: HASH,
  mac: [3, 'MAC Address'],
  process_path: [9, 'Process Name'],
  file_path: [7, 'File Name'],
  command_line: [13, 'Command Line'],
  registry_key: [46, 'Registry Key Path'],
  cve: [18, 'CVE ID'],
  technique: [99, 'ATT&CK Technique'],
  asn: [99, 'Autonomous System Number'],
  cloud_resource: [10, 'Resource UID'],
  bitcoin: [99, 'Bitcoin Address'],
};
const FILE_PATH: ObservableType = [45, 'File Path'];

function observableOf({ type, value }: Entity, name: string): Observable {
  const isFile = type === 'process_path' || type === 'file_path';
  const [typeId, caption] = isFile && isPath(value) ? FILE_PATH : OBSERVABLES[type];
  return { name, type_id: typeId, type: caption, value };
}
