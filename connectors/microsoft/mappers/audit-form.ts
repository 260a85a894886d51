// Whether a record is of the Microsoft 365 audit log or of Intune, and how sure that is.

import { anyKeyOf, type JsonObject, valueAt } from '@watchfloor/sdk';
import { type Fields, foldName, isObject, readFields, textOf } from './fields.ts';
import { eitherOf, hasKey, spellings } from './recognition.ts';
import { openAuditRecord } from './unified-audit.ts';

export interface OpenedAudit {
  readonly form: 'audit' | 'intune' | null;
  readonly fields: Fields;
  readonly certainty: number;
}

const NOTHING: OpenedAudit = { form: null, fields: readFields(), certainty: 0 };

const TELLTALES = spellings('AuditData RecordType Workload OfficeWorkload AuditLogRecordType');
const INTUNE_TELLTALES = spellings('Properties ComponentName IntuneAccountId');
const canTell = anyKeyOf([...TELLTALES, ...INTUNE_TELLTALES]);

// `AuditLogs` is also what Entra ID calls its own; the fields inside tell them apart.
const INTUNE_LOGS: ReadonlySet<string> = new Set([
  'auditlogs',
  'operationallogs',
  'devicecomplianceorg',
  'devices',
  'windows365auditlogs',
]);
const INTUNE_TABLES: ReadonlySet<string> = new Set([
  'intuneauditlogs',
  'intuneoperationallogs',
  'intunedevicecomplianceorg',
  'intunedevices',
  'windows365auditlogs',
]);

export function openAudit(record: JsonObject): OpenedAudit {
  if (!canTell(record)) return NOTHING;
  if (hasKey(record, TELLTALES)) {
    const fields = openAuditRecord(record);
    const certainty = certaintyOf(fields);
    if (certainty >= 50) return { form: 'audit', fields, certainty };
  }
  return hasKey(record, INTUNE_TELLTALES) ? openIntune(record) : NOTHING;
}

// Fields of the common schema, with what each adds to the certainty.
const FEATURES: readonly (readonly [name: string, points: number])[] = [
  ['RecordType', 20],
  ['AuditLogRecordType', 25],
  ['Workload', 25],
  ['OfficeWorkload', 30],
  ['Operation', 15],
  ['Operations', 10],
  ['OrganizationId', 10],
  ['UserKey', 20],
  ['UserType', 10],
  ['UserId', 5],
  ['UserIds', 5],
  ['CreationTime', 10],
  ['CreationDate', 10],
  ['ResultStatus', 5],
  ['ObjectId', 5],
  ['ClientIP', 5],
  ['AuditData', 20],
];

function certaintyOf(fields: Fields): number {
  if (foldName(fields.text('Type')) === 'officeactivity') return 97;
  if (['Operation', 'Operations'].every((name) => fields.value(name) === undefined)) return 0;
  const points = FEATURES.map(([name, value]) => (fields.value(name) === undefined ? 0 : value));
  return Math.min(
    97,
    points.reduce((sum, next) => sum + next, 0),
  );
}

// Fields of Intune's own logs.
const INTUNE_FIELDS = [
  'AuditEventId',
  'IntuneAccountId',
  'ActivityResultStatus',
  'IntuneDeviceId',
  'TargetObjectIds',
];

function openIntune(record: JsonObject): OpenedAudit {
  const category = foldName(textOf(eitherOf(record, 'category', 'Category')).slice(0, 60));
  const isTable = INTUNE_TABLES.has(foldName(textOf(valueAt(record, 'Type')).slice(0, 60)));
  const isGraph = Object.hasOwn(record, 'componentName') && Object.hasOwn(record, 'activityDateTime');
  if (!isTable && !isGraph && !INTUNE_LOGS.has(category)) return NOTHING;
  const outer = readFields(record);
  const inner = eitherOf(record, 'properties', 'Properties');
  const fields = isObject(inner) ? readFields(inner, record) : layered(outer.object('Properties'), outer);
  if (isTable) return { form: 'intune', fields, certainty: 97 };
  if (isGraph) return { form: 'intune', fields, certainty: 90 };
  const isIntune = INTUNE_FIELDS.some((name) => fields.value(name) !== undefined);
  return isIntune ? { form: 'intune', fields, certainty: 96 } : NOTHING;
}

/** The fields of `Properties` where it is a JSON text, as in Log Analytics, before those of the row. */
function layered(inner: Fields, outer: Fields): Fields {
  return readFields(Object.fromEntries(inner.entries()), Object.fromEntries(outer.entries()));
}
