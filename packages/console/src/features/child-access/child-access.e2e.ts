// Access to customers' tenants, in a real browser on the real server.

import assert from 'node:assert/strict';
import { browserSuite } from '../../testing/suite.ts';

const suite = browserSuite();

suite.test('access to a customer is given, seen and revoked', async () => {
  const page = await suite.signedIn('/settings/child-access');
  const give = page.getByRole('button', { name: 'Give access' });
  await page.getByText('There is no customer’s tenant below this one yet.').waitFor();
  assert.equal(await give.getAttribute('aria-disabled'), 'true');

  await suite.server.api.tenants.create({ slug: 'contoso', name: 'Contoso' });
  await suite.server.api.people.invite({ email: 'ada@example.com', name: 'Ada Lovelace', role: 'lead' });
  await page.reload();
  await give.click();
  const dialog = page.getByRole('dialog');
  const save = dialog.getByRole('button', { name: 'Give access' });
  assert.equal(await save.getAttribute('aria-disabled'), 'true', 'nobody is chosen');
  await dialog.getByLabel('Who').selectOption({ label: 'Ada Lovelace (ada@example.com)' });
  await dialog.getByLabel('Customer').selectOption({ label: 'Contoso (contoso)' });
  await dialog.getByLabel('As', { exact: true }).selectOption('analyst');
  await save.click();
  const row = page.getByRole('row').filter({ hasText: 'Ada Lovelace' });
  await row.getByText('contoso').waitFor();

  await give.click();
  await dialog.getByLabel('Who').selectOption({ label: 'Ada Lovelace (ada@example.com)' });
  await dialog.getByLabel('Customer').selectOption({ label: 'Contoso (contoso)' });
  assert.equal(await save.getAttribute('aria-disabled'), 'true', 'the same access is not given twice');
  await page.keyboard.press('Escape');

  await row.getByRole('button', { name: 'Revoke access of Ada Lovelace to Contoso' }).click();
  await dialog.getByRole('button', { name: 'Revoke access' }).click();
  await page.getByText('Nobody acts in a customer’s tenant').waitFor();
  assert.deepEqual(await suite.server.api.childAccess.list(), []);
});
