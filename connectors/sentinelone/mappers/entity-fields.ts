// Which field of SentinelOne's records names what, and the part it played, by folded path (`flat.ts`). Data only.

import type { EntityRole } from '@watchfloor/sdk';

/**
 * How a value is read. `account` is a login, a SID or an id; `hash` any of the four; `ips` and `answers` hold several; `name` a
 * host or an address; `zone` a directory's domain; `dns` a domain that may be a single label; `indicator` what its shape says.
 */
export type Reading =
  | 'host'
  | 'name'
  | 'account'
  | 'email'
  | 'ips'
  | 'answers'
  | 'mac'
  | 'zone'
  | 'dns'
  | 'url'
  | 'hash'
  | 'process'
  | 'file'
  | 'command'
  | 'registry'
  | 'cloud'
  | 'indicator';

export interface FieldRule {
  readonly reading: Reading;
  readonly role: EntityRole;
}

type Rows = readonly (readonly [reading: Reading, role: EntityRole, paths: string])[];

function tableOf(rows: Rows): ReadonlyMap<string, FieldRule> {
  return new Map(
    rows.flatMap(([reading, role, paths]) =>
      paths.split(' ').map((path): [string, FieldRule] => [path, { reading, role }]),
    ),
  );
}

/** Threats: the nested form of the API, and the flat one before it. */
export const THREAT_RULES = tableOf([
  [
    'host',
    'target',
    'agentrealtimeinfoagentcomputername agentdetectioninfoagentcomputername agentcomputername',
  ],
  ['ips', 'target', 'agentdetectioninfoagentipv4 agentdetectioninfoagentipv6 agentip agentipv4'],
  ['ips', 'target', 'agentrealtimeinfonetworkinterfacesinet agentrealtimeinfonetworkinterfacesinet6'],
  ['mac', 'target', 'agentrealtimeinfonetworkinterfacesphysical'],
  ['ips', 'related', 'agentdetectioninfoexternalip externalip'],
  ['zone', 'related', 'agentdetectioninfoagentdomain agentdomain'],
  [
    'account',
    'related',
    'agentdetectioninfoagentlastloggedinusername agentdetectioninfoagentlastloggedinupn',
  ],
  ['email', 'related', 'agentdetectioninfoagentlastloggedinusermail'],
  ['cloud', 'target', 'agentdetectioninfocloudprovidersawscloudinstanceid'],
  ['cloud', 'target', 'agentdetectioninfocloudprovidersazurecloudinstanceid'],
  ['cloud', 'target', 'agentdetectioninfocloudprovidersgcpcloudinstanceid'],
  ['host', 'related', 'kubernetesinfonode'],
  ['cloud', 'target', 'kubernetesinfopod containerinfoid'],
  ['cloud', 'related', 'kubernetesinfocluster'],
  ['file', 'target', 'threatinfofilepath filepath'],
  ['hash', 'target', 'threatinfomd5 threatinfosha1 threatinfosha256 threatinfofilecontenthash'],
  ['hash', 'target', 'filecontenthash filesha256 filemd5'],
  ['command', 'actor', 'threatinfomaliciousprocessarguments maliciousprocessarguments'],
  ['process', 'parent', 'threatinfooriginatorprocess originatorprocess'],
  ['account', 'actor', 'threatinfoprocessuser username processuser'],
  ['account', 'observer', 'threatinfoinitiatingusername initiatingusername'],
]);

