import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { finding } from '../../../testing/records.ts';
import { startTestServer, until } from '../../../testing/server.ts';

const server = await startTestServer();
after(() => server.stop());
const { api } = server;

await server.submitDecided('sentinel', finding({ user: 'judged', host: 'lap-1' }));

async function linkedTo(user: string): Promise<unknown[]> {
  const [id] = await server.submitDecided('sentinel', finding({ user }));
  assert.ok(id);
  const [final] = await api.alerts.decisions({ id });
  const evidence = final?.inputs['evidence'] as { linked: unknown[] };
  return evidence.linked;
}

describe('entities.judge', () => {
  test('ok: stands on the entity with who said it, replaces what was said before, and is on record', async () => {
    await api.entities.judge({ id: 'user:judged', verdict: 'malicious', note: ' from the red team ' });
    await api.entities.judge({ id: 'user:judged', verdict: 'watch', note: 'leaves in May' });
    const { judgement } = await api.entities.get({ id: 'user:judged' });
    assert.deepEqual(
      [judgement?.verdict, judgement?.note, judgement?.expires_at, judgement?.judged_by],
      ['watch', 'leaves in May', null, 'local command line'],
    );
    const records = (await api.audit.list({ event: 'entity.judged', limit: 10 })).data;
    assert.deepEqual(records[0]?.before, {
      verdict: 'malicious',
      note: 'from the red team',
      expires_at: null,
    });
    assert.equal(records[0]?.after?.['entity'], 'user:judged');
  });

  test('what is called benign joins alerts no more, and joins them again when that is taken back', async () => {
    const user = 'shared-account';
    await linkedTo(user);
    assert.ok((await linkedTo(user)).length > 0, 'it joins before');
    await api.entities.judge({ id: `user:${user}`, verdict: 'benign', note: 'used by everybody' });
    assert.deepEqual(await linkedTo(user), []);
    await api.entities.judge({ id: `user:${user}`, verdict: 'watch' });
    assert.ok((await linkedTo(user)).length > 0, 'watching changes nothing');
    await api.entities.judge({ id: `user:${user}`, verdict: 'benign' });
    await api.entities.unjudge({ id: `user:${user}` });
    assert.equal((await api.entities.get({ id: `user:${user}` })).judgement, null);
    assert.ok((await linkedTo(user)).length > 0, 'it joins again');
  });

  test('one that has expired is as if it were not there', async () => {
    const user = 'for-a-while';
    await linkedTo(user);
    await api.entities.judge({ id: `user:${user}`, verdict: 'benign', expires_at: '2099-01-01T00:00:00Z' });
    assert.deepEqual(await linkedTo(user), []);
    await server.database.admin.query(
      'update wf.entity_judgement set expires_at = now() where expires_at is not null',
    );
    assert.equal((await api.entities.get({ id: `user:${user}` })).judgement, null);
    assert.ok((await linkedTo(user)).length > 0);
  });

  test('another tenant’s word counts for nothing here', async () => {
    const { api: theirs, key } = await server.neighbour();
    await server.post('/v1/ingest/sentinel', finding({ user: 'everywhere' }), {
      authorization: `Bearer ${key}`,
    });
    await linkedTo('everywhere');
    await until(() => theirs.entities.judge({ id: 'user:everywhere', verdict: 'benign' }).then(() => true));
    assert.ok((await linkedTo('everywhere')).length > 0);
    assert.equal((await api.entities.get({ id: 'user:everywhere' })).judgement, null);
  });

  test('invalid: an expiry in the past, a note that is too long', async () => {
    const id = 'user:judged';
    await assert.rejects(api.entities.judge({ id, verdict: 'benign', expires_at: '2020-01-01T00:00:00Z' }), {
      status: 422,
      field: 'expires_at',
    });
    await assert.rejects(api.entities.judge({ id, verdict: 'benign', note: 'x'.repeat(1_001) }), {
      status: 422,
      field: 'note',
    });
  });

  test('forbidden: an analyst may read what was said and not say it; a senior may', async () => {
    const [analyst, senior] = [await server.as('analyst'), await server.as('senior')];
    assert.ok((await analyst.api.entities.get({ id: 'user:judged' })).judgement);
    await assert.rejects(analyst.api.entities.judge({ id: 'user:judged', verdict: 'benign' }), {
      status: 403,
    });
    await senior.api.entities.judge({ id: 'user:judged', verdict: 'watch' });
  });
});
