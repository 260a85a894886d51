// The keys that the standards of CEF and LEEF define, and the things those keys name. Data only.
//
// CEF: ArcSight Common Event Format, implementation standard, "Extension Dictionary", producers' and consumers' keys, short
// and full names: https://www.microfocus.com/documentation/arcsight/arcsight-smartconnectors-8.4/cef-implementation-standard/
// LEEF: https://www.ibm.com/docs/en/dsm?topic=overview-predefined-leef-event-attributes

import type { EntityRole, EntityType } from '@watchfloor/sdk';

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

export const CEF_KEYS: ReadonlySet<string> = new Set(
  words(`
    act app c6a1 c6a2 c6a3 c6a4 cat cfp1 cfp2 cfp3 cfp4 cn1 cn2 cn3 cnt cs1 cs2 cs3 cs4 cs5 cs6 destinationDnsDomain
    destinationServiceName destinationTranslatedAddress destinationTranslatedPort deviceCustomDate1 deviceCustomDate2 deviceDirection
    deviceDnsDomain deviceExternalId deviceFacility deviceInboundInterface deviceNtDomain deviceOutboundInterface devicePayloadId
    deviceProcessName deviceTranslatedAddress dhost dmac dntdom dpid dpriv dproc dpt dst dtz duid duser dvc dvchost dvcmac dvcpid end
    externalId fileCreateTime fileHash fileId fileModificationTime filePath filePermission fileType flexDate1 flexNumber1 flexNumber2
    flexString1 flexString2 fname fsize in msg oldFileCreateTime oldFileHash oldFileId oldFileModificationTime oldFileName oldFilePath
    oldFilePermission oldFileSize oldFileType out outcome proto reason request requestClientApplication requestContext requestCookies
    requestMethod rt shost smac sntdom sourceDnsDomain sourceServiceName sourceTranslatedAddress sourceTranslatedPort spid spriv sproc
    spt src start suid suser type

    agentDnsDomain agentNtDomain agentTranslatedAddress agentTranslatedZoneExternalID agentTranslatedZoneURI agentZoneExternalID
    agentZoneURI agt ahost aid amac art at atz av customerExternalID customerURI destinationTranslatedZoneExternalID
    destinationTranslatedZoneURI destinationZoneExternalID destinationZoneURI deviceTranslatedZoneExternalID deviceTranslatedZoneURI
    deviceZoneExternalID deviceZoneURI dlat dlong eventId rawEvent slat slong sourceTranslatedZoneExternalID sourceTranslatedZoneURI
    sourceZoneExternalID sourceZoneURI

    deviceAction applicationProtocol deviceCustomIPv6Address1 deviceCustomIPv6Address2 deviceCustomIPv6Address3
    deviceCustomIPv6Address4 deviceEventCategory deviceCustomFloatingPoint1 deviceCustomFloatingPoint2 deviceCustomFloatingPoint3
    deviceCustomFloatingPoint4 deviceCustomNumber1 deviceCustomNumber2 deviceCustomNumber3 baseEventCount deviceCustomString1
    deviceCustomString2 deviceCustomString3 deviceCustomString4 deviceCustomString5 deviceCustomString6 destinationHostName
    destinationMacAddress destinationNtDomain destinationProcessId destinationUserPrivileges destinationProcessName destinationPort
    destinationAddress deviceTimeZone destinationUserId destinationUserName deviceAddress deviceHostName deviceMacAddress
    deviceProcessId endTime fileName fileSize bytesIn message bytesOut eventOutcome transportProtocol requestUrl requestURL
    deviceReceiptTime sourceHostName sourceMacAddress sourceNtDomain sourceProcessId sourceUserPrivileges sourceProcessName sourcePort
    sourceAddress startTime sourceUserId sourceUserName agentAddress agentHostName agentId agentMacAddress agentReceiptTime agentType
    agentTimeZone agentVersion destinationGeoLatitude destinationGeoLongitude sourceGeoLatitude sourceGeoLongitude
  `),
);

export const LEEF_KEYS: ReadonlySet<string> = new Set(
  words(`
    cat devTime devTimeFormat proto sev src dst srcPort dstPort srcPreNAT dstPreNAT srcPostNAT dstPostNAT usrName srcMAC dstMAC
    srcPreNATPort dstPreNATPort srcPostNATPort dstPostNATPort identSrc identHostName identNetBios identGrpName identMAC identSecondIp
    vSrc vSrcName accountName srcBytes dstBytes srcPackets dstPackets totalPackets role realm policy resource url groupID domain
    isLoginEvent isLogoutEvent calLanguage calCountryOrRegion
  `),
);

type KeyRow = readonly [keys: string, type: EntityType, role: EntityRole];

function table(rows: readonly KeyRow[]): ReadonlyMap<string, readonly [EntityType, EntityRole]> {
  return new Map(
    rows.flatMap(([keys, type, role]) =>
      words(keys).map((key): [string, readonly [EntityType, EntityRole]] => [key, [type, role]]),
    ),
  );
}

/** What the keys name that name a thing. Processes are left to the reader by name: senders put addresses and words there. */
export const CEF_ENTITIES = table([
  ['src sourceAddress sourceTranslatedAddress', 'ip', 'source'],
  ['dst destinationAddress destinationTranslatedAddress', 'ip', 'destination'],
  ['dvc deviceAddress deviceTranslatedAddress agt agentAddress agentTranslatedAddress', 'ip', 'observer'],
  ['shost sourceHostName', 'host', 'source'],
  ['dhost destinationHostName', 'host', 'destination'],
  ['dvchost deviceHostName ahost agentHostName', 'host', 'observer'],
  ['smac sourceMacAddress', 'mac', 'source'],
  ['dmac destinationMacAddress', 'mac', 'destination'],
  ['dvcmac deviceMacAddress amac agentMacAddress', 'mac', 'observer'],
  ['suser sourceUserName', 'user', 'source'],
  ['duser destinationUserName', 'user', 'target'],
  ['sourceDnsDomain', 'domain', 'source'],
  ['destinationDnsDomain', 'domain', 'destination'],
  ['deviceDnsDomain', 'domain', 'observer'],
  ['request requestUrl requestURL', 'url', 'target'],
  ['filePath oldFilePath', 'file_path', 'target'],
]);

export const LEEF_ENTITIES = table([
  ['src srcPreNAT srcPostNAT identSrc vSrc identSecondIp', 'ip', 'source'],
  ['dst dstPreNAT dstPostNAT', 'ip', 'destination'],
  ['identHostName vSrcName', 'host', 'source'],
  ['srcMAC identMAC', 'mac', 'source'],
  ['dstMAC', 'mac', 'destination'],
  ['usrName accountName', 'user', 'actor'],
  ['domain', 'domain', 'related'],
  ['url', 'url', 'target'],
]);
