// What was read in records, in a real browser on the real server: entities, rules, mappings and the dry run.

import assert from 'node:assert/strict';
import { browserSuite } from '../../testing/suite.ts';

const suite = browserSuite();

const beacon = (more: Record<string, unknown> = {}) => ({
  title: 'Beacon to a rare domain',
  severity: 'high',
  user: 'mallory',
  src_ip: '10.1.2.3',
  dst_ip: '45.0.0.7',
  rule: { id: 'net-7', name: 'Rare domain' },
  custom: { badge: 'b-1701' },
  ...more,
});

suite.test(
  'an entity is found defanged, says what is known of it, and shows its alerts and its company',
  async () => {
    await suite.server.submit(beacon());
    const page = await suite.signedIn('/entities');
    await page.getByRole('searchbox').fill('45[.]0[.]0[.]7');
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await page.getByRole('link', { name: '45.0.0.7' }).click();
    await page.getByRole('heading', { name: '45.0.0.7', level: 1 }).waitFor();
    await page.getByRole('link', { name: 'Beacon to a rare domain' }).waitFor();
    await page.getByText('1 in 30 days').first().waitFor();
    await page.getByRole('link', { name: '10.1.2.3' }).click();
    await page.getByRole('heading', { name: '10.1.2.3', level: 1 }).waitFor();
    await page.getByText('private address').waitFor();
    await page.getByRole('link', { name: '7 days' }).click();
    await page.waitForURL(/days=7/);
    await page.getByText('1 in 7 days').waitFor();
  },
);

suite.test('a person judges an entity, others read it, and it is taken back', async () => {
  await suite.server.submit(beacon({ user: 'judged' }));
  const page = await suite.signedIn('/entity?of=user:judged');
  await page.getByText('Nobody has said anything of it.').waitFor();
  await page.getByRole('button', { name: 'Judge…' }).click();
  await page.getByLabel('Judgement').selectOption('benign');
  await page.getByText('From now on it joins no alerts').waitFor();
  await page.getByLabel('Why').fill('The shared kiosk account.');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The shared kiosk account.').waitFor();
  await page.reload();
  await page.getByText('The shared kiosk account.').waitFor();
  await page.getByRole('button', { name: 'Take back' }).click();
  await page.getByText('Nobody has said anything of it.').waitFor();
});

suite.test(
  'an alert leads to its entities and to its rule, whose documentation it shows from then on',
  async () => {
    const alert = await suite.server.submit(beacon({ title: 'Beacon again' }));
    const page = await suite.signedIn(`/alerts/${alert.id}`);
    await page.getByRole('link', { name: 'Rare domain' }).click();
    await page.getByRole('heading', { name: 'Rare domain', level: 1 }).waitFor();
    await page.getByRole('button', { name: 'Write' }).click();
    await page.getByLabel('Documentation').fill('## First\n\nAsk the proxy team.');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'First' }).waitFor();
    await page.getByRole('link', { name: 'Beacon again' }).click();
    await page.getByText('Ask the proxy team.').waitFor();
    await page.goto(`${suite.server.url}/rules?q=rare`);
    const row = page.getByRole('row').filter({ hasText: 'Rare domain' });
    await row.getByText('written').waitFor();
  },
);

suite.test('a mapping is saved only as it was tried, and what arrives then has its entity', async () => {
  const page = await suite.signedIn('/settings/mappings');
  await page.getByRole('button', { name: 'Map a field' }).click();
  const dialog = page.getByRole('dialog');
  const save = dialog.getByRole('button', { name: 'Save mapping' });
  await dialog.getByLabel('Path').fill('custom.badge');
  assert.equal(await save.getAttribute('aria-disabled'), 'true', 'nothing is saved before it was tried');
  await dialog.getByLabel('Is a').selectOption('ip');
  await dialog.getByRole('button', { name: 'Try it' }).click();
  await dialog.getByText('Not of this type:').waitFor();
  assert.equal(await save.getAttribute('aria-disabled'), 'true', 'a badge is no address');
  await dialog.getByLabel('Is a').selectOption('user');
  await dialog.getByRole('button', { name: 'Try it' }).click();
  await dialog.getByText('b-1701').first().waitFor();
  await save.click();
  await page.getByRole('row').filter({ hasText: 'custom.badge' }).getByText('in use').waitFor();
  const alert = await suite.server.submit(
    beacon({ title: 'Beacon of a badge', custom: { badge: 'b-1702' } }),
  );
  assert.ok(alert.entities.some((entity) => entity.type === 'user' && entity.value === 'b-1702'));
  await page.getByRole('button', { name: 'Delete custom.badge' }).click();
  await dialog.getByRole('button', { name: 'Delete mapping' }).click();
  await page.getByText('No mappings').waitFor();
});

suite.test('a record that is tried shows what each pass finds, and is not stored', async () => {
  const page = await suite.signedIn('/sources/preview');
  await page
    .getByRole('textbox', { name: 'Record' })
    .fill(JSON.stringify(beacon({ title: 'Only tried', description: 'also evil[.]example[.]org' })));
  await page.getByRole('button', { name: 'Read it' }).click();
  await page.getByText('evil.example.org').waitFor();
  await page.getByText('private address').or(page.getByText('mallory')).first().waitFor();
  assert.equal((await suite.server.api.alerts.list({ q: '"Only tried"' })).data.length, 0);
  await page
    .getByRole('textbox', { name: 'Record' })
    .fill('{"title": {"no": "text"}, "severity": "high", "kind": "alert"}');
  await page.getByLabel('Source').selectOption('generic');
  await page.getByRole('button', { name: 'Read it' }).click();
  await page.getByRole('alert').waitFor();
});
