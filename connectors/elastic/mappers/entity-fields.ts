// Which ECS fields name a thing, what kind of thing, and the part it played, as data.
// https://www.elastic.co/guide/en/ecs/current/ecs-field-reference.html
//
// Left out on purpose: what repeats a value (`dns.question.registered_domain`, `process.entry_leader.*`), fingerprints that
// only look like file hashes (`tls.client.ja3`, `process.pe.imphash`), places, versions, ids of agents and sessions.

import type { EntityRole, EntityType } from '@watchfloor/sdk';

/**
 * How a field's value becomes an entity: as one type; `own_ip` an address of the machine itself; `machine` a host unless it is an address; `name` a domain when it has
 * a public suffix, else a host or an address; `account` a user, with its bare name where a Windows domain stands before it;
 * `typed` by its shape alone; `hashes` Sysmon's `SHA256=…,MD5=…`.
 */
export type FieldForm = EntityType | 'own_ip' | 'machine' | 'name' | 'account' | 'typed' | 'hashes';

export interface EntityField {
  readonly form: FieldForm;
  readonly role: EntityRole;
}

/** Field by field: `form path path …`, each path below each prefix when prefixes are given. */
function fields(
  role: EntityRole,
  specs: string,
  prefixes: readonly string[] = [''],
): [string, EntityField][] {
  return specs
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [form = '', ...paths] = line.trim().split(/\s+/);
      // The forms stand in this file only; the table's test names each of them.
      const field: EntityField = { form: form as FieldForm, role };
      return prefixes.flatMap((prefix) =>
        paths.map((path): [string, EntityField] => [prefix === '' ? path : `${prefix}.${path}`, field]),
      );
    });
}

const USER = `
  user name
  email email`;

const ENDPOINT = `
  ip ip nat.ip ipv6
  mac mac
  name domain hostname
  machine address
  asn as.number`;

const HASHES = `
  md5 hash.md5
  sha1 hash.sha1
  sha256 hash.sha256
  sha512 hash.sha512`;

const PROCESS = `${HASHES}
  process_path executable exe
  command_line command_line`;

const FILE = `${HASHES}
  file_path path target_path`;

// Intelligence in a document: an indicator of a feed, or the one that an indicator-match rule matched.
const INDICATOR = `${HASHES}
  ip ip
  domain domain
  name url.domain
  url url.full url.original
  md5 file.hash.md5
  sha1 file.hash.sha1
  sha256 file.hash.sha256
  sha512 file.hash.sha512
  email email.address
  registry_key registry.path`;

/** Every field but those of Windows event data and the host's own. */
export const ENTITY_FIELDS: ReadonlyMap<string, EntityField> = new Map<string, EntityField>([
  ...fields('source', ENDPOINT, ['source', 'client']),
  ...fields('destination', ENDPOINT, ['destination', 'server', 'dest']),
  ...fields('actor', USER, ['user', 'user.audit', 'source.user', 'client.user', 'host.user']),
  ...fields('actor', USER, ['process.user', 'process.real_user']),
  ...fields('target', USER, [
    'user.target',
    'user.effective',
    'user.changes',
    'destination.user',
    'server.user',
  ]),
  ...fields('related', USER, ['process.parent.user', 'winlog.user']),
  ...fields('actor', PROCESS, ['process']),
  ...fields('parent', PROCESS, ['process.parent']),
  ...fields('target', PROCESS, ['target.process']),
  ...fields('target', FILE, ['file']),
  ...fields('related', FILE, ['dll', 'target.dll', 'email.attachments.file']),
  ...fields('related', INDICATOR, ['threat.indicator', 'threat.enrichments.indicator']),
  ...fields('related', 'ip ip\n machine address', [
    'network.forwarded',
    'process.entry_leader.entry_meta.source',
  ]),
  ...fields(
    'source',
    `
    ip client_ip network.forwarded_ip real_ip system.auth.ssh.ip nginx.access.remote_ip apache.access.remote_ip
    ip apache2.access.remote_ip
    email email.from.address email.sender.address
    machine auditd.data.addr auditd.data.hostname`,
  ),
  ...fields(
    'destination',
    `
    email email.to.address email.cc.address email.bcc.address
    domain tls.client.server_name
    name url.domain destination.resource`,
  ),
  ...fields(
    'target',
    `
    domain dns.question.name
    registry_key registry.path
    url url.full
    user system.auth.user auditd.data.acct
    cloud_resource aws.cloudtrail.resources.arn azure.resource.id gcp.audit.resource_name
    cloud_resource orchestrator.resource.name kubernetes.pod.name cloud.instance.id container.id`,
  ),
  ...fields('actor', 'cloud_resource aws.cloudtrail.user_identity.arn\ncommand_line auditd.data.cmd'),
  ...fields(
    'related',
    `
    ip dns.resolved_ip
    typed dns.answers.data tls.server.x509.subject.common_name
    url http.request.referrer url.original
    email email.reply_to.address
    md5 hash.md5 tls.server.hash.md5
    sha1 hash.sha1 tls.server.hash.sha1
    sha256 hash.sha256 tls.server.hash.sha256
    sha512 hash.sha512
    cve vulnerability.id cve.id`,
  ),
  ...fields(
    'observer',
    `
    machine observer.name observer.hostname agent.name agent.hostname beat.name beat.hostname
    ip observer.ip
    mac observer.mac`,
  ),
]);

