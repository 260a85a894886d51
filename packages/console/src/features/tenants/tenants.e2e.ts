// Customers of a service provider in a real browser on the real server: made, watched in one queue, acted in, suspended and deleted.

import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { browserSuite } from '../../testing/suite.ts';
import { until } from '../../testing/until.ts';

const suite = browserSuite();

async function submit(key: string, title: string): Promise<void> {
  const response = await fetch(`${suite.server.url}/v1/ingest/generic`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': key },
    body: JSON.stringify({ title, severity: 'high', user: 'mallory', rule: { id: 'r-1', name: 'Rule one' } }),
  });
  assert.equal(response.status, 202, await response.text());
}

/** A customer with a key that submits for it. */
async function makeCustomer(
  slug: string,
  name: string,
): Promise<{ readonly id: string; readonly key: string }> {
  const made = await suite.server.api.tenants.create({ slug, name, key: { name: 'first' } });
  return { id: made.tenant.id, key: made.key?.key ?? '' };
}

/** An analyst of the provider who may act in every customer's tenant. */
async function signInAnalyst(): Promise<Page> {
  const { api } = suite.server;
  const email = `mia-${Math.random().toString(36).slice(2, 8)}@example.com`;
  const invited = await api.people.invite({ email, name: 'Mia', role: 'analyst' });
  await api.childAccess.grant({ holder: invited.id, tenant: null, role: 'analyst' });
  const page = await suite.signedOut();
  await page.goto(suite.server.url + (invited.link?.path ?? ''));
  await page.getByRole('button', { name: 'Later, show me the alerts' }).click();
  await page.getByRole('heading', { name: 'Alerts', level: 1 }).waitFor();
  return page;
}

