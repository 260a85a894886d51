// The page about storage in a real browser on the real server: figures of the real database, and who does not get to see them.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { startTestServer, type TestServer } from '../../../../server/src/testing/server.ts';
import { openBrowser } from '../../testing/browser.ts';
import { openPage, passWelcome } from '../../testing/console-page.ts';
import { until } from '../../testing/until.ts';

const START_MS = 90_000;
let server: TestServer;
let browser: Browser;
let page: Page;

before(async () => {
  browser = await openBrowser();
  server = await startTestServer({ roles: ['api', 'worker', 'scheduler', 'console'] });
  await until(
    'the console is built',
    async () => (await (await fetch(`${server.url}/`)).text()).includes('id="root"'),
    START_MS,
  );
  page = (await openPage(browser)).page;
  await page.goto(await server.server.signInLink());
  await passWelcome(page);
  await page.getByRole('heading', { name: 'Alerts', level: 1 }).waitFor();
});
after(async () => {
  await browser.close();
  await server.stop();
});

test('tables, months and retention of the installation are shown, and found from the sidebar', async () => {
  await page.getByRole('navigation').getByRole('link', { name: 'Work and failures' }).waitFor();
  await page.getByRole('navigation').getByRole('link', { name: 'Storage' }).click();
  await page.getByRole('heading', { name: 'Storage', level: 1 }).waitFor();
  const tables = page.getByRole('table', { name: 'Tables, the largest first' }).getByRole('row');
  await tables.nth(1).waitFor();
  const { tables: known } = await server.api.system.storage({});
  assert.ok((await tables.count()) > 10);
  assert.ok(known.some((table) => table.name === 'alert'));
  await page.getByText('raw_record_other').waitFor();
  await page.getByText('Everything is kept for good').waitFor();
  await server.api.retention.update({ raw: 30 });
  await page.reload();
  await page.getByText('up to date').waitFor();
});

test('an analyst is refused by the server', async () => {
  const analyst = await server.as('analyst');
  await assert.rejects(analyst.api.system.storage({}), /installation:manage/);
});
