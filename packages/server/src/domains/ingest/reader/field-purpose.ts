// What a field is for in the record as a whole: its time, severity, title, identity, rule. A rank says how sure a name is
// (0 never, 100 surely); the reader takes the highest rank that holds a usable value. Depth costs: the time of the record
// stands at its top or in an envelope, the times inside belong to things it mentions.

import { withoutVendor } from './field-names.ts';

/** Texts of which a record has one. */
export type Slot = 'title' | 'description' | 'id' | 'ruleId' | 'ruleName' | 'category' | 'action' | 'outcome';

export interface FieldPurpose {
  /** The leaf in letters and digits only, lower case. */
  readonly name: string;
  readonly time: number;
  readonly severity: number;
  /** Names the zone of the record's times. */
  readonly isZone: boolean;
  /** The texts this field could be, with their ranks; empty for most fields. */
  readonly slots: readonly (readonly [Slot, number])[];
  /** Names a threat, malware or signature. */
  readonly isFinding: boolean;
  /** Begins with the word for a finding (`alert_type`, `incidentKey`). */
  readonly isAboutFinding: boolean;
  /** Speaks of a sign-in, request or query: what people and programs do all day. */
  readonly isActivity: boolean;
  /** States the kind of record, as `event.kind` of ECS. */
  readonly isKind: boolean;
  readonly closing: 'status' | 'verdict' | 'time' | null;
  /** Whether the field may say anything at all about the record as a whole. */
  readonly isTelling: boolean;
  readonly isTechnique: boolean;
  readonly isTactic: boolean;
  readonly isMessage: boolean;
  /** Only a record of a web request has such a field. */
  readonly isWeb: boolean;
  readonly isTag: boolean;
}

type Ranks = ReadonlyMap<string, number>;

/** `rank: names` to a map; names are squashed (letters and digits only). */
function ranks(rows: readonly (readonly [number, string])[]): Ranks {
  return new Map(
    rows.flatMap(([rank, names]) =>
      names
        .split(/\s+/)
        .filter((name) => name !== '')
        .map((name): [string, number] => [name, rank]),
    ),
  );
}

const TIME: Ranks = ranks([
  // What says that it is UTC is better than the same moment without a zone beside it.
  [
    103,
    'isotimestamp utctime utctimestamp timeutc eventtimeutc utcdate datetimeutc starttimeutc firstactivitytimeutc',
  ],
  [
    100,
    `eventtime eventtimestamp eventdatetime occurredat occurred occurrencetime timeoccurred eventoccurred timecreated
     systemtime eventcreationtime eventcreatedat activitydatetime activitydate activitytime clicktime originaltime
     querytimestamp detecttime detectedat detectiontime detectiontimestamp alerttime alertdate timeofevent eventstarttime
     threattime originationtime timeobserved observedat triggeredat triggertime firedat startedat firstactivitytime
     firstactivitydatetime firsteventtime firsteventdatetime eventfirstseen firstobservedat kibanaalertstart atsigntimestamp
     alertts eventts incidentts detectionts identifiedat discoveredat occured occuredat devtime contexttimestamp kibanaalertoriginaltime firstdetected firstdetectedat
     dateofevent detectdate detectiondate detectdatetime incidenttime`,
  ],
  [
    92,
    `timestamp ts datetime time timegenerated start starttime devicetime logtime generatedtime timestampderived timestampiso8601
     dateandtime begin begintime loggedat loggedtime eventdate when requesttime requestedat createtime recordtime
     petime tstime messagetime published generatetime epochtime asctime syslogtimestamp
     isodate unixtime sourcetimestamp eventts clienttimestamp timestampusec timelocal timeiso8601 receivedtime1 horodatage
     zeitstempel fechahora fechayhora dataehora dateheure datahora tijdstip fecha hora heure datum uhrzeit zeit eventdateutc
     timestampms timestamputc epoch ltime logdate logtimestamp recordedat whenoccurred timestr devicetimestamp occurreddate
     gentime eventlogtime actiontime sessionstarttime whencreated syscreatedon insertdate datelogged itime slgdattim dataora`,
  ],
  // CEF's `rt` is when the device heard of it; `start`, where there is one, is when it happened.
  [88, 'rt devicereceipttime'],
  [
    84,
    'created createdat createdtime createddatetime creationtime creationdate createdon createddate datecreate datecreated createdate createdtimeutc createtimestamp date dateadded creationdatetime opentime openedat inserted',
  ],
  [
    70,
    'firstseen firstseenat firstseentime firstseentimestamp firstseendatetime reportedat reporttime starttimestamp processstarttime',
  ],
  [
    55,
    'end endtime endedat lastseen lastseenat lastactivitytime lasteventtime lastobservedat lastseentimestamp endtimeutc',
  ],
  [
    40,
    'updated updatedat updatetime modified modifiedat lastmodified lastupdated lastupdate lastmodifiedtimeutc lastupdatedat modifiedtime',
  ],
  [
    25,
    'received receivedat receivedtime receipttime timereceived timereceivedbysvc arrivaltime ingested ingestedat ingesttime ingestiontime writets parsetime pparsetime indextime processingtime',
  ],
]);

