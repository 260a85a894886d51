// Rows past their use go in batches, in every tenant, whatever happens to whoever removes them; what is still owed stays.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { type StorageByHand, storageByHand } from '../testing/storage-by-hand.ts';
import { forgetPlatformRows, forgetRows } from './forget-rows.ts';

const { signal } = new AbortController();
const storage = await storageByHand();
after(() => storage.stop());
const { admin } = storage;

const ago = (days: number): Date => new Date(storage.clock.now().getTime() - days * 86_400_000);
const run = (tenants: readonly string[], parts: StorageByHand['parts'] = storage.parts) =>
  forgetRows(parts, tenants, signal);

async function plantKeys(
  tenant: string,
  keys: number,
  given: {
    readonly expired: Date;
    readonly subject?: string;
    readonly count?: number;
    readonly revision?: number;
  },
): Promise<void> {
  await admin.query(
    `insert into wf.dedup_key (tenant_id, source, key, subject_kind, subject_id, record_id, content_hash, revision, count,
       first_seen, last_seen, expires_at, slides)
     select $1, 'generic', gen_random_uuid()::text::bytea, case when $4::uuid is null then 'event' else 'alert' end,
       coalesce($4, gen_random_uuid()), gen_random_uuid(), '\\x00', $6, $5, $3, $3, $3, false from generate_series(1, $2::integer)`,
    [tenant, keys, given.expired, given.subject ?? null, given.count ?? 1, given.revision ?? 1],
  );
}

async function plantAlert(tenant: string, received = ago(200)): Promise<string> {
  const id = randomUUID();
  await admin.query(
    `insert into wf.alert (tenant_id, id, source, dedup_key, vendor, product, sensor, title, description, category, severity,
       severity_rank, vendor_severity, occurred_at, received_at, tactics, techniques, entities, labels, links, flags, record_id, last_seen)
     values ($1, $2, 'generic', '\\x00', 'v', 'p', 'other', 't', '', 'other', 'low', 2, 'low', $3, $3, '{}', '{}', '[]', '{}', '[]', '{}',
       gen_random_uuid(), $3)`,
    [tenant, id, received],
  );
  return id;
}

test('deduplication keys go a day after their window, in as many batches as it takes; those of a living window stay', async () => {
  const tenant = await storage.newTenant();
  await plantKeys(tenant, 12_345, { expired: ago(1.1) });
  await plantKeys(tenant, 3, { expired: ago(0.9) });
  await run([tenant]);
  assert.equal(await storage.count('dedup_key', tenant), 3);
  const { rows } = await admin.query(
    "select removed_rows::integer as n, finished_at from wf.forget_progress where tenant_id = $1 and kind = 'dedup_key'",
    [tenant],
  );
  assert.equal(rows[0].n, 12_345);
  assert.deepEqual(rows[0].finished_at, storage.clock.now());
  assert.match(
    await storage.parts.metrics.registry.metrics(),
    /watchfloor_rows_removed_total\{class="dedup_key"\} \d{5}/,
  );
});

test('what a key counted is on its alert before it goes; one with a revision that waits stays', async () => {
  const tenant = await storage.newTenant();
  const counted = await plantAlert(tenant);
  const revised = await plantAlert(tenant);
  await plantKeys(tenant, 1, { expired: ago(2), subject: counted, count: 17 });
  await plantKeys(tenant, 1, { expired: ago(3), subject: revised, count: 5, revision: 2 });
  // An alert began under this key after the window of another, whose count nobody has written down yet.
  const before = await plantAlert(tenant);
  await plantKeys(tenant, 1, { expired: ago(4) });
  await admin.query(
    `update wf.dedup_key set previous_subject_id = $2, previous_count = 9, previous_last_seen = $3
     where tenant_id = $1 and subject_kind = 'event'`,
    [tenant, before, ago(100)],
  );
  await run([tenant]);
  const { rows } = await admin.query(
    'select id, duplicate_count as count, last_seen from wf.alert where tenant_id = $1',
    [tenant],
  );
  const counts = new Map(rows.map((row) => [row.id, row.count]));
  assert.deepEqual([counts.get(counted), counts.get(revised), counts.get(before)], [17, 1, 9]);
  assert.deepEqual(rows.find((row) => row.id === counted).last_seen, ago(2));
  const left = await admin.query('select subject_id from wf.dedup_key where tenant_id = $1', [tenant]);
  assert.deepEqual(left.rows, [{ subject_id: revised }]);
});