/** Alerts of custom (STAR) rules; their activities carry the same fields in lower case under `data`. */
const ALERT_ROWS: Rows = [
  ['host', 'related', 'kubernetesinfonode'],
  ['cloud', 'target', 'kubernetesinfopod containerinfoid'],
  ['cloud', 'related', 'kubernetesinfocluster'],
  ['host', 'target', 'agentdetectioninfoname agentrealtimeinfoname'],
  ['ips', 'source', 'alertinfosrcip alertinfosrcmachineip'],
  ['ips', 'destination', 'alertinfodstip'],
  ['dns', 'destination', 'alertinfodnsrequest'],
  ['answers', 'related', 'alertinfodnsresponse'],
  ['account', 'actor', 'alertinfologinsusername alertinfologinaccountname alertinfologinaccountsid'],
  ['zone', 'related', 'alertinfologinaccountdomain'],
  ['file', 'target', 'alertinfomodulepath'],
  ['hash', 'target', 'alertinfomodulesha1'],
  ['registry', 'target', 'alertinforegistrykeypath alertinforegistrypath'],
  ['indicator', 'related', 'alertinfotiindicatorvalue'],
  ['process', 'actor', 'sourceprocessinfofilepath'],
  ['command', 'actor', 'sourceprocessinfocommandline'],
  [
    'hash',
    'actor',
    'sourceprocessinfofilehashmd5 sourceprocessinfofilehashsha1 sourceprocessinfofilehashsha256',
  ],
  ['account', 'actor', 'sourceprocessinfouser sourceprocessinfologinuser sourceprocessinfoeffectiveuser'],
  ['account', 'actor', 'sourceprocessinforealuser'],
  ['process', 'parent', 'sourceparentprocessinfofilepath'],
  ['command', 'parent', 'sourceparentprocessinfocommandline'],
  ['hash', 'parent', 'sourceparentprocessinfofilehashmd5 sourceparentprocessinfofilehashsha1'],
  ['hash', 'parent', 'sourceparentprocessinfofilehashsha256'],
  ['account', 'parent', 'sourceparentprocessinfouser'],
  ['process', 'target', 'targetprocessinfotgtprocimagepath'],
  ['command', 'target', 'targetprocessinfotgtproccmdline'],
  ['file', 'target', 'targetprocessinfotgtfilepath'],
  ['file', 'source', 'targetprocessinfotgtfileoldpath'],
  ['hash', 'target', 'targetprocessinfotgtfilehashsha1 targetprocessinfotgtfilehashsha256'],
];
export const ALERT_RULES = tableOf(ALERT_ROWS);

/** Unified alerts of the Singularity Operations Center, as the GraphQL API gives them. */
export const UNIFIED_RULES = tableOf([
  ['account', 'related', 'assetslastloggedinuser detectiontimeassetsassetlastloggedinuser'],
  ['ips', 'target', 'detectiontimeassetsassetipv4 detectiontimeassetsassetipv6'],
  ['ips', 'related', 'detectiontimeassetsassetconsoleipaddress'],
  ['zone', 'related', 'detectiontimeassetsassetdomain'],
  ['cloud', 'target', 'detectiontimeassetscloudinstanceid'],
  ['cloud', 'target', 'detectiontimeassetskubernetespodname detectiontimeassetskubernetescontainerid'],
  ['cloud', 'related', 'detectiontimeassetskubernetesclustername'],
  ['host', 'related', 'detectiontimeassetskubernetesnodename'],
  ['name', 'source', 'detectiontimeattackerhost'],
  ['ips', 'source', 'detectiontimeattackerip'],
  ['account', 'target', 'detectiontimetargetusername'],
  ['email', 'target', 'detectiontimetargetuseremailaddress'],
  ['process', 'actor', 'processfilepath'],
  ['hash', 'actor', 'processfilemd5 processfilesha1 processfilesha256'],
  ['command', 'actor', 'processcmdline'],
  ['account', 'actor', 'processusername'],
  ['process', 'parent', 'processparentname'],
  ['account', 'observer', 'assigneeemail'],
]);

/** What an activity's `data` says of its operation; every kind of activity has other fields of these. */
export const ACTIVITY_RULES = tableOf([
  ['host', 'target', 'datacomputername dataagentname dataorigagentname dataendpointname datahostname'],
  ['ips', 'target', 'dataagentipv4 dataip dataagentip'],
  ['ips', 'source', 'dataipaddress datasrcip datasrcmachineip datasourceip'],
  ['ips', 'destination', 'datadstip'],
  ['ips', 'related', 'dataexternalip'],
  [
    'account',
    'actor',
    'databyuser datainitiatedby datarealuser dataloginsusername dataloginaccountname dataloginaccountsid',
  ],
  ['account', 'related', 'datalastloggedinusername dataprocessuser'],
  ['email', 'target', 'datarecoveryemail datauseremail dataemail'],
  ['file', 'target', 'datafilepath datatgtfilepath datamodulepath'],
  ['file', 'source', 'datatgtfileoldpath'],
  [
    'hash',
    'target',
    'datafilecontenthash datasha1 datasha256 datamd5 datatgtfilehashsha1 datatgtfilehashsha256',
  ],
  ['hash', 'target', 'hash datamodulesha1'],
  ['command', 'actor', 'dataescapedmaliciousprocessarguments datasourceprocesscommandline'],
  ['process', 'actor', 'datasourceprocessfilepath'],
  ['hash', 'actor', 'datasourceprocessmd5 datasourceprocesssha1 datasourceprocesssha256'],
  [
    'hash',
    'actor',
    'datasourceprocessfilehashmd5 datasourceprocessfilehashsha1 datasourceprocessfilehashsha256',
  ],
  ['account', 'actor', 'datasourceprocessuser'],
  ['process', 'parent', 'datasourceparentprocessfilepath'],
  ['command', 'parent', 'datasourceparentprocesscommandline'],
  ['hash', 'parent', 'datasourceparentprocessmd5 datasourceparentprocesssha1 datasourceparentprocesssha256'],
  ['account', 'parent', 'datasourceparentprocessuser'],
  ['process', 'target', 'datatgtprocimagepath'],
  ['command', 'target', 'datatgtproccmdline'],
  ['dns', 'destination', 'datadnsrequest'],
  ['answers', 'related', 'datadnsresponse'],
  ['registry', 'target', 'dataregistrykeypath dataregistrypath'],
  ['indicator', 'related', 'datatiindicatorvalue'],
]);

