// Findings of Microsoft Entra ID Protection: a detection, and a user or service principal that is at risk.
// https://learn.microsoft.com/graph/api/resources/riskdetection
// https://learn.microsoft.com/graph/api/resources/riskyuser
// https://learn.microsoft.com/entra/id-protection/concept-identity-protection-risks

import {
  type ReadResult,
  type Severity,
  severityOf,
  type VendorClosure,
  type Verdict,
} from '@watchfloor/sdk';
import { type Fields, foldName } from './fields.ts';
import { addPrincipal } from './principal.ts';
import type { Product } from './products.ts';
import {
  addLabel,
  alertOf,
  attackIn,
  emptyParts,
  joined,
  type Parts,
  refusal,
  sentences,
} from './record-parts.ts';
import { firstTime } from './security-alert.ts';

const PROTECTION: Product = { product: 'Microsoft Entra ID Protection', sensor: 'identity' };
const TEXT_FIELDS = [
  'RiskEventType',
  'RiskLevel',
  'RiskState',
  'Id',
  'UserPrincipalName',
  'RiskLastUpdatedDateTime',
];
const DETECTION_TIMES = [
  'ActivityDateTime',
  'DetectedDateTime',
  'Time',
  'TimeGenerated',
  'LastUpdatedDateTime',
];
const PRINCIPAL_TIMES = ['RiskLastUpdatedDateTime', 'RiskLastUpdatedTime', 'Time', 'TimeGenerated'];

/** A risk detection, of a user or of a service principal. */
export function readRiskDetection(fields: Fields): ReadResult {
  const wrong = fields.notText(...TEXT_FIELDS);
  if (wrong !== null) return refusal(wrong, 'must be a text');
  const parts = emptyParts();
  addPrincipalAtRisk(fields, parts);
  parts.collector.add('ip', fields.text('IpAddress', 'CallerIpAddress'), 'source');
  addRisk(fields, parts);
  const event = fields.text('RiskEventType', 'RiskType');
  const name = RISK_NAMES.get(foldName(event)) ?? spaced(event);
  const place = fields.object('Location');
  const who = nameOf(fields);
  return alertOf(
    {
      product: PROTECTION,
      ref: fields.text('Id'),
      title: `${name || 'Risk detection'}${who === '' ? '' : `: ${who}`}`,
      description: sentences([
        ['Activity', fields.text('Activity')],
        ['Detection', fields.text('DetectionTimingType')],
        ['Source', fields.text('Source')],
        ['Location', joined(', ', [place.text('City'), place.text('CountryOrRegion')])],
        ['Detail', riskDetail(fields)],
      ]),
      category: 'identity_risk',
      severity: severityOfLevel(fields),
      occurredAt: firstTime(fields, DETECTION_TIMES),
      attack: attackIn([], [fields.text('AdditionalInfo'), fields.text('MitreTechniques')]),
      rule: { id: event, name },
      closure: closureOf(fields),
    },
    parts,
  );
}

/** The state of a user, a service principal: one alert for each, whose revisions follow the risk. */
export function readRiskyPrincipal(fields: Fields): ReadResult {
  const wrong = fields.notText(...TEXT_FIELDS);
  if (wrong !== null) return refusal(wrong, 'must be a text');
  const parts = emptyParts();
  addPrincipalAtRisk(fields, parts);
  addRisk(fields, parts);
  const who = nameOf(fields);
  const isService = fields.text('ServicePrincipalType', 'AppId') !== '';
  const subject = isService ? 'Service principal' : 'User';
  return alertOf(
    {
      product: PROTECTION,
      ref: fields.text('Id'),
      title: `${subject} at risk${who === '' ? '' : `: ${who}`}`,
      description: sentences([
        ['State', fields.text('RiskState')],
        ['Detail', riskDetail(fields)],
      ]),
      category: 'identity_risk',
      severity: severityOfLevel(fields),
      occurredAt: firstTime(fields, PRINCIPAL_TIMES),
      rule: { id: isService ? 'riskyServicePrincipal' : 'riskyUser', name: `${subject} at risk` },
      closure: closureOf(fields),
    },
    parts,
  );
}

