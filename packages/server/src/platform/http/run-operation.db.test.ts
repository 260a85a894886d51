// The transaction that an operation owns: what was asked is done once and recorded, or nothing happened.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { finding } from '../../testing/records.ts';
import { type Answer, startTestServer } from '../../testing/server.ts';

const server = await startTestServer();
after(() => server.stop());
const { admin } = server.database;

let keys = 0;
function newKey(): string {
  keys += 1;
  return `key-of-the-test-${keys}`;
}

async function newAlert(): Promise<string> {
  const [id] = await server.submitDecided('sentinel', finding());
  assert.ok(id);
  return id;
}

interface Comment {
  readonly id: string;
  readonly body?: string;
  readonly key: string;
  readonly caller?: string;
}

function comment({ id, body = 'once', key, caller = server.key }: Comment): Promise<Answer> {
  return server.post(
    `/v1/alerts/${id}/comments`,
    { body },
    { 'idempotency-key': key, authorization: `Bearer ${caller}` },
  );
}

describe('Idempotency-Key', () => {
  test('the same request again gives the same answer and is done once', async () => {
    const [id, key] = [await newAlert(), newKey()];
    const first = await comment({ id, key });
    const second = await comment({ id, key });
    assert.equal(first.status, 201);
    assert.deepEqual([second.status, second.body], [first.status, first.body]);
    assert.notEqual(second.headers.get('x-request-id'), first.headers.get('x-request-id'));
    assert.equal((await server.api.alerts.comments({ id })).length, 1);
    const { rows } = await admin.query('select 1 from wf.audit_record where request_id = any($1)', [
      [first.headers.get('x-request-id'), second.headers.get('x-request-id')],
    ]);
    assert.equal(rows.length, 1);
  });

  test('members in another order are the same request', async () => {
    const [id, key] = [await newAlert(), newKey()];
    const close = (body: string) => server.post(`/v1/alerts/${id}/close`, body, { 'idempotency-key': key });
    const first = await close('{"verdict":"false_positive","reason":"test"}');
    const second = await close('{ "reason":"test", "verdict":"false_positive" }');
    assert.equal(first.status, 200);
    assert.deepEqual(second.body, first.body);
  });

  test('a repetition is answered although the state no longer allows the operation', async () => {
    const [id, key] = [await newAlert(), newKey()];
    const close = () =>
      server.post(
        `/v1/alerts/${id}/close`,
        { verdict: 'true_positive', reason: 'test' },
        { 'idempotency-key': key, 'if-match': '"1"' },
      );
    const first = await close();
    await server.api.alerts.reopen({ id, reason: 'it came back' });
    const second = await close();
    assert.deepEqual([second.status, second.body], [first.status, first.body]);
    assert.equal((await server.api.alerts.get({ id })).status, 'investigating');
  });

  test('another body, another version or another alert under the same key is 409 and does nothing', async () => {
    const [id, other, key] = [await newAlert(), await newAlert(), newKey()];
    await comment({ id, key });
    for (const request of [
      { id, key, body: 'twice' },
      { id: other, key },
    ]) {
      const answer = await comment(request);
      assert.equal(answer.status, 409);
      assert.equal(answer.body.error.code, 'idempotency_conflict');
    }
    assert.equal((await server.api.alerts.comments({ id })).length, 1);
    assert.equal((await server.api.alerts.comments({ id: other })).length, 0);
  });

  test('the same key is another one for another caller, operation or tenant', async () => {
    const [id, key] = [await newAlert(), newKey()];
    const analyst = await server.as('analyst');
    const neighbour = await server.neighbour();
    assert.equal((await comment({ id, key })).status, 201);
    assert.equal((await comment({ id, key, body: 'mine', caller: analyst.key })).status, 201);
    assert.equal((await comment({ id, key, body: 'theirs', caller: neighbour.key })).status, 404);
    const closed = await server.post(
      `/v1/alerts/${id}/close`,
      { verdict: 'true_positive', reason: 'test' },
      { 'idempotency-key': key },
    );
    assert.equal(closed.status, 200);
    assert.equal((await server.api.alerts.comments({ id })).length, 2);
  });

  test('sent many times at the same moment it is done once, and all get that answer', async () => {
    const [id, key] = [await newAlert(), newKey()];
    const answers = await Promise.all(Array.from({ length: 8 }, () => comment({ id, key })));
    for (const answer of answers) {
      assert.equal(answer.status, 201);
      assert.deepEqual(answer.body, answers[0]?.body);
    }
    assert.equal((await server.api.alerts.comments({ id })).length, 1);
  });

  test('with other bodies at the same moment one is done, the others are 409', async () => {
    const [id, key] = [await newAlert(), newKey()];
    const answers = await Promise.all(['a', 'b', 'c'].map((body) => comment({ id, key, body })));
    assert.deepEqual(answers.map((answer) => answer.status).sort(), [201, 409, 409]);
    assert.equal((await server.api.alerts.comments({ id })).length, 1);
  });

  test('a refusal is not kept: once its cause is gone, the same request is done', async () => {
    const [id, key] = [await newAlert(), newKey()];
    const reopen = () =>
      server.post(`/v1/alerts/${id}/reopen`, { reason: 'test' }, { 'idempotency-key': key });
    assert.equal((await reopen()).status, 409);
    await server.api.alerts.close({ id, verdict: 'true_positive', reason: 'test' });
    assert.equal((await reopen()).status, 200);
  });

  test('is forgotten after a day', async () => {
    const [id, key] = [await newAlert(), newKey()];
    await comment({ id, key });
    await admin.query("update wf.idempotency_key set created_at = created_at - interval '25 hours'");
    assert.equal((await comment({ id, key, body: 'next day' })).status, 201);
    assert.equal((await comment({ id, key, body: 'next day' })).status, 201);
    assert.equal((await server.api.alerts.comments({ id })).length, 2);
  });

  test('of a wrong form is 422 and names the header', async () => {
    const id = await newAlert();
    for (const key of ['short', 'x'.repeat(129), 'with a space', 'ümläut-key']) {
      const answer = await comment({ id, key });
      assert.equal(answer.status, 422, key);
      assert.equal(answer.body.error.field, 'Idempotency-Key');
    }
    assert.deepEqual(await server.api.alerts.comments({ id }), []);
  });

  test('is not honoured where the answer holds a secret: each call makes another', async () => {
    const create = () => server.post('/v1/keys', { name: 'x' }, { 'idempotency-key': 'key-for-a-key-1' });
    const [first, second] = [await create(), await create()];
    assert.notEqual(first.body.data.key, second.body.data.key);
    const { rows } = await admin.query("select 1 from wf.idempotency_key where operation like 'keys.%'");
    assert.deepEqual(rows, []);
  });
});

