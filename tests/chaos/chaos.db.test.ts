// The short round of the chaos suite (README.md), and that its judge sees what it is there to see.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fromWireId } from '../../packages/server/src/kernel/ids.ts';
import { shortRound } from './kills.ts';
import type { Ledger } from './load.ts';
import { play } from './scenario.ts';
import { judge } from './verdict.ts';
import { startWorld, type World } from './world.ts';

/** Any will do; a failure is repeated with the one that it names. */
const SEED = 20_261_121;

let world: World;
let ledger: Ledger;
before(async () => {
  world = await startWorld({ hasSinks: false });
});
after(() => world.stop());

test('a server that dies at its commits and at random loses, keeps back and doubles nothing', async () => {
  const outcome = await play(world, shortRound, SEED);
  ledger = outcome.ledger;
  const { lost, stuck, doubled, problems } = outcome.verdict;
  assert.deepEqual({ lost, stuck, doubled, problems }, { lost: 0, stuck: 0, doubled: 0, problems: [] });
  assert.ok(outcome.ledger.accepted.length > 100);
});

test('the judge sees a raw record that is gone, a decision that is missing and a comment that is doubled', async () => {
  const [first] = ledger.accepted;
  const [comment] = ledger.comments;
  assert.ok(first && comment);
  const id = fromWireId('alert', first.alertId);
  await world.admin.query(
    'delete from wf.raw_record where id = (select record_id from wf.alert where id = $1)',
    [id],
  );
  await world.admin.query("delete from wf.decision where alert_id = $1 and phase = 'final'", [id]);
  await world.admin.query(
    `insert into wf.alert_comment (tenant_id, id, alert_id, at, author_kind, author_id, author_name, body)
     select tenant_id, gen_random_uuid(), alert_id, at, author_kind, author_id, author_name, body
     from wf.alert_comment where body like $1`,
    [`%${comment.key}).`],
  );
  const { lost, stuck, doubled, problems } = await judge(world, ledger, []);
  assert.ok(lost >= 1 && stuck >= 1 && doubled >= 1, problems.join('; '));
});
