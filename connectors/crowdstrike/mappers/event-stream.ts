// The event stream: `metadata` says what kind of event it is and when the cloud made it, `event` holds the fields. Detections,
// incidents, leads and policy findings are alerts; what people and API clients did in the console, remote response sessions,
// firewall matches and finished reports are events.

import {
  entityCollector,
  type JsonObject,
  type NormalizedEvent,
  type ReadResult,
  severityOf,
  valueAt,
} from '@watchfloor/sdk';
import { addAuditEntities, addEntities, auditValues } from './entities.ts';
import { type Fields, fieldsOf, isObject, textOf } from './fields.ts';
import { readFinding } from './finding.ts';
import { eventOf, refuse } from './record.ts';

// Everything whose name ends so is a finding, and these beside it.
const FINDING =
  /(?:Detection|Incident|Lead|Notification)SummaryEvent$|^(?:IdentityProtectionEvent|CustomerIOCEvent|CSPM\w+StreamingEvent|HashSpreadingEvent)$/i;

/** Whether an event type of the stream is a finding; `Event_` stands before it in the telemetry. */
export function isFindingType(type: string): boolean {
  return type.length <= 100 && FINDING.test(type.replace(/^Event_/, ''));
}

export function readStreamEvent(record: JsonObject): ReadResult {
  const metadata = fieldsOf(valueAt(record, 'metadata'));
  // Flattened records have `event.DetectName` and the like beside each other.
  const event = valueAt(record, 'event') ?? record;
  if (!isObject(event)) return refuse('event', 'must be an object: the fields of the event');
  const type = metadata.text('eventtype') || textOf(valueAt(record, 'metadata.eventType'));
  if (type === '') return refuse('metadata.eventType', 'is missing: every event of the stream has one');
  const fields = fieldsOf(event);
  const createdAt = metadata.value('eventcreationtime') ?? valueAt(record, 'metadata.eventCreationTime');
  if (type === 'Vertex') return readVertex(event, metadata);
  const isPassed = /^passed$/i.test(fields.text('disposition'));
  if (isFindingType(type) && !isPassed) return readFinding({ body: event, fields, type, createdAt });
  return readHappening(event, { type, fields, createdAt });
}

interface Happening {
  readonly type: string;
  readonly fields: Fields;
  readonly createdAt: ReturnType<typeof valueAt>;
}

function readHappening(event: JsonObject, { type, fields, createdAt }: Happening): ReadResult {
  const collector = entityCollector();
  const isAudit = /AuditEvent$/.test(type);
  if (isAudit) addAuditEntities(fields, collector);
  addEntities(event, { host: 'target' }, collector);
  const operation = fields.text('operationname', 'eventtype');
  const service = fields.text('servicename');
  const name = operation || fields.text('policystatement') || plainType(type);
  const title = service === '' ? name : `${service}: ${name}`;
  return eventOf(
    {
      sourceRef: fields.text('executionid'),
      title,
      description: [
        fields.text('message'),
        ...(isAudit ? [auditText(fields)] : []),
        labelled('Rule', fields.text('rulename')),
        labelled('Report', fields.text('reportname')),
      ],
      category: isAudit ? auditCategory(operation) : categoryOf(type),
      severity: 'informational',
      sensor: isAudit || type.startsWith('Scheduled') ? 'application' : 'endpoint',
      times: [createdAt, fields.value('utctimestamp', 'timestamp', 'starttimestamp', 'endtimestamp')],
      collector,
      labels: [service],
      link: fields.text('falconhostlink'),
      tactics: [],
      techniques: [],
      rule: { id: fields.text('ruleid', 'reportid'), name: fields.text('rulename', 'reportname') },
    },
    operation || type,
    outcomeOf(type, fields),
  );
}

function categoryOf(type: string): string {
  if (type.startsWith('RemoteResponse')) return 'remote_access';
  if (type.startsWith('Scheduled')) return 'report';
  if (type.startsWith('CSPM')) return 'cloud_posture';
  return type === 'FirewallMatchEvent' ? 'firewall' : '';
}

// Operations of the console and the API, by their wording.
const AUDIT_CATEGORIES: readonly (readonly [pattern: RegExp, category: string])[] = [
  [/authenticat|login|logout|sso|stream(?:started|stopped)|logged/i, 'authentication'],
  [/role|grant|revoke/i, 'privilege_management'],
  [/user/i, 'account_management'],
  [/api_?client|token|key/i, 'credential_management'],
  [/detection|incident|alert|quarantin/i, 'triage'],
];

function auditCategory(operation: string): string {
  const found = AUDIT_CATEGORIES.find(([pattern]) => pattern.test(operation.slice(0, 200)));
  return found?.[1] ?? 'configuration';
}

function outcomeOf(type: string, fields: Fields): NormalizedEvent['outcome'] {
  const success = fields.value('success');
  if (success !== undefined) return String(success).toLowerCase() === 'true' ? 'success' : 'failure';
  // 1 allows, 2 blocks; a rule that only monitors blocks nothing.
  if (type !== 'FirewallMatchEvent') return 'unknown';
  const action = fields.text('ruleaction');
  return action === '2' ? 'failure' : action === '1' ? 'success' : 'unknown';
}

function plainType(type: string): string {
  return type.replace(/Event$/, '').replace(/([a-z])(?=[A-Z])/g, '$1 ');
}

function labelled(label: string, text: string): string {
  return text === '' ? '' : `${label}: ${text}.`;
}

const PAIRS_MAX = 30;
const PAIR_MAX = 200;

function auditText(fields: Fields): string {
  const pairs = auditValues(fields).slice(0, PAIRS_MAX);
  return pairs.map(([key, text]) => `${key}: ${text.slice(0, PAIR_MAX)}.`).join(' ');
}

/** A node of the graph behind a detection, as collectors add it: a process, module, device, user or session. */
function readVertex(event: JsonObject, metadata: Fields): ReadResult {
  const collector = entityCollector();
  addEntities(event, { host: 'target' }, collector);
  const fields = fieldsOf(event);
  const kind = fields.text('vertextype') || 'vertex';
  return eventOf(
    {
      sourceRef: fields.text('id'),
      title: `Falcon detection graph: ${kind}`,
      description: [labelled('Detection', metadata.text('detectionidstring'))],
      category: 'detection_context',
      severity: severityOf(fieldsOf(metadata.value('severity')).text('name')) ?? 'informational',
      sensor: 'endpoint',
      times: [fields.value('timestamp')],
      collector,
      labels: [],
      link: '',
      tactics: [],
      techniques: [],
      rule: { id: '', name: '' },
    },
    kind,
    'unknown',
  );
}
