// What is true at the end of a scenario: accepted = stored = decided, nothing lost, nothing stuck, nothing doubled. Asked of the
// tables themselves, as superuser, and compared with what the callers were answered.

import { createHash } from 'node:crypto';
import type pg from 'pg';
import { fromWireId } from '../../packages/server/src/kernel/ids.ts';
import { until } from '../../packages/server/src/testing/server.ts';
import type { Accepted, Ledger } from './load.ts';
import { judgeWatcher, type Watcher } from './sinks.ts';
import { BOUND_MS, type World } from './world.ts';

export interface Verdict {
  readonly accepted: number;
  readonly alerts: number;
  readonly decided: number;
  readonly lost: number;
  readonly stuck: number;
  readonly doubled: number;
  /** Repetitions that the server counted once more than it answered: within what senders could not know. */
  readonly countedAgain: number;
  readonly settleMs: number;
  readonly problems: readonly string[];
}

interface Tally {
  lost: number;
  stuck: number;
  doubled: number;
  readonly problems: string[];
}

export async function judge(world: World, ledger: Ledger, watchers: readonly Watcher[]): Promise<Verdict> {
  const startedAt = performance.now();
  const tally: Tally = { lost: 0, stuck: 0, doubled: 0, problems: [...ledger.wrongAnswers.slice(0, 5)] };
  if (ledger.wrongAnswers.length > 5) tally.problems.push(`… ${ledger.wrongAnswers.length} wrong answers`);
  for (const said of world.unexpected.splice(0)) tally.problems.push(said);
  await settle(world, watchers, tally);
  const settleMs = performance.now() - startedAt;
  const { alerts, decided, countedAgain } = await judgeRecords(world.admin, ledger.accepted, tally);
  await judgeDecisions(world.admin, tally);
  await judgeComments(world.admin, ledger, tally);
  const audit = await world.collector.judge(world.admin);
  tally.problems.push(...audit.problems);
  tally.doubled += audit.problems.length;
  for (const watcher of watchers) {
    const { problems } = await judgeWatcher(world.admin, watcher, `load-${watcher.tenant}`);
    tally.problems.push(...problems);
    tally.doubled += problems.length;
  }
  return { ...tally, accepted: ledger.accepted.length, alerts, decided, countedAgain, settleMs };
}

/** What must come to rest by itself: each question names what is left. */
const RESTS = {
  'alerts undecided': "select count(*) as n from wf.alert where stage <> 'decided'",
  'revisions not taken over': 'select count(*) as n from wf.alert_revision where applied_at is null',
  'jobs left': 'select count(*) as n from graphile_worker._private_jobs',
  'audit records not sealed': 'select count(*) as n from wf.audit_unsealed',
} as const;

async function settle(world: World, watchers: readonly Watcher[], tally: Tally): Promise<void> {
  let left: string[] = [];
  const look = async () => {
    const found: string[] = [];
    for (const [name, question] of Object.entries(RESTS)) {
      const { rows } = await world.admin.query<{ n: string }>(question);
      if (Number(rows[0]?.n ?? 0) > 0) found.push(`${rows[0]?.n} ${name}`);
    }
    if (!(await world.collector.judge(world.admin)).isComplete) found.push('audit records not sent out');
    for (const watcher of watchers) {
      const { isComplete } = await judgeWatcher(world.admin, watcher, `load-${watcher.tenant}`);
      if (!isComplete) found.push(`changes of tenant ${watcher.tenant} not told`);
    }
    left = found;
    return found.length === 0;
  };
  try {
    await until(look, BOUND_MS);
  } catch {
    tally.stuck += left.length;
    tally.problems.push(`after ${BOUND_MS / 1_000} s: ${left.join(', ')}`);
  }
}

interface StoredAlert {
  readonly id: string;
  readonly stage: string;
  readonly revision: number;
  readonly work_failure: string | null;
  readonly count: number;
  readonly hashes: readonly string[];
}

