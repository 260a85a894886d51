// Which name in an alert's `data` names what. Decoders fill `data` with whatever the log had: the names below are those of Wazuh's
// own decoders (`srcip`, `dstuser`), of the Windows event channel, auditd, Suricata, AWS, Office 365 and Google Cloud. They
// are compared without case and punctuation, by their last step. Data only.

import type { EntityRole } from '@watchfloor/sdk';

/**
 * How a value is read. `account` is a login or a SID; `hash` any of the four, also as `SHA256=…,MD5=…`; `file` a path, never a bare
 * word; `program` the image of a process; `url` only when it has a host; `name` a host or an address; `mailbox` a login that
 * is a mail address by its name.
 */
export type Reading =
  | 'ip'
  | 'name'
  | 'account'
  | 'email'
  | 'mailbox'
  | 'domain'
  | 'url'
  | 'hash'
  | 'file'
  | 'program'
  | 'command'
  | 'registry'
  | 'mac'
  | 'cloud'
  | 'cve';

/** `place` is the part of the container it stands in (`source`, `destination`), else related. */
export type Part = EntityRole | 'place';

export interface FieldRule {
  readonly reading: Reading;
  readonly part: Part;
}

const ROWS: readonly (readonly [reading: Reading, part: Part, names: string])[] = [
  [
    'ip',
    'source',
    'srcip srcipaddr sourceip sourceipaddress sourceaddress srcaddr clientip clientipaddress callerip',
  ],
  [
    'ip',
    'source',
    'remoteip remoteaddr remoteipaddress remoteaddress actoripaddress ipaddress initiatorip peerip useripaddress',
  ],
  [
    'ip',
    'destination',
    'dstip destip destinationip destinationipaddress destinationaddress dstaddr targetip',
  ],
  ['ip', 'related', 'srcnatip dstnatip natip publicip privateipaddress localip'],
  ['ip', 'place', 'ip ipaddressv4 ipaddressv6 ipv4 ipv6 address'],
  [
    'name',
    'source',
    'srchost sourcehostname sourcehost workstationname workstation clienthostname clientname remotehost',
  ],
  ['name', 'destination', 'dsthost destinationhostname destinationhost dhost'],
  ['name', 'observer', 'devname'],
  ['name', 'target', 'computer computername hostname devicename systemname dvchost machinename'],
  ['account', 'actor', 'srcuser sourceuser subjectusername user username userid loginuser actorid actoruser'],
  ['account', 'actor', 'subjectusersid usersid accesskeyid authid operator initiatedby currentuser'],
  ['account', 'actor', 'userprincipalname detectionuser'],
  [
    'account',
    'target',
    'dstuser destinationuser targetuser targetusername targetsid targetusersid targetaccount membersid',
  ],
  ['account', 'target', 'samaccountname accountname targetlogonname'],
  ['mailbox', 'actor', 'principalemail'],
  ['email', 'source', 'sender senderaddress mailfrom fromaddress p2sender p1sender'],
  ['email', 'destination', 'recipient recipients recipientaddress mailto toaddress'],
  ['email', 'related', 'email mail emailaddress useremail'],
  ['domain', 'destination', 'queryname rrname dnsquestionname domain domainname dnsname sni queryhostname'],
  ['url', 'destination', 'url uri requesturl httpurl siteurl'],
  ['hash', 'related', 'hash hashes sha256 sha1 md5 sha256after sha1after md5after filehash'],
  [
    'file',
    'target',
    'file filename filepath targetfilename objectname relativetargetname path targetpath imageloaded',
  ],
  ['program', 'actor', 'image exe newprocessname processname sourceimage process application'],
  ['program', 'parent', 'parentimage parentprocessname parentprocess'],
  ['program', 'target', 'targetimage imagepath servicefilename'],
  ['command', 'actor', 'commandline command cmd cmdline processcommandline'],
  ['command', 'parent', 'parentcommandline parentcmdline'],
  ['registry', 'target', 'targetobject registrykey registrypath'],
  ['mac', 'source', 'srcmac sourcemac'],
  ['mac', 'destination', 'dstmac destinationmac'],
  ['mac', 'related', 'mac macaddress'],
  ['cloud', 'place', 'arn'],
  ['cloud', 'target', 'resourcearn resourceid resourcename instanceid bucketname bucket functionname'],
  ['cve', 'related', 'cve cves cveid'],
];

export const FIELD_RULES: ReadonlyMap<string, FieldRule> = new Map(
  ROWS.flatMap(([reading, part, names]) =>
    names.split(' ').map((name): [string, FieldRule] => [name, { reading, part }]),
  ),
);

/** Containers whose contents are the one end or the other. */
export const PLACES: ReadonlyMap<string, EntityRole> = new Map<string, EntityRole>([
  ['source', 'source'],
  ['src', 'source'],
  ['attacker', 'source'],
  ['client', 'source'],
  ['actor', 'source'],
  ['destination', 'destination'],
  ['dest', 'destination'],
  ['dst', 'destination'],
  ['server', 'destination'],
  ['target', 'target'],
  ['requestparameters', 'target'],
  ['resources', 'target'],
  ['useridentity', 'actor'],
  ['remoteipdetails', 'source'],
  ['localipdetails', 'target'],
  ['targetresources', 'target'],
]);

/** Containers that hold no entity: places, references, the checks of a policy, package lists, the rule's own words. */
export const SKIPPED: ReadonlySet<string> = new Set(
  (
    'geoip geo geolocation references reference compliance sca tags cvss package assigner cwe metadata rule flow decorations ' +
    'securitygroups useragent tlsdetails'
  ).split(' '),
);

/** Containers of a conversation with another machine: a host name in them is the other's. */
export const CONVERSATIONS: ReadonlySet<string> = new Set(['http', 'tls', 'ssl', 'dns', 'smtp']);
