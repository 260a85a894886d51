// Which field of Falcon's records names what, and the part it played. Names are folded (`foldName`), so that one row serves the
// event stream, the APIs and the telemetry. Data only; `entities.ts` reads it.

import type { EntityRole, EntityType } from '@watchfloor/sdk';

/**
 * How a field's value is read: as the type; `account` is a login, a SID or an id; `ips` and `hashes` hold several; `name` a
 * host or an address; `dns` a domain that may be a single label; `url` may be a name alone; `service` is a Kerberos service's name.
 */
export type Reading =
  | Extract<
      EntityType,
      'host' | 'process_path' | 'file_path' | 'command_line' | 'registry_key' | 'cloud_resource' | 'mac'
    >
  | 'account'
  | 'login'
  | 'ips'
  | 'hashes'
  | 'name'
  | 'dns'
  | 'zone'
  | 'service'
  | 'url';

/**
 * `host` is the part of the machine the record is about, `process` the part of the process (a parent's in a parent), `local`
 * and `remote` the ends of a connection, whose direction stands beside them.
 */
export type Part = EntityRole | 'host' | 'process' | 'local' | 'remote';

export interface FieldRule {
  readonly reading: Reading;
  readonly part: Part;
}

const ROWS: readonly (readonly [reading: Reading, part: Part, names: string])[] = [
  [
    'host',
    'host',
    'computername hostname hostnamefield hostnames devicehostname sensorhostname endpointname',
  ],
  ['host', 'host', 'neighborname lastloggedonhost instancename podname'],
  ['host', 'source', 'sourceendpointhostname sourceendpointname clientcomputername activitydevice'],
  ['host', 'target', 'targetendpointhostname targetdomaincontrollerhostname targethostname remotehostname'],
  ['service', 'target', 'targetserviceaccessidentifier'],
  ['name', 'source', 'sourcehosts'],
  ['name', 'destination', 'destinationhosts downloadserver'],
  ['zone', 'related', 'machinedomain'],
  ['account', 'process', 'username usernames userprincipal usersid usersidreadable userid user sid'],
  [
    'account',
    'actor',
    'sourceaccountname sourceaccountupn sourceaccountsamaccountname sourceaccountobjectsid',
  ],
  ['account', 'actor', 'subjectusername localusername fileoperatorsid'],
  ['account', 'target', 'targetaccountname targetaccountupn targetaccountobjectsid targetusername'],
  ['ips', 'host', 'localip localipv6 localipv4 currentlocalip deviceip'],
  [
    'ips',
    'related',
    'externalip externalipaddress aip connectionip gatewayip ipv4 ipv6 ipv4addresses ipv6addresses',
  ],
  ['ips', 'source', 'userip sourceip sourceips usersourceip endpointip sourceendpointipaddress'],
  ['ips', 'source', 'sourceendpointaddressip4 sourceendpointaddressip6 clientip'],
  ['ips', 'destination', 'destinationip destinationips targetendpointipaddress targetendpointaddressip4'],
  ['ips', 'local', 'localaddress localaddressip4 localaddressip6'],
  ['ips', 'remote', 'remoteaddress remoteaddressip4 remoteaddressip6 remoteaddressstring remoteip'],
  ['ips', 'related', 'ip4records ip6records firstip4record firstip6record'],
  ['mac', 'host', 'macaddress mac physicaladdress'],
  ['mac', 'related', 'gatewaymac'],
  ['process_path', 'process', 'imagefilename imagefilepath contextimagefilename'],
  ['process_path', 'target', 'targetimagefilename targetprocessimagefilename'],
  ['command_line', 'process', 'commandline cmdline commands'],
  ['command_line', 'target', 'targetcommandline'],
  ['process_path', 'parent', 'parentimagefilepath grandparentimagefilepath parentprocessimagefilename'],
  ['command_line', 'parent', 'parentcommandline grandparentcommandline parentcmdline'],
  ['hashes', 'parent', 'parentsha256 parentmd5'],
  ['file_path', 'target', 'targetfilename targetfilepath newfilename'],
  ['file_path', 'source', 'sourcefilename'],
  ['file_path', 'related', 'associatedfile scriptcontentname injecteddll filewritten'],
  [
    'hashes',
    'process',
    'sha256string sha256hashdata sha256 md5string md5hashdata md5 sha1string sha1hashdata sha1',
  ],
  ['hashes', 'related', 'sha256hashes md5hashes sha256list contentsha256hashdata contentsha'],
  ['hashes', 'target', 'targetsha256hashdata targetmd5hashdata'],
  ['registry_key', 'target', 'regobjectname targetregistrykey'],
  ['dns', 'destination', 'domainname'],
  ['dns', 'related', 'cnamerecords domainnames'],
  ['url', 'destination', 'originatingurl url httpurl requesturl destinationurl'],
  ['url', 'source', 'hosturl referrerurl'],
  ['cloud_resource', 'target', 'resourceid resourceids resourcearn arn'],
];

export const FIELD_RULES: ReadonlyMap<string, FieldRule> = new Map(
  ROWS.flatMap(([reading, part, names]) =>
    names.split(' ').map((name): [string, FieldRule] => [name, { reading, part }]),
  ),
);

/** What the keys of an audit record's `AuditKeyValues` name; the same names elsewhere say less. */
const AUDIT_ROWS: readonly (readonly [reading: Reading, role: EntityRole, names: string])[] = [
  ['login', 'target', 'targetname actiontargetname targetusername targetuseruid targetuser'],
  ['login', 'actor', 'actoruser actorusername'],
  ['login', 'related', 'assignedtouid'],
  ['ips', 'source', 'userip sourceip'],
  ['ips', 'related', 'cidrs'],
  ['host', 'target', 'hostname computername devicename devicehostname'],
  ['file_path', 'target', 'filepath'],
  ['hashes', 'target', 'sha256 md5 hash filehash'],
];

export interface AuditRule {
  readonly reading: Reading;
  readonly role: EntityRole;
}

export const AUDIT_RULES: ReadonlyMap<string, AuditRule> = new Map(
  AUDIT_ROWS.flatMap(([reading, role, names]) =>
    names.split(' ').map((name): [string, AuditRule] => [name, { reading, role }]),
  ),
);

/** Containers that hold no entity: switches, graph ids, texts, other products' enrichment. */
export const SKIPPED: ReadonlySet<string> = new Set(
  (
    'patterndispositionflags patterndispositiondetails mitreattack crawledgeids crawlvertexids hostgroups groups tags ' +
    'comments comment policies policy devicepolicies penrichment penriched plogtype assessments scores auditkeyvalues attributes ' +
    'metadata meta executionmetadata contentpatterns matchedclassification relatedclassifications filetype flags ' +
    'managedapps prioritydetails'
  ).split(' '),
);

/** Containers whose contents are another process's, above the one the record is about. */
export const PARENTS: ReadonlySet<string> = new Set([
  'parentdetails',
  'grandparentdetails',
  'parentprocessdetails',
  'grandparentprocessdetails',
]);

/** Containers of files that a process touched: what stands in them was acted upon. */
export const FILE_LISTS: ReadonlySet<string> = new Set([
  'fileswritten',
  'executableswritten',
  'documentsaccessed',
  'filesaccessed',
  'quarantinefiles',
  'quarantinedfiles',
  'scanresults',
  'mobileappsdetails',
]);
