// Findings in the audit log of Microsoft 365: alerts of alert policies, and matches of data loss prevention rules.
// https://learn.microsoft.com/office/office-365-management-api/office-365-management-activity-api-schema#security-and-compliance-alerts-schema
// https://learn.microsoft.com/office/office-365-management-api/office-365-management-activity-api-schema#dlp-schema

import { type ReadResult, type Severity, severityOf, severityRank } from '@watchfloor/sdk';
import { closureOf } from './closure.ts';
import { type Fields, foldName, isObject, readFields, textOf } from './fields.ts';
import { productOf } from './products.ts';
import { addLabel, alertOf, joined, type Parts, sentences } from './record-parts.ts';
import { firstTime } from './security-alert.ts';

const TIMES = ['CreationTime', 'CreationDate', 'CreatedDateTime', 'TimeGenerated'];
const ALERT_OPERATIONS: ReadonlySet<string> = new Set([
  'alerttriggered',
  'alertentitygenerated',
  'alertupdated',
]);

/** Whether the record is a finding and not something that merely happened. */
export function isAuditAlert(fields: Fields): boolean {
  return isPolicyAlert(fields) || isRuleMatch(fields);
}

function isPolicyAlert(fields: Fields): boolean {
  if (ALERT_OPERATIONS.has(operationOf(fields))) return true;
  return fields.text('AlertId') !== '' && fields.text('AlertType') !== '';
}

/** A match is a finding; that a match was undone or marked as wrong (`DlpRuleUndo`, `DlpInfo`) is none. */
function isRuleMatch(fields: Fields): boolean {
  return operationOf(fields) === 'dlprulematch';
}

function operationOf(fields: Fields): string {
  return foldName(fields.text('Operation', 'Operations'));
}

export function readAuditAlert(fields: Fields, parts: Parts): ReadResult {
  return isPolicyAlert(fields) ? readPolicyAlert(fields, parts) : readRuleMatch(fields, parts);
}

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Its three records (triggered, entity added, updated) carry one alert's id: revisions of one alert. */
function readPolicyAlert(fields: Fields, parts: Parts): ReadResult {
  const id = fields.text('AlertId');
  if (GUID.test(id)) {
    parts.links.add('Alert in Microsoft Defender XDR', `https://security.microsoft.com/viewalerts?id=${id}`);
  }
  addLabel(parts, 'alert_type', fields.text('AlertType'));
  const name = fields.text('Name');
  const occurredAt = firstTime(fields, TIMES);
  const closure = closureOf(fields, fields);
  const comment = fields.text('Comments');
  return alertOf(
    {
      product: productOf(fields.text('Source'), 'Office 365 Security & Compliance'),
      ref: id || fields.text('Id'),
      title: name || 'Alert of an alert policy',
      description: sentences([
        ['Comment', /^new alert$/i.test(comment) ? '' : comment],
        ['Entity', joined(' ', [fields.text('EntityType'), fields.text('AlertEntityId')])],
      ]),
      category: fields.text('Category'),
      severity: severityOf(fields.text('Severity')),
      occurredAt,
      rule: { id: fields.text('PolicyId'), name },
      closure: closure === null ? null : { ...closure, at: closure.at ?? occurredAt },
    },
    parts,
  );
}

const RULES_MAX = 100;

interface MatchedRule {
  readonly policy: string;
  readonly rule: Fields;
}

function readRuleMatch(fields: Fields, parts: Parts): ReadResult {
  const matched = matchedRules(fields);
  const first = matched[0];
  const device = fields.object('PolicyMatchInfo');
  const name = first?.rule.text('RuleName') || first?.policy || device.text('RuleName', 'PolicyName');
  const mode = first?.rule.text('RuleMode') ?? '';
  addLabel(parts, 'rule_mode', mode);
  const mail = fields.object('ExchangeMetaData');
  const document = fields.object('SharePointMetaData');
  return alertOf(
    {
      product: productOf('DataLossPrevention'),
      ref: fields.text('Id', 'IncidentId'),
      title: name === '' ? 'Data loss prevention rule matched' : `Data loss prevention: ${name}`,
      description: sentences([
        [
          'Policies',
          joined(
            ', ',
            matched.map(({ policy }) => policy),
          ),
        ],
        [
          'Rules',
          joined(
            ', ',
            matched.map(({ rule }) => rule.text('RuleName')),
          ),
        ],
        [
          'Found',
          joined(
            ', ',
            matched.flatMap(({ rule }) => sensitiveTypes(rule)),
          ),
        ],
        [
          'Actions',
          joined(
            ', ',
            matched.flatMap(({ rule }) => rule.list('Actions').map(textOf)),
          ),
        ],
        ['Subject', mail.text('Subject')],
        ['Document', document.text('FileName')],
      ]),
      category: 'data_loss_prevention',
      severity: worst(matched),
      occurredAt: firstTime(fields, TIMES),
      rule: { id: first?.rule.text('RuleId') ?? '', name },
      closure: null,
    },
    parts,
  );
}

function matchedRules(fields: Fields): readonly MatchedRule[] {
  const policies = fields.list('PolicyDetails').slice(0, RULES_MAX).filter(isObject);
  const rules = policies.flatMap((item) => {
    const policy = readFields(item);
    const name = policy.text('PolicyName');
    return policy
      .list('Rules')
      .slice(0, RULES_MAX)
      .filter(isObject)
      .map((rule) => ({ policy: name, rule: readFields(rule) }));
  });
  return rules.slice(0, RULES_MAX);
}

function sensitiveTypes(rule: Fields): readonly string[] {
  const found = rule
    .object('ConditionsMatched')
    .list('SensitiveInformation')
    .slice(0, RULES_MAX)
    .filter(isObject);
  return found.map((item) => readFields(item).text('SensitiveInformationTypeName'));
}

function worst(matched: readonly MatchedRule[]): Severity | null {
  const severities = matched
    .map(({ rule }) => severityOf(rule.text('Severity')))
    .filter((found) => found !== null);
  return severities.reduce<Severity | null>(
    (most, next) => (most === null || severityRank(next) > severityRank(most) ? next : most),
    null,
  );
}
