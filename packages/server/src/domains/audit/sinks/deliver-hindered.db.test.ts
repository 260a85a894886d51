import assert from 'node:assert/strict';
import { after, afterEach, describe, test } from 'node:test';
import { makeTestAuthority } from '../../../testing/certificates.ts';
import { until } from '../../../testing/server.ts';
import { guardOf, idsOf, sinksByHand, status } from '../../../testing/sinks-by-hand.ts';
import { egressFor, play } from '../../../testing/wire.ts';
import { type DeliveryParts, LEASE_MS } from './deliver.ts';

const { hand, running, collector, addSink, write, deliver, refusalsOf } = await sinksByHand();
after(() => hand.stop());
afterEach(() => Promise.all(running.splice(0).map((server) => server.stop())));

describe('a crash or a second scheduler', () => {
  test('between the delivery and the note of it repeats the same batch under the same key, when the turn has ended', async () => {
    const siem = await collector();
    const guard = guardOf(siem);
    const sink = await addSink({ url: siem.url });
    const ids = await write(sink.tenantId, 3);
    let calls = 0;
    const dying: DeliveryParts['database'] = {
      transaction(tenantId, run) {
        if (tenantId === sink.tenantId) calls += 1;
        // Taking the turn goes well; then the process is gone.
        if (calls > 1) return Promise.reject(new Error('the connection is gone'));
        return hand.database.transaction(tenantId, run);
      },
    };
    assert.equal(await deliver({ guard, database: dying }), 0);
    assert.equal(siem.received.length, 1);
    assert.equal(await deliver({ guard }), 0, 'the turn of the dead one has not ended');
    await write(sink.tenantId, 2);
    hand.parts.clock.advance(LEASE_MS);
    assert.equal(await deliver({ guard }), 2);
    const [first, again, rest] = siem.received;
    assert.deepEqual([first?.ids, again?.ids, rest?.ids.length], [ids, ids, 2]);
    assert.equal(again?.headers['idempotency-key'], first?.headers['idempotency-key']);
    assert.equal((await sink.state()).delivered, 5);
  });

  test('before anything was sent loses nothing', async () => {
    const siem = await collector();
    const sink = await addSink({ url: siem.url });
    const ids = await write(sink.tenantId, 2);
    const guard = guardOf(siem);
    const dying = { ...guard, fetch: () => Promise.reject(new Error('gone')) };
    assert.equal(await deliver({ guard: dying }), 0);
    hand.parts.clock.advance(LEASE_MS);
    await deliver({ guard });
    assert.deepEqual(idsOf(siem.received), ids);
  });

  test('two at once: each record goes out once', async () => {
    const siem = await collector();
    const guard = guardOf(siem);
    const sink = await addSink({ url: siem.url });
    const ids = await write(sink.tenantId, 4);
    let release: () => void = () => undefined;
    siem.answers.push((response) => {
      release = () => void response.end();
    });
    const first = deliver({ guard });
    await until(async () => siem.received.length === 1);
    assert.equal(await deliver({ guard }), 0);
    release();
    assert.equal(await first, 1);
    await Promise.all([deliver({ guard }), deliver({ guard }), deliver({ guard })]);
    await write(sink.tenantId, 1);
    const confirmed = await Promise.all([deliver({ guard }), deliver({ guard }), deliver({ guard })]);
    assert.equal(confirmed[0] + confirmed[1] + confirmed[2], 1);
    assert.deepEqual(idsOf(siem.received).slice(0, 4), ids);
    assert.equal(idsOf(siem.received).length, 5);
  });

  test('one whose turn was over when its answer came writes nothing any more', async () => {
    const siem = await collector();
    const guard = guardOf(siem);
    const sink = await addSink({ url: siem.url });
    const ids = await write(sink.tenantId, 2);
    let release: () => void = () => undefined;
    siem.answers.push((response) => {
      release = () => void response.writeHead(500).end();
    });
    const late = deliver({ guard });
    await until(async () => siem.received.length === 1);
    hand.parts.clock.advance(LEASE_MS);
    assert.equal(await deliver({ guard }), 1);
    release();
    assert.equal(await late, 0);
    const state = await sink.state();
    assert.deepEqual(
      [state.failures, state.last_error, state.confirmed_to, state.delivered],
      [0, null, 2, 2],
    );
    assert.deepEqual(idsOf(siem.received), [...ids, ...ids]);
  });

  test('while the clock stood two hours ahead: with the clock right again it goes on at once', async () => {
    const siem = await collector();
    const guard = guardOf(siem);
    const sink = await addSink({ url: siem.url });
    hand.parts.clock.advance(7_200_000);
    const first = await write(sink.tenantId, 1);
    siem.answers.push((response) => void response.writeHead(500).end());
    assert.equal(await deliver({ guard }), 0);
    hand.parts.clock.advance(-7_200_000);
    const second = await write(sink.tenantId, 1);
    assert.equal(await deliver({ guard }), 2, 'the batch that failed, and the one behind it');
    assert.deepEqual(new Set(idsOf(siem.received)), new Set([...first, ...second]));
    assert.equal((await sink.state()).delivered, 2);
  });

  test('stopping ends a call at once, is no failure, and the same batch is sent after the next start', async () => {
    const siem = await collector();
    const guard = guardOf(siem);
    const sink = await addSink({ url: siem.url });
    await write(sink.tenantId, 1);
    siem.answers.push(() => undefined);
    const stopping = new AbortController();
    const round = deliver({ guard, signal: stopping.signal });
    await until(async () => siem.received.length === 1);
    stopping.abort();
    assert.equal(await round, 0);
    assert.deepEqual([(await sink.state()).failures, (await sink.state()).last_error], [0, null]);
    assert.equal(await deliver({ guard }), 1);
    const keys = siem.received.map(({ headers }) => headers['idempotency-key']);
    assert.equal(keys[0], keys[1]);
  });
});

