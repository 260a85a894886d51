// Every other webhook delivery: something happened in a repository or organisation. Events; the name of the event stands in a header
// (`X-GitHub-Event`) that the body does not repeat, so it is told from the object the body carries.
// https://docs.github.com/en/webhooks/webhook-events-and-payloads

import {
  cut,
  type EntityCollector,
  entityCollector,
  type JsonObject,
  type JsonValue,
  type NormalizedEvent,
  parseTime,
  type ReadResult,
  type RecordFlag,
} from '@watchfloor/sdk';
import {
  asText,
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
const DESCRIPTION_MAX = 4096;

// The object of an event, the particular before the general: a review carries its pull request.
const OBJECTS: readonly (readonly [member: string, event: string])[] = [
  ['workflow_run', 'workflow_run'],
  ['workflow_job', 'workflow_job'],
  ['check_run', 'check_run'],
  ['check_suite', 'check_suite'],
  ['review', 'pull_request_review'],
  ['pull_request', 'pull_request'],
  ['comment', 'comment'],
  ['issue', 'issues'],
  ['release', 'release'],
  ['deployment_status', 'deployment_status'],
  ['deployment', 'deployment'],
  ['forkee', 'fork'],
  ['hook', 'hook'],
  ['installation', 'installation'],
  ['membership', 'membership'],
  ['member', 'member'],
  ['team', 'team'],
  ['key', 'deploy_key'],
  ['rule', 'branch_protection_rule'],
  ['package', 'package'],
  ['commits', 'push'],
  ['ref_type', 'create_or_delete'],
  ['repository', 'repository'],
  ['organization', 'organization'],
];

const CATEGORIES: ReadonlyMap<string, string> = new Map([
  ['push', 'source_code'],
  ['pull_request', 'source_code'],
  ['pull_request_review', 'source_code'],
  ['create_or_delete', 'source_code'],
  ['workflow_run', 'automation'],
  ['workflow_job', 'automation'],
  ['deployment', 'automation'],
  ['deployment_status', 'automation'],
  ['repository', 'repository_management'],
  ['fork', 'repository_management'],
  ['member', 'account_management'],
  ['membership', 'group_management'],
  ['team', 'group_management'],
  ['organization', 'account_management'],
  ['hook', 'integration'],
  ['installation', 'integration'],
  ['deploy_key', 'credential_management'],
  ['branch_protection_rule', 'configuration'],
]);

/** The name of the event, by the object that the body carries. */
export function eventNameOf(body: JsonObject): string {
  // An installation stands in every delivery to an app, and the event is about it only where there is nothing else.
  const found = OBJECTS.find(
    ([member]) =>
      memberOf(body, member) !== undefined &&
      !(member === 'installation' && memberOf(body, 'repository') !== undefined),
  );
  return found?.[1] ?? '';
}

export function readWebhook(body: JsonObject): ReadResult {
  const repository = memberOf(body, 'repository');
  if (
    !isObject(repository) &&
    !isObject(memberOf(body, 'organization')) &&
    !isObject(memberOf(body, 'sender'))
  )
    return {
      ok: false,
      refusal: { field: 'repository', message: 'is missing, and so are organization and sender' },
    };
  const flags = new Set<RecordFlag>();
  const collector = entityCollector();
  const name = repositoryName(memberText(repository, 'full_name'));
  addEntities(body, collector);
  const event = eventNameOf(body);
  const did = memberText(body, 'action');
  const action = [event, did].filter((text) => text !== '').join('.') || 'webhook';
  const subject = memberOf(body, event === 'issues' ? 'issue' : event);
  const occurredAt = timeOf(body, event, subject);
  if (occurredAt === null) flags.add('time_missing');
  if (collector.capped) flags.add('entities_capped');
  const url =
    memberText(subject, 'html_url') || memberText(body, 'compare') || memberText(repository, 'html_url');
  return {
    ok: true,
    record: {
      kind: 'event',
      vendor: 'GitHub',
      product: 'GitHub',
      source_ref: null,
      title: shorten(name === '' ? action : `${action} in ${name}`, TITLE_MAX, flags),
      description: shorten(describe(body, subject), DESCRIPTION_MAX, flags),
      category: CATEGORIES.get(event) ?? 'development',
      severity: 'informational',
      sensor: 'application',
      occurred_at: occurredAt,
      entities: collector.list(),
      labels: labelsOf(repository, event),
      links: githubLink('GitHub', url),
      flags: [...flags],
      tactics: [],
      techniques: [],
      rule: { id: null, name: null },
      action: cut(action, TITLE_MAX),
      outcome: outcomeOf(subject),
    },
  };
}

/** When it happened. The repository's own times are those of another event, except where the event is about it or a push. */
function timeOf(body: JsonObject, event: string, subject: JsonValue | undefined): string | null {
  const repository = memberOf(body, 'repository');
  const times = [
    event === 'push' ? memberOf(repository, 'pushed_at') : undefined,
    memberOf(memberOf(body, 'head_commit'), 'timestamp'),
    memberOf(subject, 'updated_at'),
    memberOf(subject, 'created_at'),
  ];
  for (const time of times) {
    const parsed = parseTime(time);
    if (parsed !== null) return parsed;
  }
  return null;
}

function addEntities(body: JsonObject, collector: EntityCollector): void {
  collector.add('user', memberText(memberOf(body, 'sender'), 'login'), 'actor');
  const pusher = memberOf(body, 'pusher');
  addPerson(pusher, { collector, isLogin: true });
  collector.add(
    'cloud_resource',
    repositoryName(memberText(memberOf(body, 'repository'), 'full_name')),
    'target',
  );
  for (const member of ['forkee', 'head_repository']) {
    const name =
      memberText(memberOf(body, member), 'full_name') ||
      memberText(memberOf(memberOf(body, 'workflow_run'), member), 'full_name');
    collector.add('cloud_resource', repositoryName(name), 'related');
  }
  for (const member of ['member', 'invitation', 'pull_request', 'issue', 'membership']) {
    const subject = memberOf(body, member);
    const user = memberOf(subject, 'user') ?? subject;
    collector.add('user', memberText(user, 'login'), 'target');
  }
  collector.add('user', memberText(memberOf(memberOf(body, 'workflow_run'), 'actor'), 'login'), 'related');
  collector.add('url', memberText(memberOf(memberOf(body, 'hook'), 'config'), 'url'), 'destination');
  for (const commit of [...memberItems(body, 'commits'), memberOf(body, 'head_commit')]) {
    addPerson(memberOf(commit, 'author'), { collector, isLogin: false });
    addPerson(memberOf(commit, 'committer'), { collector, isLogin: false });
  }
}

interface Adding {
  readonly collector: EntityCollector;
  /** Whether `name` is the login: of the one who pushed it is, of an author it is what git was told. */
  readonly isLogin: boolean;
}

function addPerson(person: JsonValue | undefined, { collector, isLogin }: Adding): void {
  const login = memberText(person, 'username') || (isLogin ? memberText(person, 'name') : '');
  collector.add('user', login, isLogin ? 'actor' : 'related');
  const email = memberText(person, 'email');
  if (!/noreply(?:\.github\.com)?$|^noreply@/i.test(email))
    collector.add('email', email, isLogin ? 'actor' : 'related');
}

function describe(body: JsonObject, subject: JsonValue | undefined): string {
  const messages = memberItems(body, 'commits')
    .slice(0, 5)
    .map((commit) => memberText(commit, 'message').split('\n', 1)[0] ?? '');
  return sentences([
    ['Title', memberText(subject, 'title') || memberText(subject, 'name')],
    [
      'State',
      memberText(subject, 'conclusion') || memberText(subject, 'state') || memberText(subject, 'status'),
    ],
    ['Trigger', memberText(subject, 'event')],
    ['Ref', memberText(body, 'ref') || memberText(subject, 'head_branch')],
    ['Commits', messages.filter((text) => text !== '').join('; ')],
    ['Organisation', memberText(memberOf(body, 'organization'), 'login')],
    ['Repository', memberText(memberOf(body, 'repository'), 'description')],
  ]);
}

function labelsOf(repository: JsonValue | undefined, event: string): readonly string[] {
  const isPublic = asText(memberOf(repository, 'private')) === 'false';
  return [event, isPublic ? 'public_repository' : ''].filter((label) => label !== '');
}

function outcomeOf(subject: JsonValue | undefined): NormalizedEvent['outcome'] {
  const conclusion = memberText(subject, 'conclusion');
  if (conclusion === '') return 'success';
  return conclusion === 'success'
    ? 'success'
    : /failure|timed_out|cancelled/.test(conclusion.slice(0, 50))
      ? 'failure'
      : 'unknown';
}
