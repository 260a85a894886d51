import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { finding, signIn } from '../testing/records.ts';
import { startTestServer, until } from '../testing/server.ts';
import { type Child, makeChild } from '../testing/tenants.ts';

const server = await startTestServer();
after(() => server.stop());
const { admin } = server.database;

interface Line {
  readonly table: string;
  readonly row: Readonly<Record<string, unknown>>;
}

async function download(key: string): Promise<{ status: number; text: string }> {
  const answer = await fetch(`${server.url}/v1/tenant/export`, {
    headers: { authorization: `Bearer ${key}` },
  });
  const bytes = Buffer.from(await answer.arrayBuffer());
  return {
    status: answer.status,
    text: answer.status === 200 ? gunzipSync(bytes).toString() : bytes.toString(),
  };
}

async function filled(slug: string): Promise<Child> {
  const child = await makeChild(server, slug, { owner_email: `owner@${slug}.example.com` });
  await child.post('/v1/ingest/sentinel', [finding({ user: 'adele.v' }), finding()]);
  await child.post('/v1/ingest/okta', signIn());
  await child.api.sources.setSecret({ source: 'generic' });
  await child.api.sources.setup({ source: 'generic' });
  await until(
    async () => (await child.api.alerts.list({})).data.filter((row) => row.stage === 'decided').length === 2,
  );
  return child;
}

test('an export holds every row of every table of the tenant, tells what it left out, and proves that it is whole', async () => {
  const child = await filled('exported');
  const { status, text } = await download(child.key);
  assert.equal(status, 200);
  const lines = text.trimEnd().split('\n');
  const manifest = JSON.parse(lines[0] ?? '');
  const end = JSON.parse(lines.at(-1) ?? '');
  const rows: Line[] = lines.slice(1, -1).map((line) => JSON.parse(line));
  assert.equal(manifest.tenant, child.id);
  assert.equal(end.rows, rows.length);
  assert.equal(
    end.sha256,
    createHash('sha256')
      .update(`${lines.slice(0, -1).join('\n')}\n`)
      .digest('hex'),
  );

  const { rows: tables } = await admin.query<{ name: string }>(
    `select c.relname as name from pg_class c where c.relnamespace = 'wf'::regnamespace and not c.relispartition
       and c.relkind in ('r', 'p') and obj_description(c.oid, 'pg_class') like 'tenant: %'`,
  );
  const named = new Set(manifest.tables.map((table: { name: string }) => table.name));
  const counted: Record<string, [number, number]> = {};
  for (const { name } of tables) {
    assert.ok(named.has(name), name);
    const own = name === 'tenant' ? 'id' : 'tenant_id';
    const { rows: found } = await admin.query(
      `select count(*)::integer as n from wf.${name} where ${own} = $1`,
      [child.uuid],
    );
    // What a running server goes on writing about itself is beside the point.
    if (
      ![
        'audit_record',
        'audit_unsealed',
        'audit_link',
        'audit_checkpoint',
        'tenant_usage',
        'domain_event',
      ].includes(name)
    ) {
      counted[name] = [end.counts[name], found[0].n];
    }
  }
  for (const [name, [exported, stored]] of Object.entries(counted)) assert.equal(exported, stored, name);
  assert.equal(end.counts.person, 1);

  const record = rows.find((line) => line.table === 'raw_record');
  const body = Buffer.from(String(record?.row['body']), 'base64');
  assert.equal(
    createHash('sha256').update(body).digest('hex'),
    String(record?.row['sha256']).replace(/^\\x/, ''),
  );
});

test('no credential, no hash of one and no sealed secret is in it, and that is said', async () => {
  const child = await filled('no-secrets');
  const { text } = await download(child.key);
  const { rows: hidden } = await admin.query<{ hex: string }>(
    `select encode(hash, 'hex') as hex from wf.api_key where tenant_id = $1
     union all select encode(hash, 'hex') from wf.inbox_token where tenant_id = $1
     union all select encode(hash, 'hex') from wf.sign_in_link where tenant_id = $1
     union all select encode(sealed, 'hex') from wf.secret where tenant_id = $1
     union all select encode(wrapped, 'hex') from wf.data_key where tenant_id = $1`,
    [child.uuid],
  );
  assert.ok(hidden.length >= 5);
  for (const { hex } of hidden) assert.ok(!text.includes(hex));
  assert.ok(!text.includes(child.key));
  const manifest = JSON.parse(text.slice(0, text.indexOf('\n')));
  const left = Object.fromEntries(
    manifest.tables.map((table: { name: string; left_out: string[] }) => [table.name, table.left_out]),
  );
  assert.deepEqual([left.api_key, left.secret, left.data_key], [['hash'], ['sealed'], ['wrapped']]);
});

test('it is recorded, needs the right to manage settings, and holds nothing of another tenant', async () => {
  const child = await filled('recorded');
  const other = await filled('not-recorded');
  const { text } = await download(child.key);
  assert.ok(!text.includes(other.uuid));
  const records = "select 1 from wf.audit_record where tenant_id = $1 and event = 'tenant.exported'";
  assert.equal((await admin.query(records, [child.uuid])).rowCount, 1);
  for (const role of ['analyst', 'lead', 'auditor', 'ingest'] as const) {
    assert.equal((await download((await server.as(role)).key)).status, 403, role);
  }
  assert.equal((await download('wfk_nobody')).status, 401);
});

test('a second export of a tenant waits until the first has ended', async () => {
  const child = await filled('one-at-a-time');
  const holder = await admin.connect();
  await holder.query('begin; lock table wf.alert in access exclusive mode');
  const first = download(child.key);
  try {
    await until(async () => {
      const waiting =
        "select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like '%exported%'";
      return (await admin.query(waiting)).rowCount === 1;
    });
    const second = await fetch(`${server.url}/v1/tenant/export`, {
      headers: { authorization: `Bearer ${child.key}` },
    });
    assert.equal(second.status, 503);
    assert.equal(second.headers.get('retry-after'), '30');
    await second.body?.cancel();
  } finally {
    await holder.query('rollback');
    holder.release();
  }
  assert.equal((await first).status, 200);
  await until(async () => (await download(child.key)).status === 200);
});