// The Cloud Funnel's names, and those of Deep Visibility's query API where they differ.
export const EVENT_RULES = tableOf([
  ['host', 'observer', 'endpointname agentname agentcomputername'],
  ['ips', 'observer', 'agentip agentipv4'],
  ['zone', 'related', 'agentdomain'],
  ['process', 'actor', 'srcprocessimagepath srcprocimagepath processimagepath'],
  ['command', 'actor', 'srcprocesscmdline srcproccmdline processcmd'],
  ['hash', 'actor', 'srcprocessimagemd5 srcprocessimagesha1 srcprocessimagesha256'],
  ['hash', 'actor', 'srcprocimagemd5 srcprocimagesha1 srcprocimagesha256 processimagesha1hash'],
  ['account', 'actor', 'srcprocessuser srcprocuser processusername user'],
  ['account', 'actor', 'srcprocesseusername srcprocesslusername srcprocessrusername'],
  ['process', 'parent', 'srcprocessparentimagepath srcprocparentimagepath'],
  ['command', 'parent', 'srcprocessparentcmdline srcprocparentcmdline'],
  ['hash', 'parent', 'srcprocessparentimagemd5 srcprocessparentimagesha1 srcprocessparentimagesha256'],
  ['hash', 'parent', 'srcprocparentimagemd5 srcprocparentimagesha1 srcprocparentimagesha256'],
  ['account', 'parent', 'srcprocessparentuser srcprocparentuser'],
  ['file', 'related', 'srcprocessactivecontentpath activecontentpath'],
  ['hash', 'related', 'srcprocessactivecontenthash activecontenthash cmdscriptsha256'],
  ['process', 'target', 'tgtprocessimagepath tgtprocimagepath'],
  ['command', 'target', 'tgtprocesscmdline tgtproccmdline'],
  ['hash', 'target', 'tgtprocessimagemd5 tgtprocessimagesha1 tgtprocessimagesha256'],
  ['hash', 'target', 'tgtprocimagemd5 tgtprocimagesha1 tgtprocimagesha256'],
  ['account', 'target', 'tgtprocessuser tgtprocuser'],
  ['file', 'target', 'tgtfilepath filefullname modulepath driverpath'],
  ['file', 'source', 'tgtfileoldpath oldfilename'],
  ['hash', 'target', 'tgtfilemd5 tgtfilesha1 tgtfilesha256 filemd5 filesha1 filesha256 md5 sha1 sha256'],
  ['hash', 'target', 'modulemd5 modulesha1 driverpesha1 driverpesha256'],
  ['hash', 'source', 'tgtfileoldmd5 tgtfileoldsha1 tgtfileoldsha256 oldfilemd5 oldfilesha1 oldfilesha256'],
  ['ips', 'source', 'srcipaddress srcip srcendpointipaddress eventloginsrcip'],
  ['ips', 'destination', 'dstipaddress dstip'],
  ['dns', 'destination', 'eventdnsrequest dnsrequest'],
  ['answers', 'related', 'eventdnsresponse dnsresponse'],
  ['url', 'destination', 'urladdress networkurl'],
  ['registry', 'target', 'registrykeypath registrypath'],
  ['file', 'target', 'taskpath'],
  ['account', 'actor', 'eventloginusername eventloginaccountname eventloginaccountsid loginsusername'],
  [
    'account',
    'target',
    'eventlogintgtusername eventlogintgtusersid eventlogouttgtusername eventlogouttgtusersid',
  ],
  ['zone', 'related', 'eventloginaccountdomain eventlogintgtdomainname'],
  ['indicator', 'related', 'tiindicatorvalue'],
]);