describe('the transaction', () => {
  /** Takes a right from the product while `run` runs, behind its back. */
  async function without(right: string, run: () => Promise<void>): Promise<void> {
    await admin.query(`revoke ${right} from wf_app`);
    try {
      await run();
    } finally {
      await admin.query(`grant ${right} to wf_app`);
    }
  }

  async function state(): Promise<unknown> {
    const tables = [
      'alert',
      'alert_comment',
      'audit_record',
      'domain_event',
      'idempotency_key',
      'rule_outcome',
      'api_key',
      'triage_policy',
    ];
    const { rows } = await admin.query(
      tables
        .map(
          (table) =>
            `select '${table}' as name, md5(string_agg(to_jsonb(t) - 'last_used_at' #>> '{}', ' ' order by t::text)) from wf.${table} t`,
        )
        .join(' union all '),
    );
    return rows;
  }

  for (const [what, right] of [
    ['the audit record', 'insert on wf.audit_record'],
    ['the domain event', 'insert on wf.domain_event'],
    ['the answer under its Idempotency-Key', 'insert on wf.idempotency_key'],
  ] as const) {
    test(`when ${what} cannot be written, nothing has happened`, async () => {
      const [id, key] = [await newAlert(), newKey()];
      const close = () =>
        server.post(
          `/v1/alerts/${id}/close`,
          { verdict: 'false_positive', reason: 'test', note: 'noise' },
          { 'idempotency-key': key },
        );
      const before = await state();
      await without(right, async () => {
        const answer = await close();
        assert.equal(answer.status, 500);
        assert.equal(answer.body.error.code, 'internal');
        assert.ok(!answer.text.includes('permission'), 'the reason is for the log only');
      });
      assert.deepEqual(await state(), before);
      assert.equal((await close()).status, 200);
      assert.notDeepEqual(await state(), before);
    });
  }

  test('no key is made, and no policy, without its audit record', async () => {
    const { version, body } = await server.api.policies.getTriage();
    const before = await state();
    await without('insert on wf.audit_record', async () => {
      assert.equal((await server.post('/v1/keys', { name: 'unseen' })).status, 500);
      const changed = await server.request('/v1/policies/triage', {
        method: 'PUT',
        headers: { authorization: `Bearer ${server.key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ version, body, reason: 'unseen' }),
      });
      assert.equal(changed.status, 500);
    });
    assert.deepEqual(await state(), before);
  });
});
