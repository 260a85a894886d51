// One event of the Okta System Log (a LogEvent), from the API, an event hook or a log stream.
// https://developer.okta.com/docs/api/openapi/okta-management/management/tag/SystemLog/
//
// Most of them are events: somebody signed in, a group changed. A few are findings of Okta's own analysis; `finding.ts`
// says which, and only those stand in a queue.

import {
  cut,
  entityCollector,
  type JsonObject,
  type JsonValue,
  type NormalizedEvent,
  parseTime,
  type ReadResult,
  type RecordFlag,
  severityOf,
  tacticsOfTechnique,
  textAt,
  valueAt,
} from '@watchfloor/sdk';
import { addLogEntities } from './entities.ts';
import { findingOf } from './finding.ts';
import { type Risk, riskOf } from './risk.ts';

const TITLE_MAX = 500;
const DESCRIPTION_MAX = 4096;

/** Top-level names of a LogEvent, as Okta spells them. */
const NAMES = [
  'actor',
  'authenticationContext',
  'client',
  'debugContext',
  'device',
  'displayMessage',
  'eventType',
  'legacyEventType',
  'outcome',
  'published',
  'request',
  'securityContext',
  'severity',
  'target',
  'transaction',
  'uuid',
  'version',
] as const;
const NAME_OF: ReadonlyMap<string, string> = new Map(NAMES.map((name) => [name.toLowerCase(), name]));

/** The event with Okta's own names: data lakes store the columns in lower case (`eventtype`, `debugcontext`). */
export function restoreNames(record: JsonObject): JsonObject {
  // Without a prototype: a field named `__proto__` is a field like any other.
  const event: Record<string, JsonValue | undefined> = Object.create(null);
  for (const [key, value] of Object.entries(record)) {
    const name = NAME_OF.get(key.toLowerCase()) ?? key;
    if (event[name] === undefined || event[name] === null) event[name] = value;
  }
  return event;
}

/**
 * Reads one event.
 * @param event a LogEvent after `restoreNames`
 * @param org the org's subdomain when the envelope names it, for the link into its console; else null
 */
export function readSystemLogEvent(event: JsonObject, org: string | null): ReadResult {
  for (const field of ['eventType', 'published', 'uuid', 'severity', 'displayMessage']) {
    const value = event[field];
    if (typeof value === 'object' && value !== null) return refuse(field, 'must be a text');
  }
  const action = textAt(event, 'eventType');
  if (action === '') return refuse('eventType', 'is missing: every System Log event has one');

  const flags = new Set<RecordFlag>();
  const collector = entityCollector();
  addLogEntities(event, collector);
  const risk = riskOf(event);
  const finding = findingOf(event, risk);
  const severity = finding?.severity ?? severityOf(textAt(event, 'severity'));
  if (severity === null) flags.add('severity_unknown');
  const occurredAt = parseTime(valueAt(event, 'published'));
  if (occurredAt === null) flags.add('time_missing');
  if (collector.capped) flags.add('entities_capped');
  const title = textAt(event, 'displayMessage') || action;
  const description = describe(event, risk);
  if (title.length > TITLE_MAX || description.length > DESCRIPTION_MAX) flags.add('text_cut');
  const uuid = textAt(event, 'uuid');
  const techniques = finding?.techniques ?? [];
  const base = {
    vendor: 'Okta',
    product: 'Okta',
    source_ref: uuid || null,
    title: cut(title, TITLE_MAX),
    description: cut(description, DESCRIPTION_MAX),
    category: finding === null ? categoryOf(action) : 'identity_threat',
    severity: severity ?? 'medium',
    sensor: 'identity',
    occurred_at: occurredAt,
    entities: collector.list(),
    labels: labelsOf(event, risk),
    links:
      org === null || !/^[\w-]{1,64}$/.test(uuid)
        ? []
        : [{ label: 'Okta System Log', url: linkTo(org, uuid) }],
    flags: [...flags],
    tactics: tacticsOf(techniques),
    techniques,
  } as const;
  if (finding !== null) {
    return {
      ok: true,
      record: { kind: 'alert', ...base, rule: { id: action, name: finding.rule }, closure: null },
    };
  }
  const outcome = outcomeOf(textAt(event, 'outcome.result'));
  return { ok: true, record: { kind: 'event', ...base, rule: { id: null, name: null }, action, outcome } };
}

function refuse(field: string, message: string): ReadResult {
  return { ok: false, refusal: { field, message } };
}

/** A technique's tactic where it has only one; the others would be guesses. */
function tacticsOf(techniques: readonly string[]): readonly string[] {
  const tactics = techniques.map(tacticsOfTechnique).filter((list) => list.length === 1);
  return [...new Set(tactics.flat())];
}

