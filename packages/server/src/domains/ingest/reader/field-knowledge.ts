// What words in field names mean, as data. Gathered from the schemas vendors publish (ECS, OCSF, CIM, UDM, CEF and LEEF
// dictionaries, ASIM, syslog message references) and kept in words rather than field names, so that a schema that is not
// among them is read as well.

import { FOREIGN_NAMES } from './foreign-names.ts';

/** What a field's noun says its value is. `address` is a place that may hold an address or a name. */
export type Noun =
  | 'ip'
  | 'address'
  | 'host'
  | 'device'
  | 'domain'
  | 'user'
  | 'account'
  | 'email'
  | 'url'
  | 'hash'
  | 'mac'
  | 'process'
  | 'command'
  | 'file'
  | 'registry'
  | 'cve'
  | 'resource'
  | 'technique'
  | 'indicator';

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

function table<T extends string>(rows: Readonly<Record<T, string>>): ReadonlyMap<string, T> {
  // Object.entries forgets that the keys are T.
  const entries = Object.entries(rows) as [T, string][];
  return new Map(entries.flatMap(([value, text]) => words(text).map((word): [string, T] => [word, value])));
}

export const NOUNS: ReadonlyMap<string, Noun> = table<Noun>({
  ip: 'ip ipv4 ipv6 ip4 ip6 ipaddr ipaddress ipv4addr xff',
  address: 'address addr endpoint nexthop authority where',
  host: 'host hostname computer machine workstation node fqdn netbios netbiosname nodename servername devname vm',
  device: 'device asset agent sensor server appliance',
  domain: 'domain dns query qname rrname sni vhost nameserver tld',
  user: 'user username login logon upn principal samaccountname impersonator admin administrator',
  account:
    'account who initiator member owner actor grantee assignee employee person people author approver invitee inviter committer pusher',
  email: 'email mail mailbox sender recipient rcpt cc bcc replyto mailfrom mailto smtp',
  url: 'url uri link href referer referrer website',
  hash: 'hash md5 sha1 sha256 sha512 checksum digest',
  mac: 'mac hwaddr chaddr ethernet bssid',
  process: 'process image exe executable program binary application',
  command: 'command cmd cmdline commandline arguments argv cli',
  file: 'file filename filepath path folder directory attachment document',
  registry: 'registry regkey',
  cve: 'cve vulnerability',
  resource: 'arn resource bucket',
  technique: 'technique mitre attack',
  indicator: 'indicator ioc observable artifact',
});

/** The part a thing played, said by a word in its name or in the names around it. */
export const ROLES = table({
  source: `source src client origin orig originator initiator attacker sender from requester requestor calling remote peer
    shost local sending`,
  destination:
    'destination dest dst server to resp responder recipient relay upstream nexthop receiver called',
  actor:
    'actor subject principal caller initiating initiated performer executor invoker operator requesting suser',
  target: 'target object victim affected new member grantee assignee impacted dusr duser recipients',
  observer:
    'observer sensor reporter collector forwarder devname dvc appliance firewall gateway logger probe agent',
  parent: 'parent grandparent creator',
} as const);

export type RoleWord = 'source' | 'destination' | 'actor' | 'target' | 'observer' | 'parent';

/**
 * Words that, standing behind a noun, say that the value is about the thing and not the thing: `user_agent`, `host_os`,
 * `ip_version`. An address or a hash in such a field is still one when its shape is beyond doubt and the word is not in
 * `SHAPE_VETOES`.
 */
export const VETOES: ReadonlySet<string> = new Set(
  words(`useragent agent os platform version ver type kind category cat class status state count counter total num number size length len bytes
  port ports protocol proto time timestamp date day duration age sid code score risk level severity priority
  country city region continent state zip lat lon latitude longitude geo location zone timezone interface intf iface vlan
  group groups role roles policy rule title description desc reason comment note summary message msg vendor manufacturer
  model serial build release arch architecture kernel family method mode flag flags format encoding charset language
  locale content prefix suffix mask netmask bits width index offset position sequence seq rate ratio percent percentage
  result outcome action operation event tag tags label labels enabled disabled is has can allowed blocked verdict reputation
  isp org organization organisation company department title job site tenant subscription workspace scope permission
  permissions privilege privileges attribute attributes property properties extension ext magic mime entropy
  issuer serial subject_alt cipher algorithm alg token session cookie ttl class rcode qtype qclass flags metric
  provider service product engine database db table schema collection queue topic stream channel facility log logs
  package module function library script license signature signer publisher copyright criticality fingerprint ja3 ja4 imphash
  change created updated modified deleted first last expiry expiration ms sec seconds minutes hours
  profile integrity elevation token disposition answer rdata data given surname firstname lastname middle nick
  state uptime usage memory cpu disk volume mount drive letter pool cluster namespace pod container label annotation
  handle thread pid ppid tid lid trust trusted compliance compliant managed ownership owner_type`),
);

