// The page about work and failures in a real browser. It stands here and not beside the page, since the test breaks the database
// that decides: an alert cannot be decided until the cause is taken away.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from '../../packages/console/src/testing/browser.ts';
import { type ConsolePage, openPage, passWelcome } from '../../packages/console/src/testing/console-page.ts';
import { bringConsole } from '../../packages/console/src/testing/server.ts';
import { until } from '../../packages/console/src/testing/until.ts';
import { poison, untilBuried } from '../../packages/server/src/testing/poison.ts';
import { startTestServer, type TestServer } from '../../packages/server/src/testing/server.ts';

const START_MS = 90_000;
const home = mkdtempSync(path.join(tmpdir(), 'wf-work-page-'));
let server: TestServer;
let browser: Browser;
let opened: ConsolePage;
let page: Page;

before(async () => {
  bringConsole(home);
  browser = await openBrowser();
  server = await startTestServer({ roles: ['api', 'worker', 'scheduler', 'console'], home });
  await until(
    'the console is built',
    async () => (await (await fetch(`${server.url}/`)).text()).includes('id="root"'),
    START_MS,
  );
  opened = await openPage(browser);
  page = opened.page;
  await page.goto(await server.server.signInLink());
  await passWelcome(page);
  await page.getByRole('heading', { name: 'Alerts', level: 1 }).waitFor();
});
after(async () => {
  await browser.close();
  await server.stop();
  rmSync(home, { recursive: true, force: true });
});

async function accept(title: string): Promise<string> {
  return (await server.post('/v1/ingest/generic', { title, severity: 'high' })).body.data.alert_id;
}

const stageOf = async (id: string) => (await server.api.alerts.get({ id })).stage;

test('where nothing failed the page says so, and that workers are alive', async () => {
  await page.goto(`${server.url}/settings/work`);
  await page.getByRole('heading', { name: 'Work and failures', level: 1 }).waitFor();
  await page.getByText('No open letters').waitFor();
  await page.getByText('6 alive').waitFor();
  const all = page.getByRole('button', { name: 'Replay all open…' });
  assert.equal(await all.getAttribute('aria-disabled'), 'true');
  await page.getByRole('navigation').getByRole('link', { name: 'Work and failures' }).waitFor();
});

test('what failed for good is found, read, discarded with a reason, and replayed when its cause is gone', async () => {
  const { admin } = server.database;
  const cure = await poison(admin, 'Poisoned');
  const kept = await accept('Poisoned and kept');
  const unwanted = await accept('Poisoned and unwanted');
  await untilBuried(admin, 2);
  await page.goto(`${server.url}/alerts/${kept}`);
  await page.getByText('The work on this alert failed for good').waitFor();
  await page.getByRole('link', { name: 'Open dead letters' }).click();
  await page.getByText('2 open letters').waitFor();
  const rows = page.getByRole('table', { name: 'Dead letters, latest failure first' }).getByRole('row');
  const row = rows.filter({ has: page.getByRole('link', { name: unwanted }) });
  await row.getByText('first decision').waitFor();

  await row.getByRole('button', { name: 'Discard…' }).click();
  const dialog = page.getByRole('dialog');
  const discard = dialog.getByRole('button', { name: 'Discard letter' });
  assert.equal(await discard.getAttribute('aria-disabled'), 'true', 'a reason is asked for first');
  await dialog.getByLabel('Why').fill('The sensor was being tested.');
  await discard.click();
  await page.getByText('1 open letter', { exact: true }).waitFor();
  assert.equal(await stageOf(unwanted), 'discarded');

  await rows
    .filter({ has: page.getByRole('link', { name: kept }) })
    .getByRole('link')
    .first()
    .click();
  await page.waitForURL(/letter=letter_/);
  await dialog.getByText('password=[cut out]').waitFor();
  await dialog.getByText(kept).waitFor();
  await cure();
  await dialog.getByRole('button', { name: 'Replay' }).click();
  await until('the alert is decided', async () => (await stageOf(kept)) === 'decided');
  await page.keyboard.press('Escape');
  await page.getByText('No open letters').waitFor();
  await page.getByRole('button', { name: 'Show every letter' }).click();
  await rows.filter({ hasText: 'replayed' }).waitFor();
  await page.goto(`${server.url}/alerts/${unwanted}`);
  await page.getByText('failed and was discarded').waitFor();
  assert.deepEqual(opened.problems, []);
});

test('all open letters are replayed by one button, which asks first', async () => {
  const { admin } = server.database;
  const cure = await poison(admin, 'Poisoned');
  const ids = [await accept('Poisoned one'), await accept('Poisoned two')];
  await untilBuried(admin, 2);
  await cure();
  await page.goto(`${server.url}/settings/work`);
  await page.getByRole('button', { name: 'Replay all open…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Replay 2 open letters?' });
  await dialog.getByRole('button', { name: 'Replay', exact: true }).click();
  await page.getByText('Replayed 2 letters').waitFor();
  await until('both are decided', async () =>
    (await Promise.all(ids.map(stageOf))).every((stage) => stage === 'decided'),
  );
  assert.deepEqual(opened.problems, []);
});

test('whoever may not manage the settings reads what is missing', async () => {
  await page.route('**/v1/session', async (route) => {
    const answer = await route.fetch();
    const body = await answer.json();
    body.data.permissions = body.data.permissions.filter((name: string) => name !== 'settings:manage');
    await route.fulfill({ response: answer, json: body });
  });
  await page.goto(`${server.url}/settings/work`);
  await page.getByText('needs the permission settings:manage').waitFor();
  await page.unroute('**/v1/session');
});
