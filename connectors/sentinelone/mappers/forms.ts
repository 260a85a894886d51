// Which form of SentinelOne's records one is, and how sure that is. Asked for every record of every product: the first look is at
// names no other product has.

import { anyKeyOf, type JsonObject, type JsonValue, textAt, valueAt } from '@watchfloor/sdk';
import { isObject, itemsOf } from './flat.ts';

export type Form = 'threat' | 'rule-alert' | 'unified-alert' | 'activity' | 'telemetry';

export interface Judgement {
  readonly form: Form | null;
  readonly certainty: number;
  /** The record itself: the node of an edge, else what came. */
  readonly record: JsonObject;
}

/** Where the APIs put the records of an answer. */
export const ENVELOPES = ['data', 'data.alerts.edges', 'data.alerts.nodes'];

export function formOf(record: JsonObject): Judgement {
  if (!canTell(record)) return { form: null, certainty: 0, record };
  const first = firstOf(record);
  if (first !== null) return { ...judge(first), record };
  return judge('node' in record && isObject(record.node) ? record.node : record);
}

/** Without one of these names nothing is an answer, an edge or one of the forms. */
const canTell = anyKeyOf([
  'data',
  'node',
  'threatInfo',
  'alertInfo',
  'detectionSource',
  'activityType',
  'agentComputerName',
  'p_log_type',
  'event.type',
  'event_type',
  'event.category',
  'event',
  'eventType',
]);

/** The first record of an API's answer, null when it is none. */
function firstOf(record: JsonObject): JsonObject | null {
  if (!('data' in record) || 'activityType' in record) return null;
  const lists = ENVELOPES.map((path) => valueAt(record, path));
  const items = lists.map((list) => itemsOf(list)).find((list) => list.length > 0) ?? [];
  const first = items.find(isObject);
  if (first === undefined) return null;
  return isObject(first.node) ? first.node : first;
}

function judge(record: JsonObject): Judgement {
  const found = sureForm(record) ?? telemetryForm(record);
  return { form: found?.form ?? null, certainty: found?.certainty ?? 0, record };
}

interface Found {
  readonly form: Form;
  readonly certainty: number;
}

function sureForm(record: JsonObject): Found | null {
  if ('threatInfo' in record && isObject(record.threatInfo))
    return { form: 'threat', certainty: threatCertainty(record) };
  if ('alertInfo' in record && isObject(record.alertInfo)) return ruleAlert(record);
  if ('detectionSource' in record && isObject(record.detectionSource)) return unified(record);
  if ('activityType' in record) return activity(record);
  if ('agentComputerName' in record) return olderThreat(record);
  return null;
}

function has(record: JsonObject, names: readonly string[]): number {
  return names.filter((name) => name in record).length;
}

function threatCertainty(record: JsonObject): number {
  const beside = [
    'agentDetectionInfo',
    'agentRealtimeInfo',
    'mitigationStatus',
    'indicators',
    'whiteningOptions',
  ];
  const inside = [
    'confidenceLevel',
    'analystVerdict',
    'storyline',
    'mitigationStatus',
    'incidentStatus',
    'threatName',
  ];
  const threat = record.threatInfo;
  return Math.min(98, has(record, beside) * 25 + (isObject(threat) ? has(threat, inside) * 20 : 0));
}

function ruleAlert(record: JsonObject): Found {
  const beside = [
    'ruleInfo',
    'sourceProcessInfo',
    'targetProcessInfo',
    'sourceParentProcessInfo',
    'agentDetectionInfo',
  ];
  return { form: 'rule-alert', certainty: Math.min(98, 10 + has(record, beside) * 30) };
}