/** Words that say that even a clear shape is not what it seems: `version 10.0.0.1`, a subnet mask, an object id. */
export const SHAPE_VETOES: ReadonlySet<string> = new Set(
  words(`version ver mask netmask build release oid firmware os useragent kernel signature_version engine_version
  token session cookie`),
);

/** Words that add nothing: the noun of `user.name.original` is still `user`. */
export const FILLERS: ReadonlySet<string> = new Set(
  words(`lookup resolved identity name names value values text string str original raw list all main primary real normalized literal hostname_or_ip
  info details detail data entity entities item items record field current effective old previous prev used related
  dn obj ref line short long display full sam login_name v4 v6 n s x nom nombre nome the in on for and or my your
  nat natted translated mapped public private internal external forwarded real true local external wan lan
  string_value multi multivalue first second string1 samaccount`),
);

/**
 * Ancestors under which only an address, and nothing with a weak shape, is taken: descriptions of rules, places and
 * software name users, hosts and links that took no part.
 */
export const QUIET_PARENTS: ReadonlySet<string> = new Set(
  words(`rule rules geo geoip geographical geolocation location os version schema references reference remediation
  remediations recommendation recommendations tags tag labels annotations ecs beat certificate x509 cert
  license policy policies queryresults threat_framework framework taxonomy documentation links`),
);

/** Fields whose links belong to the product's own pages, not to what happened. */
export const PRODUCT_LINK_WORDS: ReadonlySet<string> = new Set(
  words(`reference references documentation doc docs help portal console permalink incident alert schema namespace context
  self next api details detail falcon investigate investigation dashboard kibana more info information learn
  finding issue ticket support remediation knowledge kb advisory source cloud provider callback workbench fwlink xmlns xsi`),
);

