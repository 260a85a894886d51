import assert from 'node:assert/strict';
import { test } from 'node:test';
import { slugOf } from './tenant-slug.ts';

test('a short name is made from what is there', () => {
  assert.equal(slugOf('Contoso Ltd. (North)'), 'contoso-ltd-north');
  assert.equal(slugOf('  Zürich & Söhne '), 'zurich-sohne');
  assert.equal(slugOf('北'), '');
  assert.match(slugOf(`${'a'.repeat(62)} b`), /^a{62}$/);
});
