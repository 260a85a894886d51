// How long a credential that was taken away still works: never more than a second after the answer to whoever took it away, in
// every process, with or without notifications.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { newPerson } from '../../testing/people.ts';
import { startTestServer, type TestServer } from '../../testing/server.ts';

const server = await startTestServer();
const other = await startTestServer({ database: server.database, roles: ['api'] });
after(async () => {
  await other.stop();
  await server.stop();
});
const { api } = server;

const REMEMBERED_MS = 1_000;

/** Ends every connection that listens for notifications, again and again, until told to stop. */
function cutNotifications() {
  let isCutting = true;
  let cut = 0;
  const done = (async () => {
    while (isCutting) {
      const { rows } = await server.database.admin.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'listen %' and datname = current_database()",
      );
      cut += rows.length;
    }
  })();
  return {
    async stop() {
      isCutting = false;
      await done;
      return cut;
    },
  };
}

/**
 * Asks the other process without a pause while the credential is taken away here. Gives how long after that the last call that
 * was let through was sent.
 */
async function lastLetThrough(
  of: TestServer,
  headers: Record<string, string>,
  takeAway: () => Promise<unknown>,
): Promise<number> {
  const status = async () => (await of.request('/v1/session', { headers })).status;
  assert.equal(await status(), 200);
  let takenAt = Number.POSITIVE_INFINITY;
  const taking = takeAway().then(() => {
    takenAt = performance.now();
  });
  let last = 0;
  for (let refused = 0; refused < 20; ) {
    const sentAt = performance.now();
    const answer = await status();
    if (answer === 200) {
      last = sentAt;
      refused = 0;
      assert.ok(sentAt < takenAt + 5 * REMEMBERED_MS, 'it is still let through after five seconds');
    } else {
      assert.equal(answer, 401);
      refused += 1;
    }
  }
  await taking;
  return last - takenAt;
}

describe('a credential in steady use, taken away by another process', () => {
  test('a key is refused within a second', async () => {
    const key = await api.keys.create({ name: 'steady', role: 'viewer' });
    const headers = { authorization: `Bearer ${key.key}` };
    const late = await lastLetThrough(other, headers, () => api.keys.revoke({ id: key.id }));
    assert.ok(late <= REMEMBERED_MS, `${late} ms`);
  });

  test('so it is while the connection for notifications is cut again and again', async () => {
    const key = await api.keys.create({ name: 'steady and cut', role: 'viewer' });
    const headers = { authorization: `Bearer ${key.key}` };
    const cutting = cutNotifications();
    const late = await lastLetThrough(other, headers, () => api.keys.revoke({ id: key.id })).finally(
      async () => assert.ok((await cutting.stop()) > 0, 'no connection listened, so none was cut'),
    );
    assert.ok(late <= REMEMBERED_MS, `${late} ms`);
  });

  test('a person who is switched off is refused within a second', async () => {
    const person = await newPerson(server, 'viewer');
    const late = await lastLetThrough(other, { cookie: person.cookie }, () =>
      api.people.deactivate({ id: person.id }),
    );
    assert.ok(late <= REMEMBERED_MS, `${late} ms`);
  });

  test('a service account that is disabled is refused within a second, by each of its keys', async () => {
    const account = await api.serviceAccounts.create({ name: 'steady', kind: 'service', role: 'viewer' });
    const key = await api.keys.create({ name: 'one', account: account.id });
    const headers = { authorization: `Bearer ${key.key}` };
    const late = await lastLetThrough(other, headers, () => api.serviceAccounts.disable({ id: account.id }));
    assert.ok(late <= REMEMBERED_MS, `${late} ms`);
  });

  test('in the process in which it was taken away it is refused at once', async () => {
    const key = await api.keys.create({ name: 'here', role: 'viewer' });
    const headers = { authorization: `Bearer ${key.key}` };
    const late = await lastLetThrough(server, headers, () => api.keys.revoke({ id: key.id }));
    assert.ok(late <= 0, `${late} ms`);
  });
});
