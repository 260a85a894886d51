import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { keepsBound, msOf } from '../../../testing/in-time.ts';
import { finding } from '../../../testing/records.ts';
import { startTestServer, until } from '../../../testing/server.ts';
import { type Child, makeChild } from '../../../testing/tenants.ts';
import { securityPolicyOf } from './security-policy.ts';
import { CHILDREN_MAX, makeChildTenant, TREE_DEPTH_MAX } from './tenant.store.ts';

const server = await startTestServer();
after(() => server.stop());
const { admin } = server.database;

/** A credential stops within this; the rest of the bound is the way there and back. */
const STOPS_WITHIN_MS = 1_500;

async function auditOf(tenant: string, event: string) {
  const { rows } = await admin.query(
    'select subject, actor_tenant_id, before, after, reason from wf.audit_record where tenant_id = $1 and event = $2 order by id',
    [tenant, event],
  );
  return rows;
}

async function rootId(): Promise<string> {
  return (await admin.query('select id from wf.tenant where is_root')).rows[0].id;
}

describe('making a tenant', () => {
  test('one call makes it with settings, quotas, retention, owner and key; each works, and both tenants have it on record', async () => {
    const made = await server.api.tenants.create({
      slug: 'one-call',
      name: 'One Call GmbH',
      owner_email: 'Boss@OneCall.example.com',
      settings: { time_zone: 'Europe/Berlin', security: { session_hours: 4, sign_in_methods: ['passkey'] } },
      quotas: { records_per_day: 500 },
      retention: { raw: 30, decision: 365 },
      key: { name: 'collector' },
    });
    assert.equal(made.tenant.quotas.records_per_day, 500);
    assert.match(made.owner?.link?.path ?? '', /^\/sign-in\?token=/);
    const ingest = await fetch(`${server.url}/v1/ingest/sentinel`, {
      method: 'POST',
      headers: { authorization: `Bearer ${made.key?.key}`, 'content-type': 'application/json' },
      body: JSON.stringify(finding()),
    });
    assert.equal(ingest.status, 202);
    const { rows } = await admin.query(
      `select t.id, t.parent_id, p.email, m.role from wf.tenant t join wf.membership m on m.tenant_id = t.id
       join wf.person p on p.id = m.person_id where t.slug = 'one-call'`,
    );
    assert.equal(rows.length, 1);
    assert.deepEqual([rows[0].email, rows[0].role], ['boss@onecall.example.com', 'owner']);
    assert.equal(rows[0].parent_id, await rootId());
    const [inside] = await auditOf(rows[0].id, 'tenant.created');
    assert.equal(inside.actor_tenant_id, await rootId());
    assert.equal(inside.after.slug, 'one-call');
    const above = (await auditOf(await rootId(), 'tenant.created')).at(-1);
    assert.equal(above.subject, `tenant:${rows[0].id}`);
    assert.doesNotMatch(JSON.stringify(above), /one-call|One Call|onecall/i);
    const settings = await admin.query('select body from wf.tenant_setting where tenant_id = $1', [
      rows[0].id,
    ]);
    assert.equal(settings.rows[0].body.time_zone, 'Europe/Berlin');
  });

  test('a repetition gives the same tenant without its secrets, which are kept nowhere', async () => {
    const input = { slug: 'twice', name: 'Twice', owner_email: 'o@twice.example.com', key: { name: 'k' } };
    const first = await server.api.tenants.create(input, { idempotencyKey: 'make-twice-once' });
    const second = await server.api.tenants.create(input, { idempotencyKey: 'make-twice-once' });
    assert.deepEqual(second.tenant, first.tenant);
    assert.deepEqual([second.key?.id, second.key?.key, second.owner?.link], [first.key?.id, null, null]);
    const secret = first.key?.key ?? '';
    const { rows } = await admin.query('select response::text from wf.idempotency_key');
    assert.ok(secret.length > 40 && rows.length > 0);
    assert.ok(rows.every((row) => !row.response.includes(secret) && !row.response.includes('token=')));
  });

  test('a taken short name is 409, and nothing of the attempt stays', async () => {
    await makeChild(server, 'taken');
    const answer = await server.post('/v1/tenants', {
      slug: 'taken',
      name: 'x',
      owner_email: 'late@taken.example.com',
    });
    assert.deepEqual([answer.status, answer.body.error.field], [409, 'slug']);
    assert.equal((await admin.query("select 1 from wf.person where email like 'late@%'")).rowCount, 0);
  });

  test(`tenants stand at most ${TREE_DEPTH_MAX} deep, and a customer's admin may not try`, async () => {
    const child = await makeChild(server, 'deep');
    const answer = await child.post('/v1/tenants', { slug: 'deeper', name: 'x' });
    // Refused for lack of the permission, or by the depth alone.
    assert.ok([403, 409].includes(answer.status), String(answer.status));
    const app = server.database.poolAs('wf_app');
    const client = await app.connect();
    try {
      await client.query('begin');
      await client.query("select set_config('wf.tenant', $1, true)", [child.uuid]);
      const sql = {
        query: async <Row>(_: string, text: string, values?: readonly unknown[]) =>
          (await client.query(text, [...(values ?? [])])).rows as Row[],
      };
      const tenant = {
        id: '0198c0ff-0000-7000-8000-000000000001',
        slug: 'deeper',
        name: 'x',
        at: new Date(),
      };
      assert.equal(await makeChildTenant(sql, tenant), 'too_deep');
      await client.query("select set_config('wf.tenant', $1, true)", [await rootId()]);
      const few = await client.query('select create_child_tenant($1, $2, $3, $4, 2, 1) as outcome', [
        tenant.id,
        'deeper',
        'x',
        tenant.at,
      ]);
      assert.equal(few.rows[0].outcome, 'too_many');
    } finally {
      await client.query('rollback');
      client.release();
    }
    assert.equal(CHILDREN_MAX, 1_000);
  });
});

