import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { EgressAnswer } from '../../../kernel/egress.ts';
import { judgeAnswer, nextBatchMax, pauseMs, retryAfterMs } from './judge-answer.ts';

const at = new Date('2026-03-01T08:00:00Z');
const answer = (status: number, headers: Record<string, string> = {}): EgressAnswer => ({
  outcome: 'answered',
  status,
  headers,
  body: Buffer.from('{"text":"secret of the collector"}'),
  url: 'https://siem.example.com/',
});

describe("a collector's answer", () => {
  test('confirms with any 2xx and with nothing else', () => {
    for (let status = 100; status < 600; status += 1) {
      const { outcome } = judgeAnswer(answer(status), at);
      assert.equal(outcome === 'confirmed', status >= 200 && status < 300, String(status));
    }
  });

  test('is told by its status, never by what the collector wrote', () => {
    for (const status of [302, 400, 401, 403, 404, 413, 418, 429, 500, 503, 599]) {
      const judged = judgeAnswer(answer(status), at);
      assert.ok(judged.outcome === 'failed' || judged.outcome === 'too_large');
      assert.match(judged.text, new RegExp(`answers ${status}: \\S`));
      assert.ok(!judged.text.includes('secret'));
    }
  });

  test('of 429 and 503 says when to come again', () => {
    for (const status of [429, 503]) {
      const judged = judgeAnswer(answer(status, { 'retry-after': '120' }), at);
      assert.equal(judged.outcome === 'failed' && judged.waitMs, 120_000);
    }
    const other = judgeAnswer(answer(500, { 'retry-after': '120' }), at);
    assert.equal(other.outcome === 'failed' && other.waitMs, null);
  });
});

test('Retry-After is read as seconds and as a date, at most an hour, and nonsense is none', () => {
  assert.equal(retryAfterMs('7', at), 7_000);
  assert.equal(retryAfterMs('Sun, 01 Mar 2026 08:01:00 GMT', at), 60_000);
  assert.equal(retryAfterMs('Sun, 01 Mar 2026 07:00:00 GMT', at), 0);
  assert.equal(retryAfterMs('999999', at), 3_600_000);
  assert.equal(retryAfterMs('Sun, 01 Mar 2099 08:01:00 GMT', at), 3_600_000);
  for (const text of [undefined, '', 'soon', '-5x', '1e999'])
    assert.equal(retryAfterMs(text, at), null, text);
});

test('pauses double from a second to five minutes, with half of each by chance', () => {
  assert.deepEqual(
    [1, 2, 3, 9, 10, 1_000].map((failures) => pauseMs(failures, 1)),
    [1_000, 2_000, 4_000, 256_000, 300_000, 300_000],
  );
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1e6 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (failures, chance) => {
        const [pause, whole] = [pauseMs(failures, chance), pauseMs(failures, 1)];
        assert.ok(pause >= whole / 2 - 1 && pause <= whole);
      },
    ),
  );
});

test('a batch that was too large is halved down to one, and grows again up to 500', () => {
  assert.deepEqual(
    [500, 3, 2, 1].map((sent) => nextBatchMax('too_large', 500, sent)),
    [250, 1, 1, 1],
  );
  assert.deepEqual(
    [1, 125, 300, 500].map((most) => nextBatchMax('confirmed', most, 1)),
    [2, 250, 500, 500],
  );
});
