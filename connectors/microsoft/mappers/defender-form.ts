// Which of the many forms of Microsoft Defender a record has. A first look at the record's own keys sends everybody else's
// records away; then the fields that only one form has are counted.

import { anyKeyOf, type JsonObject } from '@watchfloor/sdk';
import { type Fields, foldName, isObject, readFields, textOf } from './fields.ts';
import { eitherOf, hasKey, spellings } from './recognition.ts';

export type DefenderForm =
  | 'graph-alert'
  | 'graph-incident'
  | 'graph-alert-v1'
  | 'endpoint-alert'
  | 'defender-incident'
  | 'siem-detection'
  | 'hunting';

export interface OpenedDefender {
  /** Null when the record has none of the forms. */
  readonly form: DefenderForm | null;
  readonly fields: Fields;
  /** The advanced hunting table, as the record spells it; '' when it does not tell and in the other forms. */
  readonly table: string;
  /** How sure that is, 0 to 100: see `recognise` of a source. */
  readonly certainty: number;
}

const NOTHING = { form: null, fields: readFields(), table: '', certainty: 0 } as const;

const TELLTALES = spellings(
  'ServiceSource IncidentWebUrl AlertWebUrl RedirectIncidentId VendorInformation AlertCreationTime ComputerDnsName IncidentName IncidentUri ReportId NetworkMessageId AlertTitle ActivityObjects EvidenceRole',
);

/** The telltales, and the names whose value can tell: without one of them nothing else is looked at. */
const canTell = anyKeyOf([
  ...TELLTALES,
  'category',
  'Category',
  'Type',
  'type',
  '@odata.type',
  'at_sign_odata_type',
]);

const STREAM = 'advancedhunting-';