function addPrincipalAtRisk(fields: Fields, { collector }: Parts): void {
  const name = nameOf(fields);
  addPrincipal(name || fields.text('UserId', 'ServicePrincipalId', 'AppId'), 'target', collector);
}

function nameOf(fields: Fields): string {
  return fields.text('UserPrincipalName', 'ServicePrincipalDisplayName', 'DisplayName', 'UserDisplayName');
}

function addRisk(fields: Fields, parts: Parts): void {
  addLabel(parts, 'risk', fields.text('RiskLevel').toLowerCase());
  addLabel(parts, 'risk_state', fields.text('RiskState'));
  addLabel(parts, 'risk_event', fields.text('RiskEventType'));
}

function riskDetail(fields: Fields): string {
  const detail = fields.text('RiskDetail');
  return detail === 'none' || detail === 'hidden' ? '' : spaced(detail);
}

/** `hidden` is what tenants without the licence see; the state is real, only its level is not told. */
function severityOfLevel(fields: Fields): Severity | null {
  const level = fields.text('RiskLevel');
  return foldName(level) === 'none' ? 'informational' : severityOf(level);
}

const VERDICTS: ReadonlyMap<string, Verdict> = new Map<string, Verdict>([
  ['confirmedsafe', 'false_positive'],
  ['dismissed', 'undetermined'],
  ['remediated', 'undetermined'],
]);

/** `atRisk` and `confirmedCompromised` are open: the latter is a decision, and the account still has to be saved. */
function closureOf(fields: Fields): VendorClosure | null {
  const state = fields.text('RiskState');
  const verdict = VERDICTS.get(foldName(state));
  if (verdict === undefined) return null;
  const detail = riskDetail(fields);
  return {
    verdict,
    reason: detail === '' ? state : `${state}: ${detail}`,
    at: firstTime(fields, ['LastUpdatedDateTime', 'RiskLastUpdatedDateTime']),
  };
}

/** `userPerformedSecuredPasswordReset` as words. */
function spaced(text: string): string {
  return text
    .replace(/([a-z])(?=[A-Z])/g, '$1 ')
    .toLowerCase()
    .replace(/^./, (first) => first.toUpperCase());
}

// Names as the portal shows them, where the word in the record is not the name.
const RISK_NAMES: ReadonlyMap<string, string> = new Map([
  ['adminconfirmedusercompromised', 'Admin confirmed user compromised'],
  ['anomaloustoken', 'Anomalous token'],
  ['anomaloususeractivity', 'Anomalous user activity'],
  ['anonymizedipaddress', 'Anonymous IP address'],
  ['attackerinthemiddle', 'Attacker in the middle'],
  ['attemptedprtaccess', 'Possible attempt to access Primary Refresh Token'],
  ['generic', 'Additional risk detected'],
  ['impossibletravel', 'Impossible travel'],
  ['investigationsthreatintelligence', 'Microsoft Entra threat intelligence'],
  ['leakedcredentials', 'Leaked credentials'],
  ['maliciousipaddress', 'Malicious IP address'],
  ['maliciousipaddressvalidcredentialsblockedip', 'Malicious IP address'],
  ['malwareinfectedipaddress', 'Malware linked IP address'],
  ['mcasimpossibletravel', 'Impossible travel'],
  ['mcassuspiciousinboxmanipulationrules', 'Suspicious inbox manipulation rules'],
  ['newcountry', 'Activity from a new country'],
  ['passwordspray', 'Password spray'],
  ['suspiciousapitraffic', 'Suspicious API traffic'],
  ['suspiciousbrowser', 'Suspicious browser'],
  ['suspiciousinboxforwarding', 'Suspicious inbox forwarding'],
  ['suspiciousipaddress', 'Suspicious IP address'],
  ['suspiciousauthenticatorappapproval', 'Suspicious Authenticator app approval'],
  ['suspicioussendingpatterns', 'Suspicious sending patterns'],
  ['tokenissueranomaly', 'Token issuer anomaly'],
  ['unfamiliarfeatures', 'Unfamiliar sign-in properties'],
  ['unlikelytravel', 'Atypical travel'],
  ['userreportedsuspiciousactivity', 'User reported suspicious activity'],
  ['verifiedthreatactorip', 'Verified threat actor IP'],
]);
