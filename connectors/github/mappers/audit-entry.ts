// An entry of the audit log of an organisation or enterprise: from the REST API, an export, or a stream (where git events come as
// well). https://docs.github.com/en/organizations/keeping-your-organization-secure/managing-security-settings-for-your-organization/audit-log-events-for-your-organization
//
// All entries are events, those about alerts (`secret_scanning_alert.create`) too: the alert itself comes as a webhook.

import {
  cut,
  type EntityCollector,
  type EntityRole,
  type EntityType,
  entityCollector,
  type JsonObject,
  type JsonValue,
  type NormalizedEvent,
  parseTime,
  type ReadResult,
  type RecordFlag,
  shapeOf,
} from '@watchfloor/sdk';
import { asText, memberItems, memberOf, memberText, repositoryName, sentences, shorten } from './fields.ts';

const TITLE_MAX = 500;
const DESCRIPTION_MAX = 4096;
const LABEL_MAX = 100;

// GraphQL's names of the same fields.
const GRAPHQL: ReadonlyMap<string, string> = new Map([
  ['actorLogin', 'actor'],
  ['actorIp', 'actor_ip'],
  ['actorLocation', 'actor_location'],
  ['createdAt', 'created_at'],
  ['organizationName', 'org'],
  ['repositoryName', 'repo'],
  ['userLogin', 'user'],
  ['operationType', 'operation_type'],
]);

/** The entry with REST's names. Pipelines rename `@timestamp`, which not every table allows. */
export function restoreEntry(record: JsonObject): JsonObject {
  const entry: Record<string, JsonValue | undefined> = Object.create(null);
  for (const [key, value] of Object.entries(record)) {
    const name = GRAPHQL.get(key) ?? (key === 'at_sign_timestamp' ? '@timestamp' : key);
    if (entry[name] === undefined || entry[name] === null) entry[name] = value;
  }
  return entry;
}

export function readAuditEntry(record: JsonObject): ReadResult {
  const entry = restoreEntry(record);
  for (const field of ['action', 'actor', '@timestamp', 'created_at', '_document_id', 'org']) {
    const value = entry[field];
    const isOrgList = field === 'org' && Array.isArray(value);
    if (typeof value === 'object' && value !== null && !isOrgList)
      return { ok: false, refusal: { field, message: 'must be a text or a number' } };
  }
  const action = memberText(entry, 'action');
  if (action === '')
    return { ok: false, refusal: { field: 'action', message: 'is missing: every entry has one' } };
  const flags = new Set<RecordFlag>();
  const collector = entityCollector();
  addEntities(entry, collector);
  const occurredAt = parseTime(entry['@timestamp']) ?? parseTime(entry['created_at']);
  if (occurredAt === null) flags.add('time_missing');
  if (collector.capped) flags.add('entities_capped');
  const repo = repoOf(entry);
  const where = repo || orgOf(entry);
  return {
    ok: true,
    record: {
      kind: 'event',
      vendor: 'GitHub',
      product: 'GitHub',
      source_ref: memberText(entry, '_document_id') || null,
      title: shorten(where === '' ? action : `${action} in ${where}`, TITLE_MAX, flags),
      description: shorten(describe(entry), DESCRIPTION_MAX, flags),
      category: categoryOf(action),
      // The audit log rates nothing.
      severity: 'informational',
      sensor: 'application',
      occurred_at: occurredAt,
      entities: collector.list(),
      labels: labelsOf(entry),
      links: [],
      flags: [...flags],
      tactics: [],
      techniques: [],
      rule: { id: null, name: null },
      action: cut(action, TITLE_MAX),
      outcome: outcomeOf(entry, action),
    },
  };
}

/** The organisation; a list of them where an entry is about several. */
function orgOf(entry: JsonObject): string {
  return memberItems(entry, 'org').map(asText).join(', ') || memberText(entry, 'business');
}

