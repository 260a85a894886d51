// The pages beside the alerts, in a real browser on the real server.

import assert from 'node:assert/strict';
import { browserSuite } from './testing/suite.ts';
import { until } from './testing/until.ts';

const suite = browserSuite();

const oktaEvent = (id: string) => ({
  uuid: id,
  published: '2026-03-01T12:00:00.000Z',
  eventType: 'user.session.start',
  version: '0',
  severity: 'INFO',
  displayMessage: 'User login to Okta',
  outcome: { result: 'SUCCESS' },
  actor: { id: '00u1', type: 'User', alternateId: 'ada@example.com', displayName: 'Ada' },
  client: { ipAddress: '203.0.113.9' },
});

async function send(path: string, body: unknown, headers: Record<string, string> = {}): Promise<number> {
  const response = await fetch(suite.server.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  await response.arrayBuffer();
  return response.status;
}

suite.test('a key is shown once, works, and is revoked by its name', async () => {
  const page = await suite.signedIn('/settings/keys');
  await page.getByRole('button', { name: 'Create key' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Create key' }).click();
  await dialog.getByText('Give it a name.').waitFor();
  await dialog.getByLabel('Name').fill('Okta hook');
  await dialog.getByLabel('okta', { exact: true }).check();
  await dialog.getByRole('button', { name: 'Create key' }).click();
  const key = await dialog.getByRole('status', { name: 'API key' }).textContent();
  await dialog.getByRole('button', { name: 'I have copied it' }).click();
  assert.equal(await send('/v1/ingest/okta', oktaEvent('key-1'), { 'x-api-key': key ?? '' }), 202);
  assert.equal(await send('/v1/ingest/generic', { title: 'x' }, { 'x-api-key': key ?? '' }), 403);

  const row = page.getByRole('row').filter({ hasText: 'Okta hook' });
  await row.waitFor();
  assert.ok(!(await page.content()).includes(key ?? 'no key'), 'the key is nowhere on the page any more');
  await row.getByRole('button', { name: 'Revoke Okta hook' }).click();
  const revoke = dialog.getByRole('button', { name: 'Revoke key' });
  assert.equal(
    await revoke.getAttribute('aria-disabled'),
    'true',
    'nothing is revoked before the name is typed',
  );
  await dialog.getByLabel('Type “Okta hook” to confirm').fill('Okta hook');
  await revoke.click();
  await row.getByText('revoked').waitFor();
  await until(
    'the key is refused',
    async () => (await send('/v1/ingest/okta', oktaEvent('key-2'), { 'x-api-key': key ?? '' })) === 401,
  );
});

suite.test(
  'a source gets a secret address that works, and one that requires a signature refuses the unsigned',
  async () => {
    const page = await suite.signedIn('/sources');
    const dialog = page.getByRole('dialog');
    await page.getByRole('button', { name: 'Set up okta' }).click();
    await dialog.getByRole('button', { name: 'Make an address' }).click();
    const address = await dialog.getByRole('status', { name: 'Secret address' }).textContent();
    await page.keyboard.press('Escape');
    const path = new URL(address ?? '').pathname;
    assert.equal(await send(path, oktaEvent('address-1')), 202);

    const row = page.getByRole('row').filter({ hasText: '/v1/ingest/okta' });
    await row.getByRole('button', { name: 'Set signature secret of okta' }).click();
    await dialog.getByLabel('Secret').fill('too short');
    await dialog.getByText('At least 16 characters.').waitFor();
    await dialog.getByLabel('Secret').fill('');
    await dialog.getByRole('button', { name: 'Require signature' }).click();
    await dialog.getByRole('status', { name: 'Signature secret' }).waitFor();
    await dialog.getByRole('button', { name: 'I have copied it' }).click();
    await row.getByText('required, with time').waitFor();
    await until('the unsigned is refused', async () => (await send(path, oktaEvent('address-2'))) === 401);

    await row.getByRole('button', { name: 'Remove signature secret of okta' }).click();
    await dialog.getByRole('button', { name: 'Remove secret of okta' }).click();
    await row.getByText('not required').waitFor();
    await until(
      'the unsigned is taken again',
      async () => (await send(path, oktaEvent('address-3'))) === 202,
    );
  },
);

suite.test(
  'the policy is changed with a reason, and a change of somebody else is not written over',
  async () => {
    const page = await suite.signedIn('/settings/policy');
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByLabel('Medium', { exact: true }).fill('200');
    await page.getByText('A whole number from -100 to 100.').waitFor();
    await page.getByLabel('Medium', { exact: true }).fill('19');
    await page.getByRole('button', { name: 'Save version 2' }).click();
    await page.getByText('Say why: it is kept in the audit.').waitFor();
    await page.getByLabel('Why').fill('Medium alerts were overlooked');

    const current = await suite.server.api.policies.getTriage();
    const theirs = { ...current.body, correlation: { window_hours: 48 } };
    await suite.server.api.policies.updateTriage(
      { body: theirs, reason: 'Slow attackers' },
      { ifMatch: current.version },
    );
    await page.getByRole('button', { name: 'Save version 2' }).click();
    const note = page.getByRole('alert').filter({ hasText: 'bootstrap has made version 2' });
    await note.getByText('24').waitFor();
    await note.getByRole('button', { name: /Go on from version 2/ }).click();
    await page.getByRole('button', { name: 'Save version 3' }).click();
    await page.getByText('Version 3, made').waitFor();
    const saved = await suite.server.api.policies.getTriage();
    assert.equal(saved.body.weights.severity.medium, 19);
  },
);

suite.test('the audit names who did what, and narrows to one subject', async () => {
  const current = await suite.server.api.policies.getTriage();
  await suite.server.api.policies.updateTriage(
    { body: current.body, reason: 'Only for the record' },
    { ifMatch: current.version },
  );
  const page = await suite.signedIn('/audit');
  await page.getByRole('cell', { name: 'session.started' }).first().waitFor();
  await page.getByLabel('Find', { exact: true }).fill('policy:triage');
  await page.getByRole('button', { name: 'Find', exact: true }).click();
  await page.getByText('“Only for the record”').waitFor();
  await until(
    'only the policy is left',
    async () => (await page.getByRole('cell', { name: 'session.started' }).count()) === 0,
  );
  assert.match(page.url(), /subject=policy:triage/);
});

suite.test('events are listed and opened, and lead to their record', async () => {
  const key = (await suite.server.api.keys.create({ name: 'events' })).key;
  assert.equal(await send('/v1/ingest/okta', oktaEvent('event-1'), { 'x-api-key': key }), 202);
  const page = await suite.signedIn('/events');
  await page.getByRole('row').filter({ hasText: 'User login to Okta' }).first().waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'User login to Okta', level: 1 }).waitFor();
  await page.getByRole('table', { name: 'Entities by role' }).getByText('ada@example.com').first().waitFor();
  await page.getByLabel('Record, revision 1').getByText('"user.session.start"').waitFor();
});

suite.test('the theme that was chosen is there before the page is, next time', async () => {
  const page = await suite.signedIn();
  await page.getByRole('button', { name: /^Owner/ }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Light' }).click();
  await page.locator('html[data-theme="light"]').waitFor();
  await page.route('**/assets/index-*.js', (route) => route.abort());
  await page.reload();
  assert.equal(await page.locator('html').getAttribute('data-theme'), 'light');
});

suite.test('a page that failed shows the request id and mends itself when the server can again', async () => {
  const page = await suite.signedIn();
  const failing = {
    error: { code: 'unavailable', message: 'The database is not available right now.', request_id: 'req_1' },
  };
  await page.route('**/v1/keys', (route) => route.fulfill({ status: 503, json: failing }));
  await page.getByRole('link', { name: 'API keys' }).click();
  await page.getByRole('alert').filter({ hasText: 'req_1' }).waitFor();
  await page.unroute('**/v1/keys');
  await page.getByRole('heading', { name: 'API keys', level: 1 }).waitFor();
});

suite.test('an address that does not exist and an alert that does not exist are told apart', async () => {
  const page = await suite.signedIn('/nowhere');
  await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
  await page.goto(`${suite.server.url}/alerts/alert_${'0'.repeat(32)}`);
  await page.getByText('There is no alert with this id.').waitFor();
});