function unified(record: JsonObject): Found {
  const own = [
    'attackSurfaces',
    'analystVerdict',
    'detectionTime',
    'realTime',
    'analytics',
    'storylineId',
    'confidenceLevel',
  ];
  const isOwn = textAt(record, 'detectionSource.vendor') === 'SentinelOne';
  const points = has(record, own) * 20 + (Array.isArray(record.assets) ? 15 : 0) + (isOwn ? 40 : 0);
  return { form: 'unified-alert', certainty: Math.min(95, points) };
}

function activity(record: JsonObject): Found | null {
  if (!/^\d{1,6}$/.test(textAt(record, 'activityType'))) return null;
  const own = [
    'primaryDescription',
    'secondaryDescription',
    'agentUpdatedVersion',
    'osFamily',
    'threatId',
    'siteId',
    'accountId',
  ];
  return { form: 'activity', certainty: Math.min(97, 20 + has(record, own) * 20) };
}

function olderThreat(record: JsonObject): Found {
  const own = [
    'fileContentHash',
    'mitigationStatus',
    'threatName',
    'classification',
    'agentIsActive',
    'collectionId',
    'mitigationMode',
  ];
  return { form: 'threat', certainty: Math.min(95, 10 + has(record, own) * 20) };
}

// What the Cloud Funnel writes beside the event itself, flat with dots, nested, or with underscores in a data lake.
const FUNNEL: readonly (readonly [path: string, points: number])[] = [
  ['src.process.storyline.id', 35],
  ['src.process.crossProcessCount', 30],
  ['sca:ingestTime', 40],
  ['meta.event.name', 20],
  ['i.scheme', 15],
  ['endpoint.name', 15],
  ['agent.uuid', 15],
  ['mgmt.id', 20],
  ['site.id', 15],
  ['process.unique.key', 20],
  ['src.process.uid', 15],
];

const DEEP_VISIBILITY: readonly string[] = [
  'agentUuid',
  'trueContext',
  'processUniqueKey',
  'objectType',
  'relatedToThreat',
  'srcProcStorylineId',
  'processGroupId',
  'agentMachineType',
  'siteName',
];

// One of these stands in every event of the funnel, whichever way it was stored; looked for before anything is counted.
const FUNNEL_MARKS = [
  'dataSource.name',
  'mgmt.url',
  'mgmt.id',
  'endpoint.name',
  'agent.uuid',
  'src.process.uid',
  'i.scheme',
  'sca:ingestTime',
  'dataSource',
  'mgmt',
  'data_source_name',
  'mgmt_url',
  'endpoint_name',
  'agent_uuid',
];

function telemetryForm(record: JsonObject): Found | null {
  if ('p_log_type' in record && /^sentinelone\./i.test(textAt(record, 'p_log_type').slice(0, 100))) {
    return { form: 'telemetry', certainty: 95 };
  }
  if ('event.type' in record || 'event_type' in record || 'event.category' in record || 'event' in record) {
    return FUNNEL_MARKS.some((mark) => mark in record) ? funnel(record) : null;
  }
  if (!('eventType' in record) || !('agentName' in record || 'endpointName' in record)) return null;
  return { form: 'telemetry', certainty: Math.min(90, has(record, DEEP_VISIBILITY) * 25) };
}

function funnel(record: JsonObject): Found | null {
  const source = textAt(record, 'dataSource.name') || textAt(record, 'data_source_name');
  const address = textAt(record, 'mgmt.url') || textAt(record, 'mgmt_url');
  const isOwn = source === 'SentinelOne' || /\.sentinelone\.(?:net|org)$/i.test(address.slice(0, 300));
  if (isOwn) return { form: 'telemetry', certainty: 95 };
  const points = FUNNEL.reduce((sum, [path, worth]) => sum + (hasPath(record, path) ? worth : 0), 0);
  return points === 0 ? null : { form: 'telemetry', certainty: Math.min(90, points) };
}

function hasPath(record: JsonObject, path: string): boolean {
  if (path in record || path.replaceAll('.', '_') in record) return true;
  const found: JsonValue | undefined = valueAt(record, path);
  return found !== undefined;
}
