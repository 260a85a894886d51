import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createClient, type Operations } from '@watchfloor/client';
import { finding } from '../../../testing/records.ts';
import { startTestServer, until } from '../../../testing/server.ts';
import { type Child, makeChild } from '../../../testing/tenants.ts';

const server = await startTestServer();
after(() => server.stop());
const { admin } = server.database;

let red: Child;
let blue: Child;
let closedToUs: Child;
let key: string;
let api: Operations;
const headers = () => ({ authorization: `Bearer ${key}` });

/** Gives a key of ours access, as the operation for it does. */
async function grant(keyId: string, child: Child, role: string): Promise<void> {
  await admin.query(
    `insert into wf.child_access (tenant_id, id, key_id, child_id, role, created_at, created_by)
     select t.id, gen_random_uuid(), $1, $2, $3, now(), 'test' from wf.tenant t where t.is_root`,
    [keyId, child.uuid, role],
  );
}

before(async () => {
  red = await makeChild(server, 'red');
  blue = await makeChild(server, 'blue');
  closedToUs = await makeChild(server, 'closed-to-us');
  const made = await server.api.keys.create({ name: 'queue', role: 'analyst' });
  key = made.key;
  api = createClient({ baseUrl: server.url, headers: headers() });
  const { rows } = await admin.query("select id from wf.api_key where name = 'queue'");
  await grant(rows[0].id, red, 'analyst');
  await grant(rows[0].id, blue, 'viewer');
  await grant(rows[0].id, closedToUs, 'ingest');
  const severities = ['Low', 'High', 'Medium', 'Critical', 'High', 'Low'] as const;
  for (const [index, severity] of severities.entries()) {
    for (const child of [red, blue, closedToUs]) {
      await child.post(
        '/v1/ingest/sentinel',
        finding({ severity, title: `${child.slug} ${index}`, user: 'adele.v' }),
      );
    }
  }
  await server.submitDecided('sentinel', finding({ title: 'our own' }));
  await until(async () => {
    const { rows: left } = await admin.query("select 1 from wf.alert where stage <> 'decided'");
    return left.length === 0;
  });
});

describe('one queue across customers', () => {
  test('holds the alerts of those that the caller may read, each with its customer, and nothing of the others or of ours', async () => {
    const page = await api.children.alerts({ limit: 50 });
    assert.equal(page.data.length, 12);
    assert.deepEqual([...new Set(page.data.map((row) => row.customer.slug))].sort(), ['blue', 'red']);
    for (const row of page.data) {
      assert.equal(row.customer.id, row.tenant);
      assert.ok(row.title.startsWith(row.customer.slug));
    }
    assert.deepEqual([page.next_cursor, page.not_included], [null, []]);
  });

  for (const sort of ['received_at', 'occurred_at', 'severity', 'risk_score'] as const) {
    for (const order of ['asc', 'desc'] as const) {
      test(`by ${sort} ${order}, pages of any size give every alert once, in the order of one list`, async () => {
        const whole = (await api.children.alerts({ limit: 50, sort, order })).data.map((row) => row.id);
        assert.equal(new Set(whole).size, 12);
        for (const limit of [1, 5, 12]) {
          const paged: string[] = [];
          let cursor: string | null = null;
          do {
            const page: Awaited<ReturnType<typeof api.children.alerts>> = await api.children.alerts({
              limit,
              sort,
              order,
              ...(cursor === null ? {} : { cursor }),
            });
            paged.push(...page.data.map((row) => row.id));
            cursor = page.next_cursor;
          } while (cursor !== null);
          assert.deepEqual(paged, whole);
        }
      });
    }
  }

  test('takes the filters of a list, and the short names of customers', async () => {
    const high = await api.children.alerts({ severity: 'high' as never });
    assert.deepEqual(
      high.data.map((row) => row.severity),
      ['high', 'high', 'high', 'high'],
    );
    const found = await api.children.alerts({ entity: 'user:adele.v', tenants: 'red' as never });
    assert.deepEqual([found.data.length, found.data[0]?.customer.slug], [6, 'red']);
    assert.equal((await api.children.alerts({ tenants: 'closed-to-us' as never })).data.length, 0);
    const answer = await server.request('/v1/children/alerts?cursor=nonsense', { headers: headers() });
    assert.deepEqual([answer.status, answer.body.error.field], [422, 'cursor']);
  });

  test('a row is opened by naming its customer, with the role that one has there', async () => {
    const [row] = (await api.children.alerts({ tenants: 'blue' as never })).data;
    assert.ok(row);
    const open = (init: RequestInit = {}, path = '') =>
      server.request(`/v1/alerts/${row.id}${path}`, {
        ...init,
        headers: { ...headers(), 'content-type': 'application/json', 'x-watchfloor-tenant': 'blue' },
      });
    assert.equal((await open()).body.data.title, row.title);
    const comment = { method: 'POST', body: JSON.stringify({ body: 'x' }) };
    assert.equal((await open(comment, '/comments')).status, 403);
    assert.equal((await server.request(`/v1/alerts/${row.id}`, { headers: headers() })).status, 404);
  });

  test('a customer that cannot be read is named as not included, and the others are there', async () => {
    const holder = await admin.connect();
    await holder.query('begin; lock table wf.alert in access exclusive mode');
    try {
      const page = await api.children.alerts({});
      assert.deepEqual(page.data, []);
      assert.deepEqual(page.not_included.map((row) => [row.tenant.slug, row.reason]).sort(), [
        ['blue', 'too_slow'],
        ['red', 'too_slow'],
      ]);
    } finally {
      await holder.query('rollback');
      holder.release();
    }
    assert.equal((await api.children.alerts({})).data.length, 12);
  });

  test('a customer that is suspended is no longer in it', async () => {
    await server.api.tenants.suspend({ id: blue.id, reason: 'test' });
    const slugs = new Set((await api.children.alerts({})).data.map((row) => row.customer.slug));
    assert.deepEqual([...slugs], ['red']);
    await server.api.tenants.resume({ id: blue.id, reason: 'test' });
  });

  test('many callers at once do not wait for each other’s connections', async () => {
    const pages = await Promise.all(Array.from({ length: 40 }, () => api.children.alerts({ limit: 2 })));
    assert.ok(pages.every((page) => page.data.length === 2 && page.not_included.length === 0));
  });
});