test('an alert that somebody works on is not waited for: its key stays until the next round', async () => {
  const tenant = await storage.newTenant();
  const alert = await plantAlert(tenant);
  await plantKeys(tenant, 1, { expired: ago(2), subject: alert, count: 4 });
  const worker = await admin.connect();
  await worker.query('begin');
  await worker.query('select from wf.alert where id = $1 for update', [alert]);
  await run([tenant]);
  assert.equal(await storage.count('dedup_key', tenant), 1);
  await worker.query('rollback');
  worker.release();
  storage.clock.advance(3_600_000);
  await run([tenant]);
  assert.equal(await storage.count('dedup_key', tenant), 0);
});

test('an event about an alert stays with it; others go after 30 days, each looked at once', async () => {
  const tenant = await storage.newTenant();
  const alert = await plantAlert(tenant);
  const plant = (subject: string, at: Date) =>
    admin.query(
      `insert into wf.domain_event (tenant_id, id, type, version, subject_id, payload, correlation_id, at)
       values ($1, wf.uuid_v7_floor($2), 'alert.deleted', 1, $3, '{}', 'test', $2)`,
      [tenant, at, subject],
    );
  await plant(alert, ago(40));
  await plant(randomUUID(), ago(41));
  await plant(randomUUID(), ago(29));
  await run([tenant]);
  const { rows } = await admin.query('select at from wf.domain_event where tenant_id = $1 order by at', [
    tenant,
  ]);
  assert.deepEqual(
    rows.map((row) => row.at),
    [ago(40), ago(29)],
  );
});

test('settled letters go with the failures that repeat them, open ones and those about a held alert never', async () => {
  const tenant = await storage.newTenant();
  const held = await plantAlert(tenant);
  await admin.query(
    `insert into wf.legal_hold (tenant_id, id, subject, alert_id, reason, placed_at, placed_by)
     values ($1, gen_random_uuid(), 'alert:' || $2::uuid, $2, 'court', now(), 'test')`,
    [tenant, held],
  );
  const plant = async (settled: Date | null, replayOf: string | null = null, alerts: string[] = []) => {
    const id = randomUUID();
    await admin.query(
      `insert into wf.dead_letter (tenant_id, id, job, payload, error, attempts, failed_at, replayed_at, replay_of)
       values ($1, $2, 'test', $3, 'x', 1, $4, $5, $6)`,
      [tenant, id, JSON.stringify({ alerts }), ago(200), settled, replayOf],
    );
    return id;
  };
  const gone = await plant(ago(100));
  await plant(ago(95), gone);
  const repeated = await plant(ago(100));
  const open = await plant(null, repeated);
  const young = await plant(ago(80));
  const about = await plant(ago(100), null, [held]);
  await run([tenant]);
  // The one that a letter repeated goes when that letter is gone.
  storage.clock.advance(86_400_000);
  await run([tenant]);
  const { rows } = await admin.query('select id from wf.dead_letter where tenant_id = $1', [tenant]);
  assert.deepEqual(rows.map((row) => row.id).sort(), [repeated, open, young, about].sort());
});

