// Whose records are written first when more wait than one batch holds. No database: what a batch holds is looked at before it is
// written.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Accepted, AcceptItem } from './accept.store.ts';
import { makeAccepter } from './accepter.ts';
import { acceptItem } from './testing/accept-item.ts';

/** An accepter that writes nothing; `batches` are the titles of what each batch would have written. */
function makeWatched(batchMax: number) {
  const batches: string[][] = [];
  const accepter = makeAccepter({
    log: { debug() {}, info() {}, warn() {}, error() {} },
    transaction: () => assert.fail('nothing is written here'),
    batchMax,
    async around(items) {
      batches.push(items.map((item) => item.record.title));
      return items.map(
        (item): Accepted => ({
          status: 'queued',
          subjectId: item.subjectId,
          revision: 1,
          isRenewed: false,
          count: 1,
        }),
      );
    },
  });
  return { batches, accept: (items: readonly AcceptItem[]) => accepter.accept(items) };
}

const itemsOf = (tenantId: string, count: number) =>
  Array.from({ length: count }, (_, n) =>
    acceptItem({ tenantId, ref: `${tenantId} ${n}`, title: `${tenantId} ${n}` }),
  );

test('who sends one record waits for one of each other tenant, however many they send', async () => {
  const { batches, accept } = makeWatched(4);
  await Promise.all([accept(itemsOf('loud', 10)), accept(itemsOf('second', 3)), accept(itemsOf('quiet', 1))]);
  assert.deepEqual(batches, [
    ['loud 0', 'second 0', 'quiet 0', 'loud 1'],
    ['second 1', 'loud 2', 'second 2', 'loud 3'],
    ['loud 4', 'loud 5', 'loud 6', 'loud 7'],
    ['loud 8', 'loud 9'],
  ]);
});

test('what fits in one batch goes as it came', async () => {
  const { batches, accept } = makeWatched(4);
  await Promise.all([accept(itemsOf('loud', 3)), accept(itemsOf('quiet', 1))]);
  assert.deepEqual(batches, [['loud 0', 'loud 1', 'loud 2', 'quiet 0']]);
});

test('a later content of a key stays behind the earlier one', async () => {
  const { batches, accept } = makeWatched(2);
  const [first, second] = itemsOf('loud', 2);
  assert.ok(first && second);
  const revised = acceptItem({ tenantId: 'loud', ref: 'loud 0', title: 'loud 0 revised' });
  await accept([first, second, revised, ...itemsOf('quiet', 1)]);
  assert.deepEqual(batches, [
    ['loud 0', 'quiet 0'],
    ['loud 1', 'loud 0 revised'],
  ]);
});
