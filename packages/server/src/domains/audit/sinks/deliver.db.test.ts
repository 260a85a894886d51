import assert from 'node:assert/strict';
import { after, afterEach, describe, test } from 'node:test';
import { type TenantId, toWireId } from '../../../kernel/ids.ts';
import { type Answer, guardOf, idsOf, linesOf, sinksByHand, status } from '../../../testing/sinks-by-hand.ts';
import { refuseSignature } from '../../connections/signature.ts';
import { requestSinkTest } from './sink.store.ts';

const { hand, running, collector, addSink, write, deliver, refusalsOf } = await sinksByHand();
after(() => hand.stop());
afterEach(() => Promise.all(running.splice(0).map((server) => server.stop())));

describe('delivery', () => {
  test('sends every record once, in the order of the chain, in batches of 500, and says how far it is', async () => {
    const siem = await collector();
    const sink = await addSink({ url: siem.url });
    const ids = await write(sink.tenantId, 501);
    assert.equal((await sink.state()).waiting, 501);
    assert.equal(await deliver({ guard: guardOf(siem) }), 2);
    assert.deepEqual(idsOf(siem.received), ids);
    assert.deepEqual(
      siem.received.map((one) => [one.ids.length, one.headers['idempotency-key']]),
      [
        [500, `${ids[0]}.${ids[499]}`],
        [1, ids[500]],
      ],
    );
    const state = await sink.state();
    assert.deepEqual([state.delivered, state.confirmed_to, state.waiting, state.missed], [501, 501, 0, 0]);
    assert.deepEqual(state.last_delivered_at, hand.parts.clock.now());
    assert.equal(await deliver({ guard: guardOf(siem) }), 0);
    assert.equal(siem.received.length, 2);
  });

  test('sends each record whole, with its place and hash, as JSON lines', async () => {
    const siem = await collector();
    const sink = await addSink({ url: siem.url });
    const [id] = await write(sink.tenantId, 1);
    await deliver({ guard: guardOf(siem) });
    const [one] = siem.received;
    assert.equal(one?.headers['content-type'], 'application/x-ndjson');
    assert.equal(one?.headers.authorization, undefined);
    const record = JSON.parse(one?.body ?? '');
    assert.match(record.chain_hash, /^[0-9a-f]{64}$/);
    assert.deepEqual(
      { ...record, chain_hash: null, request_id: null, subject: null, before: null },
      {
        tenant_id: toWireId('tenant', sink.tenantId),
        id,
        sequence: 1,
        chain_hash: null,
        at: '2026-03-01T08:00:00.000000Z',
        event: 'alert.closed',
        actor: { kind: 'user', id: 'somebody', name: 'Adele Vance', tenant_id: null },
        address: '192.0.2.7',
        subject: null,
        before: null,
        after: { status: 'resolved', note: 'Zürich — "quoted" \u2028 \ud83d\udc69' },
        reason: 'test',
        request_id: null,
      },
    );
  });

  test('to Splunk has its envelope, time in seconds and its credential; signed, the signature holds', async () => {
    const siem = await collector();
    const sink = await addSink({
      url: siem.url,
      format: 'splunk_hec',
      authorization: 'Splunk 00000000-0000-4000-8000-000000000000',
      signing: 'a-secret-of-the-test-1',
    });
    const [id] = await write(sink.tenantId, 1);
    await deliver({ guard: guardOf(siem) });
    const [one] = siem.received;
    assert.ok(one);
    const { time, source, sourcetype, event } = JSON.parse(one.body);
    assert.deepEqual(
      [time, source, sourcetype, event.id],
      [1_772_352_000, 'watchfloor', 'watchfloor:audit', id],
    );
    assert.equal(one.headers.authorization, 'Splunk 00000000-0000-4000-8000-000000000000');
    const signed = {
      timestamp: one.headers['x-watchfloor-timestamp'] as string,
      signature: one.headers['x-watchfloor-signature'] as string,
      body: Buffer.from(one.body),
      at: hand.parts.clock.now(),
    };
    assert.equal(refuseSignature('timestamped', 'a-secret-of-the-test-1', signed), null);
    assert.notEqual(refuseSignature('timestamped', 'another-secret-000000', signed), null);
  });

  test('waits for a transaction that is still running, and skips nothing when it commits late', async () => {
    const siem = await collector();
    const sink = await addSink({ url: siem.url });
    let commit: () => void = () => undefined;
    let isWritten: () => void = () => undefined;
    const written = new Promise<void>((resolve) => {
      isWritten = resolve;
    });
    const late = hand.database.transaction(sink.tenantId, async (sql) => {
      await sql.query(
        '',
        `with r as (insert into audit_record (tenant_id, id, at, event, actor_kind, actor_id, actor_name, subject, request_id)
           values ($1, $2, $3, 'late', 'system', 's', 's', 's:1', 'r') returning tenant_id, id, at)
         insert into audit_unsealed (tenant_id, id, at) select tenant_id, id, at from r`,
        [sink.tenantId, hand.parts.ids.next('audit'), hand.parts.clock.now()],
      );
      isWritten();
      await new Promise<void>((resolve) => {
        commit = resolve;
      });
    });
    try {
      await written;
      await hand.write(sink.tenantId, 2);
      assert.equal(await hand.seal(sink.tenantId), 0);
      await deliver({ guard: guardOf(siem) });
      assert.equal(siem.received.length, 0);
    } finally {
      // Also when it failed: a transaction that stays open would hold back the records of the tests that follow.
      commit();
      await late;
    }
    await write(sink.tenantId, 1);
    await deliver({ guard: guardOf(siem) });
    const events = linesOf(siem.received);
    assert.deepEqual(
      events.map(({ sequence, event }) => [sequence, event]),
      [
        [1, 'late'],
        [2, 'alert.closed'],
        [3, 'alert.closed'],
        [4, 'alert.closed'],
      ],
    );
  });

  test('counts what was pruned before it could be sent, and tells of a record that was taken away', async () => {
    const siem = await collector();
    const sink = await addSink({ url: siem.url });
    const ids = await write(sink.tenantId, 5);
    await hand.tamper('delete from wf.audit_link where tenant_id = $1 and sequence <= 2', [sink.tenantId]);
    await hand.tamper(
      `delete from wf.audit_record where tenant_id = $1 and id in
         (select record_id from wf.audit_link where tenant_id = $1 and sequence = 4)`,
      [sink.tenantId],
    );
    await deliver({ guard: guardOf(siem) });
    const lines = linesOf(siem.received);
    assert.deepEqual(
      lines.map(({ id }) => id),
      ids.slice(2),
    );
    assert.deepEqual(
      lines.map(({ is_missing: isMissing }) => isMissing ?? false),
      [false, true, false],
    );
    const state = await sink.state();
    assert.deepEqual([state.missed, state.delivered, state.confirmed_to], [2, 3, 5]);
  });
});

