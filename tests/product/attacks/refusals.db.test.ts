// Refusals are on record: who was turned away from what, once a minute with a count, in the tenant of whoever tried, and for
// callers nobody knows in the installation's own.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { startTestServer, until } from '../../../packages/server/src/testing/server.ts';

const server = await startTestServer();
after(() => server.stop());

interface Refusal {
  readonly slug: string;
  readonly actor_kind: string;
  readonly actor_name: string;
  readonly subject: string;
  readonly after: { readonly code: string; readonly field: string | null };
  readonly request_id: string;
}

async function refusals(code: string): Promise<Refusal[]> {
  const { rows } = await server.database.admin.query<Refusal>(
    `select t.slug, a.actor_kind, a.actor_name, a.subject, a.after, a.request_id
     from wf.audit_record a join wf.tenant t on t.id = a.tenant_id
     where a.event = 'request.refused' and a.after ->> 'code' = $1 order by a.id`,
    [code],
  );
  return rows;
}

async function recorded(code: string, requestId: string | null): Promise<Refusal> {
  await until(async () => (await refusals(code)).some((row) => row.request_id === requestId));
  const found = (await refusals(code)).find((row) => row.request_id === requestId);
  assert.ok(found);
  return found;
}

describe('a refusal', () => {
  test('for want of a permission is recorded with who tried what', async () => {
    const viewer = await server.as('viewer');
    const answer = await server.post('/v1/keys', { name: 'mine' }, { authorization: `Bearer ${viewer.key}` });
    assert.equal(answer.status, 403);
    const row = await recorded('forbidden', answer.headers.get('x-request-id'));
    assert.deepEqual(
      [row.slug, row.actor_kind, row.actor_name, row.subject],
      ['default', 'key', 'test viewer', 'POST /v1/keys'],
    );
  });

  test('of a forged token is recorded in the installation’s tenant, without the token', async () => {
    const forged = 'eyJhbGciOiJub25lIn0.eyJyb2xlIjoib3duZXIifQ.';
    const answer = await server.request('/v1/alerts', { headers: { authorization: `Bearer ${forged}` } });
    assert.equal(answer.status, 401);
    const row = await recorded('unauthenticated', answer.headers.get('x-request-id'));
    assert.deepEqual([row.slug, row.actor_kind, row.actor_name], ['default', 'system', 'unknown caller']);
    const { rows } = await server.database.admin.query(
      "select 1 from wf.audit_record a where a::text like '%eyJhbGciOiJub25lIn0%'",
    );
    assert.deepEqual(rows, []);
  });

  test('of a member that no document names is recorded, of an ordinary mistake not', async () => {
    const assigned = await server.post('/v1/keys', { name: 'x', tenant_id: 'tenant_1', is_admin: true });
    const mistaken = await server.post('/v1/keys', { name: '' });
    assert.deepEqual([assigned.status, mistaken.status], [422, 422]);
    const row = await recorded('invalid', assigned.headers.get('x-request-id'));
    assert.equal(row.after.field, 'tenant_id');
    assert.ok(
      (await refusals('invalid')).every((one) => one.request_id !== mistaken.headers.get('x-request-id')),
    );
  });

  test('in a neighbour’s tenant is recorded there and not here', async () => {
    const neighbour = await server.neighbour();
    const answer = await server.request('/v1/alerts', {
      headers: { authorization: `Bearer ${neighbour.key}`, 'x-watchfloor-tenant': 'default' },
    });
    assert.equal(answer.status, 404);
    const row = await recorded('not_found', answer.headers.get('x-request-id'));
    assert.notEqual(row.slug, 'default');
    assert.equal(row.actor_name, 'neighbour');
  });

  test('that comes a thousand times is one record, and its count follows when the server stops', async () => {
    const other = await startTestServer({ database: server.database, roles: ['api'] });
    const before = (await refusals('unauthenticated')).length;
    const tries = 200;
    for (let index = 0; index < tries; index += 1) {
      const headers = { authorization: `Bearer wfk_guess-${index}` };
      assert.equal((await other.request('/v1/people', { headers })).status, 401);
    }
    await other.stop();
    const { rows } = await server.database.admin.query<{ repeated: string | null }>(
      `select after ->> 'repeated' as repeated from wf.audit_record
       where event = 'request.refused' and after ->> 'code' = 'unauthenticated' order by id offset $1`,
      [before],
    );
    assert.deepEqual(
      rows.map((row) => row.repeated),
      [null, String(tries - 1)],
    );
  });

  test('of nobody at all is not recorded: without a credential, 401 is how everybody begins', async () => {
    const answer = await server.request('/v1/alerts');
    assert.equal(answer.status, 401);
    const marker = await server.request('/v1/keys', { headers: { 'x-api-key': 'marker' } });
    await recorded('unauthenticated', marker.headers.get('x-request-id'));
    const rows = await refusals('unauthenticated');
    assert.ok(rows.every((row) => row.request_id !== answer.headers.get('x-request-id')));
  });
});