async function judgeRecords(admin: pg.Pool, accepted: readonly Accepted[], tally: Tally) {
  const findings = Map.groupBy(accepted, (one) => one.record.finding);
  const ids = [...new Set(accepted.map((one) => fromWireId('alert', one.alertId)))];
  const { rows } = await admin.query<StoredAlert>(
    `select a.id, a.stage, a.revision, a.work_failure, d.count,
       array(select encode(r.sha256, 'hex') from wf.raw_record r where r.tenant_id = a.tenant_id and r.id in
         (select a.record_id union select v.record_id from wf.alert_revision v where v.tenant_id = a.tenant_id and v.alert_id = a.id))
         as hashes
     from wf.alert a join wf.dedup_key d on d.tenant_id = a.tenant_id and d.source = a.source and d.key = a.dedup_key
     where a.id = any($1::uuid[])`,
    [ids],
  );
  const stored = new Map(rows.map((row) => [row.id, row]));
  let countedAgain = 0;
  for (const [finding, all] of findings) {
    const alertIds = new Set(all.map((one) => one.alertId));
    if (alertIds.size > 1) fail(tally, 'doubled', `${finding} became ${alertIds.size} alerts`);
    const alert = stored.get(fromWireId('alert', all[0]?.alertId ?? '') ?? '');
    if (!alert) {
      fail(tally, 'lost', `${finding} was accepted and is not stored`);
      continue;
    }
    countedAgain += judgeFinding(tally, finding, { all, alert });
  }
  await judgeTotals(admin, accepted, { findings: findings.size, tally });
  const decided = rows.filter((row) => row.stage === 'decided').length;
  return { alerts: findings.size, decided, countedAgain };
}

/** Gives how often a repetition was counted beyond what was answered. */
function judgeFinding(
  tally: Tally,
  finding: string,
  { all, alert }: { readonly all: readonly Accepted[]; readonly alert: StoredAlert },
): number {
  const bodies = new Map(all.map((one) => [one.record.revision, one.record.body]));
  const hashes = [...bodies.values()].map((body) => createHash('sha256').update(body).digest('hex'));
  const missing = hashes.filter((hash) => !alert.hashes.includes(hash));
  if (missing.length > 0) fail(tally, 'lost', `${finding}: ${missing.length} raw records are not stored`);
  if (alert.hashes.length > bodies.size)
    fail(tally, 'doubled', `${finding}: ${alert.hashes.length} raw records of ${bodies.size} contents`);
  const revision = Math.max(...bodies.keys());
  if (alert.revision < revision) fail(tally, 'stuck', `${finding} stands at revision ${alert.revision}`);
  if (alert.revision > revision) fail(tally, 'doubled', `${finding} has a revision ${alert.revision}`);
  if (alert.work_failure !== null) fail(tally, 'stuck', `${finding}: its work was given up`);
  // What a sender repeated because it got no answer was stored or not: each such attempt may count once, and no more.
  const unknown = all.reduce((sum, one) => sum + one.unknown, 0);
  if (alert.count < all.length)
    fail(tally, 'lost', `${finding}: ${all.length} accepted, ${alert.count} counted`);
  if (alert.count > all.length + unknown)
    fail(tally, 'doubled', `${finding}: ${all.length} accepted, ${unknown} unknown, ${alert.count} counted`);
  return Math.max(0, alert.count - all.length);
}

/** Nothing beside what was accepted: everything that was sent was accepted in the end. */
async function judgeTotals(
  admin: pg.Pool,
  accepted: readonly Accepted[],
  { findings, tally }: { readonly findings: number; readonly tally: Tally },
): Promise<void> {
  const run = /^(.*)-\d+-\d+$/.exec(accepted[0]?.record.finding ?? '')?.[1] ?? '';
  const contents = new Set(accepted.map(({ record }) => `${record.finding} ${record.revision}`)).size;
  const { rows } = await admin.query<{ alerts: string; raw: string }>(
    `with own as (select tenant_id, id, record_id from wf.alert where source_ref like '%' || $1 || '-%')
     select (select count(*) from own) as alerts,
       (select count(*) from wf.raw_record r where (r.tenant_id, r.id) in (select tenant_id, record_id from own)
          or (r.tenant_id, r.id) in (select v.tenant_id, v.record_id from wf.alert_revision v
                                     join own on own.tenant_id = v.tenant_id and own.id = v.alert_id)) as raw`,
    [run],
  );
  const [alerts, raw] = [Number(rows[0]?.alerts), Number(rows[0]?.raw)];
  if (alerts !== findings)
    fail(tally, alerts > findings ? 'doubled' : 'lost', `${findings} findings are ${alerts} alerts`);
  if (raw !== contents)
    fail(tally, raw > contents ? 'doubled' : 'lost', `${contents} contents are ${raw} raw records`);
}

