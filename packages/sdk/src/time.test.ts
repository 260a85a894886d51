import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parseTime, parseTimeNear } from './index.ts';

const MOMENT = '2024-07-17T09:08:27.000Z';
const WITH_MS = '2024-07-17T09:08:27.123Z';

const ROWS: readonly (readonly [value: unknown, iso: string | null])[] = [
  ['2024-07-17T09:08:27Z', MOMENT],
  ['2024-07-17T09:08:27', MOMENT],
  ['2024-07-17 09:08:27', MOMENT],
  ['2024-07-17 09:08:27 UTC', MOMENT],
  ['2024-07-17 09:08:27 +0000 UTC', MOMENT],
  ['2024-07-17T11:08:27+02:00', MOMENT],
  ['2024-07-17T11:08:27+0200', MOMENT],
  ['2024-07-17T11:08:27+02', MOMENT],
  ['2024-07-17T03:38:27-05:30', MOMENT],
  ['2024-07-17T09:08:27.123Z', WITH_MS],
  ['2024-07-17T09:08:27,123Z', WITH_MS],
  ['2024-07-17T09:08:27.1234567Z', WITH_MS],
  ['2024-07-17T09:08:27.123456789Z', WITH_MS],
  ['2024-07-17T09:08Z', '2024-07-17T09:08:00.000Z'],
  ['2024-07-17', '2024-07-17T00:00:00.000Z'],
  ['2024/07/17 09:08:27', MOMENT],
  ['20240717T090827Z', MOMENT],
  ['20240717090827', MOMENT],
  [1721207307, MOMENT],
  [1721207307.123, WITH_MS],
  [1721207307123, WITH_MS],
  ['1721207307', MOMENT],
  ['1721207307.123', WITH_MS],
  ['1721207307123', WITH_MS],
  ['1721207307123456', WITH_MS],
  ['1721207307123456789', WITH_MS],
  ['133656809071234567', WITH_MS],
  ['/Date(1721207307123)/', WITH_MS],
  ['Wed, 17 Jul 2024 11:08:27 +0200', MOMENT],
  ['17 Jul 2024 05:08:27 EDT', MOMENT],
  ['17/Jul/2024:11:08:27 +0200', MOMENT],
  ['[17/Jul/2024:11:08:27 +0200]', MOMENT],
  ['Jul 17 2024 09:08:27', MOMENT],
  ['Jul 17, 2024 @ 09:08:27.123', WITH_MS],
  ['July 17, 2024, 9:08:27 AM', MOMENT],
  ['Wednesday, July 17, 2024 9:08:27 AM', MOMENT],
  ['Wed Jul 17 09:08:27 2024', MOMENT],
  ['Wed Jul 17 09:08:27 UTC 2024', MOMENT],
  ['Wed Jul 17 2024 11:08:27 GMT+0200 (Central European Summer Time)', MOMENT],
  ['Wed Jul 17 09:08:27 2024 UTC', MOMENT],
  ['Wed,17 Jul 2024 11:08:27 +0200', MOMENT],
  ['17Jul 2024 09:08:27.123 (UTC)', WITH_MS],
  ['2024-07-1709:08:27+00:00', MOMENT],
  ['20240717110827.123456+120', WITH_MS],
  ['20240717090827.123456+***', WITH_MS],
  ['7/17/2024 9:08:27 AM', MOMENT],
  ['07/17/2024 09:08:27', MOMENT],
  ['17/07/2024 09:08:27', MOMENT],
  ['17.07.2024 09:08:27', MOMENT],
  ['7/17/2024 12:08:27 AM', '2024-07-17T00:08:27.000Z'],
  ['7/17/2024 12:08:27 PM', '2024-07-17T12:08:27.000Z'],
  ['2016-12-31T23:59:60Z', '2016-12-31T23:59:59.000Z'],
  ['2024-02-30', null],
  ['2024-13-01', null],
  ['2024-07-17T25:00:00Z', null],
  ['2024-07-17T09:61:00Z', null],
  ['2024-07-17T09:08:27 XYZ', null],
  ['1989-12-31T23:59:59Z', null],
  ['2101-01-01', null],
  ['Jul 17 09:08:27', null],
  ['next Tuesday', null],
  ['09:08:27', null],
  ['', null],
  ['-', null],
  [42, null],
  [Number.NaN, null],
  [Number.POSITIVE_INFINITY, null],
  [null, null],
  [{}, null],
];

describe('parseTime', () => {
  for (const [value, iso] of ROWS) {
    test(`${typeof value === 'object' ? JSON.stringify(value) : String(value)} is ${iso ?? 'no time'}`, () => {
      assert.equal(parseTime(value), iso);
    });
  }

  test('a moment written in any of the forms comes back as that moment', () => {
    const moments = fc.date({
      min: new Date('1990-01-02'),
      max: new Date('2100-12-30'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(moments, (date) => {
        const iso = date.toISOString();
        const seconds = `${iso.slice(0, 19)}.000Z`;
        assert.equal(parseTime(iso), iso);
        assert.equal(parseTime(iso.replace('T', ' ')), iso);
        assert.equal(parseTime(date.getTime()), iso);
        assert.equal(parseTime(String(date.getTime())), iso);
        assert.equal(parseTime(`${date.getTime()}000000`), iso);
        assert.equal(parseTime(Math.floor(date.getTime() / 1000)), seconds);
        assert.equal(parseTime(date.toUTCString()), seconds);
      }),
    );
  });

  test('any value gives null or an ISO time between 1990 and 2100', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.stringMatching(/^[\d:/. TZ+-]{0,30}$/)), (value) => {
        const iso = parseTime(value);
        if (iso !== null) assert.match(iso, /^(?:199\d|20\d\d|2100)-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('parseTimeNear', () => {
  test('takes the year that brings the time nearest to the reference', () => {
    assert.equal(parseTimeNear('Jul 17 09:08:27', '2024-08-01T00:00:00.000Z'), MOMENT);
    assert.equal(parseTimeNear('Jul  7 09:08:27', '2024-08-01T00:00:00.000Z'), '2024-07-07T09:08:27.000Z');
    assert.equal(parseTimeNear('17 Jul 09:08:27.123', '2024-08-01T00:00:00.000Z'), WITH_MS);
  });

  test('crosses the turn of the year both ways', () => {
    assert.equal(parseTimeNear('Dec 31 23:59:58', '2025-01-01T00:00:03.000Z'), '2024-12-31T23:59:58.000Z');
    assert.equal(parseTimeNear('Jan  1 00:00:03', '2024-12-31T23:59:58.000Z'), '2025-01-01T00:00:03.000Z');
  });

  test('29 February lands in a leap year', () => {
    assert.equal(parseTimeNear('Feb 29 10:00:00', '2025-03-01T00:00:00.000Z'), '2024-02-29T10:00:00.000Z');
  });

  test('a time with a year is read as it stands', () => {
    assert.equal(parseTimeNear('2024-07-17T09:08:27Z', '2030-01-01T00:00:00.000Z'), MOMENT);
  });

  test('gives null for no time and for no reference', () => {
    assert.equal(parseTimeNear('hello', '2024-08-01T00:00:00.000Z'), null);
    assert.equal(parseTimeNear('Jul 17 09:08:27', 'hello'), null);
    assert.equal(parseTimeNear(7, '2024-08-01T00:00:00.000Z'), null);
  });
});