describe('the tree', () => {
  test('a tenant sees those right below it and no other, by list and by id', async () => {
    const child = await makeChild(server, 'seen');
    const neighbour = await server.neighbour();
    assert.ok((await server.api.tenants.list({})).some((row) => row.id === child.id));
    assert.deepEqual(await neighbour.api.tenants.list({}), []);
    for (const path of ['', '/tombstone']) {
      const answer = await server.request(`/v1/tenants/${child.id}${path}`, {
        headers: { authorization: `Bearer ${neighbour.key}` },
      });
      assert.equal(answer.status, 404);
    }
    const mine = await admin.query("select id from wf.tenant where slug like 'n-%' limit 1");
    const theirs = `tenant_${mine.rows[0].id.replaceAll('-', '')}`;
    assert.equal((await server.post(`/v1/tenants/${theirs}/suspend`, { reason: 'x' })).status, 404);
  });

  test('a name and quotas are changed from above; the record above names nobody', async () => {
    const child = await makeChild(server, 'renamed');
    const row = await server.api.tenants.update({
      id: child.id,
      name: 'Quiet Harbour',
      quotas: { stored_bytes: 10 },
    });
    assert.deepEqual([row.name, row.quotas.stored_bytes], ['Quiet Harbour', 10]);
    assert.doesNotMatch(JSON.stringify(await auditOf(await rootId(), 'tenant.updated')), /Harbour/);
    assert.equal((await auditOf(child.uuid, 'tenant.updated'))[0].after.name, 'Quiet Harbour');
  });
});

test('suspending stops every credential of a tenant within a second, also secret addresses; resuming lets them go on', async () => {
  const child = await makeChild(server, 'paused');
  const { token_path: address } = await child.api.sources.setup({ source: 'generic' });
  const byAddress = () => child.post(address, { title: 'x', severity: 'low' });
  const byKey = () => child.post('/v1/ingest/generic', { title: 'x', severity: 'low' });
  assert.deepEqual([(await byAddress()).status, (await byKey()).status], [202, 202]);
  const suspended = await server.api.tenants.suspend({ id: child.id, reason: 'unpaid' });
  assert.equal(suspended.status, 'suspended');
  await until(
    async () => (await byAddress()).status === 401 && (await byKey()).status === 401,
    STOPS_WITHIN_MS,
  );
  await server.api.tenants.resume({ id: child.id, reason: 'paid' });
  await until(
    async () => (await byAddress()).status === 202 && (await byKey()).status === 202,
    STOPS_WITHIN_MS,
  );
  assert.equal((await auditOf(child.uuid, 'tenant.suspended'))[0].reason, 'unpaid');
});

