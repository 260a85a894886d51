// The findings of GitHub's security products, as webhooks deliver them or the REST API lists them: a secret in the code, a flaw in the
// code, a vulnerable dependency, an advisory. https://docs.github.com/en/webhooks/webhook-events-and-payloads

import {
  cut,
  type EntityCollector,
  entityCollector,
  type JsonObject,
  type JsonValue,
  parseTime,
  type ReadResult,
  type RecordFlag,
  type Severity,
  severityOf,
  type VendorClosure,
  type Verdict,
} from '@watchfloor/sdk';
import {
  advisoryPage,
  asText,
  documentPage,
  githubLink,
  isObject,
  memberItems,
  memberOf,
  memberText,
  repositoryName,
  sentences,
  shorten,
} from './fields.ts';

const TITLE_MAX = 500;
const DESCRIPTION_MAX = 8192;
const RULE_TEXT_MAX = 2000;

export type AlertKind = 'secret_scanning' | 'code_scanning' | 'dependabot' | 'vulnerability' | 'advisory';

/** Which of the products an alert is of, by the fields only it has; null when the object is none. */
export function alertKindOf(alert: JsonObject): AlertKind | null {
  if (memberOf(alert, 'secret_type') !== undefined) return 'secret_scanning';
  if (isObject(memberOf(alert, 'security_vulnerability')) || isObject(memberOf(alert, 'security_advisory')))
    return 'dependabot';
  if (
    isObject(memberOf(alert, 'rule')) &&
    (isObject(memberOf(alert, 'tool')) || isObject(memberOf(alert, 'most_recent_instance')))
  )
    return 'code_scanning';
  if (
    memberOf(alert, 'affected_package_name') !== undefined ||
    memberOf(alert, 'external_identifier') !== undefined
  )
    return 'vulnerability';
  return null;
}

export interface SecurityAlert {
  readonly kind: AlertKind;
  /** The alert, or the advisory. */
  readonly alert: JsonObject;
  /** What the webhook carries beside it; the alert itself where there is none. */
  readonly around: JsonObject;
}

export function readSecurityAlert({ kind, alert, around }: SecurityAlert): ReadResult {
  for (const field of ['state', 'created_at', 'html_url', 'number']) {
    if (typeof memberOf(alert, field) === 'object')
      return { ok: false, refusal: { field: `alert.${field}`, message: 'must be a text' } };
  }
  const flags = new Set<RecordFlag>();
  const collector = entityCollector();
  const repo = memberOf(around, 'repository') ?? memberOf(alert, 'repository');
  const name = repositoryName(memberText(repo, 'full_name'));
  addEntities({ kind, alert, around }, { name, collector });
  const told = TOLD[kind](alert);
  if (told.severity === null) flags.add('severity_unknown');
  const occurredAt = timeOf(alert);
  if (occurredAt === null) flags.add('time_missing');
  if (collector.capped) flags.add('entities_capped');
  const url = memberText(alert, 'html_url');
  return {
    ok: true,
    record: {
      kind: 'alert',
      vendor: 'GitHub',
      product: 'GitHub',
      source_ref: url || memberText(alert, 'ghsa_id') || idIn(name, kind, alert),
      title: shorten(name === '' ? told.title : `${told.title} in ${name}`, TITLE_MAX, flags),
      description: shorten(describe({ kind, alert, around }, told), DESCRIPTION_MAX, flags),
      category: told.category,
      severity: told.severity ?? 'medium',
      sensor: 'application',
      occurred_at: occurredAt,
      entities: collector.list(),
      labels: labelsOf(kind, alert, around),
      links: githubLink('Alert on GitHub', url),
      flags: [...flags],
      tactics: [],
      techniques: [],
      rule: {
        id: told.ruleId || null,
        name: told.rule || null,
        description: cut(told.ruleText ?? '', RULE_TEXT_MAX) || null,
        url: told.rulePage ?? null,
      },
      closure: closureOf(alert),
    },
  };
}

