// Which log of Microsoft Entra ID a record is from: by the category that diagnostic settings write, by the table of Log
// Analytics, or by the fields of the resource in Microsoft Graph.
// https://learn.microsoft.com/entra/identity/monitoring-health/concept-diagnostic-settings-logs-options

import { anyKeyOf, type JsonObject, valueAt } from '@watchfloor/sdk';
import { type Fields, foldName, isObject, readFields, textOf } from './fields.ts';
import { eitherOf, hasKey, spellings } from './recognition.ts';

export type EntraForm =
  | 'sign-in'
  | 'audit'
  | 'risk-detection'
  | 'risky-principal'
  | 'provisioning'
  | 'graph-call';

export interface OpenedEntra {
  /** Null when the record is of none of the logs. */
  readonly form: EntraForm | null;
  readonly fields: Fields;
  readonly certainty: number;
}

const NOTHING: OpenedEntra = { form: null, fields: readFields(), certainty: 0 };

const TELLTALES = spellings(
  'ActivityDisplayName InitiatedBy TargetResources LoggedByService ConditionalAccessStatus ClientAppUsed AppDisplayName RiskEventType RiskState RiskLevel RiskLastUpdatedDateTime ProvisioningAction ServicePrincipalCredentialKeyId RiskLevelDuringSignIn',
);

/** The telltales, and the names whose value can tell: without one of them nothing else is looked at. */
const canTell = anyKeyOf([...TELLTALES, 'category', 'Category', 'Type', 'type']);

// Categories of diagnostic settings and tables of Log Analytics. `AuditLogs` is also what Intune calls its own.
const LOGS: ReadonlyMap<string, EntraForm> = new Map<string, EntraForm>([
  ['signinlogs', 'sign-in'],
  ['noninteractiveusersigninlogs', 'sign-in'],
  ['serviceprincipalsigninlogs', 'sign-in'],
  ['managedidentitysigninlogs', 'sign-in'],
  ['microsoftserviceprincipalsigninlogs', 'sign-in'],
  ['adfssigninlogs', 'sign-in'],
  ['aadnoninteractiveusersigninlogs', 'sign-in'],
  ['aadserviceprincipalsigninlogs', 'sign-in'],
  ['aadmanagedidentitysigninlogs', 'sign-in'],
  ['auditlogs', 'audit'],
  ['riskyusers', 'risky-principal'],
  ['riskyserviceprincipals', 'risky-principal'],
  ['aadriskyusers', 'risky-principal'],
  ['aadriskyserviceprincipals', 'risky-principal'],
  ['userriskevents', 'risk-detection'],
  ['serviceprincipalriskevents', 'risk-detection'],
  ['aaduserriskevents', 'risk-detection'],
  ['aadserviceprincipalriskevents', 'risk-detection'],
  ['provisioninglogs', 'provisioning'],
  ['aadprovisioninglogs', 'provisioning'],
  ['microsoftgraphactivitylogs', 'graph-call'],
]);

export function openEntra(record: JsonObject): OpenedEntra {
  if (!canTell(record)) return NOTHING;
  const form =
    logOf(eitherOf(record, 'category', 'Category')) ??
    logOf(valueAt(record, 'Type')) ??
    logOf(valueAt(record, 'type'));
  if (form !== undefined) {
    const inner = eitherOf(record, 'properties', 'Properties');
    const fields = isObject(inner) ? readFields(inner, record) : readFields(record);
    if (form !== 'audit' || isDirectoryAudit(fields)) return { form, fields, certainty: 97 };
    return NOTHING;
  }
  return hasKey(record, TELLTALES) ? judge(record) : NOTHING;
}

function logOf(value: JsonObject[string]): EntraForm | undefined {
  const name = textOf(value);
  return name === '' || name.length > 60 ? undefined : LOGS.get(foldName(name));
}

/** Whether a record of `AuditLogs` is of the directory: Intune's own have neither the place nor the fields. */
function isDirectoryAudit(fields: Fields): boolean {
  if (fields.value('AuditEventId') !== undefined) return false;
  const isPlaced = /microsoft\.aadiam/i.test(fields.text('ResourceId'));
  return (
    isPlaced ||
    ['TargetResources', 'InitiatedBy', 'LoggedByService'].some((name) => fields.value(name) !== undefined)
  );
}

type Points = readonly (readonly [names: string, points: number])[];

/** Each form with the fields that make for it; of names between spaces one is enough. The first must be there. */
const FORM_POINTS: readonly (readonly [form: EntraForm, points: Points])[] = [
  [
    'audit',
    [
      ['activitydisplayname targetresources', 5],
      ['activitydisplayname', 25],
      ['targetresources', 30],
      ['initiatedby', 20],
      ['loggedbyservice', 25],
      ['activitydatetime', 15],
      ['operationtype', 5],
    ],
  ],
  [
    'risk-detection',
    [
      ['riskeventtype risktype', 35],
      ['risklevel', 15],
      ['riskstate', 15],
      ['detectiontimingtype', 20],
      ['detecteddatetime', 15],
      ['tokenissuertype', 10],
    ],
  ],
  [
    'risky-principal',
    [
      ['risklastupdateddatetime risklastupdatedtime', 35],
      ['riskstate', 20],
      ['risklevel', 20],
      ['isdeleted isprocessing', 10],
    ],
  ],
  [
    'provisioning',
    [
      ['provisioningaction action', 20],
      ['provisioningsteps', 25],
      ['sourceidentity targetidentity', 25],
      ['provisioningstatusinfo statusinfo', 20],
      ['jobid cycleid', 10],
    ],
  ],
  [
    'sign-in',
    [
      ['appdisplayname appid', 10],
      ['conditionalaccessstatus', 20],
      ['clientappused', 20],
      ['risklevelduringsignin', 15],
      ['devicedetail', 15],
      ['isinteractive signineventtypes', 15],
      ['userprincipalname serviceprincipalname', 10],
      ['resourcedisplayname', 10],
      ['ipaddress', 5],
      ['createddatetime timegenerated', 5],
      ['uniquetokenidentifier serviceprincipalcredentialkeyid', 15],
    ],
  ],
];

const FORMS = FORM_POINTS.map(([form, points]) => ({
  form,
  points: points.map(([names, value]) => ({ names: names.split(' '), value })),
}));

function judge(record: JsonObject): OpenedEntra {
  const names = new Set(Object.keys(record).map(foldName));
  const has = (list: readonly string[]): boolean => list.some((name) => names.has(name));
  let best: EntraForm | null = null;
  let certainty = 0;
  for (const { form, points } of FORMS) {
    const [first] = points;
    if (first === undefined || !has(first.names)) continue;
    let sum = 0;
    for (const point of points) if (has(point.names)) sum += point.value;
    if (sum <= certainty) continue;
    best = form;
    certainty = Math.min(sum, 96);
  }
  return certainty >= 50 ? { form: best, fields: readFields(record), certainty } : NOTHING;
}