/** Abbreviations of vendors' dictionaries, written out in our words. Keys have letters and digits only. */
export const ALIASES: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    // CEF and LEEF
    suser: 'source user',
    duser: 'target user',
    shost: 'source host',
    dhost: 'destination host',
    dvc: 'observer address',
    dvchost: 'observer host',
    dvcmac: 'observer mac',
    smac: 'source mac',
    dmac: 'destination mac',
    sproc: 'source process name',
    dproc: 'process name',
    fname: 'file name',
    sntdom: 'source netdomain',
    dntdom: 'destination netdomain',
    ahost: 'observer host',
    agt: 'observer address',
    usrname: 'user name',
    usr: 'user',
    identsrc: 'source address',
    identhostname: 'host name',
    srcpreNAT: 'source',
    // W3C: c client, s server, cs client to server
    cip: 'client ip',
    sip: 'server ip',
    rip: 'remote ip',
    csip: 'client ip',
    xforwardedfor: 'source ip',
    forwardedfor: 'source ip',
    httpxforwardedfor: 'source ip',
    proxyaddxforwardedfor: 'source ip',
    csusername: 'user name',
    cshost: 'destination domain',
    csuristem: 'uri path',
    csreferer: 'referer',
    csuseragent: 'useragent',
    useragent: 'useragent',
    csmethod: 'method',
    scomputername: 'observer host',
    computername: 'computer name',
    ssitename: 'site name',
    // short forms
    src: 'source',
    dst: 'destination',
    dest: 'destination',
    saddr: 'source address',
    daddr: 'destination address',
    laddr: 'local address',
    raddr: 'remote address',
    faddr: 'remote address',
    gaddr: 'ip',
    srcv6: 'source ip',
    dstv6: 'destination ip',
    origh: 'orig ip',
    resph: 'resp ip',
    txhosts: 'source ip',
    rxhosts: 'destination ip',
    rhost: 'source host',
    ruser: 'source user',
    rhosts: 'source host',
    logname: 'user name',
    acct: 'account',
    auid: 'id',
    euid: 'id',
    fqdn: 'fqdn',
    helo: 'source domain',
    ehlo: 'source domain',
    origto: 'recipient',
    aip: 'host ip',
    cid: 'id',
    aid: 'id',
    setid: 'user',
    xauser: 'user',
    sasluser: 'user',
    saslusername: 'user name',
    authuser: 'user',
    ctladdr: 'email',
    orcpt: 'recipient',
    envfrom: 'sender',
    envto: 'recipient',
    dn: 'user dn',
    binddn: 'user dn',
    devid: 'device id',
    devname: 'observer host name',
    deviceid: 'device id',
    hostid: 'host id',
    agentid: 'agent id',
    userid: 'user id',
    loginid: 'login id',
    hostip: 'host ip',
    agentip: 'host ip',
    nasip: 'observer ip',
    nasipaddress: 'observer ip',
    callingstationid: 'source address',
    framedipaddress: 'source ip',
    natsource: 'source nat ip',
    natdestination: 'destination nat ip',
    natsrc: 'source nat ip',
    natdst: 'destination nat ip',
    transip: 'source nat ip',
    tranip: 'destination nat ip',
    xlatesrc: 'source nat ip',
    xlatedst: 'destination nat ip',
    fw: 'firewall address',
    logsourcename: 'observer host name',
    logsource: 'observer address',
    logsourceip: 'observer ip',
    gw: 'gateway address',
    labelsrc: 'source host name',
    labeldst: 'destination host name',
    hostapplication: 'command',
    slguser: 'user name',
    slgltrm2: 'source host',
    md5sum: 'md5',
    sha1sum: 'sha1',
    sha256sum: 'sha256',
    canaryname: 'observer host name',
    clientterminal: 'source host',
    // processes and files
    comm: 'process name',
    proctitle: 'command',
    cwd: 'directory work',
    imagepath: 'process path',
    newprocessname: 'process path',
    processname: 'process name',
    callerprocessname: 'process path',
    currentdirectory: 'directory work',
    pwd: 'directory work',
    targetobject: 'registry key',
    objectname: 'file path',
    imageloaded: 'file path',
    sourceimage: 'process path',
    targetimage: 'target process path',
    parentimage: 'parent process path',
    originalfilename: 'file title',
    targetfilename: 'target file path',
    exe: 'process path',
    argv: 'command',
    commandline: 'command',
    cmdline: 'command',
    ...FOREIGN_NAMES,
  }).map(([key, text]) => [key.toLowerCase(), words(text)]),
);

export const SINGULARS: ReadonlyMap<string, string> = new Map(
  words(`ips ips4 addresses hosts hostnames computers machines nodes devices instances assets agents sensors servers domains
  queries users usernames logins accounts members owners actors emails mails senders recipients urls uris links referers
  hashes macs processes images files filenames paths attachments cves vulnerabilities arns resources buckets techniques
  sources destinations targets clients indicators iocs observables artifacts names values ids ports groups roles rules tags
  labels policies services events types addrs commands executables mailboxes principals parents sids uids
  directories folders documents people questions answers endpoints identities entities employees admins workstations`).map(
    (word) => [word, singular(word)],
  ),
);

function singular(word: string): string {
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (word === 'hashes' || word === 'addresses' || word === 'processes' || word === 'mailboxes')
    return word.slice(0, -2);
  return word.endsWith('s') ? word.slice(0, -1) : word;
}

/** Words that may be glued together without a separator (`dstuserhostname`). Short words only where they cannot mislead. */
export const GLUE_WORDS: ReadonlySet<string> = new Set([
  ...[...NOUNS.keys()].filter((word) => word.length > 1),
  ...ROLES.keys(),
  ...words(`src dst dest name id type agent time date port path line key value list header host full original public private nat
  internal external initial final first last count version string address addr web http https dns sub real group role
  policy service session event log device dev caller requested requester proxy gateway local remote size bytes
  country city code status method protocol action category level os ver raw title query domain owner display sam
  organization display given serial number mac vendor product session uuid guid object subject x v4 v6 of`),
]);