const OUTCOMES: ReadonlyMap<string, NormalizedEvent['outcome']> = new Map([
  ['SUCCESS', 'success'],
  ['ALLOW', 'success'],
  ['FAILURE', 'failure'],
  ['DENY', 'failure'],
  ['RATE_LIMIT', 'failure'],
]);

/** CHALLENGE, SKIPPED, DEFERRED and the like are neither. */
function outcomeOf(result: string): NormalizedEvent['outcome'] {
  return OUTCOMES.get(result.toUpperCase()) ?? 'unknown';
}

// Prefixes of event types, the longer before the shorter; the catalogue's own grouping follows its product areas.
const CATEGORIES: readonly (readonly [prefix: string, category: string])[] = [
  ['user.authentication.', 'authentication'],
  ['user.session.impersonation.', 'vendor_access'],
  ['user.session.', 'authentication'],
  ['user.mfa.factor.', 'account_management'],
  ['user.mfa.', 'authentication'],
  ['user.account.privilege.', 'privilege_management'],
  ['user.', 'account_management'],
  ['iam.', 'privilege_management'],
  ['group.privilege.', 'privilege_management'],
  ['group.', 'group_management'],
  ['policy.evaluate_sign_on', 'authentication'],
  ['policy.', 'configuration'],
  ['zone.', 'configuration'],
  ['security.', 'configuration'],
  ['system.push.', 'authentication'],
  ['system.sms.', 'authentication'],
  ['system.voice.', 'authentication'],
  ['system.api_token.', 'credential_management'],
  ['support.', 'vendor_access'],
  ['application.', 'application'],
  ['app.', 'application'],
  ['device.', 'device_management'],
  ['system.', 'system'],
  ['workflows.', 'automation'],
];

function categoryOf(action: string): string {
  return CATEGORIES.find(([prefix]) => action.startsWith(prefix))?.[1] ?? '';
}

/** What an analyst reads first and no entity carries: why, from where, with what, and on which group or policy. */
function describe(event: JsonObject, risk: Risk): string {
  const place = ['city', 'state', 'country'].map((part) =>
    textAt(event, `client.geographicalContext.${part}`),
  );
  const client = [
    textAt(event, 'client.userAgent.browser'),
    textAt(event, 'client.userAgent.os'),
    textAt(event, 'client.device'),
    ...place,
  ].filter((part) => part !== '' && part.toLowerCase() !== 'unknown');
  const outcome = [textAt(event, 'outcome.result'), textAt(event, 'outcome.reason')].filter(
    (text) => text !== '',
  );
  const parts: readonly (readonly [label: string, text: string])[] = [
    ['Outcome', outcome.join(': ')],
    ['Targets', targetNames(valueAt(event, 'target')).join(', ')],
    ['Client', [...new Set(client)].join(', ')],
    ['Risk', [risk.level ?? '', risk.reasons].filter((text) => text !== '').join(': ')],
    ['Privileges', textAt(event, 'debugContext.debugData.privilegeGranted')],
  ];
  return parts
    .filter(([, text]) => text !== '')
    .map(([label, text]) => `${label}: ${text}.`)
    .join(' ');
}

const TARGETS_NAMED_MAX = 20;

function targetNames(targets: JsonValue | undefined): readonly string[] {
  if (!Array.isArray(targets)) return [];
  const names = targets.slice(0, TARGETS_NAMED_MAX).map((target: JsonValue) => {
    const name = textAt(target, 'displayName') || textAt(target, 'alternateId');
    const type = textAt(target, 'type');
    return name === '' ? '' : type === '' ? name : `${name} (${type})`;
  });
  return [...new Set(names.filter((name) => name !== ''))];
}

/** Okta's own judgements, in one form: `risk:high`, `behavior:new_device`, `proxy`, `threat_suspected`. */
function labelsOf(event: JsonObject, risk: Risk): readonly string[] {
  const labels = risk.behaviors.map((behavior) => `behavior:${behavior}`);
  if (risk.level !== null) labels.unshift(`risk:${risk.level.toLowerCase()}`);
  if (textAt(event, 'securityContext.isProxy') === 'true') labels.push('proxy');
  if (textAt(event, 'debugContext.debugData.threatSuspected') === 'true') labels.push('threat_suspected');
  return labels;
}

function linkTo(org: string, uuid: string): string {
  return `https://${org}-admin.okta.com/report/system_log_2?search=${encodeURIComponent(`uuid eq "${uuid}"`)}`;
}
