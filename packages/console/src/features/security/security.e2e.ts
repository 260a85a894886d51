// Rules of signing in, retention and legal holds in a real browser on the real server.

import assert from 'node:assert/strict';
import { browserSuite } from '../../testing/suite.ts';
import { addAuthenticator } from '../../testing/virtual-authenticator.ts';

const suite = browserSuite();

suite.test(
  'what a round of retention would remove is counted, a hold keeps it, and the round is confirmed by the tenant’s name',
  async () => {
    const alert = await suite.server.submit({ title: 'Old news', severity: 'low' });
    const page = await suite.signedIn('/settings/retention');
    await page.getByLabel('Records as received').fill('0');
    await page.getByText('A whole number from 1 to 3,650').waitFor();
    await page.getByLabel('Records as received').fill('30');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('row').filter({ hasText: 'Records as received' }).getByText('nothing').waitFor();
    const dialog = page.getByRole('dialog');
    await page.getByRole('button', { name: 'Place a hold…' }).click();
    await dialog.getByLabel('Reason').fill('court order 7');
    await dialog.getByRole('button', { name: 'Place hold' }).click();
    await page.getByText('the whole tenant').waitFor();
    await page.locator('button[aria-disabled="true"]', { hasText: 'Remove it now…' }).waitFor();
    await page.getByRole('button', { name: 'Lift the hold: court order 7' }).click();
    await dialog.getByLabel('Reason').fill('order ended');
    await dialog.getByRole('button', { name: 'Lift hold' }).click();
    await page.getByText('order ended').waitFor();
    await page.getByRole('button', { name: 'Place a hold…' }).click();
    await dialog.getByLabel('Alert').fill(`${suite.server.url}/alerts/${alert.id}?tab=raw`);
    await dialog.getByLabel('Reason').fill('evidence');
    await dialog.getByRole('button', { name: 'Place hold' }).click();
    await page.getByRole('link', { name: alert.id }).waitFor();
    await page.getByRole('button', { name: 'Remove it now…' }).click();
    await dialog.getByLabel(/to confirm/).fill('default');
    await dialog.getByRole('button', { name: 'Remove it' }).click();
    await page
      .getByRole('row')
      .filter({ hasText: 'Records as received' })
      .getByText(/rows/)
      .waitFor({ timeout: 60_000 });
  },
);

suite.test('everything of the tenant is saved as one file', async () => {
  const page = await suite.signedIn('/settings/security');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download' }).click(),
  ]);
  assert.match(download.suggestedFilename(), /\.gz$/);
});

suite.test(
  'a second factor that is required closes everything but the account, until there is one',
  async () => {
    const page = await suite.signedIn('/settings/security');
    await addAuthenticator(page);
    await page.getByLabel('A session ends after (hours)').fill('9');
    await page.getByText('A whole number from 1 to 8.').waitFor();
    await page.getByLabel('A session ends after (hours)').fill('4');
    await page.getByLabel(/^Require a second factor/).check();
    await page.getByText('every other page is closed to you').waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved').waitFor();
    await page.goto(`${suite.server.url}/alerts`);
    await page.getByText('A second factor is required here').waitFor();
    await page.getByRole('link', { name: 'Open your account' }).click();
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Add it' }).click();
    await page.getByRole('table', { name: 'Your passkeys' }).waitFor();
    await page.goto(`${suite.server.url}/alerts`);
    await page.getByRole('heading', { name: 'Alerts', level: 1 }).waitFor();
  },
);