function idIn(repository: string, kind: AlertKind, alert: JsonObject): string | null {
  const number = memberText(alert, 'number') || memberText(alert, 'id');
  return number === '' ? null : [repository, kind, number].filter((part) => part !== '').join('/');
}

function timeOf(alert: JsonObject): string | null {
  for (const field of ['created_at', 'published_at', 'first_detected_at', 'updated_at']) {
    const time = parseTime(memberOf(alert, field));
    if (time !== null) return time;
  }
  return null;
}

interface Told {
  readonly title: string;
  readonly category: string;
  readonly severity: Severity | null;
  readonly ruleId: string;
  readonly rule: string;
  /** What the rule is about, where GitHub says so. */
  readonly ruleText?: string;
  /** Its page at GitHub. */
  readonly rulePage?: string | null;
  readonly description: string;
}

/** GitHub's words: low, moderate (in older forms), medium, high, critical; CodeQL's: note, warning, error. */
const TOLD: Readonly<Record<AlertKind, (alert: JsonObject) => Told>> = {
  secret_scanning: tellSecret,
  code_scanning: tellCode,
  dependabot: tellDependency,
  vulnerability: tellOldVulnerability,
  advisory: tellAdvisory,
};

/** A secret has no severity of its own: one that still works is critical, one that no longer does is low. */
function tellSecret(alert: JsonObject): Told {
  const name = memberText(alert, 'secret_type_display_name') || memberText(alert, 'secret_type');
  const validity = memberText(alert, 'validity').toLowerCase();
  const isPublic = memberText(alert, 'publicly_leaked') === 'true';
  const severity = validity === 'active' ? 'critical' : validity === 'inactive' ? 'low' : 'high';
  return {
    title: `Secret found: ${name}`,
    category: 'exposed_secret',
    severity: isPublic && severity === 'high' ? 'critical' : severity,
    ruleId: memberText(alert, 'secret_type'),
    rule: name,
    description: sentences([
      ['Validity', validity],
      ['Leaked publicly', isPublic ? 'yes' : ''],
      ['Push protection bypassed', memberText(alert, 'push_protection_bypassed') === 'true' ? 'yes' : ''],
    ]),
  };
}

function tellCode(alert: JsonObject): Told {
  const rule = memberOf(alert, 'rule');
  const instance = memberOf(alert, 'most_recent_instance') ?? memberItems(alert, 'instances')[0];
  const message = memberText(memberOf(instance, 'message'), 'text');
  const summary = memberText(rule, 'description') || memberText(rule, 'name') || memberText(rule, 'id');
  const rated = severityOf(memberText(rule, 'security_severity_level'));
  const location = memberOf(instance, 'location');
  return {
    title: summary || 'Code scanning alert',
    category: 'vulnerability',
    severity: rated ?? severityOfNote(memberText(rule, 'severity')),
    ruleId: memberText(rule, 'id'),
    rule: summary,
    ruleText: memberText(rule, 'full_description'),
    rulePage: documentPage(memberText(rule, 'help_uri')),
    description: sentences([
      ['Message', message],
      ['Tool', memberText(memberOf(alert, 'tool'), 'name')],
      [
        'Location',
        [memberText(location, 'path'), memberText(location, 'start_line')]
          .filter((text) => text !== '')
          .join(':'),
      ],
      ['Ref', memberText(instance, 'ref')],
      ['Rule', memberText(rule, 'full_description')],
    ]),
  };
}

/** How sure a linter is that it matters, where the rule is not about security. */
function severityOfNote(word: string): Severity | null {
  const levels: ReadonlyMap<string, Severity> = new Map<string, Severity>([
    ['none', 'informational'],
    ['note', 'low'],
    ['warning', 'medium'],
    ['error', 'high'],
  ]);
  return levels.get(word.toLowerCase()) ?? null;
}

