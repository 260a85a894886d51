import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  ENTITY_ROLES,
  ENTITY_TYPES,
  type NormalizedAlert,
  type NormalizedRecord,
  SENSORS,
  SEVERITIES,
} from '@watchfloor/sdk';
import fc from 'fast-check';
import { cleanText, LIMITS, makeStorable } from './storable.ts';

const RECEIVED = new Date('2026-03-04T09:00:00.000Z');

function alert(part: Partial<NormalizedAlert> = {}): NormalizedAlert {
  return {
    kind: 'alert',
    vendor: 'Example',
    product: 'Sensor',
    source_ref: null,
    title: 'Beacon',
    description: '',
    category: '',
    severity: 'high',
    sensor: 'network',
    occurred_at: '2026-03-04T08:00:00.000Z',
    entities: [],
    labels: [],
    links: [],
    flags: [],
    tactics: [],
    techniques: [],
    rule: { id: null, name: null },
    closure: null,
    ...part,
  };
}

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('', ' ', '\0', 'a\0b', '\ud800', '\udc00x', '\u{feff}'),
  fc
    .tuple(
      fc.constantFrom('x', 'é', '\0', '\ud83d', '\u{1f600}'),
      fc.integer({ min: 240, max: 510 }),
      fc.constantFrom('', 'y'),
    )
    .map(([unit, count, before]) => before + unit.repeat(count)),
);
const maybe = fc.option(hostile, { nil: null });
const time = fc.oneof(
  fc.constant(null),
  fc
    .date({ min: new Date('1990-01-01'), max: new Date('2100-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  fc.constantFrom('not a time', '', '2026-03-04T10:00:00+02:00'),
);
const shared = {
  vendor: hostile,
  product: hostile,
  source_ref: maybe,
  title: hostile,
  description: hostile,
  category: hostile,
  severity: fc.constantFrom(...SEVERITIES),
  sensor: fc.constantFrom(...SENSORS),
  occurred_at: time,
  entities: fc.array(
    fc.record({
      type: fc.constantFrom(...ENTITY_TYPES),
      value: hostile,
      role: fc.constantFrom(...ENTITY_ROLES),
    }),
    { maxLength: 4 },
  ),
  labels: fc.array(hostile, { maxLength: 60 }),
  links: fc.array(fc.record({ label: hostile, url: hostile }), { maxLength: 25 }),
  flags: fc.constant([]),
  tactics: fc.array(hostile, { maxLength: 4 }),
  techniques: fc.array(hostile, { maxLength: 4 }),
  rule: fc.record({ id: maybe, name: maybe }),
};
const anyRecord: fc.Arbitrary<NormalizedRecord> = fc.oneof(
  fc.record({
    ...shared,
    kind: fc.constant('alert' as const),
    closure: fc.option(
      fc.record({ verdict: fc.constant('undetermined' as const), reason: maybe, at: fc.constant(null) }),
      { nil: null },
    ),
  }),
  fc.record({
    ...shared,
    kind: fc.constant('event' as const),
    action: hostile,
    outcome: fc.constant('unknown' as const),
  }),
);

function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null)
    for (const member of Object.values(value)) yield* textsIn(member);
}

describe('makeStorable', () => {
  test('whatever the record, PostgreSQL can store every text of it, within the limits of the tables', () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        const stored = makeStorable(record, RECEIVED);
        for (const text of textsIn(stored)) {
          assert.ok(!text.includes('\0'), 'no U+0000');
          assert.ok(text.isWellFormed(), 'no lone surrogate');
        }
        assert.ok(
          stored.title.length >= 1 && stored.title.length <= LIMITS.title,
          `title of ${stored.title.length}`,
        );
        for (const word of [
          stored.vendor,
          stored.product,
          stored.category,
          stored.source_ref,
          stored.rule.id,
          stored.rule.name,
        ]) {
          assert.ok((word ?? '').length <= LIMITS.word);
        }
        assert.ok(stored.labels.length <= LIMITS.labels && stored.links.length <= LIMITS.links);
        assert.ok(stored.entities.every((entity) => entity.value.length <= LIMITS.entityValue));
        assert.equal(new Date(stored.occurred_at).toISOString(), stored.occurred_at);
        assert.ok(Date.parse(stored.occurred_at) <= RECEIVED.getTime() + LIMITS.futureMs);
        assert.equal(new Set(stored.flags).size, stored.flags.length);
      }),
      { numRuns: 400 },
    );
  });

  test('making storable twice changes nothing more', () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        const once = makeStorable(record, RECEIVED);
        assert.deepEqual(makeStorable(once, RECEIVED), once);
      }),
      { numRuns: 200 },
    );
  });

  test('a record that needs nothing comes out as it went in', () => {
    const record = alert({
      description: 'é \u{1f600}',
      labels: ['a', 'b'],
      entities: [{ type: 'ip', value: '192.0.2.1', role: 'source' }],
    });
    assert.deepEqual(makeStorable(record, RECEIVED), record);
  });

  test('says what it did: cleaned, cut, capped', () => {
    assert.deepEqual(makeStorable(alert({ title: 'A\0B\ud800' }), RECEIVED).title, 'A\u{fffd}B\u{fffd}');
    assert.deepEqual(makeStorable(alert({ description: 'a\0' }), RECEIVED).flags, ['text_cleaned']);
    const cut = makeStorable(alert({ title: 'x'.repeat(501) }), RECEIVED);
    assert.deepEqual([cut.title.length, cut.title.at(-1), cut.flags], [500, '…', ['text_cut']]);
    const many = Array.from({ length: 201 }, (_, n) => ({
      type: 'ip' as const,
      value: `192.0.2.${n}`,
      role: 'related' as const,
    }));
    const capped = makeStorable(alert({ entities: many }), RECEIVED);
    assert.deepEqual([capped.entities.length, capped.flags], [200, ['entities_capped']]);
  });

  test('a cut never splits a pair', () => {
    const cut = makeStorable(alert({ title: `${'x'.repeat(498)}\u{1f600}\u{1f600}` }), RECEIVED).title;
    assert.ok(cut.isWellFormed());
    assert.ok(cut.length <= 500);
  });

  test('ids that are too long are shortened so that different ones stay different', () => {
    const long = 'a'.repeat(600);
    const refOf = (source_ref: string) => makeStorable(alert({ source_ref }), RECEIVED).source_ref;
    assert.notEqual(refOf(`${long}1`), refOf(`${long}2`));
    assert.equal(refOf(`${long}1`), refOf(`${long}1`));
    assert.ok((refOf(`${long}1`) ?? '').length <= LIMITS.word);
  });

  test('a title that is empty is made from the product or the vendor', () => {
    assert.equal(makeStorable(alert({ title: ' \n' }), RECEIVED).title, 'Sensor alert');
    assert.equal(makeStorable(alert({ title: '', product: '' }), RECEIVED).title, 'Example alert');
    assert.equal(
      makeStorable(alert({ title: '', product: '', vendor: '' }), RECEIVED).title,
      'Unnamed alert',
    );
  });

  test('a time that is missing, no time or more than five minutes ahead becomes the receive time, and says so', () => {
    const settle = (occurred_at: string | null) => {
      const stored = makeStorable(alert({ occurred_at }), RECEIVED);
      return [stored.occurred_at, stored.flags];
    };
    const now = RECEIVED.toISOString();
    assert.deepEqual(settle(null), [now, ['time_missing']]);
    assert.deepEqual(settle('yesterday'), [now, ['time_missing']]);
    assert.deepEqual(settle('2026-03-04T09:05:00.001Z'), [now, ['time_in_future']]);
    assert.deepEqual(settle('2026-03-04T09:05:00.000Z'), ['2026-03-04T09:05:00.000Z', []]);
    assert.deepEqual(settle('2026-03-04T10:00:00+02:00'), ['2026-03-04T08:00:00.000Z', []]);
  });
});

test('cleanText changes exactly what cannot be stored', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (text) => {
      const clean = cleanText(text);
      if (!text.includes('\0') && text.isWellFormed()) assert.equal(clean, text);
      assert.equal(clean.length, text.length);
    }),
  );
});