export function openDefender(record: JsonObject): OpenedDefender {
  if (!canTell(record)) return NOTHING;
  const category = textOf(eitherOf(record, 'category', 'Category'));
  if (category.length < 100 && category.toLowerCase().startsWith(STREAM)) {
    const inner = eitherOf(record, 'properties', 'Properties');
    const fields = isObject(inner) ? readFields(inner, record) : readFields(record);
    return { form: 'hunting', fields, table: category.slice(STREAM.length), certainty: 98 };
  }
  const type = textOf(eitherOf(record, 'Type', 'type'));
  if (
    type !== '' &&
    TABLES.has(type.toLowerCase()) &&
    (record.TimeGenerated ?? record.Timestamp ?? record.timestamp) !== undefined
  ) {
    return { form: 'hunting', fields: readFields(record), table: type, certainty: 97 };
  }
  const kind = textOf(eitherOf(record, '@odata.type', 'at_sign_odata_type'));
  const named = kind === '' ? undefined : ODATA_FORMS.get(kind.replace(/^#/, '').toLowerCase());
  if (named !== undefined) return { form: named, fields: readFields(record), table: '', certainty: 98 };
  return hasKey(record, TELLTALES) ? judge(record) : NOTHING;
}

const ODATA_FORMS: ReadonlyMap<string, DefenderForm> = new Map<string, DefenderForm>([
  ['microsoft.graph.security.alert', 'graph-alert'],
  ['microsoft.graph.security.incident', 'graph-incident'],
  ['microsoft.graph.alert', 'graph-alert-v1'],
]);

// Tables of Log Analytics that hold rows of Defender; the names of most begin alike.
const TABLES: ReadonlySet<string> = new Set(
  `alertinfo alertevidence behaviorinfo behaviorentities cloudappevents cloudauditevents cloudprocessevents
  cloudstorageaggregatedevents deviceevents devicefilecertificateinfo devicefileevents deviceimageloadevents deviceinfo
  devicelogonevents devicenetworkevents devicenetworkinfo deviceprocessevents deviceregistryevents
  devicetvmsoftwarevulnerabilities emailattachmentinfo emailevents emailpostdeliveryevents emailurlinfo graphapiauditevents
  identitydirectoryevents identityinfo identitylogonevents identityqueryevents messageevents messagepostdeliveryevents
  messageurlinfo urlclickevents aadsignineventsbeta aadspnsignineventsbeta entraidsigninevents entraidspnsigninevents`.split(
    /\s+/,
  ),
);

type Points = readonly (readonly [names: string, points: number])[];

/** Each form with the fields that make for it; of names between spaces one is enough. The first must be there. */
const FORM_POINTS: readonly (readonly [form: DefenderForm, points: Points])[] = [
  [
    'graph-alert',
    [
      ['servicesource alertweburl', 30],
      ['title', 10],
      ['createddatetime', 10],
      ['firstactivitydatetime lastactivitydatetime', 20],
      ['lastupdatedatetime', 10],
      ['alertweburl incidentweburl', 20],
      ['detectionsource', 10],
      ['provideralertid detectorid', 10],
      ['evidence', 20],
      ['mitretechniques', 10],
      ['determination', 5],
    ],
  ],
  [
    'graph-incident',
    [
      ['displayname', 15],
      ['incidentweburl', 30],
      ['createddatetime', 10],
      ['lastupdatedatetime', 10],
      ['redirectincidentid', 15],
      ['determination', 10],
      ['customtags systemtags', 10],
      ['alerts', 5],
    ],
  ],
  [
    'graph-alert-v1',
    [
      ['vendorinformation', 35],
      ['userstates hoststates filestates networkconnections', 25],
      ['eventdatetime', 20],
      ['azuretenantid', 15],
      ['createddatetime', 5],
      ['title', 5],
      ['severity', 5],
    ],
  ],
  [
    'endpoint-alert',
    [
      ['title alertcreationtime', 5],
      ['alertcreationtime', 30],
      ['computerdnsname', 20],
      ['machineid', 15],
      ['investigationstate', 15],
      ['firsteventtime lasteventtime', 20],
      ['detectionsource', 10],
      ['relateduser', 10],
      ['threatfamilyname', 5],
      ['aadtenantid rbacgroupname', 5],
    ],
  ],
  [
    'defender-incident',
    [
      ['incidentid', 15],
      ['incidentname', 20],
      ['incidenturi', 20],
      ['createdtime', 10],
      ['lastupdatetime', 10],
      ['redirectincidentid', 15],
      ['determination', 5],
      ['alerts', 15],
    ],
  ],
  [
    'siem-detection',
    [
      ['alerttitle', 20],
      ['linktowdatp linktomtp', 30],
      ['computerdnsname', 15],
      ['ioadefinitionid iocname iocvalue', 15],
      ['alerttime', 10],
      ['alertid', 5],
    ],
  ],
];

const FORMS = FORM_POINTS.map(([form, points]) => ({
  form,
  points: points.map(([names, value]) => ({ names: names.split(' '), value })),
}));

const OF_SENTINEL = ['incidentnumber', 'systemalertid'];

function judge(record: JsonObject): OpenedDefender {
  const names = new Set(Object.keys(record).map(foldName));
  const has = (list: readonly string[]): boolean => list.some((name) => names.has(name));
  // A row of Sentinel, whose incidents are numbered and whose alerts have an id of the workspace.
  if (has(OF_SENTINEL)) return NOTHING;
  let best: DefenderForm | null = null;
  let certainty = 0;
  for (const { form, points } of FORMS) {
    const [first] = points;
    if (first === undefined || !has(first.names)) continue;
    let sum = 0;
    for (const point of points) if (has(point.names)) sum += point.value;
    if (Math.min(sum, 96) <= certainty) continue;
    best = form;
    certainty = Math.min(sum, 96);
  }
  if (certainty >= 50) return { form: best, fields: readFields(record), table: '', certainty };
  const table = TABLES_BY_COLUMNS.find(({ columns }) => columns.every(has))?.table ?? '';
  return table === '' ? NOTHING : { form: 'hunting', fields: readFields(record), table, certainty: 85 };
}

// Rows of a query have no name of their table; the columns tell it. The narrower before the wider.
const TABLE_COLUMNS: readonly (readonly [table: string, columns: readonly string[]])[] = [
  ['AlertEvidence', ['alertid', 'entitytype', 'evidencerole']],
  ['AlertInfo', ['alertid', 'title', 'servicesource detectionsource', 'attacktechniques category']],
  ['CloudAppEvents', ['actiontype', 'application', 'activityobjects raweventdata']],
  ['EmailUrlInfo', ['networkmessageid', 'url', 'urldomain']],
  ['EmailAttachmentInfo', ['networkmessageid', 'filename', 'sha256', 'senderfromaddress']],
  ['EmailPostDeliveryEvents', ['networkmessageid', 'actiontrigger', 'deliverylocation']],
  ['EmailEvents', ['networkmessageid', 'senderfromaddress', 'recipientemailaddress']],
  ['UrlClickEvents', ['networkmessageid', 'url', 'actiontype', 'isclickedthrough urlchain']],
  ['DeviceLogonEvents', ['deviceid', 'reportid', 'logontype', 'actiontype']],
  ['DeviceNetworkEvents', ['deviceid', 'reportid', 'remoteip', 'remoteport', 'protocol']],
  [
    'DeviceRegistryEvents',
    ['deviceid', 'reportid', 'registrykey', 'previousregistrykey previousregistryvaluename'],
  ],
  [
    'DeviceProcessEvents',
    ['deviceid', 'reportid', 'processcommandline', 'processintegritylevel processversioninfocompanyname'],
  ],
  ['DeviceFileEvents', ['deviceid', 'reportid', 'filename', 'previousfilename requestprotocol']],
  ['DeviceInfo', ['deviceid', 'reportid', 'onboardingstatus clientversion']],
  ['DeviceEvents', ['deviceid', 'reportid', 'actiontype initiatingprocessfilename']],
  ['IdentityLogonEvents', ['reportid', 'actiontype', 'application', 'logontype', 'accountupn accountname']],
  [
    'IdentityDirectoryEvents',
    ['reportid', 'actiontype', 'application', 'targetaccountupn destinationdevicename'],
  ],
];

const TABLES_BY_COLUMNS = TABLE_COLUMNS.map(([table, columns]) => ({
  table,
  columns: columns.map((names) => names.split(' ')),
}));
