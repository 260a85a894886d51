import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { ApiError } from '@watchfloor/client';
import { finding } from '../../../testing/records.ts';
import { startTestServer } from '../../../testing/server.ts';

const server = await startTestServer();
after(() => server.stop());

async function newAlert(): Promise<string> {
  const [id] = await server.submitDecided('sentinel', finding());
  assert.ok(id);
  return id;
}

test('comments are listed oldest first, each with its author, and do not change the alert', async () => {
  const id = await newAlert();
  const analyst = await server.as('analyst');
  const before = await server.api.alerts.get({ id });
  await server.api.alerts.addComment({ id, body: 'one' });
  const second = await analyst.api.alerts.addComment({ id, body: ' two\nlines\t' });
  await server.api.alerts.addComment({ id, body: 'three' });
  const comments = await server.api.alerts.comments({ id });
  assert.deepEqual(
    comments.map((comment) => [comment.body, comment.author.name]),
    [
      ['one', 'local command line'],
      ['two\nlines', 'test analyst'],
      ['three', 'local command line'],
    ],
  );
  assert.deepEqual(comments[1], second);
  assert.match(second.id, /^comment_[0-9a-f]{32}$/);
  assert.deepEqual(await server.api.alerts.get({ id }), before);
});

test('a comment is audited by its id, without its text', async () => {
  const id = await newAlert();
  const { id: comment } = await server.api.alerts.addComment({
    id,
    body: 'what only readers of the alert see',
  });
  const { data } = await server.api.audit.list({ limit: 1 });
  assert.equal(data[0]?.event, 'alert.commented');
  assert.deepEqual(data[0]?.after, { comment });
});

test('the longest comment is taken, a longer one and an empty one are 422', async () => {
  const id = await newAlert();
  assert.equal((await server.api.alerts.addComment({ id, body: 'x'.repeat(10_000) })).body.length, 10_000);
  for (const body of ['x'.repeat(10_001), '', ' \n ']) {
    const refused = server.api.alerts.addComment({ id, body });
    await assert.rejects(refused, (error: unknown) => error instanceof ApiError && error.field === 'body');
  }
});

test('of more than 500 comments the newest are listed', async () => {
  const id = await newAlert();
  await server.api.alerts.addComment({ id, body: 'the newest' });
  // Older ones behind the product's back: five hundred requests say nothing more.
  await server.database.admin.query(
    `insert into wf.alert_comment (tenant_id, id, alert_id, at, author_kind, author_id, author_name, body)
     select tenant_id, ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, alert_id, at, author_kind, author_id,
       author_name, 'comment ' || n
     from wf.alert_comment, generate_series(1, 500) n where body = 'the newest'`,
  );
  const comments = await server.api.alerts.comments({ id });
  assert.equal(comments.length, 500);
  assert.equal(comments[0]?.body, 'comment 2');
  assert.equal(comments.at(-1)?.body, 'the newest');
});

test('hidden: a neighbour reads none and writes none', async () => {
  const id = await newAlert();
  await server.api.alerts.addComment({ id, body: 'ours' });
  const { api } = await server.neighbour();
  const isHidden = (error: unknown) => error instanceof ApiError && error.status === 404;
  await assert.rejects(api.alerts.comments({ id }), isHidden);
  await assert.rejects(api.alerts.addComment({ id, body: 'theirs' }), isHidden);
  assert.equal((await server.api.alerts.comments({ id })).length, 1);
});
