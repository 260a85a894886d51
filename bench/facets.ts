// What facets cost over a million alerts of twenty tenants, half of them one tenant's: to read, over HTTP with a tenant's key, and to keep,
// in processor time of the database for each alert that is inserted or changed.
//
//   npm run bench:facets -- [alerts] [read|keep]      one JSON line a figure: {"name","value","unit"}; progress on stderr
//
// The cost of keeping is the difference between the same statements with the triggers and without them, so it needs no quiet machine:
// the kernel counts only the time that the connection's own process was on a core (/proc/<pid>/schedstat, Linux only).

import { readFileSync } from 'node:fs';
import type pg from 'pg';
import { drive, percentile } from './load/drive.ts';
import { startWorld, type World } from './load/world.ts';

const alerts = Number(process.argv[2] ?? 1_000_000);
const only = process.argv[3];
const ROUNDS = 200;
/** One caller: what an answer costs, and not how long four wait for each other. */
const CONNECTIONS = 1;
const BATCH = 100;
const BATCHES = 50;
/** Each variant takes turns with the others, so that what the machine does beside meets all of them alike. */
const TURNS = 3;

const INSERT = `insert into alert (tenant_id, id, source, dedup_key, vendor, product, sensor, title, description, category, severity,
    severity_rank, vendor_severity, occurred_at, received_at, tactics, techniques, entities, labels, links, flags, record_id, last_seen)
  select t, gen_random_uuid(), (array['sentinel', 'crowdstrike', 'guardduty', 'generic'])[1 + (n / 20) % 4], '\\x00', 'Example', 'Product',
    'siem', 'Finding', repeat('words ', 20), 'category', (array['critical', 'high', 'medium', 'low'])[1 + (n / 5) % 4], 3, 'low', now(),
    now(), '{}', '{}', '[]', '{}', '[]', '{}', gen_random_uuid(), now() from unnest($1::uuid[]) with ordinality as r (t, n)`;

function report(name: string, value: number, unit: string): void {
  console.log(JSON.stringify({ name, value: Number(value.toPrecision(3)), unit }));
}

const world = await startWorld();
try {
  await fill(world);
  if (only !== 'keep') await measureReading(world);
  if (only !== 'read') await measureKeeping(world);
} finally {
  await world.stop();
}

/** Straight into the table, as the sizes and shares matter and not who wrote the rows; counted by the triggers as anything else. */
async function fill({ admin }: World): Promise<void> {
  console.error(`storing ${alerts} alerts`);
  const client = await admin.connect();
  try {
    await client.query('set search_path = wf');
    // Indexes are built at the end, as the migrations defined them.
    const { rows: indexes } = await client.query<{ name: string; made: string }>(
      `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as made from pg_index
       where indrelid = 'alert'::regclass and not indisprimary`,
    );
    for (const { name } of indexes) await client.query(`drop index ${name}`);
    await client.query(
      `create temp table numbered as
       select id, row_number() over (order by slug) - 1 as place from tenant where slug like 'load-%'`,
    );
    await client.query(
      `insert into alert (tenant_id, id, source, dedup_key, vendor, product, sensor, title, description, category, severity,
         severity_rank, vendor_severity, status, verdict, rule_id, rule_name, occurred_at, received_at, tactics, techniques, entities,
         labels, links, flags, record_id, last_seen, stage, risk_score, disposition, recommended_disposition, decision_version)
       select t.id, gen_random_uuid(), (array['sentinel', 'okta', 'generic', 'crowdstrike', 'guardduty', 'elastic'])[1 + (n / 7) % 6],
         decode(md5(n::text), 'hex'), 'Example', 'Product', 'siem', 'Finding ' || n, repeat('words ', 20), 'category', s.name,
         6 - s.place, s.name, (array['new', 'new', 'new', 'triaging', 'investigating', 'escalated', 'resolved', 'resolved',
           'resolved', 'auto_resolved'])[1 + n % 10],
         case when n % 10 > 5 then (array['true_positive', 'false_positive', 'benign_true_positive'])[1 + n % 3] end,
         'rule-' || n % 300, 'Rule ' || n % 300, at, at, '{discovery}', '{T1087}',
         jsonb_build_array(jsonb_build_object('type', 'user', 'value', 'user' || n % 400, 'role', 'actor')),
         case when n % 50000 = 3 then '{vip}'::text[] else '{}' end, '[]', '{}', gen_random_uuid(), at, 'decided', n % 100,
         'requires_investigation', (array['critical_immediate', 'suspicious_escalate', 'requires_investigation',
           'benign_auto_resolved'])[1 + (n / 3) % 4], 1
       from generate_series(1, $1::integer) n
       join numbered t on t.place = case when n % 2 = 0 then 0 else 1 + (n / 2) % 19 end,
       lateral (select now() - n * interval '2.5 seconds' as at) x,
       lateral (select place, (array['critical', 'high', 'medium', 'low', 'informational'])[place] as name
                from (select 1 + (n / 5) % 5 as place) p) s`,
      [alerts],
    );
    for (const { made } of indexes) await client.query(made);
    await client.query('analyze alert, alert_count, alert_count_delta');
  } finally {
    client.release(true);
  }
}

