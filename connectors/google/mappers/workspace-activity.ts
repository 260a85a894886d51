// One activity of the Admin SDK Reports API: who did what in one Workspace application, with one or more events.
// https://developers.google.com/workspace/admin/reports/v1/reference/activities/list
//
// It comes as Google sends it, flattened by a log pipeline (one event, its parameters as an object), as a row of the BigQuery
// export (`record_type`, and a record named after the application), or as a row of Gmail's own export.

import {
  type EntityCollector,
  entityCollector,
  type JsonObject,
  type JsonValue,
  type NormalizedEvent,
  parseTime,
  type ReadResult,
  type RecordFlag,
  type Sensor,
  severityOf,
  severityRank,
} from '@watchfloor/sdk';
import { addAccount, addUserName } from './accounts.ts';
import { type Finding, findingOf } from './activity-findings.ts';
import { addParameters, type Parameter, parametersOf, parameterText } from './activity-parameters.ts';
import { isObject, itemsOf, memberItems, memberOf, memberText, sentences, shorten } from './fields.ts';
import { addMessage, describeMessage } from './gmail.ts';

const TITLE_MAX = 500;
const DESCRIPTION_MAX = 4096;
const LABELS_MAX = 20;
const LABEL_MAX = 120;

export interface ActivityEvent {
  readonly type: string;
  readonly name: string;
  readonly parameters: readonly Parameter[];
  /** Gmail's message, where the event is about one. */
  readonly message: JsonValue | undefined;
  /** What Gmail says of the event: `true`, `false`, or ''. */
  readonly success: string;
}

/** An activity in the form all of them are brought to. */
export interface Activity {
  readonly application: string;
  readonly id: string;
  readonly time: string | null;
  readonly actor: JsonObject;
  readonly address: JsonValue | undefined;
  readonly asns: JsonValue | undefined;
  readonly events: readonly ActivityEvent[];
}

export function readActivity(activity: Activity): ReadResult {
  const flags = new Set<RecordFlag>();
  const collector = entityCollector();
  const finding = worstFinding(activity.events);
  addActivityEntities(activity, { collector, finding });
  if (activity.time === null) flags.add('time_missing');
  if (collector.capped) flags.add('entities_capped');
  const first = activity.events[0];
  const action = first?.name || first?.type || activity.application;
  const title = finding?.rule ?? titleOf(activity, action);
  const base = {
    vendor: 'Google',
    product: 'Google Workspace',
    source_ref: activity.id || null,
    title: shorten(title, TITLE_MAX, flags),
    description: shorten(describe(activity), DESCRIPTION_MAX, flags),
    category: categoryOf(activity, finding),
    severity: finding?.severity ?? severityOfEvents(activity.events),
    sensor: SENSORS.get(activity.application) ?? ('application' as const),
    occurred_at: activity.time,
    entities: collector.list(),
    labels: labelsOf(activity),
    links: [],
    tactics: [],
    techniques: [],
  } as const;
  if (finding !== null) {
    const rule = { id: finding.ruleId, name: finding.rule };
    return { ok: true, record: { kind: 'alert', ...base, flags: [...flags], rule, closure: null } };
  }
  const rule = {
    id: ofEvents(activity.events, 'rule_resource_name') || null,
    name: ofEvents(activity.events, 'rule_name') || null,
  };
  const event = { action: shorten(action, TITLE_MAX, flags), outcome: outcomeOf(activity.events) };
  return { ok: true, record: { kind: 'event', ...base, flags: [...flags], rule, ...event } };
}

interface Adding {
  readonly collector: EntityCollector;
  readonly finding: Finding | null;
}

function addActivityEntities(activity: Activity, { collector, finding }: Adding): void {
  const { actor } = activity;
  const email = memberText(actor, 'email');
  // Whom Google warns about in the sign-in log is the one it was done to, by whoever it was.
  const role = finding !== null && activity.application === 'login' ? 'target' : 'actor';
  addAccount(collector, email, role);
  addUserName(collector, email, role);
  // The id of the profile is all there is of actors outside the organisation, and of those that were deleted.
  if (email === '') collector.add('user', memberText(actor, 'profileId'), 'actor');
  const application = memberOf(actor, 'applicationInfo');
  for (const name of ['applicationName', 'oauthClientId'])
    collector.add('cloud_resource', memberText(application, name), 'actor');
  collector.add('ip', activity.address, 'source');
  collector.add('asn', activity.asns, 'related');
  for (const { parameters, message } of activity.events) {
    addParameters(parameters, collector);
    addMessage(message, collector);
  }
}

