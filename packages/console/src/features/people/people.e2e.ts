// People, in a real browser on the real server.

import assert from 'node:assert/strict';
import { browserSuite } from '../../testing/suite.ts';
import { until } from '../../testing/until.ts';

const suite = browserSuite();

/** Signs in with the token of a one-time link, as a browser elsewhere would. */
async function useLink(path: string): Promise<{ status: number; cookie: string }> {
  const token = new URL(path, suite.server.url).searchParams.get('token');
  const response = await fetch(`${suite.server.url}/v1/sign-in/link`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: suite.server.url, 'user-agent': 'elsewhere/1' },
    body: JSON.stringify({ token }),
  });
  await response.arrayBuffer();
  return { status: response.status, cookie: response.headers.get('set-cookie')?.split(';')[0] ?? '' };
}

async function statusWith(cookie: string): Promise<number> {
  const response = await fetch(`${suite.server.url}/v1/session`, { headers: { cookie } });
  await response.arrayBuffer();
  return response.status;
}

suite.test(
  'somebody is invited with a link shown once, signs in, changes role, is signed out and switched off',
  async () => {
    const page = await suite.signedIn('/settings/people');
    await page.getByRole('button', { name: 'Invite' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Invite', exact: true }).click();
    await dialog.getByText('Say which address is theirs.').waitFor();
    await dialog.getByLabel('E-mail').fill('ada@example.com');
    await dialog.getByLabel('Name').fill('Ada Lovelace');
    await dialog.getByLabel('Role', { exact: true }).selectOption('viewer');
    await dialog.getByRole('button', { name: 'Invite', exact: true }).click();
    const link = (await dialog.getByRole('status', { name: 'One-time link' }).textContent()) ?? '';
    assert.ok(link.startsWith(`${suite.server.url}/sign-in?token=`));
    await dialog.getByRole('button', { name: 'I have copied it' }).click();
    assert.ok(!(await page.content()).includes(link), 'the link is nowhere on the page any more');
    await page.getByRole('row').filter({ hasText: 'Ada Lovelace' }).getByText('invited').waitFor();
    await page.getByRole('button', { name: 'State' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'invited' }).click();
    await page.keyboard.press('Escape');
    await page.waitForURL(/status=invited/);
    await page.getByRole('row').filter({ hasText: 'owner@localhost' }).waitFor({ state: 'detached' });

    const { status, cookie } = await useLink(link);
    assert.equal(status, 200);
    assert.equal((await useLink(link)).status, 401, 'a link works once');
    assert.equal(await statusWith(cookie), 200);

    await page.getByRole('link', { name: 'Ada Lovelace' }).click();
    await page.getByRole('heading', { name: 'Ada Lovelace', level: 1 }).waitFor();
    await page.getByRole('row').filter({ hasText: 'elsewhere' }).waitFor();
    await page.getByRole('button', { name: 'Change role…' }).click();
    await dialog.getByLabel('Role', { exact: true }).selectOption('owner');
    const change = dialog.getByRole('button', { name: 'Change role' });
    assert.equal(await change.getAttribute('aria-disabled'), 'true', 'an owner is made by name only');
    await dialog.getByLabel('Role', { exact: true }).selectOption('lead');
    await dialog.getByLabel('Why').fill('Runs the desk from today');
    await change.click();
    await page
      .getByRole('definition')
      .filter({ hasText: /^lead$/ })
      .waitFor();

    await page.getByRole('button', { name: 'End session in elsewhere' }).click();
    await dialog.getByRole('button', { name: 'End session' }).click();
    await page.getByText('is not signed in anywhere').waitFor();
    await until('the session is refused', async () => (await statusWith(cookie)) === 401);

    await page.getByRole('button', { name: 'Switch off…' }).click();
    await dialog.getByRole('button', { name: 'Switch off' }).click();
    await page.getByRole('button', { name: 'Let in again…' }).waitFor();
    await page.getByText('Is switched off: let them act again first.').waitFor();
    await page.getByRole('link', { name: 'What was done to their account' }).click();
    await page.getByText('“Runs the desk from today”').waitFor();
  },
);

suite.test('sign-in is reset with a new link shown once, and somebody is removed by name', async () => {
  const { id, link: first } = await suite.server.api.people.invite({
    email: 'bob@example.com',
    name: 'Bob Example',
    role: 'analyst',
  });
  assert.ok(first);
  const page = await suite.signedIn(`/settings/people/${id}`);
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Unlock…' }).click();
  await dialog.getByRole('button', { name: 'Unlock' }).click();
  await page.getByText('Bob Example can try to sign in again').waitFor();
  await page.getByRole('button', { name: 'Reset sign-in…' }).click();
  await dialog.getByLabel('Why').fill('Lost the laptop');
  await dialog.getByRole('button', { name: 'Reset sign-in' }).click();
  const link = (await dialog.getByRole('status', { name: 'One-time link' }).textContent()) ?? '';
  await dialog.getByRole('button', { name: 'I have copied it' }).click();
  assert.equal((await useLink(first.path)).status, 401, 'the link before is worth nothing');
  assert.equal((await useLink(link)).status, 200);

  await page.getByRole('button', { name: 'Remove…' }).click();
  const remove = dialog.getByRole('button', { name: 'Remove' });
  assert.equal(await remove.getAttribute('aria-disabled'), 'true', 'nobody is removed before they are named');
  await dialog.getByLabel('Type “Bob Example” to confirm').fill('Bob Example');
  await remove.click();
  await page.getByRole('heading', { name: 'People', level: 1 }).waitFor();
  await until(
    'Bob is gone',
    async () => (await page.getByRole('row').filter({ hasText: 'bob@example.com' }).count()) === 0,
  );
});

suite.test('an owner cannot take the last owner away, and an admin cannot touch an owner', async () => {
  const people = await suite.server.api.people.list();
  const owner = people.find((person) => person.role === 'owner');
  assert.ok(owner);
  const page = await suite.signedIn(`/settings/people/${owner.id}`);
  await page.getByText('Nobody changes the role of themselves: ask another who may.').waitFor();
  const refused = await page.getByRole('button', { name: 'Remove…' }).getAttribute('aria-disabled');
  assert.equal(refused, 'true');

  const { link } = await suite.server.api.people.invite({
    email: 'admin@example.com',
    name: 'Adele Admin',
    role: 'admin',
  });
  const { cookie } = await useLink(link?.path ?? '');
  const [name, value] = [cookie.slice(0, cookie.indexOf('=')), cookie.slice(cookie.indexOf('=') + 1)];
  const other = await suite.signedOut();
  await other.context().addCookies([{ name, value, url: suite.server.url }]);
  await other.goto(`${suite.server.url}/settings/people/${owner.id}`);
  await other.getByText('Only an owner changes owners.').first().waitFor();
  for (const action of ['Change role…', 'Reset sign-in…', 'Unlock…', 'Switch off…', 'Remove…'])
    assert.equal(await other.getByRole('button', { name: action }).getAttribute('aria-disabled'), 'true');
});

suite.test('a viewer is told which permission the page needs', async () => {
  const { link } = await suite.server.api.people.invite({
    email: 'viewer@example.com',
    name: 'Vera Viewer',
    role: 'viewer',
  });
  const { cookie } = await useLink(link?.path ?? '');
  const [name, value] = [cookie.slice(0, cookie.indexOf('=')), cookie.slice(cookie.indexOf('=') + 1)];
  const page = await suite.signedOut();
  await page.context().addCookies([{ name, value, url: suite.server.url }]);
  for (const [path, needs] of [
    ['/settings/people', 'users:manage'],
    ['/settings/roles', 'users:manage'],
    ['/settings/keys', 'api_keys:manage'],
    ['/settings/service-accounts', 'api_keys:manage'],
    ['/settings/child-access', 'tenants:manage'],
    ['/settings/vault', 'settings:manage'],
    ['/settings/audit-chain', 'audit:read'],
    ['/settings/audit-sinks', 'settings:manage'],
  ] as const) {
    await page.goto(suite.server.url + path);
    await page.getByRole('heading', { name: 'No permission' }).waitFor();
    await page.getByText(needs).waitFor();
  }
});