function tellDependency(alert: JsonObject): Told {
  const advisory = memberOf(alert, 'security_advisory');
  const vulnerability = memberOf(alert, 'security_vulnerability');
  const dependency = memberOf(alert, 'dependency');
  const wanted = memberOf(vulnerability, 'package') ?? memberOf(dependency, 'package');
  const summary =
    memberText(advisory, 'summary') || `Vulnerable dependency ${memberText(wanted, 'name')}`.trim();
  return {
    title: summary,
    category: 'vulnerability',
    severity:
      severityOf(memberText(advisory, 'severity')) ?? severityOf(memberText(vulnerability, 'severity')),
    ruleId: memberText(advisory, 'ghsa_id') || memberText(advisory, 'cve_id'),
    rule: summary,
    ruleText: memberText(advisory, 'description'),
    rulePage: advisoryPage(memberText(advisory, 'ghsa_id')),
    description: sentences([
      ['Package', `${memberText(wanted, 'ecosystem')} ${memberText(wanted, 'name')}`.trim()],
      ['Vulnerable', memberText(vulnerability, 'vulnerable_version_range')],
      ['Fixed in', memberText(memberOf(vulnerability, 'first_patched_version'), 'identifier')],
      ['Manifest', memberText(dependency, 'manifest_path')],
      ['Scope', memberText(dependency, 'scope')],
    ]),
  };
}

/** `repository_vulnerability_alert`, which GitHub sent until 2023. */
function tellOldVulnerability(alert: JsonObject): Told {
  const name = memberText(alert, 'affected_package_name');
  const id = memberText(alert, 'ghsa_id') || memberText(alert, 'external_identifier');
  return {
    title: name === '' ? `Vulnerable dependency (${id})` : `Vulnerable dependency ${name}`,
    category: 'vulnerability',
    severity: severityOf(memberText(alert, 'severity')),
    ruleId: id,
    rule: [name, id].filter((text) => text !== '').join(' '),
    rulePage: advisoryPage(id),
    description: sentences([
      ['Vulnerable', memberText(alert, 'affected_range')],
      ['Fixed in', memberText(alert, 'fixed_in')],
    ]),
  };
}

function tellAdvisory(advisory: JsonObject): Told {
  const summary = memberText(advisory, 'summary') || memberText(advisory, 'ghsa_id') || 'Security advisory';
  return {
    title: summary,
    category: 'vulnerability',
    severity: severityOf(memberText(advisory, 'severity')),
    ruleId: memberText(advisory, 'ghsa_id') || memberText(advisory, 'cve_id'),
    rule: summary,
    ruleText: memberText(advisory, 'description'),
    rulePage: advisoryPage(memberText(advisory, 'ghsa_id')),
    description: memberText(advisory, 'description'),
  };
}

interface Place {
  readonly name: string;
  readonly collector: EntityCollector;
}

function addEntities({ alert, around }: SecurityAlert, { name, collector }: Place): void {
  collector.add('cloud_resource', name, 'target');
  for (const field of ['resolved_by', 'dismissed_by', 'dismisser', 'push_protection_bypassed_by'])
    collector.add('user', memberText(memberOf(alert, field), 'login'), 'related');
  // Who caused the delivery: a person who pushed or decided; or GitHub itself, which is nobody.
  const sender = memberText(memberOf(around, 'sender'), 'login');
  if (sender !== 'github' && !sender.endsWith('[bot]')) collector.add('user', sender, 'actor');
  const advisory = memberOf(alert, 'security_advisory') ?? alert;
  collector.add('cve', [memberText(advisory, 'cve_id'), memberText(alert, 'external_identifier')], 'related');
  for (const identifier of memberItems(advisory, 'identifiers'))
    collector.add('cve', memberText(identifier, 'value'), 'related');
  const instance = memberOf(alert, 'most_recent_instance') ?? memberItems(alert, 'instances')[0];
  collector.add('file_path', memberText(memberOf(instance, 'location'), 'path'), 'target');
  collector.add('file_path', memberText(memberOf(alert, 'dependency'), 'manifest_path'), 'target');
  const first = memberOf(memberOf(alert, 'first_location_detected'), 'path');
  collector.add('file_path', asText(first), 'target');
  // Where else the same secret was found: in a file, or in an issue, which has no path.
  const place = memberOf(memberOf(around, 'location'), 'details');
  collector.add('file_path', memberText(place, 'path'), 'target');
}