function worstFinding(events: readonly ActivityEvent[]): Finding | null {
  let worst: Finding | null = null;
  for (const { name, parameters } of events) {
    const finding = findingOf(name, parameters);
    if (finding === null) continue;
    if (worst === null || severityRank(finding.severity) > severityRank(worst.severity)) worst = finding;
  }
  return worst;
}

/** The first value of a parameter among the events. */
function ofEvents(events: readonly ActivityEvent[], name: string): string {
  for (const { parameters } of events) {
    const text = parameterText(parameters, name);
    if (text !== '') return text;
  }
  return '';
}

/** Workspace rates nothing but the matches of rules; what merely happened is informational. */
function severityOfEvents(events: readonly ActivityEvent[]): NormalizedEvent['severity'] {
  return severityOf(ofEvents(events, 'severity')) ?? 'informational';
}

function titleOf({ application, events }: Activity, action: string): string {
  const more = events.length > 1 ? ` and ${events.length - 1} more` : '';
  return application === '' || application === action
    ? `${action}${more}`
    : `${application}: ${action}${more}`;
}

// Parameters that say what it was about, in the order in which they help.
const TOLD: readonly (readonly [label: string, name: string])[] = [
  ['Document', 'doc_title'],
  ['Event', 'event_title'],
  ['Setting', 'setting_name'],
  ['Role', 'role_name'],
  ['Organisational unit', 'org_unit_name'],
  ['Application', 'application_name'],
  ['App', 'app_name'],
  ['Old value', 'old_value'],
  ['New value', 'new_value'],
  ['Visibility', 'visibility'],
  ['Change', 'visibility_change'],
  ['Login type', 'login_type'],
  ['Challenge', 'login_challenge_method'],
  ['Failure', 'login_failure_type'],
  ['Reason', 'event_reason'],
  ['Rule', 'rule_name'],
];

function describe(activity: Activity): string {
  const { events } = activity;
  const told = TOLD.map(([label, name]): [string, string] => [label, ofEvents(events, name)]);
  const caller = memberText(activity.actor, 'callerType');
  return sentences([
    [
      'Caller',
      caller === '' || caller === 'USER' ? '' : `${caller} ${memberText(activity.actor, 'key')}`.trim(),
    ],
    ...told,
    ...describeMessage(events.find(({ message }) => message !== undefined)?.message),
  ]);
}

const SENSORS: ReadonlyMap<string, Sensor> = new Map<string, Sensor>([
  ['login', 'identity'],
  ['saml', 'identity'],
  ['user_accounts', 'identity'],
  ['token', 'identity'],
  ['context_aware_access', 'identity'],
  ['gmail', 'email'],
  ['chrome', 'endpoint'],
  ['mobile', 'endpoint'],
  ['gcp', 'cloud'],
]);

const CATEGORIES: ReadonlyMap<string, string> = new Map([
  ['login', 'authentication'],
  ['saml', 'authentication'],
  ['user_accounts', 'account_management'],
  ['token', 'oauth'],
  ['context_aware_access', 'access_control'],
  ['access_transparency', 'vendor_access'],
  ['admin', 'configuration'],
  ['drive', 'file'],
  ['keep', 'file'],
  ['groups', 'group_management'],
  ['groups_enterprise', 'group_management'],
  ['mobile', 'device_management'],
  ['chrome', 'device_management'],
  ['rules', 'data_protection'],
  ['gmail', 'email'],
  ['chat', 'collaboration'],
  ['meet', 'collaboration'],
  ['calendar', 'collaboration'],
]);

// The admin log says in the event's type what was administered.
const ADMIN_CATEGORIES: ReadonlyMap<string, string> = new Map([
  ['USER_SETTINGS', 'account_management'],
  ['GROUP_SETTINGS', 'group_management'],
  ['DELEGATED_ADMIN_SETTINGS', 'privilege_management'],
]);

function categoryOf({ application, events }: Activity, finding: Finding | null): string {
  const own = CATEGORIES.get(application) ?? '';
  if (finding !== null) return own === 'authentication' ? 'identity_threat' : own;
  return ADMIN_CATEGORIES.get(events[0]?.type ?? '') ?? own;
}

const FAILURES = /(?:^|_)(?:fail(?:ure|ed)?|den(?:y|ied)|blocked|reject(?:ed)?)(?:_|$)/i;

function outcomeOf(events: readonly ActivityEvent[]): NormalizedEvent['outcome'] {
  const name = events[0]?.name.slice(0, 200) ?? '';
  // A sender who was blocked was blocked with success.
  if (events[0]?.success === 'false') return 'failure';
  if (FAILURES.test(name) && !/^blocked_sender/i.test(name)) return 'failure';
  return name === '' || /challenge/i.test(name) ? 'unknown' : 'success';
}