/** Each line is a rule over everything that this world has stored; what breaks it is returned. */
const DECISION_RULES: Readonly<Record<string, { readonly kind: Kind; readonly sql: string }>> = {
  'two decisions of one phase about one revision': {
    kind: 'doubled',
    sql: `select alert_id from wf.decision group by tenant_id, alert_id, phase, alert_revision having count(*) > 1`,
  },
  'versions of decisions with a gap': {
    kind: 'doubled',
    sql: `select alert_id from wf.decision group by tenant_id, alert_id having max(version) <> count(*) or min(version) <> 1`,
  },
  'no final decision about the present revision': {
    kind: 'stuck',
    sql: `select a.id from wf.alert a where not exists (select from wf.decision d where d.tenant_id = a.tenant_id and d.alert_id = a.id
            and d.phase = 'final' and d.alert_revision = a.revision and d.version = a.decision_version)`,
  },
  'an event of a decision that is not told once': {
    kind: 'doubled',
    sql: `select d.alert_id from wf.decision d left join wf.domain_event e on e.tenant_id = d.tenant_id and e.subject_id = d.alert_id
            and e.type = 'alert.decided' and (e.payload ->> 'decision_version')::integer = d.version
          where d.phase = 'final' group by d.tenant_id, d.alert_id, d.version having count(e.id) <> 1`,
  },
  'an event of a decision that is none': {
    kind: 'doubled',
    sql: `select e.subject_id from wf.domain_event e where e.type = 'alert.decided' and not exists (select from wf.decision d
            where d.tenant_id = e.tenant_id and d.alert_id = e.subject_id and d.phase = 'final'
              and d.version = (e.payload ->> 'decision_version')::integer)`,
  },
  'alerts of a tenant that its rules did not count once': {
    kind: 'doubled',
    sql: `select t.slug from wf.tenant t where
            (select coalesce(sum(d.alerts), 0) from wf.detection_rule_day d where d.tenant_id = t.id)
            <> (select count(*) from wf.alert a where a.tenant_id = t.id and coalesce(a.rule_id, a.rule_name) is not null)`,
  },
  'dead letters': { kind: 'stuck', sql: 'select id from wf.dead_letter' },
  'a comment with other than one audit record': {
    kind: 'doubled',
    sql: `select c.id from wf.alert_comment c left join wf.audit_record r on r.tenant_id = c.tenant_id
            and r.event = 'alert.commented' and r.after ->> 'comment' = 'comment_' || replace(c.id::text, '-', '')
          group by c.tenant_id, c.id having count(r.id) <> 1`,
  },
};

async function judgeDecisions(admin: pg.Pool, tally: Tally): Promise<void> {
  for (const [name, { kind, sql }] of Object.entries(DECISION_RULES)) {
    const { rows } = await admin.query(sql);
    if (rows.length === 0) continue;
    fail(tally, kind, `${rows.length} × ${name}`);
    tally[kind] += rows.length - 1;
  }
}

/** Comments under idempotency keys: one a key, whatever was repeated. */
async function judgeComments(admin: pg.Pool, ledger: Ledger, tally: Tally): Promise<void> {
  const bodies = ledger.comments.map(({ key }) => `Looked at it (${key}).`);
  const { rows } = await admin.query<{ body: string; n: string }>(
    'select body, count(*) as n from wf.alert_comment where body = any($1::text[]) group by body',
    [bodies],
  );
  const counts = new Map(rows.map((row) => [row.body, Number(row.n)]));
  for (const body of bodies) {
    const count = counts.get(body) ?? 0;
    if (count === 0) fail(tally, 'lost', `comment ${body} is not stored`);
    if (count > 1) fail(tally, 'doubled', `comment ${body} is stored ${count} times`);
  }
}

type Kind = 'lost' | 'stuck' | 'doubled';
const TOLD_MAX = 12;

function fail(tally: Tally, kind: Kind, problem: string): void {
  tally[kind] += 1;
  if (tally.problems.length < TOLD_MAX) tally.problems.push(`${kind}: ${problem}`);
}