suite.test('a tenant is made in one dialog, and its link and key work', async () => {
  const page = await suite.signedIn('/tenants');
  await page.getByText('No customers').waitFor();
  await page.getByRole('button', { name: 'Create tenant' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name', { exact: true }).fill('Contoso Ltd.');
  assert.equal(await dialog.getByLabel('Short name').inputValue(), 'contoso-ltd');
  await dialog.getByLabel('E-mail of its owner').fill('owner@contoso.example');
  await dialog.getByRole('button', { name: 'Create tenant' }).click();
  const link = (await dialog.getByRole('status', { name: 'One-time link' }).textContent()) ?? '';
  const key = (await dialog.getByRole('status', { name: 'API key' }).textContent()) ?? '';
  await dialog.getByRole('button', { name: 'I have copied them' }).click();
  await page.getByRole('row').filter({ hasText: 'Contoso Ltd.' }).getByText('active').waitFor();
  await submit(key, 'First record of Contoso');
  const owner = await suite.signedOut();
  await owner.goto(link);
  await owner.getByRole('heading', { name: 'Welcome to Contoso Ltd.' }).waitFor();
  await owner.getByRole('button', { name: 'Later, show me the alerts' }).click();
  await owner.getByRole('row').filter({ hasText: 'First record of Contoso' }).waitFor();
});

suite.test(
  'one queue across customers; an alert is opened and closed in its customer, and nothing of it stays after leaving',
  async () => {
    const acme = await makeCustomer('acme', 'Acme');
    const globex = await makeCustomer('globex', 'Globex');
    await submit(acme.key, 'Beacon at Acme');
    await submit(globex.key, 'Beacon at Globex');
    const page = await signInAnalyst();
    await page.getByRole('link', { name: 'Alerts of customers' }).click();
    const rows = page.getByRole('row');
    await rows.filter({ hasText: 'Beacon at Globex' }).waitFor();
    await page.getByRole('button', { name: 'Customer', exact: true }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Acme' }).click();
    await page.keyboard.press('Escape');
    await page.waitForURL(/customer=acme/);
    await rows.filter({ hasText: 'Beacon at Globex' }).waitFor({ state: 'detached' });
    await rows.filter({ hasText: 'Beacon at Acme' }).getByRole('link', { name: 'Beacon at Acme' }).click();
    await page.waitForURL(/\/in\/acme\/alerts\/alert_/);
    const navigation = page.getByRole('navigation', { name: 'Main' });
    const banner = page.getByRole('complementary', { name: 'Customer' });
    await banner.getByText('You act in Acme as analyst').waitFor();
    await page.getByRole('heading', { name: 'Beacon at Acme' }).waitFor();
    const deepLink = page.url();
    // A deep link carries its tenant; without it there is no such alert.
    await page.reload();
    await page.getByRole('heading', { name: 'Beacon at Acme' }).waitFor();
    await page.keyboard.press('c');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('heading', { name: 'Close alert' }).waitFor();
    await page.keyboard.press('3');
    await page.keyboard.press('Control+Enter');
    await dialog.waitFor({ state: 'detached' });
    await until('the alert of Acme is closed', async () => {
      const url = `${suite.server.url}/v1/alerts`;
      const answer = await page.evaluate(
        async (address) => (await fetch(address, { headers: { 'x-watchfloor-tenant': 'acme' } })).json(),
        url,
      );
      return answer.data.some(
        (alert: { status: string }) => alert.status === 'closed' || alert.status === 'resolved',
      );
    });
    await navigation.getByRole('link', { name: 'Alerts', exact: true }).click();
    await page.waitForURL(/\/in\/acme\/alerts\?status=open/);
    await banner.getByRole('link', { name: 'Leave' }).click();
    await page.waitForURL(/localhost:\d+\/customers\/alerts/);
    await banner.waitFor({ state: 'detached' });
    await navigation.getByRole('link', { name: 'Alerts', exact: true }).click();
    await page.getByText(/No open alerts|No alerts yet/).waitFor();
    await page.goto(deepLink.replace('/in/acme', ''));
    await page.getByText('There is no alert with this id.').waitFor();
  },
);

suite.test('a customer that is not ours is not there', async () => {
  const page = await suite.signedIn('/in/nobody/alerts');
  await page.getByText('There is no such tenant for you.').waitFor();
  await page.getByRole('link', { name: 'Leave nobody' }).click();
  await page.getByRole('heading', { name: 'Alerts', level: 1 }).waitFor();
});

suite.test(
  'a tenant gets a quota, is suspended and goes on, is deleted by its name, and its tombstone verifies',
  async () => {
    const initech = await makeCustomer('initech', 'Initech');
    await submit(initech.key, 'Beacon at Initech');
    const page = await suite.signedIn(`/tenants/${initech.id}`);
    await page.getByLabel('Records a day').fill('1');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('used up', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Suspend…' }).click();
    const dialog = page.getByRole('dialog');
    assert.equal(await dialog.getByRole('button', { name: 'Suspend' }).getAttribute('aria-disabled'), 'true');
    await dialog.getByLabel('Reason').fill('invoice');
    await dialog.getByRole('button', { name: 'Suspend' }).click();
    await page.getByText('suspended', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Let it go on…' }).click();
    await dialog.getByLabel('Reason').fill('paid');
    await dialog.getByRole('button', { name: 'Let it go on' }).click();
    await page.getByText('active', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Delete tenant…' }).click();
    await dialog.getByLabel('Reason').fill('contract ended');
    await dialog.getByLabel(/to confirm/).fill('initec');
    assert.equal(
      await dialog.getByRole('button', { name: 'Delete tenant' }).getAttribute('aria-disabled'),
      'true',
    );
    await dialog.getByLabel(/to confirm/).fill('initech');
    await dialog.getByRole('button', { name: 'Delete tenant' }).click();
    await page.getByText(/verifies: \d+ records? lead to the signed end/).waitFor({ timeout: 60_000 });
    await page.getByText('contract ended').waitFor();
    await page.goto(`${suite.server.url}/tenants`);
    await page.getByRole('table').waitFor();
    assert.equal(await page.getByText('Initech').count(), 0);
  },
);

suite.test('customers that did not answer are named, and so is a permission that is missing', async () => {
  const page = await signInAnalyst();
  await page.route('**/v1/children/alerts?**', (route) =>
    route.fulfill({
      status: 200,
      json: {
        data: [],
        next_cursor: null,
        not_included: [
          { tenant: { id: 'tenant_1', slug: 'acme', name: 'Acme' }, reason: 'too_slow' },
          { tenant: { id: 'tenant_2', slug: 'globex', name: 'Globex' }, reason: 'failed' },
        ],
      },
    }),
  );
  await page.goto(`${suite.server.url}/customers/alerts?status=open`);
  await page
    .getByRole('alert')
    .filter({ hasText: 'Not in this list: Acme (did not answer in time), Globex (could not be read).' })
    .waitFor();
  await page.unroute('**/v1/children/alerts?**');
  await page.getByRole('button', { name: 'Read again' }).click();
  await page.getByText(/Not in this list/).waitFor({ state: 'detached' });
  await page.goto(`${suite.server.url}/tenants`);
  await page.getByText('tenants:manage').waitFor();
  await page.getByRole('heading', { name: 'No permission' }).waitFor();
});
