// Which form of Falcon's records one is, and how sure that is. Asked for every record of every product: the first look is at
// names no other product has.

import { type JsonObject, type JsonValue, textAt, valueAt } from '@watchfloor/sdk';
import { firstObject, isObject } from './fields.ts';
import { consoleUrl } from './record.ts';
import { WORKFLOW_NAMES, workflowCertainty } from './workflow.ts';

export type Form = 'event-stream' | 'alert' | 'telemetry' | 'workflow';

export interface Judgement {
  readonly form: Form | null;
  readonly certainty: number;
}

const NONE: Judgement = { form: null, certainty: 0 };

export function formOf(record: JsonObject): Judgement {
  if (!canTell(record)) return NONE;
  // What the APIs return holds its records in `resources`.
  if ('resources' in record && Array.isArray(record.resources)) return listForm(record.resources);
  const lake = textAt(record, 'p_log_type');
  if (lake !== '' && /^crowdstrike\./i.test(lake)) return { form: lakeForm(record), certainty: 98 };
  if ('metadata.eventType' in record || ('metadata' in record && isObject(record.metadata)))
    return streamForm(record);
  const api = apiForm(record);
  if (api.form !== null) return api;
  if (isTelemetry(record)) return { form: 'telemetry', certainty: telemetryCertainty(record) };
  const certainty = workflowCertainty(record);
  return certainty > 0 ? { form: 'workflow', certainty } : NONE;
}

/** Whether the record has a name without which it is of no form. Nearly every record of another product has none. */
function canTell(record: JsonObject): boolean {
  for (const key in record) if (FIRST_LOOK.has(key) || key.startsWith('Trigger.')) return true;
  return false;
}

function listForm(resources: JsonValue): Judgement {
  const first = firstObject(resources);
  return first === undefined || Array.isArray(first.resources) ? NONE : formOf(first);
}

function lakeForm(record: JsonObject): Form {
  if (isObject(record.metadata)) return 'event-stream';
  return 'composite_id' in record || Array.isArray(record.behaviors) ? 'alert' : 'telemetry';
}

function streamForm(record: JsonObject): Judgement {
  const type = textAt(record, 'metadata.eventType');
  const hasCustomer = textAt(record, 'metadata.customerIDString') !== '';
  if (type === 'Vertex' && textAt(record, 'metadata.detectionIdString') !== '') return stream(95);
  if (type === '' || type.length > 100) return NONE;
  const isNamed = /^[A-Za-z]+(?:Event)$/.test(type);
  const points =
    (hasCustomer ? 50 : 0) +
    (isNamed ? 25 : 0) +
    (valueAt(record, 'metadata.offset') === undefined ? 0 : 15) +
    (valueAt(record, 'metadata.eventCreationTime') === undefined ? 0 : 20);
  return stream(Math.min(98, points));
}

function stream(certainty: number): Judgement {
  return { form: 'event-stream', certainty };
}

/** The Alerts API, the older Detects and Incidents APIs. */
function apiForm(record: JsonObject): Judgement {
  if (!('composite_id' in record || 'detection_id' in record || 'incident_id' in record)) return NONE;
  const composite = textAt(record, 'composite_id');
  const detection = textAt(record, 'detection_id');
  const incident = textAt(record, 'incident_id');
  const isIncident = incident.startsWith('inc:');
  const isDetection = detection.startsWith('ldt:') || Array.isArray(record.behaviors);
  if (composite === '' && !isIncident && !isDetection) return NONE;
  const own = [
    'cid',
    'falcon_host_link',
    'aggregate_id',
    'agent_id',
    'pattern_id',
    'device',
    'crawled_timestamp',
    'show_in_ui',
    'max_severity_displayname',
    'fine_score',
    'host_ids',
    'poly_id',
    'source_vendors',
  ].filter((name) => name in record).length;
  const isLinked = consoleUrl(textAt(record, 'falcon_host_link')) !== null;
  const certainty =
    (composite.includes(':') || isIncident || isDetection ? 45 : 25) + own * 10 + (isLinked ? 40 : 0);
  return { form: 'alert', certainty: Math.min(98, certainty) };
}

const EVENT_NAMES = ['event_simpleName', '#event_simpleName', 'event_simplename', 'fdr_event_type'];

const FIRST_LOOK: ReadonlySet<string> = new Set([
  ...EVENT_NAMES,
  ...WORKFLOW_NAMES,
  'resources',
  'p_log_type',
  'metadata',
  'metadata.eventType',
  'composite_id',
  'detection_id',
  'incident_id',
  'ExternalApiType',
  'event',
  'cid',
  'PatternDispositionValue',
  'CompositeId',
]);

// Columns of the tables beside the telemetry, with what each adds to the certainty.
const TABLE_COLUMNS: readonly (readonly [name: string, points: number])[] = [
  ['NeighborName', 50],
  ['LastDiscoveredBy', 50],
  ['discoverer_aid', 50],
  ['UserSid_readable', 50],
  ['MACPrefix', 50],
  ['SensorGroupingTags', 50],
  ['ConfigIDBuild', 50],
  ['product_type_desc', 30],
  ['AgentVersion', 25],
  ['assessments', 25],
  ['MachineDomain', 25],
  ['GatewayMAC', 25],
  ['InterfaceAlias', 25],
  ['SHA256HashData', 25],
  ['event_platform', 25],
  ['ProductType', 20],
  ['aip', 20],
];

function isTelemetry(record: JsonObject): boolean {
  return (
    EVENT_NAMES.some((name) => name in record) ||
    'ExternalApiType' in record ||
    ('event' in record &&
      isObject(record.event) &&
      ('event_simpleName' in record.event || 'ExternalApiType' in record.event)) ||
    ('cid' in record && TABLE_COLUMNS.some(([name]) => name in record)) ||
    isDetectionLine(record)
  );
}

/** Detection events of the replicator without their envelope have the stream's fields and nothing around them. */
function isDetectionLine(record: JsonObject): boolean {
  return 'PatternDispositionValue' in record || ('CompositeId' in record && 'FalconHostLink' in record);
}

function telemetryCertainty(record: JsonObject): number {
  const isNamed = EVENT_NAMES.some((name) => name in record);
  if (isNamed && ('aid' in record || 'cid' in record || isObject(record.event))) return 98;
  if (isNamed) return 'ConfigBuild' in record || 'event_platform' in record ? 95 : 80;
  if (isDetectionLine(record) || 'ExternalApiType' in record || isObject(record.event)) return 90;
  const columns = TABLE_COLUMNS.reduce((sum, [name, points]) => sum + (name in record ? points : 0), 0);
  return Math.min(95, columns + ('aid' in record ? 30 : 0) + ('_time' in record ? 5 : 0));
}
