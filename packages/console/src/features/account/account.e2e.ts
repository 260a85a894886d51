// Signing in, the first minute and the own account, in a real browser with a virtual authenticator on the real server.

import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { browserSuite } from '../../testing/suite.ts';
import { totpOf } from '../../testing/totp.ts';
import { addAuthenticator } from '../../testing/virtual-authenticator.ts';

const suite = browserSuite();

const PASSWORD = 'seven green lanterns above the harbour';
const alerts = (page: Page) => page.getByRole('heading', { name: 'Alerts', level: 1 });

/** Somebody who was invited, and the address of their link. */
async function invite(email: string, role = 'analyst'): Promise<string> {
  const { link } = await suite.server.api.people.invite({ email, name: email.split('@')[0] ?? email, role });
  assert.ok(link, 'a new person gets a link');
  return suite.server.url + link.path;
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: /, Default$/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in', exact: true }).waitFor();
}

async function signInByPassword(page: Page, email: string, password = PASSWORD): Promise<void> {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** Comes by the link and sets a password. */
async function withPassword(email: string): Promise<Page> {
  const page = await suite.signedOut();
  await page.goto(await invite(email));
  await page.getByRole('button', { name: 'Use a password instead' }).click();
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Set password' }).click();
  await alerts(page).waitFor();
  return page;
}

suite.test('the first owner is at the alerts with one click, and asked again the next time', async () => {
  const page = await suite.signedOut();
  await page.goto(await suite.server.signInLink());
  await page.getByRole('heading', { name: /^Welcome to/ }).waitFor();
  await page.getByRole('button', { name: 'Later, show me the alerts' }).click();
  await alerts(page).waitFor();
  await page.goto(`${suite.server.url}/account`);
  await page.getByText('You have nothing to sign in with yet').waitFor();
});

suite.test(
  'a passkey: added on the first visit, signs in without anything typed, is renamed, and the last one stays',
  async () => {
    const page = await suite.signedOut();
    const device = await addAuthenticator(page);
    // A browser that offers nothing in the field; the test after this has one that does.
    await page.addInitScript(() => {
      PublicKeyCredential.isConditionalMediationAvailable = async () => false;
    });
    await page.goto(await invite('paula@example.com'));
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await alerts(page).waitFor();
    assert.equal(await device.count(), 1);
    await signOut(page);
    await page.goto(`${suite.server.url}/account`);
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.getByRole('heading', { name: 'Your account', level: 1 }).waitFor();
    await page.getByText('a passkey, which is two factors in one').waitFor();
    const row = page.getByRole('table', { name: 'Your passkeys' }).getByRole('row').nth(1);
    assert.equal(await row.getByRole('button', { name: /^Remove/ }).getAttribute('aria-disabled'), 'true');
    await row.getByRole('button', { name: /^Rename/ }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Work laptop');
    await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click();
    await page.getByRole('button', { name: 'Rename Work laptop' }).waitFor();
    await page.getByRole('button', { name: 'Set a password…' }).click();
    await page.getByRole('dialog').getByLabel('Password').fill(PASSWORD);
    await page.getByRole('dialog').getByRole('button', { name: 'Set password' }).click();
    await page.getByRole('button', { name: 'Remove Work laptop' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove passkey' }).click();
    await page.getByText('No passkey yet.').waitFor();
    await signOut(page);
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.getByRole('alert').filter({ hasText: 'This passkey is not taken here' }).waitFor();
  },
);

suite.test(
  'a passkey that is chosen in the field for the e-mail signs in, where the browser offers it',
  async () => {
    const page = await suite.signedOut();
    await addAuthenticator(page);
    await page.goto(await invite('nora@example.com'));
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await alerts(page).waitFor();
    assert.equal(await page.evaluate(() => PublicKeyCredential.isConditionalMediationAvailable()), true);
    await page.context().clearCookies();
    // The device answers by itself what a person would choose from the field's list.
    await page.goto(`${suite.server.url}/rules`);
    await page.getByRole('heading', { name: 'Rules' }).first().waitFor();
    assert.match(page.url(), /\/rules$/);
  },
);

suite.test('whoever cancels the passkey is told so and can go on', async () => {
  const page = await suite.signedOut();
  const device = await addAuthenticator(page);
  await device.confirm(false);
  await page.goto(await invite('carla@example.com'));
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page
    .getByRole('alert')
    .filter({ hasText: /No passkey was used|cannot make such/ })
    .waitFor();
  await device.confirm(true);
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await alerts(page).waitFor();
});

suite.test('a password, one-time codes and a recovery code', async () => {
  const page = await withPassword('tom@example.com');
  await page.goto(`${suite.server.url}/account`);
  await page.getByRole('button', { name: 'Set up…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('img', { name: 'QR code of the seed' }).waitFor();
  const seed = (await dialog.getByRole('status', { name: 'Seed' }).textContent()) ?? '';
  await dialog.getByLabel('The code that the app shows now').fill('000000');
  await dialog.getByRole('button', { name: 'Switch on' }).click();
  await dialog.getByRole('alert').filter({ hasText: 'The code is wrong' }).waitFor();
  await dialog.getByLabel('The code that the app shows now').fill(totpOf(seed));
  await dialog.getByRole('button', { name: 'Switch on' }).click();
  await dialog.getByRole('status', { name: 'Recovery codes' }).getByRole('listitem').first().waitFor();
  const codes = await dialog
    .getByRole('status', { name: 'Recovery codes' })
    .getByRole('listitem')
    .allTextContents();
  assert.ok(codes.length >= 8);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Download' }).click(),
  ]);
  assert.equal(download.suggestedFilename(), 'watchfloor-recovery-codes.txt');
  await dialog.getByRole('button', { name: 'I have kept them' }).click();
  await page.getByText(`${codes.length} recovery codes left`).waitFor();

  await signOut(page);
  await page.goto(`${suite.server.url}/settings/policy`);
  await signInByPassword(page, 'tom@example.com', 'wrong wrong wrong');
  await page.getByRole('alert').filter({ hasText: 'The e-mail or the password is wrong.' }).waitFor();
  await signInByPassword(page, 'tom@example.com');
  await page.getByRole('heading', { name: 'One more step' }).waitFor();
  await page.getByLabel('One-time code').fill(totpOf(seed, 1));
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  // Where one wanted to go before one was asked.
  await page.waitForURL(/settings\/policy/);
  await page.getByRole('heading', { name: 'Triage policy', level: 1 }).waitFor();

  await signOut(page);
  await signInByPassword(page, 'tom@example.com');
  await page.getByRole('button', { name: 'Use a recovery code' }).click();
  await page.getByLabel('Recovery code').fill(codes[0] ?? '');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await alerts(page).waitFor();
  await page.goto(`${suite.server.url}/account`);
  await page.getByText(`${codes.length - 1} recovery codes left`).waitFor();
});

suite.test('after ten wrong passwords it is closed, and says until when', async () => {
  await withPassword('lotte@example.com');
  const page = await suite.signedOut();
  await page.goto(suite.server.url);
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const answered = page.waitForResponse((response) => response.url().endsWith('/v1/sign-in/password'));
    await signInByPassword(page, 'lotte@example.com', `wrong wrong ${attempt}`);
    await answered;
    await page.locator('button[aria-busy]').waitFor({ state: 'detached' });
  }
  await signInByPassword(page, 'lotte@example.com');
  await page
    .getByRole('alert')
    .filter({ hasText: /It opens again in 1[45] min, at \d{4}-.* UTC\./ })
    .waitFor();
});

suite.test(
  'sessions: seen with their device, ended one by one, and the ended one signs in again in its place',
  async () => {
    const page = await withPassword('sam@example.com');
    const other = await suite.signedOut();
    await other.goto(suite.server.url);
    await signInByPassword(other, 'sam@example.com');
    await alerts(other).waitFor();
    await other.goto(`${suite.server.url}/rules`);
    await page.goto(`${suite.server.url}/account`);
    const table = page.getByRole('table', { name: 'Your sessions' });
    await table.getByText('this one').waitFor();
    assert.equal(await table.getByRole('row').count(), 3);
    await table
      .getByRole('row')
      .filter({ hasNotText: 'this one' })
      .filter({ hasText: 'by password' })
      .getByRole('button')
      .click();
    await page.getByRole('dialog').getByRole('button', { name: 'End session' }).click();
    await page.getByText('1 open').waitFor();
    await other.goto(`${suite.server.url}/rules`);
    await other.getByRole('heading', { name: 'Sign in', exact: true }).waitFor();
    await signInByPassword(other, 'sam@example.com');
    await other.waitForURL(/\/rules/);
    await other.getByRole('heading', { name: 'Rules' }).first().waitFor();
  },
);

suite.test('what needs a fresh proof asks for it, and is done once it is given', async () => {
  const page = await withPassword('frida@example.com');
  await addAuthenticator(page);
  await page.goto(`${suite.server.url}/account`);
  // As the server answers a quarter of an hour after signing in.
  let isOld = true;
  await page.route('**/v1/account/passkeys/options', (route) => {
    const error = {
      code: 'reauthenticate',
      message: 'You signed in too long ago for this.',
      request_id: 'req_1',
    };
    return isOld ? route.fulfill({ status: 403, json: { error } }) : route.continue();
  });
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  const asked = page.getByRole('dialog', { name: 'Confirm that it is you' });
  const form = page.getByRole('dialog', { name: 'Add a passkey' });
  await form.getByRole('button', { name: 'Add it' }).click();
  await asked.getByRole('button', { name: 'Cancel' }).click();
  await form.getByRole('alert').filter({ hasText: 'Not confirmed' }).waitFor();
  await form.getByRole('button', { name: 'Add it' }).click();
  await asked.getByLabel('Password').fill('not the password');
  await asked.getByRole('button', { name: 'Confirm' }).click();
  await asked.getByRole('alert').filter({ hasText: 'password is wrong' }).waitFor();
  isOld = false;
  await asked.getByLabel('Password').fill(PASSWORD);
  await asked.getByRole('button', { name: 'Confirm' }).click();
  await page.getByRole('table', { name: 'Your passkeys' }).waitFor();
  assert.equal(await page.getByRole('table', { name: 'Your sessions' }).getByRole('row').count(), 2);
  // With a passkey, it is the first thing to confirm by.
  isOld = true;
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await form.getByRole('button', { name: 'Add it' }).click();
  // Only once it asks: the first request must have had its answer by then.
  await asked.waitFor();
  isOld = false;
  await asked.getByRole('button', { name: 'Use your passkey' }).click();
  await form.getByRole('alert').filter({ hasText: 'has a passkey of yours already' }).waitFor();
});

suite.test('a person of two tenants switches between them', async () => {
  const made = await suite.server.api.tenants.create({
    slug: 'second',
    name: 'Second tenant',
    owner_email: 'ines@example.com',
  });
  const page = await suite.signedOut();
  await suite.server.api.people.invite({ email: 'ines@example.com', name: 'Ines', role: 'viewer' });
  await page.goto(suite.server.url + (made.owner?.link?.path ?? ''));
  await page.getByRole('button', { name: 'Later, show me the alerts' }).click();
  await alerts(page).waitFor();
  await page.goto(`${suite.server.url}/account`);
  await page.getByRole('button', { name: 'Switch to Default' }).click();
  await alerts(page).waitFor();
  await page
    .getByRole('button', { name: /Ines|ines/ })
    .filter({ hasText: 'viewer' })
    .waitFor();
});
