// Nothing of our inside in an error: every operation while the database refuses, is away, or holds a row that nobody foresaw. What a
// caller gets is a code of the registry, its sentence and the request's id; the reason stands in the log.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ERRORS } from '../../../packages/server/src/kernel/errors.ts';
import type { AnyOperation } from '../../../packages/server/src/kernel/operation.ts';
import { makeModules } from '../../../packages/server/src/main.ts';
import { toAppError } from '../../../packages/server/src/platform/http/http-server.ts';
import { createTestDatabase, type TestDatabase } from '../../../packages/server/src/testing/cluster.ts';
import {
  type Answer,
  startTestServer,
  type TestServer,
  until,
} from '../../../packages/server/src/testing/server.ts';
import { callOperation } from '../operation-call.ts';
import { type Input, makeSide, SAMPLES, uuidOf } from '../operation-samples.ts';

// One without a sample fails in operations.db.test.ts; here it could only be refused for its input.
const operations = makeModules().operations.filter(({ id }) => SAMPLES[id] !== undefined);

let database: TestDatabase;
let wire: Wire;
let server: TestServer;
const inputs = new Map<string, Input>();
before(async () => {
  database = await createTestDatabase();
  wire = await makeWire(new URL(database.url).searchParams.get('host') ?? '');
  const url = new URL(database.url);
  url.searchParams.set('host', wire.folder);
  server = await startTestServer({ database: { ...database, url: url.href } });
  const side = await makeSide(server, { key: server.key, api: server.api }, 120);
  for (const { id } of operations) inputs.set(id, (await SAMPLES[id]?.ok(side)) ?? {});
});
after(async () => {
  await server.stop();
  await wire.close();
  await database.drop();
});

interface Wire {
  readonly folder: string;
  /** Ends every connection and lets nobody in. */
  cut(): Promise<void>;
  mend(): Promise<void>;
  close(): Promise<void>;
}