/** Web events write `repo`, git events `repository`. */
function repoOf(entry: JsonObject): string {
  return repositoryName(memberText(entry, 'repo')) || repositoryName(memberText(entry, 'repository'));
}

// Fields that name an account, the one that acted aside. Logins, except for the identity of the single sign-on.
const ACCOUNTS: readonly (readonly [field: string, role: EntityRole])[] = [
  ['user', 'target'],
  ['blocked_user', 'target'],
  ['invitee', 'target'],
  ['member', 'target'],
  ['target_login', 'target'],
  ['new_user', 'target'],
  ['old_user', 'target'],
  ['owner', 'target'],
  ['deploy_key_user', 'related'],
  ['oauth_application_owner', 'related'],
  ['reviewer', 'related'],
  ['user_was', 'related'],
];

const THINGS: readonly (readonly [field: string, type: EntityType, role: EntityRole])[] = [
  ['actor_ip', 'ip', 'source'],
  ['repo', 'cloud_resource', 'target'],
  ['repository', 'cloud_resource', 'target'],
  ['forked_repository', 'cloud_resource', 'related'],
  ['source_repository', 'cloud_resource', 'related'],
  ['old_repo', 'cloud_resource', 'related'],
  ['oauth_application', 'cloud_resource', 'related'],
  ['oauth_application_name', 'cloud_resource', 'related'],
  ['integration', 'cloud_resource', 'related'],
  ['email', 'email', 'target'],
  ['invited_email', 'email', 'target'],
  ['old_email', 'email', 'related'],
  ['ghsa_id', 'cve', 'related'],
  ['cve_id', 'cve', 'related'],
];

function addEntities(entry: JsonObject, collector: EntityCollector): void {
  collector.add('user', memberText(entry, 'actor'), 'actor');
  for (const field of ['external_identity_nameid', 'external_identity_username']) {
    const text = memberText(entry, field);
    collector.add('user', text, 'actor');
    if (text.includes('@')) collector.add('email', text, 'actor');
  }
  // Older entries and some streams keep what is particular to an event in `data`.
  for (const layer of [entry, memberOf(entry, 'data')]) {
    for (const [field, role] of ACCOUNTS) addAccount(layer, field, { role, collector });
    for (const [field, type, role] of THINGS) collector.add(type, memberOf(layer, field), role);
    for (const config of [memberOf(layer, 'config'), memberOf(layer, 'config_was')])
      for (const item of Array.isArray(config) ? config : [config])
        collector.add('url', memberText(item, 'url'), 'destination');
    addAllowed(memberText(layer, 'ip_allow_list_entry') || memberText(layer, 'allow_list_value'), collector);
  }
  if (
    /^integration_installation|^oauth_application|^integration\./.test(
      memberText(entry, 'action').slice(0, 100),
    )
  )
    collector.add('cloud_resource', memberText(entry, 'name'), 'related');
}

interface Adding {
  readonly role: EntityRole;
  readonly collector: EntityCollector;
}

function addAccount(layer: JsonValue | undefined, field: string, { role, collector }: Adding): void {
  for (const item of memberItems(layer, field)) {
    const text = asText(item) || memberText(item, 'login');
    // A number is a database id, and a team or organisation of the same field has a slash in it.
    if (/^\d+$/.test(text) || text.includes('/')) continue;
    collector.add('user', text, role);
    if (text.includes('@')) collector.add('email', text, role);
  }
}

/** An address that was allowed; ranges are no address. */
function addAllowed(text: string, collector: EntityCollector): void {
  if (shapeOf(text) === 'ip') collector.add('ip', text, 'target');
}

