// GitHub: the audit log of organisations and enterprises, webhook deliveries, and the alerts of its security products.

import { defineSource, type JsonObject } from '@watchfloor/sdk';
import { readAuditEntry } from '../mappers/audit-entry.ts';
import { asText, isObject, memberOf, memberText, repositoryName } from '../mappers/fields.ts';
import { readSecurityAlert, securityAlertIn } from '../mappers/security-alert.ts';
import { eventNameOf, readWebhook } from '../mappers/webhook.ts';

export const github = defineSource({
  id: 'github',
  vendor: 'GitHub',
  product: 'GitHub',
  summary:
    'Audit log entries of an organisation or enterprise (API, export, stream) and webhooks; security findings are alerts',
  documentation:
    'https://docs.github.com/en/enterprise-cloud@latest/admin/monitoring-activity-in-your-enterprise/reviewing-audit-logs-for-your-enterprise/audit-log-events-for-your-enterprise',
  setup: `- **Alerts**: in the organisation's settings open **Webhooks**, add \`{url}?key=<key>\` with content type
  \`application/json\`, and choose *Code scanning alerts*, *Dependabot alerts*, *Secret scanning alerts* and, as you like, others.
- **Audit log**: stream it (Enterprise: **Settings > Audit log > Log streaming**) to a collector that posts the entries, or post
  what \`GET /orgs/{org}/audit-log?include=all\` returns.`,
  envelopes: [],
  recognise(record) {
    return Math.max(auditCertainty(record), deliveryCertainty(record), alertCertainty(record));
  },
  read(record) {
    const alert = securityAlertIn(record);
    if (alert !== null && alertCertainty(record) + deliveryCertainty(record) > 0)
      return readSecurityAlert(alert);
    if (isObject(memberOf(record, 'repository')) || isObject(memberOf(record, 'sender')))
      return readWebhook(record);
    return readAuditEntry(record);
  },
});

// Fields of an audit entry, with what each adds to the certainty. `action`, `actor`, `user` alone are anybody's.
const FEATURES: readonly (readonly [name: string, points: number])[] = [
  ['_document_id', 25],
  ['@timestamp', 10],
  ['at_sign_timestamp', 20],
  ['actor', 10],
  ['actor_ip', 10],
  ['actor_id', 5],
  ['actor_is_bot', 15],
  ['org', 15],
  ['org_id', 10],
  ['business', 15],
  ['business_id', 10],
  ['operation_type', 10],
  ['hashed_token', 20],
  ['programmatic_access_type', 20],
  ['token_scopes', 10],
  ['external_identity_nameid', 20],
  ['transport_protocol_name', 20],
  ['public_repo', 15],
  ['repository_public', 15],
  ['created_at', 5],
  ['user', 5],
  ['team', 5],
  ['visibility', 5],
  ['user_agent', 5],
];

// First words of actions, as the catalogue of events has them: those that are GitHub's way of speaking, and those that others use.
const OWN_AREAS =
  /^(?:auto_approve_\w+|business\w*|code_scanning\w*|codespaces|commit_comment|copilot\w*|dependabot\w*|dependency_graph\w*|gist|git|github\w*|integration_installation\w*|ip_allow_list\w*|members_can_\w+|merge_queue|oauth_(?:access|application|authorization)|org|org_\w+|organization_\w+|personal_access_token|prebuild\w*|protected_branch|pull_request\w*|repo|repository_\w+|required_status_check|secret_scanning\w*|self_hosted_runner\w*|sponsors|ssh_certificate\w*|two_factor_authentication|workflows)\.[a-z_.]+$/;
const SHARED_AREAS =
  /^(?:account|api|artifact|billing|checks|discussion\w*|enterprise\w*|environment|external_\w+|hook|integration|issue\w*|marketplace\w*|migration|network_configuration|packages|pages\w*|passkey|payment_method|project\w*|public_key|repository|restrict_notification_delivery|role|security_key|staff|team\w*|trusted_device|user\w*|vulnerability_alert_rule)\.[a-z_.]+$/;

/** An action in GitHub's way of naming, and enough of the fields beside it. */
function auditCertainty(record: JsonObject): number {
  const action = memberOf(record, 'action');
  if (typeof action !== 'string' || action.length > 120 || !/^[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*$/.test(action))
    return 0;
  let points = OWN_AREAS.test(action) ? 35 : SHARED_AREAS.test(action) ? 25 : action.includes('.') ? 15 : 5;
  for (const [name, value] of FEATURES) if (Object.hasOwn(record, name)) points += value;
  const location = memberOf(record, 'actor_location') ?? memberOf(record, 'actorLocation');
  if (memberOf(location, 'country_code') !== undefined || memberOf(location, 'countryCode') !== undefined)
    points += 20;
  const repo = asText(record['repo'] ?? record['repository'] ?? record['repositoryName']);
  if (repositoryName(repo) !== '') points += 15;
  if (Object.hasOwn(record, 'actorLogin')) points += 25;
  if (Object.hasOwn(record, 'organizationName')) points += 15;
  return Math.min(98, points);
}

/** A webhook: a repository with its full name, and an event around it. */
function deliveryCertainty(record: JsonObject): number {
  const repository = memberOf(record, 'repository');
  const sender = memberOf(record, 'sender');
  const organization = memberOf(record, 'organization');
  if (!isObject(repository) && !isObject(sender)) return 0;
  const event = eventNameOf(record);
  const points =
    (repositoryName(memberText(repository, 'full_name')) === '' ? 0 : 35) +
    (memberText(repository, 'node_id') === '' ? 0 : 15) +
    (memberText(sender, 'login') === '' ? 0 : 20) +
    (memberText(organization, 'login') === '' ? 0 : 15) +
    (event === '' || event === 'repository' || event === 'organization' ? 0 : 15) +
    (isObject(memberOf(record, 'pusher')) ? 15 : 0) +
    (typeof record['action'] === 'string' ? 5 : 0) +
    (isObject(memberOf(record, 'alert')) || isObject(memberOf(record, 'security_advisory')) ? 15 : 0);
  return Math.min(96, points);
}

/** An alert as the API lists it, or an advisory, without a repository around it. */
function alertCertainty(record: JsonObject): number {
  const found = securityAlertIn(record);
  if (found === null) return 0;
  const { alert, kind } = found;
  const has = (name: string): boolean => memberOf(alert, name) !== undefined;
  const isGithub =
    /^https:\/\/[a-z0-9.-]{1,100}\/[^?#]{1,300}\/security\/(?:secret-scanning|code-scanning|dependabot|advisories)\b|^https:\/\/github\.com\/advisories\/GHSA-/.test(
      memberText(alert, 'html_url').slice(0, 500),
    );
  const points =
    (isGithub ? 50 : 0) +
    (kind === 'dependabot' ? 40 : kind === 'advisory' ? 25 : 20) +
    (has('ghsa_id') || has('secret_type_display_name') || has('most_recent_instance') ? 20 : 0) +
    (has('number') ? 10 : 0) +
    (has('state') ? 5 : 0) +
    (has('locations_url') ||
    has('instances_url') ||
    has('dismissed_reason') ||
    has('push_protection_bypassed')
      ? 15
      : 0);
  return Math.min(95, points);
}