const SEVERITY: Ranks = ranks([
  [
    100,
    'severity alertseverity severitylabel severityname severitylevel severitytext eventseverity incidentseverity findingseverity issueseverity threatseverity detectionseverity rulelevel kibanaalertseverity severitystring gravite gravedad gravidade gravita severidad severidade schweregrad criticite criticidad',
  ],
  [
    90,
    'sev eventpriority normalizedseverity threatlevel risklevel criticality urgency alertlevel devicesev deviceseverity maxseverity severityid severityvalue severityscore attackseverity threatrisk',
  ],
  [75, 'level loglevel priority syslogseverity ciscoseverity prioritylevel apprisk crlevel crscore risk'],
  [60, 'riskscore threatscore anomalyseverityscore score alertscore severitynumber'],
]);

const TITLE: Ranks = ranks([
  [100, 'title alerttitle incidenttitle findingtitle eventtitle headline issuetitle detectiontitle'],
  [
    95,
    'alertname rulename signature signaturename alertdisplayname threatname detectname detectionname findingname offensename incidentname searchname kibanaalertrulename attackname attack malwarename virusname vulnname ruledescription',
  ],
  [
    88,
    'displaymessage eventname eventdescription shortdescription shortmessage activitydisplayname summary alertdescription',
  ],
  [80, 'message msg displaytext logmessage messagetext eventmessage logdesc text reason'],
  [
    72,
    'operationname operation activity activityname methodname action eventaction eventsimplename actionname actiontype eventtype activitytype querytype event',
  ],
  [60, 'name description desc eventtypename'],
  [50, 'type category classname logtype subtype mnemonic ciscomnemonic'],
]);

const DESCRIPTION: Ranks = ranks([
  [100, 'description desc descriptiontext alertdescription longdescription details shortdescription'],
  [
    80,
    'message msg displaymessage summary text eventdescription reason resultdescription activitydescription explanation',
  ],
]);

/**
 * Names of a record's own identity. Left out on purpose: what several records share (a connection's `uid`, a mail's message
 * id, a correlation or session id) and what counts up on every machine alone (`RecordID`, `ReportId`): a wrong identity makes
 * two records one, and the second is lost.
 */
const ID: Ranks = ranks([
  [
    100,
    `alertid alertuuid kibanaalertuuid systemalertid findingid detectionid detectid compositeid incidentid offenseid eventuuid
     eventguid alertguid issueid notableid notableeventid eventuid findinguid findinginfouid metadatauid incidentnumber
     investigationid caseid signalid`,
  ],
  [
    90,
    'eventid id uuid guid auditid insertid prowid uniqueid uniqueidentifier documentid originalid eventkey logeventid',
  ],
  [84, 'uid externalid requestid'],
]);