// Parameters that say what it was about and are no entities, in the order in which they help.
const TOLD: readonly (readonly [label: string, field: string])[] = [
  ['Team', 'team'],
  ['Permission', 'permission'],
  ['Visibility', 'visibility'],
  ['Previous visibility', 'previous_visibility'],
  ['Name', 'name'],
  ['Branch', 'branch'],
  ['Workflow', 'workflow_run_id'],
  ['Runner', 'runner_name'],
  ['Explanation', 'explanation'],
  ['Access', 'programmatic_access_type'],
  ['Token scopes', 'token_scopes'],
  ['Protocol', 'transport_protocol_name'],
  ['Alert', 'alert_number'],
  ['Advisory', 'ghsa_id'],
  ['Reason', 'reason'],
  ['Client', 'user_agent'],
];

function describe(entry: JsonObject): string {
  const data = memberOf(entry, 'data');
  return sentences([
    ['Organisation', orgOf(entry)],
    ...TOLD.map(([label, field]): [string, string] => [
      label,
      memberText(entry, field) || memberText(data, field),
    ]),
  ]);
}

function labelsOf(entry: JsonObject): readonly string[] {
  const country = memberText(memberOf(entry, 'actor_location'), 'country_code');
  const isPublic = memberText(entry, 'public_repo') || memberText(entry, 'repository_public');
  const labels = [
    memberText(entry, 'operation_type'),
    country === '' ? '' : `country:${country.toLowerCase()}`,
    memberText(entry, 'actor_is_bot') === 'true' ? 'bot' : '',
    isPublic === 'true' ? 'public_repository' : '',
    wordsOf(memberText(entry, 'programmatic_access_type')),
  ];
  return [...new Set(labels)].filter((label) => label !== '' && label.length <= LABEL_MAX);
}

/** `Personal access token (classic)` as a label. */
function wordsOf(text: string): string {
  return (
    text
      .slice(0, LABEL_MAX)
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? []
  ).join('_');
}

// What stands before the first dot of an action.
const CATEGORIES: ReadonlyMap<string, string> = new Map([
  ['git', 'source_code'],
  ['repo', 'repository_management'],
  ['repository', 'repository_management'],
  ['protected_branch', 'configuration'],
  ['repository_ruleset', 'configuration'],
  ['hook', 'integration'],
  ['integration', 'integration'],
  ['integration_installation', 'integration'],
  ['oauth_application', 'integration'],
  ['oauth_access', 'credential_management'],
  ['oauth_authorization', 'credential_management'],
  ['personal_access_token', 'credential_management'],
  ['public_key', 'credential_management'],
  ['org_credential_authorization', 'credential_management'],
  ['two_factor_authentication', 'account_management'],
  ['user', 'account_management'],
  ['team', 'group_management'],
  ['org', 'configuration'],
  ['business', 'configuration'],
  ['enterprise', 'configuration'],
  ['role', 'privilege_management'],
  ['workflows', 'automation'],
  ['environment', 'automation'],
  ['sso', 'authentication'],
]);

// Actions of `org` and `business` that are about people.
const MEMBERSHIP =
  /(?:add|remove|invite|block|unblock|update)_(?:member|user|outside_collaborator|admin|billing_manager)/;

function categoryOf(action: string): string {
  const text = action.slice(0, 200);
  if (MEMBERSHIP.test(text)) return 'account_management';
  if (
    /^(?:secret_scanning|dependabot|code_scanning|repository_vulnerability|repository_secret|business_advanced)/.test(
      text,
    )
  )
    return 'vulnerability_management';
  if (/sso|saml|login/.test(text)) return 'authentication';
  return CATEGORIES.get(text.split('.')[0] ?? '') ?? 'audit';
}

function outcomeOf(entry: JsonObject, action: string): NormalizedEvent['outcome'] {
  const conclusion = memberText(entry, 'conclusion') || memberText(entry, 'status_code');
  if (/^(?:failure|cancelled|timed_out|[45]\d\d)$/.test(conclusion)) return 'failure';
  if (/(?:^|[._])(?:failed|rejected?|denied|failed_login)(?:$|[._])/.test(action.slice(0, 200)))
    return 'failure';
  return 'success';
}
