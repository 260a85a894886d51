// The stream of changes, read as a browser reads it.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { keepsBound, msOf } from '../../testing/in-time.ts';
import { finding } from '../../testing/records.ts';
import { startTestServer, until } from '../../testing/server.ts';
import { uuidOf } from '../../testing/triage-by-hand.ts';

const server = await startTestServer();
after(() => server.stop());
const { admin } = server.database;

interface Message {
  readonly id: string;
  readonly event: string;
  readonly data: { readonly type?: string; readonly alert_id?: string };
}

interface Stream {
  readonly messages: Message[];
  readonly changes: () => Message[];
  /** Types of the changes of one alert, in the order in which they came. */
  of(alertId: string): string[];
  close(): void;
}

/** Opens a stream and gathers its messages; ready once the server has said so. */
async function open(options: { key?: string; lastEventId?: string } = {}): Promise<Stream> {
  const controller = new AbortController();
  const response = await fetch(`${server.url}/v1/stream`, {
    headers: {
      authorization: `Bearer ${options.key ?? server.key}`,
      ...(options.lastEventId === undefined ? {} : { 'last-event-id': options.lastEventId }),
    },
    signal: controller.signal,
  });
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('content-type'), 'text/event-stream');
  assert.equal(response.headers.get('cache-control'), 'no-store');
  const { body } = response;
  assert.ok(body);
  const messages: Message[] = [];
  const read = async () => {
    let rest = '';
    for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
      const parts = `${rest}${chunk}`.split('\n\n');
      rest = parts.pop() ?? '';
      messages.push(...parts.map(parse));
    }
  };
  read().catch((error: unknown) => assert.equal((error as Error).name, 'AbortError'));
  await until(async () => messages.length > 0);
  assert.equal(messages[0]?.event, 'ready');
  const changes = () => messages.filter((message) => message.event === 'change');
  return {
    messages,
    changes,
    of: (id) => changes().flatMap(({ data }) => (data.alert_id === id ? [data.type ?? ''] : [])),
    close: () => controller.abort(),
  };
}

function parse(text: string): Message {
  const fields = new Map(
    text.split('\n').map((line) => [line.split(': ', 1)[0], line.slice(line.indexOf(': ') + 2)]),
  );
  return {
    id: fields.get('id') ?? '',
    event: fields.get('event') ?? '',
    data: JSON.parse(fields.get('data') ?? '{}'),
  };
}

/**
 * Waits until no older transaction holds the alert's events back. A stream begins below the oldest that runs, so that events of a moment ago may come once more: that is its promise, and not what is tested here.
 */
async function untilReadable(id: string): Promise<void> {
  await until(async () => {
    const { rows } = await server.database.admin.query(
      `select from wf.domain_event where subject_id = $1 and transaction_id >= wf.oldest_running_transaction()`,
      [uuidOf('alert', id)],
    );
    return rows.length === 0;
  });
}

async function newAlert(): Promise<string> {
  const [id] = await server.submitDecided('sentinel', finding());
  assert.ok(id);
  return id;
}

describe('changes', () => {
  test('arrive at once, in order, each naming the alert and never carrying it', () =>
    keepsBound(2_500, async () => {
      const stream = await open();
      const id = await newAlert();
      await server.api.alerts.update({ id, note: 'a secret note' });
      await server.api.alerts.addComment({ id, body: 'a secret comment' });
      const ms = await msOf(async () => {
        await server.api.alerts.close({ id, verdict: 'false_positive', reason: 'test' });
        await until(async () => stream.of(id).length === 4);
      });
      assert.deepEqual(stream.of(id), ['alert.decided', 'alert.changed', 'alert.commented', 'alert.closed']);
      assert.ok(!JSON.stringify(stream.messages).includes('secret'));
      const ids = stream.messages.map((message) => message.id);
      assert.equal(new Set(ids).size, ids.length);
      stream.close();
      return ms;
    }));

  test('before the stream was opened are not repeated', async () => {
    const id = await newAlert();
    await server.api.alerts.update({ id, note: 'before' });
    await untilReadable(id);
    const stream = await open();
    await server.api.alerts.addComment({ id, body: 'after' });
    await until(async () => stream.of(id).length > 0);
    assert.deepEqual(stream.of(id), ['alert.commented']);
    stream.close();
  });

  test('of another tenant never arrive, also not to one that resumes from its cursor', async () => {
    const neighbour = await server.neighbour();
    const [ours, theirs] = [await open(), await open({ key: neighbour.key })];
    const id = await newAlert();
    await until(async () => ours.of(id).length === 1);
    const answer = await server.post('/v1/ingest/sentinel', finding(), {
      authorization: `Bearer ${neighbour.key}`,
    });
    await until(async () => theirs.changes().length === 1);
    assert.deepEqual(theirs.of(answer.body.data.alert_id), ['alert.decided']);
    const resumed = await open({ key: neighbour.key, lastEventId: '0.00000000-0000-0000-0000-000000000000' });
    await until(async () => resumed.changes().length === 1);
    assert.deepEqual(resumed.of(id), []);
    for (const stream of [ours, theirs, resumed]) stream.close();
  });
});