async function measureReading(given: World): Promise<void> {
  const since = new Date(Date.now() - 7 * 86_400_000).toISOString();
  const questions: Readonly<Record<string, string>> = {
    // Asks for nothing: what any request costs on this machine at this moment.
    session: '/v1/session',
    facets: '/v1/alerts/facets',
    facets_filtered: '/v1/alerts/facets?severity=critical,high&status=new,triaging&source=okta',
    facets_since: `/v1/alerts/facets?from=${since}`,
    facets_rule: '/v1/alerts/facets?rule=rule-7',
    facets_label: '/v1/alerts/facets?label=vip',
  };
  const [half] = given.keys;
  for (const [name, path] of Object.entries(questions)) {
    console.error(name);
    const driven = await drive({
      url: given.url,
      connections: CONNECTIONS,
      rate: null,
      seconds: 120,
      // Every other request is of the tenant with half of the alerts.
      shot: (n) =>
        n < ROUNDS
          ? {
              method: 'GET',
              path,
              key: (n % 2 === 0 ? half : given.keys[n % given.keys.length]) ?? '',
            }
          : null,
    });
    if (driven.times.length !== ROUNDS) throw new Error(`${name}: ${JSON.stringify([...driven.statuses])}`);
    report(`${name}_p50_ms`, percentile(driven.times, 0.5) ?? Number.NaN, 'ms');
    report(`${name}_p95_ms`, percentile(driven.times, 0.95) ?? Number.NaN, 'ms');
  }
  const { rows } = await given.admin.query(
    'select (select count(*) from wf.alert_count)::integer as counts, (select count(*) from wf.alert_count_delta)::integer as deltas',
  );
  report('alert_count_rows', rows[0].counts, 'rows');
  report('alert_count_delta_rows', rows[0].deltas, 'rows');
}

/** One batch inside a transaction that is rolled back, so that every batch finds the same table. */
type Work = (client: pg.PoolClient) => Promise<unknown>;

async function measureKeeping(given: World): Promise<void> {
  const client = await given.admin.connect();
  try {
    await client.query('set search_path = wf');
    const { rows: tenants } = await client.query<{ id: string }>(
      "select id from tenant where slug like 'load-%' order by slug",
    );
    const { rows } = await client.query<{ ids: string[] }>(
      'select array_agg(id) as ids from (select id from alert where tenant_id = $1 order by received_at desc limit $2) a',
      [tenants[0]?.id, BATCH * BATCHES],
    );
    const ids = rows[0]?.ids ?? [];
    const batchOf = (turn: number) => ids.slice((turn % BATCHES) * BATCH, ((turn % BATCHES) + 1) * BATCH);
    let turn = 0;
    const change = (name: string, set: string): Work => {
      const text = `update alert a set ${set} from unnest($2::uuid[]) as c (id) where a.tenant_id = $1 and a.id = c.id`;
      return async () => {
        turn += 1;
        await client.query({ name, text, values: [tenants[0]?.id, batchOf(turn)] });
      };
    };
    const insert = (spread: number): Work => {
      const own = Array.from({ length: BATCH }, (_, n) => tenants[n % spread]?.id);
      return () => client.query({ name: 'insert', text: INSERT, values: [own] });
    };
    const works: Readonly<Record<string, Work>> = {
      insert_of_20_tenants: insert(20),
      insert_of_1_tenant: insert(1),
      decide: change(
        'decide',
        "recommended_disposition = 'requires_investigation', risk_score = 41, stage = 'evidence'",
      ),
      change_of_nothing_counted: change('change', 'version = version + 1'),
    };
    for (const [name, work] of Object.entries(works)) {
      const spent = { on: 0, off: 0 };
      // The first turn plans and fills caches, and is not counted.
      for (let round = 0; round <= TURNS; round += 1) {
        for (const triggers of ['off', 'on'] as const) {
          const time = await timeOf(client, { triggers, work, ids });
          if (round > 0) spent[triggers] += time;
        }
      }
      const each = BATCH * BATCHES * TURNS;
      report(`${name}_cpu_us`, spent.off / each, 'µs/alert');
      report(`${name}_counting_cpu_us`, (spent.on - spent.off) / each, 'µs/alert');
    }
  } finally {
    client.release(true);
  }
}

interface Run {
  readonly triggers: 'on' | 'off';
  readonly work: Work;
  /** Alerts that are undecided when it begins, as those are that the worker takes. */
  readonly ids: readonly string[];
}

/** Microseconds of processor time that the connection's process needed for the batches. */
async function timeOf(client: pg.PoolClient, { triggers, work, ids }: Run): Promise<number> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  const onCore = () => Number(readFileSync(`/proc/${rows[0]?.pid}/schedstat`, 'utf8').split(' ')[0]) / 1_000;
  await client.query('begin');
  await client.query(
    "update alert set status = 'new', verdict = null, recommended_disposition = null where id = any($1)",
    [ids],
  );
  // Back with the rollback, as all else; the checks of foreign keys are triggers too and stay.
  for (const name of triggers === 'off' ? ['count_added', 'count_changed'] : []) {
    await client.query(`alter table alert disable trigger ${name}`);
  }
  const before = onCore();
  for (let batch = 0; batch < BATCHES; batch += 1) await work(client);
  const spent = onCore() - before;
  await client.query('rollback');
  return spent;
}
