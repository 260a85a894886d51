// Limits, rotation and states of API keys, in a real browser on the real server. Making and revoking one: src/pages.e2e.ts.

import assert from 'node:assert/strict';
import { browserSuite } from '../../testing/suite.ts';
import { until } from '../../testing/until.ts';

const suite = browserSuite();

async function statusWith(key: string, path: string): Promise<number> {
  const response = await fetch(suite.server.url + path, { headers: { 'x-api-key': key } });
  await response.arrayBuffer();
  return response.status;
}

suite.test('a key is limited to a permission of its role, and to an end', async () => {
  const page = await suite.signedIn('/settings/keys');
  await page.getByRole('button', { name: 'Create key' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Report');
  await dialog.getByLabel('Role', { exact: true }).selectOption('viewer');
  await dialog.getByLabel('Limit it to some permissions of its role').check();
  await dialog.getByRole('button', { name: 'Create key' }).click();
  await dialog.getByText('Choose at least one permission, or limit it to none.').waitFor();
  await dialog.getByRole('checkbox', { name: 'alerts:read' }).check();
  await dialog.getByRole('button', { name: 'Expires in 30 days' }).click();
  await dialog.getByRole('button', { name: 'Create key' }).click();
  const key = (await dialog.getByRole('status', { name: 'API key' }).textContent()) ?? '';
  await dialog.getByRole('button', { name: 'I have copied it' }).click();
  assert.equal(await statusWith(key, '/v1/alerts'), 200);
  assert.equal(await statusWith(key, '/v1/sources'), 403);
  const row = page.getByRole('row').filter({ hasText: 'Report' });
  await row.getByText('alerts:read').waitFor();
  await row.getByText('in 29 days').waitFor();
});

suite.test('a rotated key shows its successor once, and both work until the old one ends', async () => {
  const old = await suite.server.api.keys.create({ name: 'Hook', role: 'viewer' });
  const page = await suite.signedIn('/settings/keys');
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Rotate Hook' }).click();
  await dialog.getByLabel('The old key goes on for').selectOption('72');
  await dialog.getByRole('button', { name: 'Rotate key' }).click();
  const key = (await dialog.getByRole('status', { name: 'New API key' }).textContent()) ?? '';
  await dialog.getByText('works until').waitFor();
  await dialog.getByRole('button', { name: 'I have copied it' }).click();
  assert.equal(await statusWith(key, '/v1/alerts'), 200);
  assert.equal(await statusWith(old.key, '/v1/alerts'), 200);
  const before = page.getByRole('row').filter({ hasText: old.hint }).filter({ hasText: 'replaced by' });
  await before.getByText('ends').waitFor();
  const again = before.getByRole('button', { name: 'Rotate Hook' });
  assert.equal(await again.getAttribute('aria-disabled'), 'true', 'a key is rotated once');
});

suite.test('a key becomes narrower and never wider, and keys are filtered by state', async () => {
  const made = await suite.server.api.keys.create({
    name: 'Narrow',
    role: 'viewer',
    scopes: ['alerts:read', 'cases:read'],
  });
  const gone = await suite.server.api.keys.create({ name: 'Gone' });
  await suite.server.api.keys.revoke({ id: gone.id });
  const page = await suite.signedIn('/settings/keys?status=active');
  await page.getByText('Narrow').waitFor();
  assert.deepEqual(await page.getByRole('row').filter({ hasText: 'Gone' }).allTextContents(), []);
  await page.getByRole('button', { name: 'Edit Narrow' }).click();
  const dialog = page.getByRole('dialog');
  assert.equal(await dialog.getByRole('checkbox', { name: 'observables:read' }).count(), 0);
  await dialog.getByRole('checkbox', { name: 'cases:read' }).uncheck();
  await dialog.getByRole('button', { name: 'Save key' }).click();
  await page.getByText('Changed the key “Narrow”').waitFor();
  assert.deepEqual((await suite.server.api.keys.get({ id: made.id })).scopes, ['alerts:read']);
  await page.goto(`${suite.server.url}/settings/keys?status=revoked`);
  await page.getByRole('row').filter({ hasText: 'Gone' }).waitFor();
  await until(
    'only revoked ones are left',
    async () => (await page.getByRole('row').filter({ hasText: 'Narrow' }).count()) === 0,
  );
});