/** Google's own judgement of a sign-in, and the other events of the activity by name. */
function labelsOf(activity: Activity): readonly string[] {
  const { events, application } = activity;
  const others = events.slice(1, LABELS_MAX).map(({ name }) => name);
  const labels = [
    application === '' ? '' : `application:${application}`,
    ofEvents(events, 'is_suspicious') === 'true' ? 'suspicious' : '',
    ofEvents(events, 'is_second_factor') === 'true' ? 'second_factor' : '',
    ofEvents(events, 'visibility_change') === 'external' ? 'external_sharing' : '',
    ...others,
  ];
  return [...new Set(labels)].filter((label) => label !== '' && label.length <= LABEL_MAX);
}

/** An activity of the API, or flattened: `name`, `type` and `parameters` then stand beside `id` and `actor`. */
export function activityOf(record: JsonObject): Activity {
  const id = memberOf(record, 'id');
  const actor = memberOf(record, 'actor');
  const list = memberOf(record, 'events');
  const raw = list === undefined ? [record] : itemsOf(list).filter(isObject);
  const network = memberOf(record, 'networkInfo');
  return {
    application: applicationName(memberText(id, 'applicationName') || memberText(id, 'applicationname')),
    id:
      memberText(id, 'uniqueQualifier') ||
      memberText(id, 'uniqQualifier') ||
      memberText(id, 'uniquequalifier'),
    time: parseTime(memberOf(id, 'time')) ?? parseTime(memberOf(record, 'p_event_time')),
    actor: isObject(actor) ? actor : {},
    address: memberOf(record, 'ipAddress') ?? memberOf(record, 'ipaddress'),
    asns: memberOf(network, 'ipAsn'),
    events: raw.map((event) => eventOf(event)),
  };
}

function eventOf(event: JsonObject): ActivityEvent {
  const parameters = parametersOf(memberOf(event, 'parameters') ?? memberOf(event, 'parameter'));
  return {
    type: (memberText(event, 'type') || memberText(event, 'eventType')).slice(0, 200),
    name: memberText(event, 'name') || memberText(event, 'eventName'),
    parameters,
    message: messageIn(parameters),
    success: memberText(parameters.find(({ name }) => name === 'event_info')?.nested[0], 'success'),
  };
}

/** `message_info` as an object, or as a message: a list of parameters of its own. */
function messageIn(parameters: readonly Parameter[]): JsonValue | undefined {
  const [info] = parameters.find(({ name }) => name === 'message_info')?.nested ?? [];
  const inside = info === undefined ? undefined : memberOf(info, 'parameter');
  if (!Array.isArray(inside)) return info;
  const entries = itemsOf(inside).map((item): [string, JsonValue] => {
    const value = ['value', 'multiValue', 'intValue', 'boolValue', 'messageValue', 'multiMessageValue']
      .map((name) => memberOf(item, name))
      .find((found) => found !== undefined);
    return [memberText(item, 'name'), value ?? null];
  });
  return Object.fromEntries(entries);
}

function applicationName(text: string): string {
  return /^[a-z0-9_]{1,60}$/i.test(text) ? text.toLowerCase() : '';
}

/** A row of the BigQuery export: flat columns, and the parameters in a record named after the application. */
export function activityOfRow(row: JsonObject): Activity {
  const application = applicationName(memberText(row, 'recordType'));
  const own = memberOf(row, application);
  const event: ActivityEvent = {
    type: memberText(row, 'eventType').slice(0, 200),
    name: memberText(row, 'eventName'),
    parameters: parametersOf(isObject(own) ? own : undefined),
    message:
      memberOf(row, 'messageInfo') ?? (application === 'gmail' ? memberOf(own, 'messageInfo') : undefined),
    success: memberText(memberOf(row, 'eventInfo'), 'success'),
  };
  const usec = memberOf(row, 'timeUsec') ?? memberOf(memberOf(row, 'eventInfo'), 'timestampUsec');
  return {
    application: application || (event.message === undefined ? '' : 'gmail'),
    id: memberText(row, 'uniqueIdentifier') || memberText(memberOf(row, 'messageInfo'), 'rfc2822MessageId'),
    time: parseTime(usec) ?? parseTime(memberOf(row, 'time')),
    actor: { email: memberText(row, 'email') },
    address: memberOf(row, 'ipAddress'),
    asns: memberOf(row, 'ipAsn'),
    events: [event.name === '' && event.message !== undefined ? { ...event, name: 'message' } : event],
  };
}

/** The activity inside a Cloud Audit log entry that Workspace wrote there (`metadata.event`); its events only. */
export function eventsOfAudit(metadata: JsonValue | undefined): readonly ActivityEvent[] {
  return memberItems(metadata, 'event').filter(isObject).map(eventOf);
}
