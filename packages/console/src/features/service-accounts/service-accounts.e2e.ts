// Service accounts and agents, in a real browser on the real server.

import assert from 'node:assert/strict';
import { browserSuite } from '../../testing/suite.ts';
import { until } from '../../testing/until.ts';

const suite = browserSuite();

async function statusWith(key: string): Promise<number> {
  const response = await fetch(`${suite.server.url}/v1/alerts`, { headers: { 'x-api-key': key } });
  await response.arrayBuffer();
  return response.status;
}

suite.test('an agent is made, gets a key, and is switched off with it', async () => {
  const page = await suite.signedIn('/settings/service-accounts');
  await page.getByText(/An agent acts by a model.*users:manage/).waitFor();
  await page.getByRole('button', { name: 'Create account' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Triage agent');
  await dialog.getByLabel('Kind').selectOption('agent');
  await dialog.getByLabel('Role', { exact: true }).selectOption('senior');
  await dialog.getByRole('button', { name: 'Create account' }).click();
  const row = page.getByRole('row').filter({ hasText: 'Triage agent' });
  await row.getByRole('link', { name: '0 keys' }).click();

  await page.getByRole('button', { name: 'Create key' }).click();
  await dialog.getByLabel('Name').fill('Agent key');
  await dialog.getByText('agent Triage agent (senior)').waitFor({ state: 'attached' });
  await dialog.getByLabel('Limit it to some permissions of its role').check();
  await dialog.getByRole('checkbox', { name: 'alerts:read' }).waitFor();
  assert.equal(
    await dialog.getByRole('checkbox', { name: 'alerts:delete' }).count(),
    0,
    'an agent never deletes alerts, whatever its role',
  );
  await dialog.getByLabel('Limit it to some permissions of its role').uncheck();
  await dialog.getByRole('button', { name: 'Create key' }).click();
  const key = (await dialog.getByRole('status', { name: 'API key' }).textContent()) ?? '';
  await dialog.getByRole('button', { name: 'I have copied it' }).click();
  assert.equal(await statusWith(key), 200);
  const keys = await suite.server.api.keys.list();
  assert.equal(keys.find(({ name }) => name === 'Agent key')?.account?.kind, 'agent');

  await page.getByRole('link', { name: 'Service accounts' }).click();
  await row.getByRole('button', { name: 'Switch off Triage agent' }).click();
  await dialog.getByRole('button', { name: 'Switch off' }).click();
  await row.getByText('switched off').waitFor();
  await until('its key is refused', async () => (await statusWith(key)) === 401);
  await row.getByRole('button', { name: 'Switch on Triage agent' }).click();
  await dialog.getByRole('button', { name: 'Switch on' }).click();
  await row.getByText('active').waitFor();
  await until('its key works again', async () => (await statusWith(key)) === 200);
});

suite.test('a name is given once, and said so beside the field', async () => {
  await suite.server.api.serviceAccounts.create({ name: 'Sync', kind: 'service', role: 'viewer' });
  const page = await suite.signedIn('/settings/service-accounts');
  await page.getByRole('button', { name: 'Create account' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Sync');
  await dialog.getByRole('button', { name: 'Create account' }).click();
  await dialog.getByText('There is a service account of this name already.').waitFor();
});