/** The host's own fields; whether it is what the document is about or who saw it, the document tells. */
export const HOST_FIELDS: ReadonlyMap<string, FieldForm> = new Map<string, FieldForm>([
  ['host.name', 'machine'],
  ['host.hostname', 'machine'],
  ['host.ip', 'ip'],
  ['host.mac', 'mac'],
  ['winlog.computer_name', 'machine'],
  ['computer_name', 'machine'],
]);

/** Data of Windows events (Security, Sysmon and their like), which Winlogbeat keeps under its own names. */
export const WINDOWS_FIELDS: ReadonlyMap<string, EntityField> = new Map<string, EntityField>([
  ...fields(
    'actor',
    `
    account subjectusername user sourceuser accountname clientusername
    process_path image newprocessname processname callerprocessname sourceimage application
    command_line commandline processcommandline hostapplication
    hashes hashes hash`,
  ),
  ...fields(
    'target',
    `
    account targetusername samaccountname targetuser oldtargetusername newtargetusername targetoutboundusername
    process_path targetimage
    file_path targetfilename relativetargetname
    typed objectname path imagepath servicefilename
    registry_key targetobject
    domain queryname
    machine dnshostname`,
  ),
  ...fields('parent', 'process_path parentimage parentprocessname\ncommand_line parentcommandline'),
  ...fields('related', 'account parentuser username\nfile_path imageloaded'),
  ...fields(
    'source',
    `
    ip ipaddress clientaddress sourceaddress sourceip
    machine workstationname workstation clientname
    name sourcehostname`,
  ),
  ...fields(
    'destination',
    `
    ip destaddress destinationip
    machine targetservername
    name destinationhostname`,
  ),
]);

/** Where Windows event data stands: Winlogbeat 7 and later, its user data, Winlogbeat 6. */
export const WINDOWS_PREFIXES: readonly string[] = ['winlog.event_data.', 'winlog.user_data.', 'event_data.'];

/** Fields that speak only where the better one beside them is missing. */
export interface Fallback {
  readonly unless: string;
  readonly path: string;
  readonly field: EntityField;
}

export const FALLBACK_FIELDS: readonly Fallback[] = [
  { unless: 'process.executable', path: 'process.name', field: { form: 'process_path', role: 'actor' } },
  {
    unless: 'process.parent.executable',
    path: 'process.parent.name',
    field: { form: 'process_path', role: 'parent' },
  },
  {
    unless: 'target.process.executable',
    path: 'target.process.name',
    field: { form: 'process_path', role: 'target' },
  },
  { unless: 'file.path', path: 'file.name', field: { form: 'file_path', role: 'target' } },
  { unless: 'dll.path', path: 'dll.name', field: { form: 'file_path', role: 'related' } },
  {
    unless: 'email.attachments.file.path',
    path: 'email.attachments.file.name',
    field: { form: 'file_path', role: 'related' },
  },
  { unless: 'user.name', path: 'user.email', field: { form: 'user', role: 'actor' } },
  { unless: 'user.name', path: 'user.full_name', field: { form: 'user', role: 'actor' } },
  { unless: 'user.target.name', path: 'user.target.email', field: { form: 'user', role: 'target' } },
];