test('sessions and links that ended, days of rules and entities that nothing names go; what is in use stays', async () => {
  const tenant = await storage.newTenant();
  const person = randomUUID();
  await admin.query(
    "insert into wf.person (id, email, display_name, created_at) values ($1, $1 || '@example.com', 'x', now())".replaceAll(
      '$1',
      `'${person}'`,
    ),
  );
  await admin.query(
    'insert into wf.membership (tenant_id, person_id, role, created_at) values ($1, $2, $3, now())',
    [tenant, person, 'viewer'],
  );
  for (const [expires, ended] of [
    [ago(31), null],
    [ago(-1), ago(31)],
    [ago(29), null],
    [ago(-1), null],
  ]) {
    await admin.query(
      `insert into wf.session (tenant_id, id, person_id, hash, created_at, last_seen_at, expires_at, ended_at)
       values ($1, gen_random_uuid(), $2, gen_random_uuid()::text::bytea, $3, $3, $4, $5)`,
      [tenant, person, ago(60), expires, ended],
    );
    await admin.query(
      `insert into wf.sign_in_link (tenant_id, id, person_id, hash, created_at, expires_at, used_at)
       values ($1, gen_random_uuid(), $2, gen_random_uuid()::text::bytea, $3, $4, $5)`,
      [tenant, person, ago(60), expires, ended],
    );
  }
  const entities = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  const seen = [ago(31), ago(31), ago(31), ago(29)];
  for (const [index, id] of entities.entries()) {
    await admin.query(
      "insert into wf.entity (tenant_id, id, type, value, first_seen) values ($1, $2, 'host', $3, $4)",
      [tenant, id, id, seen[index]],
    );
  }
  await admin.query("insert into wf.entity_link values ($1, $2, 'alert', $3, gen_random_uuid(), 'host')", [
    tenant,
    entities[1],
    ago(31),
  ]);
  await admin.query("insert into wf.entity_judgement values ($1, $2, 'watch', '', null, $3, 'test')", [
    tenant,
    entities[2],
    ago(31),
  ]);
  const rule = randomUUID();
  await admin.query(
    `insert into wf.detection_rule (tenant_id, id, source, rule_key, name, vendor, product, severity, tactics, techniques, first_seen, last_seen)
     values ($1, $2, 'x', 'x', 'x', 'x', 'x', 'low', '{}', '{}', $3, $3)`,
    [tenant, rule, ago(500)],
  );
  await admin.query(
    'insert into wf.detection_rule_day values ($1, $2, $3::date, 0, 1), ($1, $2, $4::date, 0, 1)',
    [tenant, rule, ago(402), ago(398)],
  );
  await run([tenant]);
  assert.equal(await storage.count('detection_rule_day', tenant), 1);
  assert.equal(await storage.count('session', tenant), 2);
  assert.equal(await storage.count('sign_in_link', tenant), 2);
  const { rows } = await admin.query('select id from wf.entity where tenant_id = $1', [tenant]);
  assert.deepEqual(rows.map((row) => row.id).sort(), entities.slice(1).sort());
});

test('a hold on the tenant keeps all of it, here and in the function itself, but the answers that are repeated for a day', async () => {
  const tenant = await storage.newTenant();
  await plantKeys(tenant, 5, { expired: ago(10) });
  await admin.query("insert into wf.idempotency_key values ($1, 'key:x', 'x', 'k', '\\x00', 200, '{}', $2)", [
    tenant,
    ago(2),
  ]);
  await storage.hold(tenant);
  await run([tenant]);
  assert.equal(await storage.count('dedup_key', tenant), 5);
  assert.equal(await storage.count('idempotency_key', tenant), 0);
  const forget = (kind: string, of: string | null) =>
    storage.database.transaction(of, (sql) =>
      sql.query('', 'select * from forget_rows($1, $2, 10, null)', [kind, ago(1)]),
    );
  await assert.rejects(forget('dedup_key', tenant), /legal hold/);
  await assert.rejects(forget('idempotency_key', null), /no tenant/);
  await assert.rejects(forget('alert', await storage.newTenant()), /no such kind/);
  await storage.liftAll(tenant);
  await run([tenant]);
  assert.equal(await storage.count('dedup_key', tenant), 0);
});

test('nothing of another tenant goes, and an error in one stops no other', async () => {
  const [broken, other, neighbour] = [
    await storage.newTenant(),
    await storage.newTenant(),
    await storage.newTenant(),
  ];
  for (const tenant of [broken, other, neighbour]) await plantKeys(tenant, 4, { expired: ago(10) });
  const failing = {
    ...storage.parts,
    database: {
      ...storage.database,
      transaction: ((tenant, ...rest) => {
        if (tenant === broken) throw new Error('this tenant is broken');
        return storage.database.transaction(tenant, ...rest);
      }) as typeof storage.database.transaction,
    },
  };
  await run([broken, other], failing);
  assert.deepEqual(
    [
      await storage.count('dedup_key', broken),
      await storage.count('dedup_key', other),
      await storage.count('dedup_key', neighbour),
    ],
    [4, 0, 4],
  );
});

