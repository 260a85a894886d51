// Which bodies are taken as read, and for how long. That a repeated body is counted, stored and answered as any other is shown
// where records are accepted.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AcceptItem } from './accept.store.ts';
import { makeRepeats, type Sent } from './repeats.ts';
import { acceptItem } from './testing/accept-item.ts';

const AT = new Date('2026-03-04T10:00:00Z');

function sent(change: Partial<Sent> = {}): Sent {
  return {
    tenantId: 'a',
    source: 'generic',
    contentType: 'application/json',
    body: Buffer.from('{}'),
    at: AT,
    ...change,
  };
}

function itemAt(receivedAt: Date, flags: AcceptItem['record']['flags'] = []): AcceptItem {
  const item = acceptItem({ tenantId: 'a', ref: 'x' });
  return { ...item, receivedAt, record: { ...item.record, flags } };
}

describe('the name of a body', () => {
  test('differs by tenant, source, type and each byte', () => {
    const { nameOf } = makeRepeats();
    const names = [
      sent(),
      sent({ tenantId: 'b' }),
      sent({ source: 'okta' }),
      sent({ contentType: 'text/plain' }),
      sent({ body: Buffer.from('{ }') }),
    ].map(nameOf);
    assert.equal(new Set(names).size, names.length);
    assert.equal(nameOf(sent()), names[0]);
  });

  test('of a large body is none', () => {
    const { nameOf } = makeRepeats({ bytesMax: 10 });
    assert.notEqual(nameOf(sent({ body: Buffer.alloc(10) })), null);
    assert.equal(nameOf(sent({ body: Buffer.alloc(11) })), null);
  });
});

describe('what is remembered', () => {
  const later = (ms: number) => new Date(AT.getTime() + ms);

  test('is forgotten after its time, and when the clock has jumped back', () => {
    const repeats = makeRepeats({ ttlMs: 1_000 });
    repeats.remember('x', itemAt(AT));
    assert.ok(repeats.find('x', later(1_000)));
    assert.equal(repeats.find('x', later(1_001)), null);
    assert.equal(repeats.find('x', AT), null, 'gone for good');
    repeats.remember('y', itemAt(AT));
    assert.equal(repeats.find('y', later(-1)), null);
  });

  test('is no more than so many; the longest unseen goes first', () => {
    const repeats = makeRepeats({ max: 2 });
    for (const name of ['x', 'y']) repeats.remember(name, itemAt(AT));
    repeats.find('x', AT);
    repeats.remember('z', itemAt(AT));
    assert.deepEqual(
      ['x', 'y', 'z'].map((name) => repeats.find(name, AT) !== null),
      [true, false, true],
    );
  });

  test('keeps the bytes of the body alone, not what the socket read around it', () => {
    const repeats = makeRepeats();
    const item = itemAt(AT);
    const body = Buffer.alloc(64 * 1024, 'x').subarray(100, 110);
    repeats.remember('x', { ...item, raw: { ...item.raw, body } });
    const known = repeats.find('x', AT)?.raw.body;
    assert.equal(known?.toString(), 'x'.repeat(10));
    assert.equal(known?.buffer.byteLength, 10);
  });

  test('is nothing whose time is that of its receiving', () => {
    const repeats = makeRepeats();
    repeats.remember('x', itemAt(AT, ['time_missing']));
    repeats.remember('y', itemAt(AT, ['time_in_future']));
    assert.deepEqual([repeats.find('x', AT), repeats.find('y', AT)], [null, null]);
  });
});