const RULE_ID: Ranks = ranks([
  [
    100,
    'ruleid ruleuuid signatureid sigid siguid kibanaalertruleuuid kibanaalertruleruleid ruleuid analyticruleid policyruleid detectionruleid deviceeventclassid alertruleid correlationruleid generatorid terminatingruleid',
  ],
  [70, 'policyid templateid patternid alerttypeid'],
]);

const RULE_NAME: Ranks = ranks([
  [
    100,
    'rulename kibanaalertrulename signature signaturename searchname analyticrulename policyrulename alertrulename correlationrulename sourcerulename enforcedrule detectionrulename',
  ],
  [60, 'policyname rule alertname eventname'],
]);

const CATEGORY: Ranks = ranks([
  [
    100,
    'eventcategory category alertcategory threatcategory attackcategory findingcategory alerttype incidenttype detectiontype threattype eventclass classname categoryname cat',
  ],
  [70, 'eventtype type logtype logcategory subcategory eventkind tactic'],
]);

const ACTION: Ranks = ranks([
  [
    100,
    'action eventaction eventname operation operationname methodname activitydisplayname activity verb actiontype actionname command eventtype act activityname',
  ],
  [70, 'type eventsimplename event name querytype method eventid'],
]);

const OUTCOME: Ranks = ranks([
  [
    100,
    'outcome eventoutcome outcomeresult result success actionresult loginstatus auth_status resulttype resultstatus isloginsuccess status statuscode issuccess responsestatus resultcode',
  ],
  [60, 'errorcode errorcodename action act disposition'],
]);

/** Wrappers that are the record itself, so that what stands in them stands at its top. */
const ENVELOPES: ReadonlySet<string> = new Set(
  `event alert alerts data properties source details detail record payload body finding findings incident incidents detection
  kibana protopayload jsonpayload metadata winlog system eventdata params parameters result results winevent message
  notable offense issue threat threatinfo alertinfo attributes content items appomni log logs eventrecord header findinginfo
  alertattributes rule signal service`.split(/\s+/),
);

/** Of those, the ones whose `id` is the record's: a rule's or a source's is another thing's. */
const IDENTITY_ENVELOPES: ReadonlySet<string> = new Set(
  `event alert alerts data properties detail payload finding findings incident incidents detection kibana metadata offense
  issue notable findinginfo alertinfo threatinfo record header source`.split(/\s+/),
);

const DEPTH_COST = 14;
const ENVELOPE_COST = 2;

/** Wrappers put around a record on its way: the time inside is the record's own, the one outside that of its dispatch. */
const DISPATCH_WRAPPERS: ReadonlySet<string> = new Set(
  'properties detail data body payload result event message record jsonpayload'.split(' '),
);
const DISPATCH_GAIN = 3;

/** A path in letters and digits, and how far it stands from the record as a whole. */
interface Place {
  readonly leaf: string;
  readonly parent: string;
  readonly depth: number;
  /** What its wrappers and ancestors take from its rank. */
  readonly cost: number;
  /** Under nothing but the record's own wrappers, so that its id is the record's. */
  readonly isOwn: boolean;
}

function placeOf(segments: readonly string[]): Place {
  const squashed = segments.map((segment) =>
    withoutVendor(segment)
      .normalize('NFD')
      .toLowerCase()
      .replaceAll(/[^a-z0-9]/g, ''),
  );
  const ancestors = squashed.slice(0, -1);
  return {
    leaf: squashed.at(-1) ?? '',
    parent: squashed.at(-2) ?? '',
    depth: segments.length,
    cost: ancestors.reduce((sum, name) => sum + (ENVELOPES.has(name) ? ENVELOPE_COST : DEPTH_COST), 0),
    // `_source` is the document itself; `source` is whoever sent it.
    isOwn: ancestors.every(
      (name, index) => IDENTITY_ENVELOPES.has(name) && (name !== 'source' || segments[index] === '_source'),
    ),
  };
}

