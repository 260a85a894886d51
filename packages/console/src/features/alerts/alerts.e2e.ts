// The work on alerts in a real browser on the real suite.server. Rows and buttons are found by role and name, as people and screen readers
// find them.

import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { passWelcome } from '../../testing/console-page.ts';
import { browserSuite } from '../../testing/suite.ts';
import { until } from '../../testing/until.ts';

const suite = browserSuite();
let number = 0;

/** A title that no other test has. */
function newTitle(text: string): string {
  number += 1;
  return `${text} ${String(number).padStart(3, '0')}`;
}

const record = (title: string, fields: Record<string, unknown> = {}) => ({
  id: `e2e-${title}`,
  title,
  severity: 'high',
  vendor: 'Contoso',
  product: 'EDR',
  rule: { id: 'R-1', name: 'Rule one' },
  ...fields,
});

const rowOf = (page: Page, title: string) => page.getByRole('row').filter({ hasText: title });
const grid = (page: Page) => page.getByRole('grid', { name: 'Alerts' });
const dialog = (page: Page) => page.getByRole('dialog');

suite.test(
  'without a session the console says how to get in, and a pasted link leads back to the page',
  async () => {
    const page = await suite.signedOut();
    await page.goto(`${suite.server.url}/alerts?severity=critical`);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.getByText('npx --no-install watchfloor sign-in').waitFor();
    await page.getByLabel('Link').fill('no link at all');
    await page.getByRole('button', { name: 'Use the link' }).click();
    await page.getByRole('alert').filter({ hasText: 'no sign-in token' }).waitFor();
    await page.getByLabel('Link').fill(await suite.server.signInLink());
    await page.getByRole('button', { name: 'Use the link' }).click();
    await passWelcome(page);
    await page.getByRole('heading', { name: 'Alerts', level: 1 }).waitFor();
    assert.match(page.url(), /\/alerts\?severity=critical$/);
  },
);

suite.test('a link that was used already is said to be used', async () => {
  const page = await suite.signedOut();
  const link = await suite.server.signInLink();
  await page.goto(link);
  await passWelcome(page);
  await page.getByRole('heading', { name: 'Alerts', level: 1 }).waitFor();
  const other = await suite.signedOut();
  await other.goto(link);
  await other.getByRole('alert').filter({ hasText: 'does not work any more' }).waitFor();
});

