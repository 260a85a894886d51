// The matrix of roles, in a real browser on the real server.

import assert from 'node:assert/strict';
import { browserSuite } from '../../testing/suite.ts';
import { until } from '../../testing/until.ts';

const suite = browserSuite();

suite.test('a role is made from another, changed, and deleted once nobody holds it', async () => {
  const page = await suite.signedIn('/settings/roles');
  await page.getByRole('button', { name: 'Make a role' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name', { exact: true }).fill('Night');
  await dialog.getByRole('button', { name: 'Make role' }).click();
  await dialog.getByText(/Lower-case letters/).waitFor();
  await dialog.getByText('Choose at least one permission.').waitFor();
  await dialog.getByLabel('Name', { exact: true }).fill('night-shift');
  await dialog.getByLabel('Begin with').selectOption('viewer');
  await dialog.getByRole('checkbox', { name: /^observables:manage/ }).check();
  await dialog.getByRole('button', { name: 'Make role' }).click();
  await page.getByRole('button', { name: 'Edit night-shift' }).waitFor();

  const matrix = page.getByRole('table', { name: 'Which role holds which permission' });
  const column = await matrix.getByRole('columnheader').allTextContents();
  const place = column.findIndex((text) => text.startsWith('night-shift'));
  const cell = async (permission: string) => {
    const row = matrix.getByRole('row').filter({ has: page.getByRole('button', { name: permission }) });
    return (await row.getByRole('cell').allTextContents())[place - 1];
  };
  await until('the new role holds it', async () => (await cell('observables:manage')) === 'holds');
  assert.match((await cell('alerts:delete')) ?? '', /does not hold$/);

  await page.getByRole('button', { name: 'Edit night-shift' }).click();
  await dialog.getByRole('checkbox', { name: /^observables:manage/ }).uncheck();
  await dialog.getByRole('checkbox', { name: /^ai:use/ }).check();
  await dialog.getByText('They lose').waitFor();
  await dialog.getByRole('button', { name: 'Save role' }).click();
  await page.getByText('Changed the role “night-shift”').waitFor();
  // The message comes before the table has been read anew.
  await until('the changed role holds it', async () => (await cell('ai:use')) === 'holds');

  const { id } = await suite.server.api.people.invite({
    email: 'night@example.com',
    name: 'Nina',
    role: 'night-shift',
  });
  await page.reload();
  const remove = page.getByRole('button', { name: 'Delete night-shift' });
  await remove.waitFor();
  assert.equal(await remove.getAttribute('aria-disabled'), 'true', 'a role that is held stays');
  await suite.server.api.people.update({ id, role: 'viewer' });
  await page.reload();
  await remove.click();
  await dialog.getByRole('button', { name: 'Delete role' }).click();
  await page.getByText('no role of its own yet').waitFor();
});

suite.test('a permission says on focus what it allows and which operations need it', async () => {
  const page = await suite.signedIn('/settings/roles');
  await page.getByRole('button', { name: /^users:manage/ }).focus();
  await page
    .getByRole('tooltip')
    .getByText(/Invite people.*people\.invite/)
    .waitFor();
});

suite.test('somebody else’s change of a role is not written over', async () => {
  await suite.server.api.roles.create({ name: 'desk', permissions: ['alerts:read'] });
  const page = await suite.signedIn('/settings/roles');
  await page.getByRole('button', { name: 'Edit desk' }).click();
  await suite.server.api.roles.update({ name: 'desk', permissions: ['alerts:read', 'cases:read'] });
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Description').fill('Mine');
  await dialog.getByRole('button', { name: 'Save role' }).click();
  await dialog.getByRole('alert').filter({ hasText: 'Changed in the meantime' }).waitFor();
  const desk = (await suite.server.api.roles.list()).find(({ name }) => name === 'desk');
  assert.deepEqual(desk?.permissions, ['alerts:read', 'cases:read']);
});