/** The rank of a place in a table: by its leaf, or by its leaf together with what stands above it. */
function rankIn(table: Ranks, { leaf, parent, cost }: Place): number {
  const joined = table.get(`${parent}${leaf}`);
  const best = Math.max(table.get(leaf) ?? 0, joined === undefined ? 0 : joined + ENVELOPE_COST);
  return best === 0 ? 0 : Math.max(1, best - cost);
}

/** Works out what a path is for. `levels` are the words of the segments, the leaf first. */
export function purposeOf(segments: readonly string[], levels: readonly (readonly string[])[]): FieldPurpose {
  const place = placeOf(segments);
  const { leaf, parent, depth } = place;
  const words = new Set(levels.flat());
  const purpose = {
    name: leaf,
    time: words.has('expire') || words.has('certificate') ? 0 : timeRank(place),
    severity: rankIn(SEVERITY, place),
    isZone: ZONE.test(leaf),
    slots: slotsOf(place),
    isFinding: FINDING.test(leaf) && !words.has('score'),
    isAboutFinding: ABOUT_FINDING.test(leaf) && depth <= 3,
    isActivity: ACTIVITY.test(leaf),
    isKind: /^(?:eventkind|logkind)$/.test(leaf) || (leaf === 'kind' && parent === 'event'),
    closing: closingOf(leaf, depth),
    isTechnique:
      words.has('technique') || words.has('mitre') || (words.has('attack') && !words.has('attacker')),
    isTactic: words.has('tactic') || words.has('tactics') || words.has('killchain') || words.has('mitre'),
    isMessage: MESSAGE.has(leaf),
    isWeb: WEB_FIELDS.has(leaf),
    isTag: leaf === 'tags' || leaf === 'labels' || leaf === 'tag' || leaf === 'keywords',
  };
  return { ...purpose, isTelling: isTelling(purpose) };
}

function slotsOf(place: Place): readonly (readonly [Slot, number])[] {
  const { leaf, cost, isOwn } = place;
  const isIdLeaf = /^(?:id|uuid|uid|ruleid)$/.test(leaf);
  const isNameLeaf = /^(?:name|title|description)$/.test(leaf);
  const ranked: readonly (readonly [Slot, number])[] = [
    ['title', rankIn(TITLE, place)],
    ['description', rankIn(DESCRIPTION, place)],
    ['id', !isOwn ? 0 : FINDING_ID.test(leaf) ? Math.max(1, 100 - cost) : rankIn(ID, place)],
    ['ruleId', ruleRank(rankIn(RULE_ID, place), place, isIdLeaf)],
    ['ruleName', ruleRank(rankIn(RULE_NAME, place), place, isNameLeaf)],
    ['category', rankIn(CATEGORY, place)],
    ['action', rankIn(ACTION, place)],
    ['outcome', rankIn(OUTCOME, place)],
  ];
  return ranked.filter(([slot, value]) => value >= (LEAST[slot] ?? 1));
}

function isTelling(purpose: Omit<FieldPurpose, 'isTelling'>): boolean {
  return (
    purpose.time > 0 ||
    purpose.isZone ||
    purpose.severity > 0 ||
    purpose.slots.length > 0 ||
    purpose.isFinding ||
    purpose.isAboutFinding ||
    purpose.isActivity ||
    purpose.isKind ||
    purpose.closing !== null ||
    purpose.isTechnique ||
    purpose.isTactic ||
    purpose.isTag
  );
}

const ABOUT_FINDING =
  /^(?:alert|detection|finding|incident|offense|breach|violation|malware|threat|attack)[a-z]/;

/** A name nobody has listed that ends as times do (`vectra_timestamp`), unless it is the time of something else. */
const OTHER_TIMESTAMP = /(?:timestamp|datetime)$/;
const NOT_OF_RECORD =
  /expir|update|modif|end|stop|last|next|valid|birth|boot|build|compil|install|until|before|logo(?:ff|ut)|due|response|insert|ingest|receipt|server|process|parent|file|cert|policy|enrol|sync/;