suite.test('signing out ends the session', async () => {
  const page = await suite.signedIn();
  await page.getByRole('button', { name: /^Owner/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
});

suite.test('the list shows what was submitted, with its severity, score and entities', async () => {
  const title = newTitle('Credential dumping');
  const alert = await suite.server.submit(
    record(title, { severity: 'critical', user: 'svc-backup', src_ip: '192.0.2.44' }),
  );
  const page = await suite.signedIn();
  const row = rowOf(page, title);
  await row.waitFor();
  await row.getByText('Critical').waitFor();
  await row.getByText(String(alert.risk_score), { exact: false }).first().waitFor();
  await row.getByText('Contoso EDR · Rule one').waitFor();
  await row.getByRole('link', { name: /svc-backup/ }).waitFor();
  await row.getByText('New', { exact: true }).waitFor();
});

suite.test('a filter narrows the list, stands in the address and survives a reload', async () => {
  const wanted = newTitle('Low and quiet');
  const other = newTitle('Medium noise');
  await suite.server.submit(record(wanted, { severity: 'low' }));
  await suite.server.submit(record(other, { severity: 'medium' }));
  const page = await suite.signedIn();
  await rowOf(page, other).waitFor();
  await page
    .getByRole('button', { name: /^Severity/, exact: false })
    .first()
    .click();
  await page.getByRole('menuitemcheckbox', { name: 'Low' }).click();
  await page.keyboard.press('Escape');
  await rowOf(page, other).waitFor({ state: 'detached' });
  await rowOf(page, wanted).waitFor();
  assert.match(page.url(), /severity=low/);
  await page.reload();
  await rowOf(page, wanted).waitFor();
  assert.equal(await rowOf(page, other).count(), 0);
});

suite.test('the filters say how many alerts each choice has, and follow what comes', async () => {
  const marked = newTitle('Counted');
  const submit = (n: number, severity: string) =>
    suite.server.submit(record(`${marked} ${n}`, { severity, rule: { id: marked, name: marked } }));
  await submit(1, 'high');
  await submit(2, 'low');
  await submit(3, 'low');
  const page = await suite.signedIn(`/alerts?rule=${encodeURIComponent(marked)}`);
  await page.getByText('3 alerts', { exact: true }).waitFor();
  const choice = (name: string) => page.getByRole('menuitemcheckbox', { name, exact: true });
  // By keyboard alone: the menu opens, says its counts, and a choice narrows the list while the others keep theirs.
  await page
    .getByRole('button', { name: /^Severity/ })
    .first()
    .focus();
  await page.keyboard.press('Enter');
  await choice('High , 1 alert').waitFor();
  await choice('Critical , 0 alerts').waitFor();
  await page.keyboard.press('l');
  // The menu moves its focus a moment after the letter.
  await page.locator('[role=menuitemcheckbox]:focus', { hasText: 'Low' }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByText('2 alerts', { exact: true }).waitFor();
  await choice('High , 1 alert').waitFor();
  await submit(4, 'high');
  await submit(5, 'low');
  await choice('High , 2 alerts').waitFor();
  await choice('Low , 3 alerts').waitFor();
  await page.keyboard.press('Escape');
  await page.getByText('3 alerts', { exact: true }).waitFor();
});

suite.test('what of the address cannot be read is named', async () => {
  const page = await suite.signedIn('/alerts?status=opne&severity=high');
  await page.getByRole('status').filter({ hasText: 'status=opne' }).waitFor();
});

suite.test('a defanged address and the beginning of a word are found', async () => {
  const title = newTitle('Beacon to mimirhost');
  await suite.server.submit(record(title, { url: 'http://beacon-7.example.net/a' }));
  const page = await suite.signedIn();
  await rowOf(page, title).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('beacon-7[.]example[.]net');
  await until('the search is in the address', async () => page.url().includes('q='));
  await rowOf(page, title).waitFor();
  await page.getByRole('searchbox').fill('mimirh* beacon');
  await rowOf(page, title).waitFor();
  await page.getByRole('searchbox').fill('mimirh');
  await page.getByRole('heading', { name: 'Nothing matches' }).waitFor();
});

suite.test('a search without a match says so and leads back to everything', async () => {
  const title = newTitle('Something');
  await suite.server.submit(record(title));
  const page = await suite.signedIn('/alerts?q=wordthatdoesnotoccur');
  await page.getByRole('heading', { name: 'Nothing matches' }).waitFor();
  await page.getByRole('button', { name: 'Clear all filters' }).click();
  await rowOf(page, title).waitFor();
});

suite.test(
  'an alert is opened by key, with why it was decided so, its record, and the way back',
  async () => {
    const title = newTitle('Open by key');
    const alert = await suite.server.submit(
      record(title, { severity: 'critical', host: 'dc-1.corp.example.com' }),
    );
    const page = await suite.signedIn(`/alerts?q=${encodeURIComponent(title)}`);
    await rowOf(page, title).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: title, level: 1 }).waitFor();
    assert.match(page.url(), new RegExp(alert.id));
    await page.getByText(alert.narrative ?? 'no narrative').waitFor();
    await page
      .getByRole('table', { name: 'Factors of the risk score' })
      .getByText('The severity is critical.')
      .waitFor();
    await page.keyboard.press('2');
    await page.getByRole('button', { name: 'Verify' }).click();
    await page.getByRole('status').filter({ hasText: 'Verified' }).waitFor();
    await page.keyboard.press('3');
    await page.getByLabel('Record, revision 1').getByText('"Open by key', { exact: false }).waitFor();
    await page.keyboard.press('Escape');
    await grid(page).waitFor();
    assert.match(page.url(), /\/alerts\?q=/);
    await rowOf(page, title).and(page.locator('[data-cursor]')).waitFor();
  },
);

suite.test('an alert is closed with a verdict by keys alone, and a closed one is reopened', async () => {
  const title = newTitle('Close by key');
  const { id } = await suite.server.submit(record(title));
  const page = await suite.signedIn(`/alerts?q=${encodeURIComponent(title)}`);
  await rowOf(page, title).waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('c');
  await dialog(page).getByRole('heading', { name: 'Close alert' }).waitFor();
  await page.keyboard.press('3');
  await dialog(page).getByLabel('Note').fill('Seen with the backup team');
  await page.keyboard.press('Control+Enter');
  await dialog(page).waitFor({ state: 'detached' });
  await rowOf(page, title).getByText('Resolved').waitFor();
  const closed = await suite.server.api.alerts.get({ id });
  assert.deepEqual(
    { status: closed.status, verdict: closed.verdict, reason: closed.close_reason, notes: closed.notes },
    {
      status: 'resolved',
      verdict: 'false_positive',
      reason: 'misconfigured_rule',
      notes: 'Seen with the backup team',
    },
  );

  await page.keyboard.press('c');
  await page.getByText(/resolved already\. Reopen it/).waitFor();
  await page.keyboard.press('r');
  await dialog(page).getByLabel('Why it must be looked at again').fill('The backup team was wrong');
  await page.keyboard.press('Control+Enter');
  await rowOf(page, title).getByText('Investigating').waitFor();
  const reopened = await suite.server.api.alerts.get({ id });
  assert.equal(reopened.verdict, null);
});

suite.test('closing asks for a verdict and a reason before anything is sent', async () => {
  const title = newTitle('No verdict');
  const { id } = await suite.server.submit(record(title));
  const page = await suite.signedIn(`/alerts/${id}`);
  await page.getByRole('heading', { name: title, level: 1 }).waitFor();
  await page.keyboard.press('c');
  await dialog(page).getByRole('button', { name: 'Close alert' }).click();
  await dialog(page).getByRole('alert').filter({ hasText: 'Choose a verdict.' }).waitFor();
  await dialog(page).getByRole('alert').filter({ hasText: 'Choose a reason.' }).waitFor();
  assert.equal((await suite.server.api.alerts.get({ id })).status, 'new');
});

suite.test('when somebody else was faster, it is told who changed what, and the text is kept', async () => {
  const title = newTitle('Two at once');
  const { id, version } = await suite.server.submit(record(title));
  const page = await suite.signedIn();
  // Without the stream the page cannot know before it asks; the server then refuses the old version.
  await page.route('**/v1/stream', (route) => route.abort());
  await page.goto(`${suite.server.url}/alerts/${id}`);
  await page.getByRole('heading', { name: title, level: 1 }).waitFor();
  await page.keyboard.press('c');
  await page.keyboard.press('1');
  await dialog(page).getByLabel('Note').fill('My finding');
  await suite.server.api.alerts.update({ id, severity: 'critical', assignee: 'Grace' }, { ifMatch: version });
  await page.keyboard.press('Control+Enter');
  const note = dialog(page).getByRole('alert');
  await note.getByText('last by bootstrap', { exact: false }).waitFor();
  await note.getByText('critical').waitFor();
  await note.getByText('Grace').waitFor();
  assert.equal(await dialog(page).getByLabel('Note').inputValue(), 'My finding');
  assert.equal(
    (await suite.server.api.alerts.get({ id })).status,
    'new',
    'nothing was closed behind the analyst’s back',
  );
  await note.getByRole('button', { name: 'I have seen this, go on' }).click();
  await dialog(page).getByRole('button', { name: 'Close alert' }).click();
  await dialog(page).waitFor({ state: 'detached' });
  assert.equal((await suite.server.api.alerts.get({ id })).notes, 'My finding');
});

suite.test(
  'a change that touches nothing of the other person’s is put through without a question',
  async () => {
    const title = newTitle('Assign after a change');
    const { id, version } = await suite.server.submit(record(title));
    const page = await suite.signedIn();
    await page.route('**/v1/stream', (route) => route.abort());
    await page.goto(`${suite.server.url}/alerts/${id}`);
    await page.getByRole('heading', { name: title, level: 1 }).waitFor();
    await suite.server.api.alerts.update({ id, labels: ['vip'] }, { ifMatch: version });
    await page.keyboard.press('a');
    await page.getByText(`Assigned to you: ${title}`).waitFor();
    const alert = await suite.server.api.alerts.get({ id });
    assert.deepEqual([alert.assignee, alert.labels], ['Owner', ['vip']]);
  },
);

suite.test('a new alert appears by itself, and never moves a row that somebody is working on', async () => {
  const first = newTitle('Already here');
  await suite.server.submit(record(first));
  const page = await suite.signedIn();
  await page.getByText('Live', { exact: true }).waitFor();
  await rowOf(page, first).waitFor();
  const second = newTitle('Comes in live');
  await suite.server.submit(record(second));
  await rowOf(page, second).waitFor();

  await page.keyboard.press('j');
  const third = newTitle('Waits to be shown');
  await suite.server.submit(record(third));
  const pill = page.getByRole('button', { name: /^1 new alert/ });
  await pill.waitFor();
  assert.equal(await rowOf(page, third).count(), 0);
  await pill.click();
  await rowOf(page, third).waitFor();
  await pill.waitFor({ state: 'detached' });
});

suite.test('a row that changes elsewhere changes here', async () => {
  const title = newTitle('Changes elsewhere');
  const { id } = await suite.server.submit(record(title));
  const page = await suite.signedIn();
  await rowOf(page, title).waitFor();
  await page.keyboard.press('j');
  await suite.server.api.alerts.update({ id, status: 'escalated' });
  await rowOf(page, title).getByText('Escalated').waitFor();
});

suite.test('what came in while another page was open is there on return', async () => {
  const first = newTitle('Before leaving');
  await suite.server.submit(record(first));
  const page = await suite.signedIn();
  await rowOf(page, first).waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('s');
  await page.getByRole('heading', { name: 'Sources', level: 1 }).waitFor();
  const second = newTitle('While away');
  await suite.server.submit(record(second));
  await page.keyboard.press('g');
  await page.keyboard.press('a');
  await rowOf(page, second).waitFor();
});

suite.test(
  'a session that ends keeps the page and its text, and goes on when one signs in again in another tab',
  async () => {
    const title = newTitle('Session ends');
    const { id } = await suite.server.submit(record(title));
    const page = await suite.signedIn(`/alerts/${id}`);
    await page.getByRole('heading', { name: title, level: 1 }).waitFor();
    await page.getByLabel('Comment').fill('Half a sentence');
    const cookies = await page.context().cookies();
    await page.context().clearCookies();
    await page.getByLabel('Comment').press('Control+Enter');
    await page.getByRole('status').filter({ hasText: 'Your session has ended' }).waitFor();
    await page.context().addCookies(cookies);
    await page.evaluate(() => window.dispatchEvent(new Event('focus')));
    await page
      .getByRole('status')
      .filter({ hasText: 'Your session has ended' })
      .waitFor({ state: 'detached' });
    await page.getByRole('heading', { name: title, level: 1 }).waitFor();
    assert.equal(await page.getByLabel('Comment').inputValue(), 'Half a sentence');
    await page.getByLabel('Comment').press('Control+Enter');
    await page.getByRole('list', { name: 'Timeline' }).getByText('Half a sentence').waitFor();
  },
);

suite.test('a comment is written, stays written once, and shows in the timeline', async () => {
  const title = newTitle('To be commented');
  const { id } = await suite.server.submit(record(title));
  const page = await suite.signedIn(`/alerts/${id}`);
  await page.getByRole('heading', { name: title, level: 1 }).waitFor();
  await page.keyboard.press('m');
  await page.keyboard.type('Asked the <b>owner</b> of the host');
  await page.reload();
  await page.getByLabel('Comment').waitFor();
  assert.equal(
    await page.getByLabel('Comment').inputValue(),
    'Asked the <b>owner</b> of the host',
    'a draft survives a reload',
  );
  await page.getByLabel('Comment').focus();
  await page.keyboard.press('Control+Enter');
  await page
    .getByRole('list', { name: 'Timeline' })
    .getByText('Asked the <b>owner</b> of the host')
    .waitFor();
  assert.equal((await suite.server.api.alerts.comments({ id })).length, 1);
});

suite.test('an entity leads to the other alerts that name it', async () => {
  const one = newTitle('Shares a host');
  const two = newTitle('Shares it too');
  const three = newTitle('Has another host');
  await suite.server.submit(record(one, { host: 'pivot-1.corp.example.com' }));
  const { id } = await suite.server.submit(record(two, { host: 'pivot-1.corp.example.com' }));
  await suite.server.submit(record(three, { host: 'pivot-2.corp.example.com' }));
  const page = await suite.signedIn(`/alerts/${id}`);
  const entities = page.getByRole('table', { name: 'Entities by role' });
  await entities.scrollIntoViewIfNeeded();
  await entities.getByRole('link', { name: '1 other alert with pivot-1.corp.example.com' }).first().click();
  await rowOf(page, one).waitFor();
  await rowOf(page, two).waitFor();
  assert.equal(await rowOf(page, three).count(), 0);
  assert.match(page.url(), /entity=(host|domain):pivot-1/);
});

suite.test('several alerts get one verdict, each told apart', async () => {
  const titles = [newTitle('Batch'), newTitle('Batch'), newTitle('Batch')];
  for (const title of titles) await suite.server.submit(record(title));
  const page = await suite.signedIn('/alerts?q=batch&status=open');
  await until('all rows are there', async () => (await rowOf(page, 'Batch').count()) === 3);
  for (let row = 0; row < 3; row += 1) {
    await page.keyboard.press('j');
    await page.keyboard.press('x');
  }
  await page.getByRole('toolbar', { name: 'Selected alerts' }).getByText('3 selected').waitFor();
  await page.keyboard.press('c');
  await dialog(page).getByRole('heading', { name: 'Close 3 alerts' }).waitFor();
  await page.keyboard.press('2');
  await page.keyboard.press('Control+Enter');
  await dialog(page).waitFor({ state: 'detached' });
  const { data } = await suite.server.api.alerts.list({ q: 'batch' });
  assert.deepEqual(
    data.map((alert) => alert.verdict),
    Array(3).fill('benign_true_positive'),
  );
});

suite.test('what a vendor sends is text, whatever it looks like', async () => {
  const title = `${newTitle('<img src=x onerror=alert(1)>')}`;
  const { id } = await suite.server.submit(
    record(title, { description: '<script>document.title = "taken"</script>' }),
  );
  const page = await suite.signedIn(`/alerts/${id}`);
  await page.getByRole('heading', { name: title, level: 1 }).waitFor();
  await page.getByText('<script>document.title').first().waitFor();
  assert.equal(await page.locator('main img').count(), 0);
  assert.notEqual(await page.title(), 'taken');
});

suite.test('the palette finds an alert, and the help names the keys of the page', async () => {
  const title = newTitle('Palettefinds this');
  await suite.server.submit(record(title));
  const page = await suite.signedIn();
  await grid(page).waitFor();
  await page.keyboard.press('?');
  await dialog(page).getByText('Close with a verdict').waitFor();
  await page.keyboard.press('Escape');
  await dialog(page).waitFor({ state: 'detached' });
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder('Go to, do, or find an alert').fill('palettefinds');
  await page.getByRole('option', { name: title }).click();
  await page.getByRole('heading', { name: title, level: 1 }).waitFor();
});

suite.test(
  'while the server is away the page says so, keeps what it shows, and goes on when it is back',
  async () => {
    const title = newTitle('Server gone');
    await suite.server.submit(record(title));
    const page = await suite.signedIn();
    await rowOf(page, title).waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    await suite.server.stop();
    await page.getByText('Reconnecting', { exact: true }).waitFor();
    await rowOf(page, title).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('a');
    await page.getByText('The server does not answer').first().waitFor();
    await page.getByText('Polling', { exact: true }).waitFor({ timeout: 60_000 });
    await page.getByText(/^Rows of /).waitFor();
    await suite.server.start();
    await page.getByText('Live', { exact: true }).waitFor({ timeout: 60_000 });
    const late = newTitle('After the return');
    await suite.server.submit(record(late));
    await page.getByRole('button', { name: /new alert/ }).click();
    await rowOf(page, late).waitFor();
  },
);
