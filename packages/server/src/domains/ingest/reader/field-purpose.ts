// What a field is for in the record as a whole: its time, severity, title, identity, rule. A rank says how sure a name is
// (0 never, 100 surely); the reader takes the highest rank that holds a usable value. Depth costs: the time of the record
// stands at its top or in an envelope, the times inside belong to things it mentions.

/** Texts of which a record has one. */
export type Slot = 'title' | 'description' | 'id' | 'ruleId' | 'ruleName' | 'category' | 'action' | 'outcome';

export interface FieldPurpose {
  /** The leaf in letters and digits only, lower case. */
  readonly name: string;
  readonly time: number;
  readonly severity: number;
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
  [
    100,
    `eventtime eventtimestamp eventdatetime occurredat occurred occurrencetime timeoccurred eventoccurred utctime timecreated
     systemtime eventcreationtime eventcreatedat activitydatetime activitydate activitytime clicktime originaltime
     querytimestamp detecttime detectedat detectiontime detectiontimestamp alerttime alertdate timeofevent eventstarttime
     threattime originationtime timeobserved observedat triggeredat triggertime firedat startedat firstactivitytime
     firstactivitydatetime firsteventtime firsteventdatetime eventfirstseen firstobservedat kibanaalertstart atsigntimestamp
     alertts eventts incidentts detectionts identifiedat discoveredat occured occuredat devtime contexttimestamp utctimestamp kibanaalertoriginaltime firstdetected starttimeutc firstactivitytimeutc`,
  ],
  [
    92,
    `timestamp ts datetime time timegenerated start starttime devicetime logtime generatedtime timestampderived timestampiso8601
     dateandtime rt begin begintime loggedat loggedtime eventdate when requesttime requestedat createtime recordtime
     petime timestampms tstime messagetime published datetimeutc timeutc generatetime epochtime asctime syslogtimestamp
     isodate unixtime sourcetimestamp eventts clienttimestamp timestampusec timelocal timeiso8601 receivedtime1`,
  ],
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
    'severity alertseverity severitylabel severityname severitylevel severitytext eventseverity incidentseverity findingseverity issueseverity threatseverity detectionseverity rulelevel kibanaalertseverity severitystring',
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

/** Works out what a path is for. `levels` are the words of the segments, the leaf first. */
export function purposeOf(segments: readonly string[], levels: readonly (readonly string[])[]): FieldPurpose {
  const squashed = segments.map((segment) => segment.toLowerCase().replaceAll(/[^a-z0-9]/g, ''));
  const leaf = squashed.at(-1) ?? '';
  const parent = squashed.at(-2) ?? '';
  const joined = `${parent}${leaf}`;
  const cost = squashed
    .slice(0, -1)
    .reduce((sum, segment) => sum + (ENVELOPES.has(segment) ? ENVELOPE_COST : DEPTH_COST), 0);
  const rank = (table: Ranks): number => {
    const best = Math.max(
      table.get(leaf) ?? 0,
      (table.get(joined) ?? 0) + (table.has(joined) ? ENVELOPE_COST : 0),
    );
    return best === 0 ? 0 : Math.max(1, best - cost);
  };
  // `_source` is the document itself; `source` is whoever sent it.
  const isOwn = squashed
    .slice(0, -1)
    .every(
      (segment, index) =>
        IDENTITY_ENVELOPES.has(segment) && (segment !== 'source' || segments[index] === '_source'),
    );
  const words = new Set(levels.flat());
  const ranked: readonly (readonly [Slot, number])[] = [
    ['title', rank(TITLE)],
    ['description', rank(DESCRIPTION)],
    ['id', !isOwn ? 0 : FINDING_ID.test(leaf) ? Math.max(1, 100 - cost) : rank(ID)],
    ['ruleId', ruleRank(rank(RULE_ID), { parent, leaf, isIdLeaf: /^(?:id|uuid|uid|ruleid)$/.test(leaf) })],
    [
      'ruleName',
      ruleRank(rank(RULE_NAME), { parent, leaf, isIdLeaf: /^(?:name|title|description)$/.test(leaf) }),
    ],
    ['category', rank(CATEGORY)],
    ['action', rank(ACTION)],
    ['outcome', rank(OUTCOME)],
  ];
  const base = {
    name: leaf,
    time: words.has('expire') || words.has('certificate') ? 0 : rank(TIME),
    severity: rank(SEVERITY),
    slots: ranked.filter(([slot, value]) => value >= (LEAST[slot] ?? 1)),
    isFinding: FINDING.test(leaf) && !words.has('score'),
    isAboutFinding:
      /^(?:alert|detection|finding|incident|offense|breach|violation|malware|threat|attack)[a-z]/.test(
        leaf,
      ) && segments.length <= 3,
    isActivity: ACTIVITY.test(leaf),
    isKind: /^(?:eventkind|logkind)$/.test(leaf) || (leaf === 'kind' && parent === 'event'),
    closing: closingOf(leaf, segments.length),
    isTechnique:
      words.has('technique') || words.has('mitre') || (words.has('attack') && !words.has('attacker')),
    isTactic: words.has('tactic') || words.has('tactics') || words.has('killchain') || words.has('mitre'),
    isMessage: MESSAGE.has(leaf),
    isTag: leaf === 'tags' || leaf === 'labels' || leaf === 'tag' || leaf === 'keywords',
  };
  const isTelling =
    base.time > 0 ||
    base.severity > 0 ||
    base.slots.length > 0 ||
    base.isFinding ||
    base.isAboutFinding ||
    base.isActivity ||
    base.isKind ||
    base.closing !== null ||
    base.isTechnique ||
    base.isTactic ||
    base.isTag;
  return { ...base, isTelling };
}

/** Below these a name stands too deep to speak for the record. */
const LEAST: Readonly<Partial<Record<Slot, number>>> = { id: 80, title: 48, action: 58, category: 56 };

const FINDING_ID =
  /^(?:alert|finding|detection|incident|offense|event|notable|case|issue|breach|signal)(?:unique|composite|external)?(?:uid|uuid|guid|identifier)$|^(?:alert|finding|detection|incident|offense)unique(?:id|key)$/;
const FINDING =
  /^(?:threatname|malwarename|virusname|signature|signaturename|attackname|detection|detectionname|detectname|alertname|findingname|threat|virus|attack|malwarefamily|offensename)$/;
const ACTIVITY =
  /^(?:outcome|eventoutcome|loginstatus|issuccess|logontype|auth\w*|useragent|httpmethod|querytype|rcode)$/;
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
function ruleRank(rank: number, place: { parent: string; leaf: string; isIdLeaf: boolean }): number {
  if (place.isIdLeaf && /(?:rule|signature|detector|analytic|policy)$/.test(place.parent)) {
    const isRule = place.parent.endsWith('rule');
    return Math.max(rank, isRule ? (place.leaf === 'description' ? 70 : 95) : 60);
  }
  return rank;
}

/** Fields that hold a line or sentences of their own. */
const MESSAGE: ReadonlySet<string> = new Set(
  `message msg raw rawlog rawevent rawmessage original eventoriginal fulllog originalfulllog logmessage textpayload payload log logline
  syslogmessage description desc reason displaymessage body text eventdescription alertmessage details note rawrequest summary
  resultdescription statusmessage data eventmessage opaque comment renderedmessage`.split(/\s+/),
);
