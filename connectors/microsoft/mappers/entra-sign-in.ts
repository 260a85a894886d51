// Sign-ins of Microsoft Entra ID: of people, of service principals and of managed identities, from Microsoft Graph, from
// diagnostic settings and from the tables of Log Analytics.
// https://learn.microsoft.com/graph/api/resources/signin
// https://learn.microsoft.com/azure/azure-monitor/reference/tables/signinlogs

import type { NormalizedEvent, ReadResult, Severity } from '@watchfloor/sdk';
import { type Fields, foldName, textOf } from './fields.ts';
import { addPrincipal } from './principal.ts';
import type { Product } from './products.ts';
import { addLabel, emptyParts, eventOf, joined, type Parts, refusal, sentences } from './record-parts.ts';
import { firstTime } from './security-alert.ts';

export const ENTRA: Product = { product: 'Microsoft Entra ID', sensor: 'identity' };

const TEXT_FIELDS = [
  'UserPrincipalName',
  'AppDisplayName',
  'IpAddress',
  'CreatedDateTime',
  'Id',
  'OperationName',
];
const TIMES = ['CreatedDateTime', 'Time', 'TimeGenerated'];

export function readSignIn(fields: Fields): ReadResult {
  const wrong = fields.notText(...TEXT_FIELDS);
  if (wrong !== null) return refusal(wrong, 'must be a text');
  const parts = emptyParts();
  const device = fields.object('DeviceDetail');
  const user = addWho(fields, parts);
  parts.collector.add('ip', fields.text('IpAddress', 'CallerIpAddress'), 'source');
  parts.collector.add('host', device.text('DisplayName'), 'source');
  parts.collector.add('asn', fields.text('AutonomousSystemNumber'), 'related');
  const risk = riskOf(fields);
  addLabels(fields, risk, parts);
  const status = fields.object('Status');
  const code = status.text('ErrorCode') || fields.text('ResultType');
  const outcome = outcomeOf(code);
  // An application that signs in for itself is the one who does; what it signs in to is the resource.
  const app =
    [fields.text('AppDisplayName'), fields.text('ResourceDisplayName')].find((name) => name !== user) ?? '';
  return eventOf(
    {
      product: ENTRA,
      ref: fields.text('Id', 'UniqueTokenIdentifier', 'CorrelationId'),
      title: titleOf({ ending: code === '' ? 'Sign-in' : ENDINGS[outcome], user, app }),
      description: describe(fields, status, device),
      category: 'authentication',
      severity: risk,
      occurredAt: firstTime(fields, TIMES),
      action: fields.text('OperationName') || 'Sign-in activity',
      outcome,
    },
    parts,
  );
}

/** Adds who signed in and gives the name for the title. A service principal or a managed identity is a user as well. */
function addWho(fields: Fields, { collector }: Parts): string {
  const upn = fields.text('UserPrincipalName');
  const name = upn || fields.text('ServicePrincipalName', 'ManagedServiceIdentityName', 'SignInIdentifier');
  addPrincipal(name, 'actor', collector);
  addPrincipal(fields.text('AlternateSignInName'), 'actor', collector);
  if (name === '') collector.add('user', fields.text('ServicePrincipalId', 'UserId', 'AppId'), 'actor');
  return name || fields.text('UserDisplayName', 'Identity', 'ServicePrincipalId');
}

// Errors by which Entra asks for one more step: the portal calls these sign-ins interrupted and not failed.
const INTERRUPTED: ReadonlySet<string> = new Set(
  '16000 16001 50055 50058 50072 50074 50076 50079 50097 50125 50127 50129 50140 50143 50144 50158 50203 65001 81010'.split(
    ' ',
  ),
);

function outcomeOf(code: string): NormalizedEvent['outcome'] {
  if (code === '') return 'unknown';
  if (code === '0') return 'success';
  return INTERRUPTED.has(code) ? 'unknown' : 'failure';
}

const RISKS: ReadonlyMap<string, Severity> = new Map<string, Severity>([
  ['high', 'high'],
  ['medium', 'medium'],
  ['low', 'low'],
]);

/** Identity Protection's judgement of this sign-in; a sign-in without one is a fact and no more. */
function riskOf(fields: Fields): Severity {
  const levels = [
    fields.text('RiskLevelDuringSignIn'),
    fields.text('RiskLevelAggregated'),
    fields.text('RiskLevel'),
  ];
  for (const wanted of ['high', 'medium', 'low']) {
    if (levels.some((level) => level.toLowerCase() === wanted)) return RISKS.get(wanted) ?? 'informational';
  }
  return 'informational';
}

function addLabels(fields: Fields, risk: Severity, parts: Parts): void {
  if (risk !== 'informational') parts.labels.add(`risk:${risk}`);
  for (const event of fields.list('RiskEventTypesV2', 'RiskEventTypes').map(textOf))
    addLabel(parts, 'risk_event', event);
  const state = fields.text('RiskState');
  if (state !== '') addLabel(parts, 'risk_state', state);
  if (/^false$/i.test(fields.text('IsInteractive'))) parts.labels.add('non_interactive');
  if (foldName(fields.text('ConditionalAccessStatus')) === 'failure')
    parts.labels.add('conditional_access:failure');
  if (
    /^(?:other clients|exchange activesync|imap4?|pop3?|smtp|authenticated smtp|mapi over http)/i.test(
      fields.text('ClientAppUsed'),
    )
  ) {
    parts.labels.add('legacy_authentication');
  }
}

interface TitleParts {
  readonly ending: string;
  readonly user: string;
  readonly app: string;
}

const ENDINGS: Readonly<Record<NormalizedEvent['outcome'], string>> = {
  success: 'Sign-in',
  failure: 'Sign-in failed',
  unknown: 'Sign-in interrupted',
};

function titleOf({ ending, user, app }: TitleParts): string {
  const to = app === '' ? '' : ` to ${app}`;
  return user === '' ? `${ending}${to}` : `${ending}: ${user}${to}`;
}

function describe(fields: Fields, status: Fields, device: Fields): string {
  const place = fields.object('LocationDetails', 'Location');
  const requirement = fields.text('AuthenticationRequirement');
  return sentences([
    [
      'Reason',
      foldName(fields.text('ResultType')) === '0'
        ? ''
        : status.text('FailureReason') || fields.text('ResultDescription'),
    ],
    ['Error', nonZero(status.text('ErrorCode') || fields.text('ResultType'))],
    ['Detail', status.text('AdditionalDetails')],
    ['Client', fields.text('ClientAppUsed')],
    ['Resource', fields.text('ResourceDisplayName')],
    ['Conditional access', fields.text('ConditionalAccessStatus')],
    ['Authentication', requirement],
    [
      'Risk',
      joined(
        ', ',
        [fields.text('RiskLevelDuringSignIn', 'RiskLevelAggregated'), fields.text('RiskDetail')].filter(
          saysSomething,
        ),
      ),
    ],
    ['Location', joined(', ', [place.text('City'), place.text('State'), place.text('CountryOrRegion')])],
    ['Device', joined(', ', [device.text('OperatingSystem'), device.text('Browser')])],
    ['User agent', fields.text('UserAgent')],
  ]);
}

function nonZero(code: string): string {
  return code === '0' ? '' : code;
}

function saysSomething(text: string): boolean {
  return text !== '' && text !== 'none' && text !== 'hidden';
}
