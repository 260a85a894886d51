import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SENSORS } from '@watchfloor/sdk';
import { LINE_ROWS } from './recognise-lines.ts';
import { PRODUCT_ROWS } from './recognise-table.ts';

test('every row of the tables names a product, a known sensor and a confidence', () => {
  for (const row of [...PRODUCT_ROWS, ...LINE_ROWS]) {
    const name = `${row.source} ${row.vendor} ${row.product}`;
    assert.match(row.source, /^[a-z][a-z0-9-]{1,40}$/, name);
    assert.ok(row.vendor !== '' && row.product !== '', name);
    assert.ok(SENSORS.includes(row.sensor), `${name}: ${row.sensor}`);
    assert.ok(row.confidence >= 50 && row.confidence <= 100, `${name}: ${row.confidence}`);
  }
});

test('paths of records are squashed as they are looked up', () => {
  for (const row of PRODUCT_ROWS) {
    const paths = [...row.all, ...(row.any ?? []), ...Object.keys(row.where ?? {})];
    assert.ok(row.all.length > 0, row.source);
    for (const path of paths) {
      assert.match(path, /^[a-z0-9]+(?:\.[a-z0-9]+){0,3}$/, `${row.source} ${path}`);
      // Three levels of a record are looked at.
      assert.ok(path.split('.').length <= 4, `${row.source} ${path}`);
    }
  }
});

test('every row of lines has something to know a line by', () => {
  for (const row of LINE_ROWS) {
    const isKnown =
      row.programs.length > 0 || row.program !== null || row.hints.length > 0 || row.text !== null;
    assert.ok(isKnown, row.source);
    for (const name of row.programs) assert.equal(name, name.toLowerCase(), row.source);
  }
});