test('a one-time link of a suspended tenant signs nobody in and is not used up', async () => {
  const made = await server.api.tenants.create({
    slug: 'paused-link',
    name: 'x',
    owner_email: 'owner@paused-link.example.com',
  });
  await server.api.tenants.suspend({ id: made.tenant.id, reason: 'unpaid' });
  const link = made.owner?.link?.path ?? '';
  assert.equal((await server.request(link)).headers.get('set-cookie'), null);
  const { rows } = await admin.query(
    'select used_at from wf.sign_in_link l join wf.tenant t on t.id = l.tenant_id where t.slug = $1',
    ['paused-link'],
  );
  assert.deepEqual(rows, [{ used_at: null }]);
});

describe('settings of a tenant itself', () => {
  let child: Child;
  before(async () => {
    child = await makeChild(server, 'own-settings');
  });

  test('are what it was made with until they are changed, and a stale change is refused', async () => {
    const first = await child.api.tenant.get({});
    assert.deepEqual(
      [first.version, first.settings.time_zone, first.settings.security.session_hours],
      [1, 'UTC', 8],
    );
    const second = await child.api.tenant.updateSettings(
      { name: 'Own', time_zone: 'Asia/Tokyo' },
      { ifMatch: 1 },
    );
    assert.deepEqual([second.version, second.name, second.settings.time_zone], [2, 'Own', 'Asia/Tokyo']);
    const stale = await server.request('/v1/tenant', {
      method: 'PATCH',
      headers: {
        authorization: `Bearer ${child.key}`,
        'content-type': 'application/json',
        'if-match': '"1"',
      },
      body: JSON.stringify({ time_zone: 'UTC' }),
    });
    assert.equal(stale.status, 412);
  });

  for (const [field, body] of [
    ['security.session_hours', { security: { session_hours: 9 } }],
    ['security.idle_minutes', { security: { idle_minutes: 61 } }],
    ['security.sign_in_methods', { security: { sign_in_methods: [] } }],
    ['security.sign_in_methods', { security: { sign_in_methods: ['passkey', 'passkey'] } }],
    ['time_zone', { time_zone: 'Middle/Earth' }],
  ] as const) {
    test(`${JSON.stringify(body)} is refused at ${field}`, async () => {
      const answer = await server.request('/v1/tenant', {
        method: 'PATCH',
        headers: { authorization: `Bearer ${child.key}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      assert.deepEqual([answer.status, answer.body.error.field], [422, field]);
    });
  }

  test('the rules of signing in are read by who signs in, and a change counts within a second', async () => {
    const pool = server.database.poolAs('wf_app');
    const read = async () => {
      const client = await pool.connect();
      try {
        await client.query(`begin; select set_config('wf.tenant', '${child.uuid}', true)`);
        return await securityPolicyOf({
          tenantId: child.uuid,
          at: new Date(),
          sql: {
            query: async <Row>(_: string, text: string, values?: readonly unknown[]) =>
              (await client.query(text, [...(values ?? [])])).rows as Row[],
          },
        });
      } finally {
        await client.query('rollback');
        client.release();
      }
    };
    await keepsBound(1_500, async () => {
      await child.api.tenant.updateSettings({ security: { require_second_factor: false, session_hours: 8 } });
      await until(async () => !(await read()).require_second_factor);
      await child.api.tenant.updateSettings({ security: { require_second_factor: true, session_hours: 2 } });
      return msOf(() => until(async () => (await read()).require_second_factor));
    });
    assert.equal((await read()).session_hours, 2);
  });
});

describe('legal holds', () => {
  test('name the tenant or one of its own alerts, and keep who lifted them and why', async () => {
    const child = await makeChild(server, 'holding');
    await child.post('/v1/ingest/sentinel', finding());
    await until(async () => (await child.api.alerts.list({})).data.length === 1);
    const [alert] = (await child.api.alerts.list({})).data;
    const hold = await child.api.legalHolds.place({ alert_id: alert?.id ?? '', reason: 'court' });
    assert.equal(hold.subject, alert?.id);
    const [ours] = await server.submitDecided('sentinel', finding());
    assert.equal((await child.post('/v1/legal-holds', { alert_id: ours, reason: 'x' })).status, 404);
    await child.api.legalHolds.place({ reason: 'whole' });
    assert.equal((await server.api.tenants.get({ id: child.id })).is_held, true);
    const lifted = await child.api.legalHolds.lift({ id: hold.id, reason: 'done' });
    const again = await child.api.legalHolds.lift({ id: hold.id, reason: 'another' });
    assert.deepEqual([again.lifted_at, again.lift_reason], [lifted.lifted_at, 'done']);
    assert.deepEqual(
      (await child.api.legalHolds.list({})).map((row) => row.lifted_at === null),
      [true, false],
    );
  });
});