test('the summary counts the open alerts of each customer, and since when the oldest waits', async () => {
  const [first] = (await api.children.alerts({ tenants: 'red' as never, severity: 'critical' as never }))
    .data;
  assert.ok(first);
  await red.api.alerts.close({ id: first.id, verdict: 'true_positive', reason: 'malicious_confirmed' });
  const { tenants, not_included: missing } = await api.children.summary({});
  assert.deepEqual(missing, []);
  assert.deepEqual(
    tenants.map((row) => [row.tenant.slug, row.open]),
    [
      ['blue', { critical: 1, high: 2, medium: 1, low: 2, informational: 0 }],
      ['red', { critical: 0, high: 2, medium: 1, low: 2, informational: 0 }],
    ],
  );
  const oldest = (await api.children.alerts({ tenants: 'blue' as never, order: 'asc' })).data[0];
  assert.equal(tenants[0]?.oldest_open_at, oldest?.received_at);
});

test('facets of the queue are the sum of those customers whose alerts the caller may read', async () => {
  const open = { status: 'new' as never };
  const rows = (await api.children.alerts({ limit: 200, ...open })).data;
  const facets = await api.children.facets(open);
  assert.deepEqual([facets.counted, facets.total, facets.not_included], ['exact', rows.length, []]);
  for (const { value, count } of facets.facets.severity) {
    assert.equal(count, rows.filter((row) => row.severity === value).length, value);
  }
  assert.deepEqual(
    facets.customers.map(({ customer, total, counted }) => [customer.slug, total, counted]),
    [
      ['blue', 6, 'exact'],
      ['red', 5, 'exact'],
    ],
  );
  const found = await api.children.facets({ entity: 'user:adele.v', tenants: 'red' as never });
  assert.deepEqual([found.total, found.customers.length, found.counted], [6, 1, 'exact']);
  assert.equal((await api.children.facets({ tenants: 'closed-to-us' as never })).total, 0);
});

test('a tenant without customers has an empty queue', async () => {
  const neighbour = await server.neighbour();
  assert.deepEqual(await neighbour.api.children.alerts({}), {
    data: [],
    next_cursor: null,
    not_included: [],
  });
  assert.deepEqual(await red.api.children.summary({}), { tenants: [], not_included: [] });
});
