// The binary form of columns against PostgreSQL itself: what it reads is what was given, for any value of each type.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import fc from 'fast-check';
import pg from 'pg';
import {
  booleans,
  byteas,
  instants,
  integers,
  jsons,
  smallints,
  texts,
  uuids,
  vectors,
} from '../../kernel/columns.ts';
import { createTestDatabase } from '../../testing/cluster.ts';

const testDatabase = await createTestDatabase();
const client = new pg.Client({ connectionString: testDatabase.url });
await client.connect();
after(async () => {
  await client.end();
  await testDatabase.drop();
});

const orNull = <Value>(value: fc.Arbitrary<Value>) => fc.array(fc.option(value), { maxLength: 20 });
const text = fc
  .string({ unit: 'binary', maxLength: 60 })
  .map((value) => value.replaceAll('\0', '').toWellFormed());

async function readBack(type: string, column: Buffer, form = 'v'): Promise<unknown[]> {
  const { rows } = await client.query(`select ${form} as v from unnest($1::${type}[]) as u (v)`, [column]);
  return rows.map((row) => row.v);
}

const ROUNDS = { numRuns: 60 };

test('texts, ids, numbers, truths, bytes and documents are read as they were given', async () => {
  const cases: readonly [string, fc.Arbitrary<(unknown | null)[]>, (values: never) => Buffer][] = [
    ['text', orNull(text), texts],
    ['uuid', orNull(fc.uuid()), uuids],
    ['integer', orNull(fc.integer({ min: -2_147_483_648, max: 2_147_483_647 })), integers],
    ['smallint', orNull(fc.integer({ min: -32_768, max: 32_767 })), smallints],
    ['boolean', orNull(fc.boolean()), booleans],
    ['bytea', orNull(fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes))), byteas],
  ];
  for (const [type, values, column] of cases) {
    await fc.assert(
      fc.asyncProperty(values, async (given) => {
        // Each case's values are of the type that its column takes; the table of cases cannot say so.
        assert.deepEqual(await readBack(type, column(given as never)), given);
      }),
      ROUNDS,
    );
  }
});

test('documents are read as they were given', async () => {
  const document = fc.jsonValue().filter((value) => !JSON.stringify(value).includes('\\u0000'));
  await fc.assert(
    fc.asyncProperty(orNull(document.map((value) => JSON.stringify(value))), async (given) => {
      // A document `null` is a value of its own and not the absence of one.
      const isNull = await readBack('jsonb', jsons(given), 'v is null');
      assert.deepEqual(
        isNull,
        given.map((value) => value === null),
      );
      const same = await client.query(
        'select bool_and(a is not distinct from b) as same from unnest($1::jsonb[], $2::text[]::jsonb[]) as u (a, b)',
        [jsons(given), given],
      );
      assert.ok(given.length === 0 || same.rows[0].same);
    }),
    ROUNDS,
  );
});

test('times are read to the millisecond, near and far, given as dates and as texts', async () => {
  const near = fc.date({
    min: new Date('1970-01-01T00:00:00Z'),
    max: new Date('2100-01-01T00:00:00Z'),
    noInvalidDate: true,
  });
  const far = fc.date({
    min: new Date('0001-01-01T00:00:00Z'),
    max: new Date('9999-12-31T23:59:59.999Z'),
    noInvalidDate: true,
  });
  await fc.assert(
    fc.asyncProperty(orNull(fc.oneof(near, far)), async (given) => {
      const expected = given.map((value) => (value === null ? null : value.getTime()));
      for (const form of [given, given.map((value) => value?.toISOString() ?? null)]) {
        const read = await readBack('timestamptz', instants(form), '(extract(epoch from v) * 1000)::bigint');
        assert.deepEqual(
          read.map((value) => (value === null ? null : Number(value))),
          expected,
        );
      }
    }),
    ROUNDS,
  );
});

test('vectors of words are those that PostgreSQL reads from text', async () => {
  const word = text.filter((value) => value !== '');
  const places = fc
    .uniqueArray(fc.tuple(fc.integer({ min: 1, max: 16_383 }), fc.integer({ min: 0, max: 3 })), {
      minLength: 1,
      maxLength: 20,
      selector: ([place]) => place,
    })
    .map((list) => list.sort(([left], [right]) => left - right));
  const vector = fc.uniqueArray(fc.tuple(word, places), { maxLength: 30, selector: ([name]) => name });
  await fc.assert(
    fc.asyncProperty(fc.array(vector, { maxLength: 5 }), async (given) => {
      const column = vectors(
        given.map((words) =>
          words.map(([name, at]) => [name, at.map(([place, weight]) => place | (weight << 14))] as const),
        ),
      );
      const asText = given.map((words) =>
        words
          .map(([name, at]) => {
            const quoted = name.replaceAll('\\', '\\\\').replaceAll("'", "''");
            return `'${quoted}':${at.map(([place, weight]) => `${place}${'DCBA'[weight]}`).join(',')}`;
          })
          .join(' '),
      );
      const { rows } = await client.query(
        'select a = b::tsvector as same, a::text as a, b::tsvector::text as b from unnest($1::tsvector[], $2::text[]) as u (a, b)',
        [column, asText],
      );
      assert.equal(rows.length, given.length);
      for (const row of rows) assert.equal(row.a, row.b);
    }),
    ROUNDS,
  );
});

test('an array larger than what is kept for writing is whole, and the next one too', async () => {
  const large = ['a'.repeat(9_000_000), null, 'ü'.repeat(1_000)];
  assert.deepEqual(await readBack('text', texts(large)), large);
  assert.deepEqual(await readBack('text', texts([])), []);
  assert.deepEqual(await readBack('text', texts(['x'])), ['x']);
});

test('what is no id and no time is refused before it is sent', () => {
  for (const value of [
    '',
    'zz890000-0000-7000-8000-000000000001',
    '01890000-0000-7000-8000-00000000000',
    `${'0'.repeat(36)}`,
  ]) {
    assert.throws(() => uuids([value]), /uuid/);
  }
  assert.throws(() => instants(['yesterday']), /a date/);
  assert.throws(() => instants([new Date(Number.NaN)]), /a date/);
  for (const value of [40_000, -40_000, 1.5, Number.NaN]) {
    assert.throws(() => smallints([value]), { code: '22003' });
  }
  assert.throws(() => integers([3_000_000_000]), { code: '22003' });
});