/** A socket before the database's own, which can be taken away while the database of the other tests goes on. */
async function makeWire(realFolder: string): Promise<Wire> {
  const folder = mkdtempSync(path.join(tmpdir(), 'wf-wire-'));
  const name = '.s.PGSQL.5432';
  const sockets = new Set<Socket>();
  const listen = async () => {
    const listening = createServer((near) => {
      const far = connect(path.join(realFolder, name));
      for (const [socket, other] of [
        [near, far],
        [far, near],
      ] as const) {
        sockets.add(socket);
        socket.pipe(other);
        // One end that breaks takes the other with it; that is what a cut wire looks like.
        socket.on('error', () => other.destroy());
        socket.once('close', () => {
          sockets.delete(socket);
          other.destroy();
        });
      }
    });
    await new Promise<void>((resolve) => listening.listen(path.join(folder, name), resolve));
    return listening;
  };
  let server = await listen();
  const cut = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return {
    folder,
    cut,
    async mend() {
      server = await listen();
    },
    async close() {
      await cut();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Traces of a stack, a statement, the database's own words, a path of the machine or an address inside. */
const INSIDE = [
  /\bat .{1,80}\(/,
  /\bnode:|node_modules|\.ts\b|\.js\b/,
  /\/(?:home|root|tmp|usr|work|packages|src)\//,
  /\b(?:select|insert into|update|delete from)\b.{0,60}\b(?:from|values|set|where)\b/i,
  /\b(?:relation|column|schema|constraint|syntax error|permission denied|duplicate key|violates)\b/i,
  /\bwf\.|\bwf_(?:app|owner|ingest)\b|pg_|postgres|graphile/i,
  /ECONN|ENOENT|EPIPE|SQLSTATE|\b(?:42|57|22|23)[0-9A-Z]{3}\b/,
  /127\.0\.0\.1|localhost|\.sock\b|:\d{4,5}\b/,
  /zod|fastify|\[object/i,
];

function assertSafe(operation: AnyOperation, answer: Answer, secrets: readonly string[] = []): void {
  const what = `${operation.id}: ${answer.status} ${answer.text}`;
  const { error } = answer.body;
  assert.deepEqual(Object.keys(answer.body), ['error'], what);
  assert.ok(
    Object.keys(error).every((name) => ['code', 'message', 'field', 'request_id'].includes(name)),
    what,
  );
  assert.ok(
    Object.entries(ERRORS).some(([code, { status }]) => code === error.code && status === answer.status),
    what,
  );
  for (const pattern of INSIDE) assert.doesNotMatch(error.message, pattern, what);
  for (const secret of secrets) assert.ok(!answer.text.includes(secret), what);
}

const callAll = async (look: (operation: AnyOperation, answer: Answer) => void) => {
  for (const operation of operations) {
    const input = inputs.get(operation.id) ?? {};
    look(operation, await callOperation(server, operation, { key: server.key, input }));
  }
};

describe('a row that nobody foresaw', () => {
  for (const [id, statement] of [
    ['alerts.decisions', `update wf.decision set factors = '"POISON-ABC"' where alert_id = $1`],
    ['alerts.get', `update wf.alert set indicators = '[7, "POISON-ABC"]' where id = $1`],
  ] as const) {
    test(`is our error in ${id}, and neither its content nor the reason is told`, async () => {
      const operation = operations.find((candidate) => candidate.id === id);
      assert.ok(operation);
      const input = inputs.get(id) ?? {};
      await database.admin.query(statement, [uuidOf(String(input['id']))]);
      const answer = await callOperation(server, operation, { key: server.key, input });
      assert.equal(answer.status, 500, answer.text);
      assertSafe(operation, answer, ['POISON-ABC', 'factors', 'indicators']);
    });
  }
});

describe('a database that refuses every table', () => {
  test('is told as our failure by every operation that needs one, in the words of the registry', async () => {
    const { admin } = database;
    const roles = ['wf_app', 'wf_ingest'];
    const { rows } = await admin.query<{ grant: string; revoke: string }>(
      `select format('grant %s on wf.%I to %I', privilege_type, table_name, grantee) as grant,
              format('revoke %s on wf.%I from %I', privilege_type, table_name, grantee) as revoke
       from information_schema.role_table_grants where table_schema = 'wf' and grantee = any($1)`,
      [roles],
    );
    const columns = await admin.query<{ grant: string }>(
      `select format('grant %s (%I) on wf.%I to %I', privilege_type, column_name, table_name, grantee) as grant
       from information_schema.column_privileges where table_schema = 'wf' and grantee = any($1)`,
      [roles],
    );
    assert.ok(rows.length > 20);
    for (const { revoke } of rows) await admin.query(revoke);
    await admin.query(`revoke all on all tables in schema wf from ${roles.join(', ')}`);
    let refused = 0;
    try {
      await callAll((operation, answer) => {
        if (answer.status < 300) return;
        refused += 1;
        assertSafe(operation, answer);
      });
    } finally {
      for (const { grant } of [...rows, ...columns.rows]) await admin.query(grant);
    }
    assert.ok(
      refused > operations.length * 0.7,
      `${refused} of ${operations.length} operations were refused`,
    );
    await until(async () => (await server.api.keys.list({})).length > 0);
  });
});

describe('a database that is away', () => {
  test('is told as such by every operation and by receivers, and all is well when it is back', async () => {
    await wire.cut();
    try {
      let unavailable = 0;
      await callAll((operation, answer) => {
        assert.equal(answer.status, 503, `${operation.id}: ${answer.status} ${answer.text}`);
        assert.match(answer.headers.get('retry-after') ?? '', /^\d+$/, 'that repeating will help is told');
        assertSafe(operation, answer, [database.name]);
        unavailable += 1;
      });
      assert.equal(unavailable, operations.length);
      const received = await server.post('/v1/ingest/generic', { title: 'x', severity: 'low' });
      const ready = await server.request('/readyz');
      for (const answer of [received, ready]) {
        assert.equal(answer.status, 503, answer.text);
        for (const pattern of INSIDE) assert.doesNotMatch(answer.body.error.message, pattern);
      }
    } finally {
      await wire.mend();
    }
    await until(async () => (await server.api.keys.list({})).length > 0, 30_000);
  });
});

test('a sender who goes away in the middle of a body is no failure of ours, a database that does is', () => {
  const reset = (message: string) => toAppError(Object.assign(new Error(message), { code: 'ECONNRESET' }));
  assert.equal(reset('aborted').code, 'bad_request');
  assert.equal(reset('read ECONNRESET').code, 'unavailable');
});

test('an answer to nonsense repeats nothing of it that a page could run', async () => {
  const script = '<script>alert(1)</script>';
  for (const [address, init] of [
    [`/${encodeURIComponent(script)}`, {}],
    [`/v1/alerts?${encodeURIComponent(script)}=1`, {}],
    [`/v1/alerts/${encodeURIComponent(script)}`, {}],
    ['/v1/keys', { method: 'POST', body: JSON.stringify({ [script]: 1 }) }],
  ] as const) {
    const answer = await server.request(address, {
      ...init,
      headers: { authorization: `Bearer ${server.key}`, 'content-type': 'application/json' },
    });
    assert.ok(answer.status >= 400, address);
    assert.match(answer.headers.get('content-type') ?? '', /^application\/json/);
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
  }
});
