// Whether a record is an event of the Windows event log, by the features of each form. What Winlogbeat and the Elastic Agent send is
// an ECS document and belongs to the source `ecs`; a Wazuh alert around an event belongs to the source `wazuh`.

import { anyKeyOf, type JsonObject, type JsonValue, valueAt } from '@watchfloor/sdk';
import { XML_FIELDS, xmlInside } from './event.ts';
import { elementText, isObject, scalarOf } from './fields.ts';
import { isNps } from './nps.ts';

const NUMBERS = ['EventID', 'EventId', 'event_id', 'EventCode', 'eventid', 'eventId'];
const WRAPPERS = ['Event', 'Events', 'System', 'win', 'winlog'];

/** Without one of these names a record is no event in any form, nor around one. */
const canTell = anyKeyOf(['records', ...WRAPPERS, ...NUMBERS, 'LogName', 'Packet-Type', ...XML_FIELDS]);

export function certaintyOf(record: JsonObject): number {
  if (!canTell(record)) return 0;
  const records = valueAt(record, 'records');
  // Exports of Log Analytics wrap their rows so.
  if (Array.isArray(records)) return isObject(records[0]) ? ofOne(records[0]) : 0;
  return ofOne(record);
}

// `valueAt` rather than the property itself: a name that is not there costs many times more when it is asked for as one.
function ofOne(record: JsonObject): number {
  if (valueAt(record, 'Event') !== undefined || valueAt(record, 'Events') !== undefined)
    return ofNested(record);
  const system = valueAt(record, 'System');
  if (isObject(system)) return isSystem(system) ? 90 : 0;
  if (isObject(valueAt(record, 'win'))) return ofAgent(record);
  if (isObject(valueAt(record, 'winlog'))) return isElastic(record) ? 0 : 55;
  const number = numberOf(record);
  if (number === undefined) return isNps(record) ? 80 : xmlInside(record) === null ? 0 : 90;
  if (!/^\d{1,10}$/.test(elementText(number)) || isElastic(record)) return 0;
  return ofFlat(record);
}

/** What stands where the event's number stands. */
function numberOf(record: JsonObject): JsonValue | undefined {
  for (const name of NUMBERS) {
    const value = valueAt(record, name) ?? undefined;
    if (value !== undefined) return value;
  }
  return valueAt(record, 'LogName') === undefined ? undefined : valueAt(record, 'Id');
}

function isElastic(record: JsonObject): boolean {
  return (
    valueAt(record, 'ecs.version') !== undefined ||
    scalarOf(valueAt(record, 'agent.type')) !== '' ||
    valueAt(record, 'data_stream.dataset') !== undefined ||
    // Winlogbeat before 7
    isObject(valueAt(record, 'beat')) ||
    valueAt(record, '@metadata.beat') !== undefined
  );
}

function ofNested(record: JsonObject): number {
  const events = isObject(record.Events) ? record.Events.Event : undefined;
  const event = record.Event ?? (Array.isArray(events) ? events[0] : events);
  return isObject(event) && isObject(event.System) && isSystem(event.System) ? 95 : 0;
}

/** The System element names the event and either its log or who wrote it. */
function isSystem(system: JsonObject): boolean {
  const id = elementText(system.EventID ?? system.eventID ?? system.EventId);
  const place =
    system.Channel ?? system.Provider ?? system.Provider_attributes ?? system.channel ?? system.Computer;
  return /^\d{1,10}$/.test(id) && place !== undefined;
}

/** The Wazuh agent's own JSON; inside an alert of the manager it is `data.win`. */
function ofAgent(record: JsonObject): number {
  const system = valueAt(record, 'win.system');
  if (record.rule !== undefined || record.agent !== undefined || !isObject(system)) return 0;
  return isSystem(system) ? 80 : 0;
}

const CLASSIC_LOG =
  /^(?:Security|System|Application|Setup|ForwardedEvents|Forwarded Events|Windows PowerShell|Directory Service|DNS Server|DFS Replication|Active Directory Web Services|Key Management Service|Hardware Events|Internet Explorer)$/i;
const MODERN_LOG =
  /^Microsoft-|[/-](?:Operational|Admin|Analytic|Debug|Audit|Diagnostic|DiagnosticVerbose)$/i;

// Fields beside the number, with what each adds to the certainty: those of the log, of shippers, and of the best known events.
const FEATURES: readonly (readonly [fields: readonly string[], points: number])[] = [
  [['Computer', 'ComputerName', 'computer_name', 'MachineName', 'Hostname', 'computer', 'hostname'], 10],
  [['ProviderGuid', 'provider_guid', 'ProviderGUID', 'EventSourceName'], 10],
  [['Keywords', 'keywords'], 5],
  [['Task', 'task', 'TaskCategory'], 3],
  [['Level', 'level', 'EventLevel', 'EventLevelName'], 3],
  [['Opcode', 'opcode', 'OpCode'], 3],
  [['RecordNumber', 'EventRecordID', 'record_number', 'EventRecordId', 'record_id'], 8],
  [
    [
      'SubjectUserSid',
      'SubjectLogonId',
      'TargetUserSid',
      'TargetLogonId',
      'SubjectUserName',
      'TargetUserName',
      'LayerRTID',
      'HandleId',
      'AccessMask',
    ],
    15,
  ],
  [['ProcessGuid', 'SourceProcessGUID', 'SourceProcessGuid'], 15],
  [['EventData', 'event_data', 'ExtraEventData', 'StringInserts', 'UserData'], 8],
  [['MapDescription', 'PayloadData1', 'ChunkNumber'], 15],
  [['EventReceivedTime', 'SourceModuleName'], 8],
  [['TimeCreated', 'TimeGenerated', 'EventTime', 'time_created', 'system_time'], 5],
];

const TABLES: ReadonlySet<string> = new Set(['SecurityEvent', 'WindowsEvent', 'Event']);

function ofFlat(record: JsonObject): number {
  const channel = firstText(record, ['Channel', 'channel', 'LogName', 'log_name', 'EventLog', 'Logfile']);
  const provider = firstText(record, [
    'Provider',
    'ProviderName',
    'provider_name',
    'SourceName',
    'source_name',
    'EventSourceName',
    'Source',
    'provider',
  ]);
  let points = 0;
  if (MODERN_LOG.test(channel)) points += 40;
  else if (CLASSIC_LOG.test(channel)) points += 25;
  else if (channel !== '') points += 5;
  if (/^Microsoft-Windows-/i.test(provider)) points += 35;
  else if (provider !== '') points += 12;
  if (/^im_ms/.test(scalarOf(record.SourceModuleType))) points += 40;
  if (TABLES.has(scalarOf(record.Type)) && record.TenantId !== undefined) points += 40;
  for (const [fields, more] of FEATURES)
    if (fields.some((field) => Object.hasOwn(record, field) && record[field] !== undefined)) points += more;
  return Math.min(98, points);
}

function firstText(record: JsonObject, names: readonly string[]): string {
  for (const name of names) {
    const value: JsonValue | undefined = valueAt(record, name);
    const text = isObject(value) ? scalarOf(value.Name ?? value.name) : scalarOf(value);
    if (text !== '') return text;
  }
  return '';
}
