import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { virtualClock } from './clock.ts';
import { AppError } from './errors.ts';
import { fromWireId, ID_PREFIXES, makeIds, requireWireId, toWireId } from './ids.ts';

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const START = new Date('2026-03-04T09:00:00.000Z');
const msOf = (id: string) => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);

describe('makeIds', () => {
  test('gives version 7 ids that carry the millisecond of the clock', () => {
    const id = makeIds(virtualClock(START)).next('alert');
    assert.match(id, UUID_V7);
    assert.equal(msOf(id), START.getTime());
  });

  test('never goes back and never repeats, however the clock jumps', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -5_000, max: 5_000 }), { maxLength: 50 }),
        fc.integer({ min: 1, max: 40 }),
        (jumps, each) => {
          const clock = virtualClock(START);
          const ids = makeIds(clock);
          let last = '';
          for (const jump of [0, ...jumps]) {
            clock.advance(jump);
            for (let n = 0; n < each; n += 1) {
              const id = ids.next('record');
              assert.match(id, UUID_V7);
              assert.ok(id > last, `${last} then ${id}`);
              last = id;
            }
          }
        },
      ),
    );
  });

  test('goes on into the next millisecond when one is used up, and returns to the clock afterwards', () => {
    const clock = virtualClock(START);
    const ids = makeIds(clock);
    const made = Array.from({ length: 10_000 }, () => ids.next('record'));
    assert.deepEqual([...made].sort(), made);
    assert.equal(new Set(made).size, made.length);
    assert.equal(msOf(made.at(-1) ?? ''), START.getTime() + 2);
    clock.advance(1_000);
    assert.equal(msOf(ids.next('record')), START.getTime() + 1_000);
  });

  test('two makers of one moment do not meet', () => {
    const [left, right] = [makeIds(virtualClock(START)), makeIds(virtualClock(START))];
    const made = Array.from({ length: 5_000 }, () => [left.next('alert'), right.next('alert')]).flat();
    assert.equal(new Set(made).size, made.length);
  });
});

describe('wire ids', () => {
  test('come back as they went, for every kind', () => {
    const ids = makeIds(virtualClock(START));
    for (const kind of ID_PREFIXES) {
      const id = ids.next(kind);
      const wire = toWireId(kind, id);
      assert.match(wire, new RegExp(`^${kind}_[0-9a-f]{32}$`));
      assert.equal(fromWireId(kind, wire), id);
      assert.equal(fromWireId(kind, id), id, 'a bare uuid is taken too');
    }
  });

  test('of another kind, or of no form, are none', () => {
    const id = makeIds(virtualClock(START)).next('alert');
    const refused = [
      toWireId('event', id),
      toWireId('alert', id).toUpperCase(),
      `${toWireId('alert', id)}0`,
      `alert_${id}`,
      'alert_',
      '',
      ' ',
      `${id} `,
      id.slice(1),
      'alert-1',
    ];
    for (const text of refused) assert.equal(fromWireId('alert', text), null, text);
  });

  test('any text is an id or null', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const found = fromWireId('alert', text);
        if (found !== null) assert.ok(text === found || text === toWireId('alert', found));
      }),
    );
  });

  test('what has no form does not exist', () => {
    assert.throws(
      () => requireWireId('alert', 'nonsense'),
      (error) => error instanceof AppError && error.status === 404,
    );
  });
});
