// Secrets of sources that the first releases sealed with the master key itself: moved into the vault at a start, and kept with the
// guard shut where no key opens them.

import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { sealVersion1 } from '../../platform/secrets/sealing.ts';
import { createTestDatabase } from '../../testing/cluster.ts';
import { signIn } from '../../testing/records.ts';
import { startTestServer, type TestServer } from '../../testing/server.ts';
import { uuidOf } from '../../testing/triage-by-hand.ts';

const database = await createTestDatabase();
const home = mkdtempSync(path.join(tmpdir(), 'wf-old-secrets-'));
let server = await startTestServer({ roles: ['api'], database, home });
after(async () => {
  await server.stop();
  await database.drop();
  rmSync(home, { recursive: true, force: true });
});

const SECRET = 'hunter2-of-the-first-release';
const tenant = uuidOf('tenant', (await server.api.session.get({})).tenant.id);

async function restart(): Promise<TestServer> {
  await server.stop();
  server = await startTestServer({ roles: ['api'], database, home });
  return server;
}

async function plant(source: string, masterKey: Buffer): Promise<void> {
  await database.admin.query(
    `insert into wf.source_setting (tenant_id, source, signature_scheme, sealed_secret, updated_at)
     values ($1, $2, 'body', $3, now())`,
    [tenant, source, sealVersion1(masterKey, `source-secret:${tenant}:${source}`, SECRET)],
  );
}

async function setting(source: string) {
  const { rows } = await database.admin.query<{ secret_id: string | null; sealed_secret: Buffer | null }>(
    'select secret_id, sealed_secret from wf.source_setting where tenant_id = $1 and source = $2',
    [tenant, source],
  );
  return rows[0];
}

function signed(source: string, secret: string | null) {
  const body = JSON.stringify(signIn());
  const digest = createHmac('sha256', secret ?? '')
    .update(body)
    .digest('hex');
  return server.post(
    `/v1/ingest/${source}`,
    body,
    secret === null ? {} : { 'x-hub-signature-256': `sha256=${digest}` },
  );
}

test('is moved at the next start, and goes on to check signatures', async () => {
  await plant('okta', Buffer.from(readFileSync(path.join(home, 'master.key'), 'utf8').trim(), 'hex'));
  await restart();
  const moved = await setting('okta');
  assert.ok(moved?.secret_id);
  // The column keeps a form that the release before cannot open: it refuses, instead of taking bodies unsigned.
  assert.deepEqual(moved.sealed_secret, Buffer.from([2]));
  assert.equal((await signed('okta', SECRET)).status, 202);
  assert.equal((await signed('okta', null)).status, 401);
  assert.equal((await signed('okta', 'another secret')).status, 401);
});

test('is moved once: another start leaves it as it is', async () => {
  const before = await setting('okta');
  await restart();
  assert.deepEqual(await setting('okta'), before);
  const { rows } = await database.admin.query('select count(*)::integer as count from wf.secret');
  assert.deepEqual(rows, [{ count: 1 }]);
});

test('that no key opens is kept, its source refuses every body, and the others go on', async () => {
  await plant('generic', randomBytes(32));
  const before = await setting('generic');
  await restart();
  assert.deepEqual(await setting('generic'), before);
  for (const secret of [SECRET, null]) {
    const answer = await signed('generic', secret);
    assert.equal(answer.status, 503, answer.text);
    assert.equal(answer.body.error.code, 'unavailable');
    assert.ok(!answer.text.includes('hunter2'));
  }
  assert.equal((await signed('okta', SECRET)).status, 202);
});

test('set anew, it lies in the vault and its source takes bodies again', async () => {
  await server.api.sources.setSecret({
    source: 'generic',
    scheme: 'body',
    secret: 'a new secret of the source',
  });
  assert.equal((await signed('generic', 'a new secret of the source')).status, 202);
  assert.equal((await signed('generic', null)).status, 401);
});

test('set again or removed, nothing of the earlier one stays in the vault', async () => {
  await server.api.sources.setSecret({ source: 'okta', secret: 'one secret after the other' });
  await server.api.sources.setSecret({ source: 'okta', secret: 'yet another secret of okta' });
  await server.api.sources.removeSecret({ source: 'okta' });
  await server.api.sources.removeSecret({ source: 'generic' });
  const { rows } = await database.admin.query('select 1 from wf.secret');
  assert.deepEqual(rows, []);
  assert.deepEqual(await setting('okta'), { secret_id: null, sealed_secret: null });
  assert.equal((await signed('okta', null)).status, 202);
});