describe('a collector that fails', () => {
  const FAILURES: readonly (readonly [string, Answer, RegExp, number])[] = [
    [
      '401 of Splunk',
      status(401, {}, '{"text":"Invalid token","code":3}'),
      /answers 401: it does not accept/,
      1_000,
    ],
    [
      '403 of Splunk',
      status(403, {}, '{"text":"Invalid token","code":4}'),
      /answers 403: the credential/,
      1_000,
    ],
    [
      '400 of Splunk',
      status(400, {}, '{"text":"Invalid data format","code":6}'),
      /answers 400: it does not/,
      1_000,
    ],
    ['429 with Retry-After', status(429, { 'retry-after': '90' }), /answers 429: it has too much/, 90_000],
    [
      '503 of Splunk',
      status(503, { 'retry-after': '5' }, '{"text":"Server is busy","code":9}'),
      /answers 503/,
      5_000,
    ],
    ['500', status(500), /answers 500: it failed/, 1_000],
    ['304', status(304), /answers 304: it redirects/, 1_000],
    ['302 that would drop the body', status(302, { location: '/other' }), /would drop the body/, 1_000],
    ['reset', (response) => void response.destroy(), /broke off/, 1_000],
    ['slow', () => undefined, /no complete answer within 0.1 s/, 1_000],
    ['endless answer', (response) => void response.end(Buffer.alloc(70_000)), /larger than 65536/, 1_000],
  ];

  for (const [name, answer, text, pauseMs] of FAILURES) {
    test(`${name}: is told, paused for, and sent the same under the same key`, async () => {
      const siem = await collector();
      const guard = guardOf(siem);
      const policy = name === 'slow' ? { totalMs: 100 } : {};
      const sink = await addSink({ url: siem.url });
      const ids = await write(sink.tenantId, 3);
      siem.answers.push(answer);
      assert.equal(await deliver({ guard, policy }), 0);
      const state = await sink.state();
      assert.match(state.last_error ?? '', text);
      assert.deepEqual([state.state, state.failures, state.confirmed_to], ['active', 1, 0]);
      const wait = state.next_attempt_at.getTime() - hand.parts.clock.now().getTime();
      assert.equal(wait, pauseMs);
      assert.equal(await deliver({ guard }), 0, 'before the pause is over');
      await write(sink.tenantId, 2);
      hand.parts.clock.advance(wait);
      assert.equal(await deliver({ guard }), 2);
      const [first, second, third] = siem.received;
      assert.deepEqual([first?.ids, second?.ids, third?.ids.length], [ids, ids, 2]);
      assert.equal(second?.headers['idempotency-key'], first?.headers['idempotency-key']);
      assert.notEqual(third?.headers['idempotency-key'], first?.headers['idempotency-key']);
      assert.deepEqual([(await sink.state()).failures, (await sink.state()).delivered], [0, 5]);
    });
  }

  test('413: gets half as many until it takes them, then more again, and no record twice', async () => {
    const siem = await collector();
    const guard = guardOf(siem);
    const sink = await addSink({ url: siem.url });
    const ids = await write(sink.tenantId, 8);
    const taken: string[] = [];
    const most = 3;
    const answer: Answer = (response, { ids: sent }) => {
      if (sent.length > most) return void response.writeHead(413).end();
      taken.push(...sent);
      response.end();
    };
    for (let index = 0; index < 20; index += 1) siem.answers.push(answer);
    for (let round = 0; round < 6; round += 1) await deliver({ guard });
    assert.deepEqual(taken, ids);
    assert.deepEqual(siem.received.map((one) => one.ids.length).slice(0, 4), [8, 4, 2, 4]);
    assert.equal((await sink.state()).confirmed_to, 8);
  });

  test('413 for one record alone: stays, is told, and nothing is skipped', async () => {
    const siem = await collector();
    const sink = await addSink({ url: siem.url });
    await write(sink.tenantId, 1);
    siem.answers.push(status(413));
    await deliver({ guard: guardOf(siem) });
    const state = await sink.state();
    assert.deepEqual([state.confirmed_to, state.failures], [0, 1]);
    assert.match(state.last_error ?? '', /413/);
  });

  test('does not keep another from its records', async () => {
    const [bad, good] = [await collector(), await collector()];
    const tenantId = await hand.newTenant();
    const broken = await addSink({ tenantId, url: bad.url });
    const sink = await addSink({ tenantId, url: good.url });
    await write(tenantId, 2);
    bad.answers.push(status(500));
    await deliver({ guard: guardOf(bad, good) });
    assert.deepEqual([(await broken.state()).confirmed_to, (await sink.state()).confirmed_to], [0, 2]);
  });

  test('is not called at all when its credential cannot be opened', async () => {
    const siem = await collector();
    const sink = await addSink({ url: siem.url, authorization: 'Splunk x' });
    await write(sink.tenantId, 1);
    await hand.tamper('delete from wf.secret where tenant_id = $1', [sink.tenantId]);
    await deliver({ guard: guardOf(siem) });
    assert.equal(siem.received.length, 0);
    assert.match((await sink.state()).last_error ?? '', /cannot be opened/);
  });
});