function describe({ alert, around }: SecurityAlert, told: Told): string {
  const facts = sentences([
    ['State', memberText(alert, 'state')],
    ['Event', memberText(around, 'action')],
    ['Organisation', memberText(memberOf(around, 'organization'), 'login')],
  ]);
  return [told.description, facts].filter((text) => text !== '').join('\n\n');
}

function labelsOf(kind: AlertKind, alert: JsonObject, around: JsonObject): readonly string[] {
  const repo = memberOf(around, 'repository') ?? memberOf(alert, 'repository');
  const labels = [
    kind,
    memberText(repo, 'private') === 'false' ? 'public_repository' : '',
    memberText(alert, 'publicly_leaked') === 'true' ? 'publicly_leaked' : '',
  ];
  return labels.filter((label) => label !== '');
}

// What was given as reason for closing, in the words of the four products.
const VERDICTS: ReadonlyMap<string, Verdict> = new Map<string, Verdict>([
  ['false_positive', 'false_positive'],
  ['false positive', 'false_positive'],
  ['inaccurate', 'false_positive'],
  ['used_in_tests', 'benign_true_positive'],
  ['used in tests', 'benign_true_positive'],
  ["won't fix", 'benign_true_positive'],
  ['wont_fix', 'benign_true_positive'],
  ['tolerable_risk', 'benign_true_positive'],
  ['not_used', 'benign_true_positive'],
  ['no_bandwidth', 'true_positive'],
  ['fix_started', 'true_positive'],
  ['revoked', 'true_positive'],
  ['fixed', 'true_positive'],
  ['resolved', 'undetermined'],
]);

const CLOSED: ReadonlySet<string> = new Set([
  'fixed',
  'dismissed',
  'auto_dismissed',
  'resolved',
  'closed',
  'dismiss',
  'resolve',
]);

/** An alert that was fixed, dismissed or resolved, with the reason that was given. */
function closureOf(alert: JsonObject): VendorClosure | null {
  const withdrawn = parseTime(memberOf(alert, 'withdrawn_at'));
  if (withdrawn !== null) return { verdict: 'undetermined', reason: 'withdrawn', at: withdrawn };
  const state = memberText(alert, 'state').toLowerCase();
  if (!CLOSED.has(state)) return null;
  const reason =
    memberText(alert, 'dismissed_reason') ||
    memberText(alert, 'resolution') ||
    memberText(alert, 'dismiss_reason');
  const comment = memberText(alert, 'dismissed_comment') || memberText(alert, 'resolution_comment');
  const told = [reason || state, comment].filter((text) => text !== '').join(': ');
  return {
    verdict: VERDICTS.get((reason || state).toLowerCase()) ?? 'undetermined',
    reason: told.slice(0, DESCRIPTION_MAX),
    at: timeOfClosing(alert),
  };
}

function timeOfClosing(alert: JsonObject): string | null {
  for (const field of [
    'dismissed_at',
    'resolved_at',
    'fixed_at',
    'auto_dismissed_at',
    'closed_at',
    'updated_at',
  ]) {
    const time = parseTime(memberOf(alert, field));
    if (time !== null) return time;
  }
  return null;
}

/** The alert in a webhook or a list; null when the record holds none. */
export function securityAlertIn(record: JsonObject): SecurityAlert | null {
  const alert = memberOf(record, 'alert');
  if (isObject(alert)) {
    const kind = alertKindOf(alert);
    if (kind !== null) return { kind, alert, around: record };
  }
  const advisory: JsonValue | undefined =
    memberOf(record, 'security_advisory') ?? memberOf(record, 'repository_advisory');
  // A Dependabot alert alone has an advisory inside as well; an advisory's delivery has nothing else.
  if (
    isObject(advisory) &&
    memberOf(record, 'security_vulnerability') === undefined &&
    memberOf(record, 'dependency') === undefined
  )
    return { kind: 'advisory', alert: advisory, around: record };
  const kind = alertKindOf(record);
  return kind === null ? null : { kind, alert: record, around: record };
}