test('one that is killed in the middle leaves the rest to the next, which counts on', async () => {
  const tenant = await storage.newTenant();
  await plantKeys(tenant, 3_500, { expired: ago(10) });
  let batches = 0;
  const dying = {
    ...storage.parts,
    database: {
      ...storage.database,
      transaction: (async (...given: Parameters<typeof storage.database.transaction>) => {
        batches += 1;
        if (batches > 4) throw new Error('killed');
        return storage.database.transaction(...given);
      }) as typeof storage.database.transaction,
    },
  };
  await run([tenant], dying);
  const left = await storage.count('dedup_key', tenant);
  assert.ok(left > 0 && left < 3_500, String(left));
  await run([tenant]);
  assert.equal(await storage.count('dedup_key', tenant), 0);
  const { rows } = await admin.query(
    "select removed_rows::integer as n from wf.forget_progress where tenant_id = $1 and kind = 'dedup_key'",
    [tenant],
  );
  assert.equal(rows[0].n, 3_500);
});

test('two schedulers at once remove each row once', async () => {
  const tenant = await storage.newTenant();
  await plantKeys(tenant, 6_000, { expired: ago(10) });
  await Promise.all([run([tenant]), run([tenant])]);
  assert.equal(await storage.count('dedup_key', tenant), 0);
  const { rows } = await admin.query(
    "select removed_rows::integer as n from wf.forget_progress where tenant_id = $1 and kind = 'dedup_key'",
    [tenant],
  );
  assert.equal(rows[0].n, 6_000);
});

test('a large tenant gives the others their turn', async () => {
  const [large, small] = [await storage.newTenant(), await storage.newTenant()];
  await plantKeys(large, 25_000, { expired: ago(10) });
  await plantKeys(small, 10, { expired: ago(10) });
  const order: (string | null)[] = [];
  const watched = {
    ...storage.parts,
    database: {
      ...storage.database,
      transaction: ((tenant, ...rest) => {
        order.push(tenant);
        return storage.database.transaction(tenant, ...rest);
      }) as typeof storage.database.transaction,
    },
  };
  await run([large, small], watched);
  assert.deepEqual(
    [await storage.count('dedup_key', large), await storage.count('dedup_key', small)],
    [0, 0],
  );
  assert.ok(
    order.indexOf(small, 2) < order.lastIndexOf(large),
    'the small one is done before the large one is',
  );
});

test('steps of signing in, counted attempts and jobs that the queue gave up go by themselves; a job that can run never does', async () => {
  await admin.query(
    `insert into wf.sign_in_challenge (hash, kind, expected, created_at, expires_at)
     select n::text::bytea, 'passkey_sign_in', repeat('x', 30), $1, $1 from generate_series(1, 1500) n`,
    [ago(2)],
  );
  await admin.query(
    `insert into wf.sign_in_throttle (bucket, window_started_at, failures, locked_until)
     values ('\\x01', $1, 1, null), ('\\x02', $1, 1, $2)`,
    [ago(2), ago(-1)],
  );
  await admin.query(
    `select graphile_worker.add_job('test', '{}'::json), graphile_worker.add_job('test', '{}'::json)`,
  );
  await admin.query('update graphile_worker._private_jobs set created_at = $1, updated_at = $1', [ago(100)]);
  await admin.query(
    'update graphile_worker._private_jobs set attempts = max_attempts, updated_at = $1 where id = (select min(id) from graphile_worker._private_jobs)',
    [ago(100)],
  );
  await forgetPlatformRows(storage.parts);
  assert.equal(await storage.count('sign_in_challenge'), 0);
  assert.equal(await storage.count('sign_in_throttle'), 1, 'one that still locks stays');
  const { rows } = await admin.query('select attempts from graphile_worker._private_jobs');
  assert.deepEqual(rows, [{ attempts: 0 }]);
});