describe('an address that may not be called', () => {
  test('by redirect to loopback or metadata: the sink stands still, and it is recorded once', async () => {
    for (const [location, reason] of [
      ['https://127.0.0.1/admin', 'not_public'],
      ['https://[::1]/', 'not_public'],
      ['https://169.254.169.254/latest/meta-data/iam/', 'metadata'],
      ['https://metadata.google.internal/', 'metadata'],
    ] as const) {
      for (const code of [302, 307]) {
        const siem = await collector();
        const guard = guardOf(siem);
        const sink = await addSink({ url: siem.url });
        await write(sink.tenantId, 1);
        siem.answers.push(status(code, { location }), status(code, { location }));
        for (let round = 0; round < 3; round += 1) {
          assert.equal(await deliver({ guard }), 0);
          hand.parts.clock.advance(3_600_000);
        }
        assert.equal(siem.received.length, 1, location);
        const state = await sink.state();
        assert.deepEqual([state.state, state.confirmed_to], ['refused', 0]);
        const refusals = await refusalsOf(sink.tenantId);
        assert.deepEqual(
          refusals.map(({ subject, after: told }) => [subject, told]),
          [
            [
              `audit-sink:${sink.id}`,
              { state: 'refused', host: new URL(location).hostname.replace(/[[\]]/g, ''), reason },
            ],
          ],
        );
        assert.equal(state.last_error, refusals[0]?.reason);
      }
    }
  });

  test('by DNS rebinding: what answered publicly before and privately now is refused and recorded, and gets nothing', async () => {
    const authority = makeTestAuthority();
    const certificate = authority.issue(['siem.example.com']);
    const siem = await collector({ certificate });
    const inner = await play((_request, response) => response.end(), { address: '127.0.0.2', certificate });
    running.push(inner);
    // 127.0.0.1 plays the public address: it alone is allowed.
    const answers = [['127.0.0.1'], ['127.0.0.2'], ['127.0.0.1', '10.0.0.1']];
    const guard = egressFor({
      allow: '127.0.0.1',
      resolve: async () => answers.shift() ?? [],
      authorities: [authority.cert],
    });
    const policy = { ports: [siem.port] };
    const sink = await addSink({ url: `https://siem.example.com:${siem.port}/in` });
    await write(sink.tenantId, 1);
    assert.equal(await deliver({ guard, policy }), 1);
    await write(sink.tenantId, 1);
    assert.equal(await deliver({ guard, policy }), 0);
    assert.deepEqual([siem.received.length, inner.connections()], [1, 0]);
    assert.equal((await sink.state()).state, 'refused');
    const [refusal, ...more] = await refusalsOf(sink.tenantId);
    assert.deepEqual(more, []);
    assert.deepEqual(refusal?.after, { state: 'refused', host: 'siem.example.com', reason: 'not_public' });
    assert.ok(!JSON.stringify(refusal).includes('127.0.0.2'));
    // Among public addresses too.
    await hand.tamper("update wf.audit_sink set state = 'active' where id = $1", [sink.id]);
    assert.equal(await deliver({ guard, policy }), 0);
    assert.deepEqual([(await sink.state()).state, siem.received.length], ['refused', 1]);
  });
});
