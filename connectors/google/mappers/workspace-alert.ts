// An alert of the Alert Center. https://developers.google.com/workspace/admin/alertcenter/reference/rest/v1beta1/alerts
//
// What it is about stands in `data`, a message of one of some thirty types. They share their names for things (`email`,
// `ipAddress`, `attachmentsSha256Hash`), so one walk over the message reads them all.

import {
  cut,
  type EntityCollector,
  type EntityRole,
  type EntityType,
  entityCollector,
  type JsonObject,
  type JsonValue,
  parseTime,
  type ReadResult,
  type RecordFlag,
  type Rule,
  severityOf,
  type VendorClosure,
} from '@watchfloor/sdk';
import { addAccount } from './accounts.ts';
import {
  asText,
  categoryWord,
  isObject,
  itemsOf,
  memberItems,
  memberOf,
  memberText,
  sentences,
  shorten,
  spellingsOf,
} from './fields.ts';
import { investigationLink } from './links.ts';

const TITLE_MAX = 500;
const DESCRIPTION_MAX = 8192;
const RULE_TEXT_MAX = 2000;

export function readWorkspaceAlert(alert: JsonObject): ReadResult {
  for (const field of ['alertId', 'type', 'source']) {
    if (typeof memberOf(alert, field) === 'object')
      return { ok: false, refusal: { field, message: 'must be a text' } };
  }
  const flags = new Set<RecordFlag>();
  const collector = entityCollector();
  const data = memberOf(alert, 'data');
  addData(data, { collector, level: 0 });
  const metadata = memberOf(alert, 'metadata');
  const severity = severityOf(memberText(metadata, 'severity') || memberText(alert, 'severity'));
  if (severity === null) flags.add('severity_unknown');
  const occurredAt = parseTime(memberOf(alert, 'startTime')) ?? parseTime(memberOf(alert, 'createTime'));
  if (occurredAt === null) flags.add('time_missing');
  if (collector.capped) flags.add('entities_capped');
  const type = memberText(alert, 'type');
  const rule = ruleOf(data, type);
  const title =
    type === '' ? rule.name : rule.name === null || rule.name === type ? type : `${type}: ${rule.name}`;
  return {
    ok: true,
    record: {
      kind: 'alert',
      vendor: 'Google',
      product: 'Google Workspace',
      source_ref: memberText(alert, 'alertId') || null,
      title: shorten(title ?? 'Alert Center alert', TITLE_MAX, flags),
      description: shorten(describe(alert, data), DESCRIPTION_MAX, flags),
      category: categoryWord(memberText(alert, 'source')) || 'alert_center',
      severity: severity ?? 'medium',
      sensor: /gmail|phishing/i.test(memberText(alert, 'source')) ? 'email' : 'application',
      occurred_at: occurredAt,
      entities: collector.list(),
      labels: labelsOf(alert, data),
      links: investigationLink(
        'Security investigation tool',
        memberText(alert, 'securityInvestigationToolLink'),
      ),
      flags: [...flags],
      tactics: [],
      techniques: [],
      rule,
      closure: closureOf(metadata),
    },
  };
}

/** The admin's rule where one fired, else the type of the alert, which is Google's detector. */
function ruleOf(data: JsonValue | undefined, type: string): Rule {
  const info = memberOf(memberOf(data, 'ruleViolationInfo'), 'ruleInfo');
  const id = memberText(info, 'resourceName');
  const name = memberText(info, 'displayName') || memberText(data, 'displayName') || memberText(data, 'name');
  // In other messages the description is that of the single case.
  const isRule = /\.ActivityRule$/.test(memberText(data, '@type'));
  const description = isRule ? cut(memberText(data, 'description'), RULE_TEXT_MAX) : '';
  return { id: id || null, name: name || type || null, ...(description === '' ? {} : { description }) };
}

function describe(alert: JsonObject, data: JsonValue | undefined): string {
  const info = memberOf(data, 'ruleViolationInfo');
  const message = memberItems(data, 'messages')[0];
  const told = memberText(data, 'description') || memberText(data, 'title');
  const facts = sentences([
    ['Source', memberText(alert, 'source')],
    ['Subject', memberText(message, 'subjectText')],
    ['Document', memberText(memberOf(info, 'resourceInfo'), 'resourceTitle')],
    ['Trigger', memberText(info, 'trigger')],
    ['Actions', memberItems(info, 'triggeredActionTypes').map(asText).join(', ')],
    ['Assignee', memberText(memberOf(alert, 'metadata'), 'assignee')],
  ]);
  return [told, facts].filter((text) => text !== '').join('\n\n');
}

function labelsOf(alert: JsonObject, data: JsonValue | undefined): readonly string[] {
  const type = memberText(data, '@type').replace(/^.*\./, '');
  const labels = [
    type === '' ? '' : `alert_type:${type}`,
    memberText(alert, 'deleted') === 'true' ? 'deleted' : '',
  ];
  return labels.filter((label) => label !== '' && label.length <= 200);
}

/** The status says that an alert was closed, nothing says as what. */
function closureOf(metadata: JsonValue | undefined): VendorClosure | null {
  if (memberText(metadata, 'status') !== 'CLOSED') return null;
  return { verdict: 'undetermined', reason: null, at: parseTime(memberOf(metadata, 'updateTime')) };
}

type Meaning = readonly [kind: EntityType | 'account' | 'header', role: EntityRole];

const MEANINGS: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['email', ['account', 'target']],
  ['userEmail', ['account', 'target']],
  ['affectedUserEmails', ['account', 'target']],
  ['triggeringUserEmail', ['account', 'actor']],
  ['actorEmail', ['account', 'actor']],
  ['requestedBy', ['account', 'actor']],
  ['appDeveloperEmail', ['account', 'related']],
  ['previousAdminEmail', ['account', 'target']],
  ['updatedAdminEmail', ['account', 'target']],
  ['recipient', ['email', 'destination']],
  ['recipients', ['email', 'destination']],
  ['recipientEmail', ['email', 'destination']],
  ['emailAddress', ['email', 'source']],
  ['fromHeader', ['header', 'source']],
  ['senderEmail', ['email', 'source']],
  ['ipAddress', ['ip', 'source']],
  ['sourceIp', ['ip', 'source']],
  ['attachmentsSha256Hash', ['sha256', 'related']],
  ['documentId', ['cloud_resource', 'target']],
  ['domain', ['domain', 'target']],
]);

const SPELLINGS = spellingsOf([...MEANINGS.keys()]);

const LEVELS_MAX = 8;

interface Walk {
  readonly collector: EntityCollector;
  readonly level: number;
}

function addData(value: JsonValue | undefined, { collector, level }: Walk): void {
  if (level > LEVELS_MAX) return;
  if (Array.isArray(value)) {
    for (const item of itemsOf(value)) addData(item, { collector, level: level + 1 });
    return;
  }
  if (!isObject(value)) return;
  for (const [key, child] of Object.entries(value)) {
    const meaning = MEANINGS.get(SPELLINGS.get(key) ?? '');
    if (meaning !== undefined) for (const item of itemsOf(child)) addOne(asText(item), meaning, collector);
    if (typeof child === 'object') addData(child, { collector, level: level + 1 });
  }
}

function addOne(text: string, [kind, role]: Meaning, collector: EntityCollector): void {
  if (kind === 'account') addAccount(collector, text, role);
  // `"Name" <address>`: only the address is one.
  else if (kind === 'header') collector.add('email', /<([^<>\s]{3,320})>/.exec(text)?.[1] ?? text, role);
  else collector.add(kind, text, role);
}
