// Which fields of the Common Information Model name a thing, what kind of thing, and the part it played, as data.
// https://docs.splunk.com/Documentation/CIM/latest/User/Overview
//
// `src`, `dest` and `dvc` hold an address or a name, and the asset lookup adds the other spellings beside them (`_ip`, `_dns`,
// `_nt_host`, `_mac`). Beside CIM stand the names that Windows' own events keep in Splunk, which most searches pass through.

import type { EntityRole, EntityType } from '@watchfloor/sdk';

/**
 * How a value becomes an entity: as one type; `machine` a host unless it is an address; `name` a domain when it has a public
 * suffix; `typed` by its shape; `hashes` one hash or `SHA256=…,MD5=…`; `process` a command line, or a path when it is only that;
 * `account` a user, with its bare name where a Windows domain stands before it.
 */
export type FieldForm = EntityType | 'machine' | 'name' | 'typed' | 'hashes' | 'process' | 'account';

/** Roles that depend on what else the event names: `subject` is who acts unless `src_user` does, `place` where it happens. */
export type FieldRole = EntityRole | 'subject' | 'place';

export interface CimField {
  readonly form: FieldForm;
  readonly role: FieldRole;
}

/** Field by field: `form name name …`. */
function fields(role: FieldRole, specs: string): [string, CimField][] {
  return specs
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [form = '', ...names] = line.trim().split(/\s+/);
      // The forms stand in this file only; the table's test names each of them.
      const field: CimField = { form: form as FieldForm, role };
      return names.map((name): [string, CimField] => [name, field]);
    });
}

/** An endpoint with the spellings that the asset lookup adds. */
function endpoint(role: FieldRole, prefix: string): [string, CimField][] {
  const spec = (form: string, suffixes: string): string =>
    `${form} ${suffixes
      .split(' ')
      .map((suffix) => prefix + suffix)
      .join(' ')}`;
  return fields(
    role,
    [
      `machine ${prefix}`,
      spec('machine', '_host _dns _nt_host _name _hostname'),
      spec('ip', '_ip _ipv6 _address _translated_ip'),
      spec('mac', '_mac'),
    ].join('\n'),
  );
}

export const CIM_FIELDS: ReadonlyMap<string, CimField> = new Map<string, CimField>([
  ...endpoint('source', 'src'),
  // Not `source` itself: in Splunk that is the file or the search an event came from.
  ...endpoint('place', 'dest'),
  ...endpoint('place', 'dst'),
  ...endpoint('place', 'destination'),
  ...endpoint('observer', 'dvc'),
  ...fields('observer', 'machine orig_host'),
  ...fields(
    'source',
    `
    ip source_ip source_address clientip client_ip c_ip source_network_address ipaddress sourceip sourceaddress
    machine source_host source_hostname workstation_name workstationname
    email sender return_addr orig_src`,
  ),
  ...fields(
    'place',
    `
    machine computer computername
    ip destinationip destaddress
    name destinationhostname url_domain site`,
  ),
  ...fields('destination', 'email recipient orig_recipient'),
  ...fields('subject', 'account user user_name username account_name accountname subjectusername'),
  ...fields(
    'actor',
    `
    account src_user src_user_name src_username subject_account_name
    process process commandline command_line cmdline process_command_line
    process_path process_path image newprocessname new_process_name
    hashes process_hash
    cloud_resource user_arn`,
  ),
  ...fields(
    'target',
    `
    account dest_user target_user target_user_name targetusername target_account_name
    file_path file_path targetfilename
    hashes file_hash hashes hash md5 sha1 sha256 sha512 file_md5 file_sha1 file_sha256
    registry_key registry_path registry_key_name targetobject
    typed object_path object_id
    domain query dns_query queryname domain
    url url
    cloud_resource bucket_name instance_id resource_id arn`,
  ),
  ...fields(
    'parent',
    `
    process parent_process parent_process_command_line parentcommandline
    process_path parent_process_path parentimage parentprocessname
    hashes parent_process_hash`,
  ),
  ...fields(
    'related',
    `
    machine asset
    account identity
    typed answer threat_match_value ssl_subject_common_name
    ip ip
    mac mac
    url http_referrer
    email reply_to user_email src_user_email
    cve cve cve_id`,
  ),
]);

/** Fields that speak only where the better ones beside them are missing. */
export interface Fallback {
  readonly unless: readonly string[];
  readonly name: string;
  readonly field: CimField;
}

const fallback = (unless: string, name: string, field: CimField): Fallback => ({
  unless: unless.split(' '),
  name,
  field,
});

const PROCESS = 'process_path image newprocessname new_process_name';
const PARENT = 'parent_process_path parentimage parentprocessname';

export const FALLBACK_FIELDS: readonly Fallback[] = [
  fallback(PROCESS, 'process_name', { form: 'process_path', role: 'actor' }),
  fallback(`${PROCESS} process_name`, 'process_exec', { form: 'process_path', role: 'actor' }),
  fallback(PARENT, 'parent_process_name', { form: 'process_path', role: 'parent' }),
  fallback(`${PARENT} parent_process_name`, 'parent_process_exec', { form: 'process_path', role: 'parent' }),
  fallback('file_path targetfilename', 'file_name', { form: 'file_path', role: 'target' }),
  fallback('user user_name username account_name', 'user_id', { form: 'account', role: 'subject' }),
];

/** What Enterprise Security calls the kinds of risk objects and entities. */
export const RISK_FORMS: ReadonlyMap<string, FieldForm> = new Map<string, FieldForm>([
  ['system', 'machine'],
  ['host', 'machine'],
  ['device', 'machine'],
  ['asset', 'machine'],
  ['user', 'account'],
  ['identity', 'account'],
]);

/** What it and its content call the kinds of threat objects. */
export const THREAT_FORMS: ReadonlyMap<string, FieldForm> = new Map<string, FieldForm>([
  ['ip', 'ip'],
  ['ip_address', 'ip'],
  ['src_ip', 'ip'],
  ['dest_ip', 'ip'],
  ['domain', 'domain'],
  ['url', 'url'],
  ['email_address', 'email'],
  ['email', 'email'],
  ['file_hash', 'hashes'],
  ['hash', 'hashes'],
  ['file_path', 'file_path'],
  ['file_name', 'file_path'],
  ['process_name', 'process_path'],
  ['process', 'process'],
  ['process_hash', 'hashes'],
  ['command', 'command_line'],
  ['command_line', 'command_line'],
  ['parent_process', 'process'],
  ['parent_process_name', 'process_path'],
  ['registry_path', 'registry_key'],
  ['registry_key', 'registry_key'],
  ['host', 'machine'],
  ['hostname', 'machine'],
  ['system', 'machine'],
  ['user', 'account'],
]);