describe('Last-Event-ID', () => {
  test('gets exactly what came after it, whichever message it is of', async () => {
    const stream = await open();
    const id = await newAlert();
    for (const note of ['one', 'two', 'three']) await server.api.alerts.update({ id, note });
    await until(async () => stream.of(id).length === 4);
    stream.close();
    await server.api.alerts.addComment({ id, body: 'while nobody listened' });
    const seen = stream.messages.map((message) => message.id);
    for (const [index, lastEventId] of seen.entries()) {
      const resumed = await open({ lastEventId });
      await until(async () => resumed.of(id).includes('alert.commented'));
      const expected = [...seen.slice(index + 1), resumed.changes().at(-1)?.id];
      assert.deepEqual(
        resumed.changes().map((message) => message.id),
        expected,
      );
      resumed.close();
    }
  });

  test('gets more than a page of missed changes, each once', async () => {
    const stream = await open();
    const id = await newAlert();
    await until(async () => stream.changes().length > 0);
    const lastEventId = stream.messages.at(-1)?.id ?? '';
    stream.close();
    // Behind the product's back: a thousand requests would say nothing more.
    await admin.query(
      `insert into wf.domain_event (tenant_id, id, type, version, subject_id, payload, correlation_id, at)
       select tenant_id, ('ffffffff-ffff-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'alert.changed', 1, subject_id,
         '{}', 'test', at
       from (select * from wf.domain_event order by id desc limit 1) last, generate_series(1, 1200) n`,
    );
    const resumed = await open({ lastEventId });
    await until(async () => resumed.of(id).length === 1_200);
    assert.equal(new Set(resumed.changes().map((message) => message.id)).size, 1_200);
    resumed.close();
  });

  test('goes by the number of the transaction, not by its text', async () => {
    const id = await newAlert();
    // Early numbers, so that they lie below every running transaction: as texts 1000 would come before 99.
    await admin.query(
      `insert into wf.domain_event (tenant_id, id, transaction_id, type, version, subject_id, payload, correlation_id, at)
       select tenant_id, gen_random_uuid(), n::text::xid8, 'alert.' || n, 1, subject_id, '{}', 'test', at
       from (select * from wf.domain_event where type = 'alert.decided' order by id desc limit 1) last,
         unnest(array[100, 99, 101, 9]) n`,
    );
    const resumed = await open({ lastEventId: '8.00000000-0000-0000-0000-000000000000' });
    await until(async () => resumed.of(id).includes('alert.decided'));
    assert.deepEqual(resumed.of(id), ['alert.9', 'alert.99', 'alert.100', 'alert.101', 'alert.decided']);
    resumed.close();
  });

  test('of a wrong form begins at present instead of failing', async () => {
    for (const lastEventId of [
      '',
      'x',
      '1.2',
      '99999999999999999999.00000000-0000-0000-0000-000000000000',
      "'--",
    ]) {
      const stream = await open({ lastEventId });
      const id = await newAlert();
      await until(async () => stream.of(id).length === 1);
      stream.close();
    }
  });
});

describe('a slow transaction', () => {
  test('that commits behind a faster one loses no change', async () => {
    const stream = await open();
    const id = await newAlert();
    await until(async () => stream.of(id).length === 1);
    const tenant = await admin.query("select id from wf.tenant where slug = 'default'");
    const slow = await admin.connect();
    try {
      // It writes first and so has the lower transaction id, and commits last.
      await slow.query('begin');
      await slow.query(
        `insert into wf.domain_event (tenant_id, id, type, version, subject_id, payload, correlation_id, at)
         values ($1, gen_random_uuid(), 'alert.slow', 1, (select id from wf.alert order by id desc limit 1), '{}', 'slow', now())`,
        [tenant.rows[0].id],
      );
      await server.api.alerts.addComment({ id, body: 'fast' });
      const later = await open();
      await slow.query('commit');
      for (const reader of [stream, later]) {
        await until(async () => reader.of(id).includes('alert.slow'));
      }
      await until(async () => stream.of(id).length === 3);
      assert.deepEqual(stream.of(id), ['alert.decided', 'alert.slow', 'alert.commented']);
      later.close();
    } finally {
      slow.release();
    }
    stream.close();
  });

  test('holds nothing back for longer than it runs', () =>
    keepsBound(3_000, async () => {
      const stream = await open();
      const slow = await admin.connect();
      try {
        await slow.query('begin');
        await slow.query('select pg_current_xact_id()');
        const id = await newAlert();
        await server.api.alerts.addComment({ id, body: 'waits' });
        await slow.query('rollback');
        return await msOf(() => until(async () => stream.of(id).length === 2));
      } finally {
        slow.release();
        stream.close();
      }
    }));
});

describe('forbidden', () => {
  test('without a key it is 401, with a key that may only submit 403', async () => {
    assert.equal((await server.request('/v1/stream')).status, 401);
    const { key } = await server.as('ingest');
    const answer = await server.request('/v1/stream', { headers: { authorization: `Bearer ${key}` } });
    assert.equal(answer.status, 403);
  });
});