const OTHER_TIMESTAMP_RANK = 58;

function timeRank(place: Place): number {
  const { leaf, parent, depth, cost } = place;
  const rank = rankIn(TIME, place);
  if (rank === 0) {
    const isLikely = OTHER_TIMESTAMP.test(leaf) && !NOT_OF_RECORD.test(leaf);
    return isLikely ? Math.max(1, OTHER_TIMESTAMP_RANK - cost) : 0;
  }
  const isWrapped =
    depth === 2 && DISPATCH_WRAPPERS.has(parent) && leaf.includes('time') && !leaf.startsWith('start');
  return isWrapped ? rank + ENVELOPE_COST + DISPATCH_GAIN : rank;
}

/** Below these a name stands too deep to speak for the record. */
const LEAST: Readonly<Partial<Record<Slot, number>>> = { id: 80, title: 48, action: 58, category: 56 };

const FINDING_ID =
  /^(?:alert|finding|detection|incident|offense|event|notable|case|issue|breach|signal)(?:unique|composite|external)?(?:uid|uuid|guid|identifier)$|^(?:alert|finding|detection|incident|offense)unique(?:id|key)$/;
const FINDING =
  /^(?:threatname|malwarename|virusname|signature|signaturename|attackname|detection|detectionname|detectname|alertname|findingname|threat|virus|attack|malwarefamily|offensename)$/;
const ACTIVITY =
  /^(?:outcome|eventoutcome|loginstatus|issuccess|logontype|auth\w*|useragent|httpmethod|querytype|rcode)$/;
/** Names (squashed) that only a record of a web request has. */
const WEB_FIELDS: ReadonlySet<string> = new Set([
  'method',
  'httpmethod',
  'requestmethod',
  'httprequestmethod',
  'csmethod',
  'verb',
  'requestpath',
  'httpversion',
  'statuscode',
  'responsecode',
  'httpstatus',
]);

const ZONE = /^(?:tz|timezone|tzoffset|timezoneoffset|utcoffset|devicetimezone|dtz)$/;
const STATUS = /^\w{0,20}(?:status|state)$/;
const VERDICT =
  /^(?:classification|determination|verdict|analystverdict|resolution|closereason|closingreason|classificationreason|truepositive)$/;
const CLOSED_AT =
  /^(?:closed(?:at|time|on|date)?(?:utc)?|closedtimeutc|resolved(?:at|time|date|datetime)|closetime|resolutiontime)$/;

const CLOSING_DEPTH_MAX = 3;

function closingOf(leaf: string, depth: number): FieldPurpose['closing'] {
  if (depth > CLOSING_DEPTH_MAX) return null;
  if (VERDICT.test(leaf)) return 'verdict';
  if (CLOSED_AT.test(leaf)) return 'time';
  return STATUS.test(leaf) ? 'status' : null;
}

/** `rule.id`, `sourceRule.name`, `rule.description` (Wazuh): the word stands in the parent. */
function ruleRank(rank: number, { parent, leaf }: Place, isLeaf: boolean): number {
  if (!isLeaf || !/(?:rule|signature|detector|analytic|policy)$/.test(parent)) return rank;
  const isRule = parent.endsWith('rule');
  return Math.max(rank, isRule ? (leaf === 'description' ? 70 : 95) : 60);
}

/** Fields that hold a line or sentences of their own. */
const MESSAGE: ReadonlySet<string> = new Set(
  `message msg raw rawlog rawevent rawmessage original eventoriginal fulllog originalfulllog logmessage textpayload payload log logline
  syslogmessage description desc reason displaymessage body text eventdescription alertmessage details note rawrequest summary
  resultdescription statusmessage data eventmessage opaque comment renderedmessage`.split(/\s+/),
);