describe('a test', () => {
  const ask = (sink: { id: string; tenantId: TenantId }) =>
    hand.database.transaction(sink.tenantId, (sql) =>
      requestSinkTest({ sql, tenantId: sink.tenantId }, sink.id, hand.parts.clock.now()),
    );

  test('sends one message that says so, also for a paused sink, and no record', async () => {
    const siem = await collector();
    const sink = await addSink({ url: siem.url, signing: 'a-secret-of-the-test-1' });
    await hand.tamper("update wf.audit_sink set state = 'paused' where id = $1", [sink.id]);
    await write(sink.tenantId, 2);
    await ask(sink);
    await deliver({ guard: guardOf(siem) });
    await deliver({ guard: guardOf(siem) });
    assert.equal(siem.received.length, 1);
    assert.equal(JSON.parse(siem.received[0]?.body ?? '').is_test, true);
    const state = await sink.state();
    assert.deepEqual([state.test_requested_at, state.test_error, state.confirmed_to], [null, null, 0]);
    assert.deepEqual(state.tested_at, hand.parts.clock.now());
  });

  test('says what is wrong, leaves the sink as it is, and records a refusal', async () => {
    const siem = await collector();
    const guard = guardOf(siem);
    const sink = await addSink({ url: siem.url });
    siem.answers.push(status(401), status(307, { location: 'https://10.0.0.1/' }));
    await ask(sink);
    await deliver({ guard });
    assert.match((await sink.state()).test_error ?? '', /401/);
    assert.deepEqual(await refusalsOf(sink.tenantId), []);
    await ask(sink);
    await deliver({ guard });
    assert.match((await sink.state()).test_error ?? '', /does not call 10\.0\.0\.1/);
    assert.deepEqual([(await sink.state()).state, (await refusalsOf(sink.tenantId)).length], ['active', 1]);
  });
});
