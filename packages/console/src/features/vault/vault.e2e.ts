// The keys of the vault, in a real browser on the real server.

import assert from 'node:assert/strict';
import { browserSuite } from '../../testing/suite.ts';
import { until } from '../../testing/until.ts';

const suite = browserSuite();

suite.test('the data key and the master key are rotated, and the page follows until it is done', async () => {
  await suite.server.api.sources.setSecret({ source: 'generic', scheme: 'timestamped' });
  const before = await suite.server.api.vault.masterKeyStatus();
  const page = await suite.signedIn('/settings/vault');
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Rotate data key…' }).click();
  await dialog.getByRole('button', { name: 'Rotate data key' }).click();
  const keys = page.getByRole('table', { name: 'Data keys, newest first' });
  await keys.getByRole('row').filter({ hasText: 'retired' }).getByText('nothing of it is kept').waitFor();
  const status = await suite.server.api.vault.status();
  assert.equal(status.rotating, false);
  assert.equal(status.data_keys[0]?.secrets, status.secrets);

  await page.getByRole('button', { name: 'Rotate master key…' }).click();
  const rotate = dialog.getByRole('button', { name: 'Rotate master key' });
  assert.equal(await rotate.getAttribute('aria-disabled'), 'true', 'its id is typed first');
  await dialog.getByLabel(/^Type/).fill(before.current_key_id);
  await rotate.click();
  await until('the master key is another', async () => {
    const now = await suite.server.api.vault.masterKeyStatus();
    return now.last_rotation?.finished_at !== null && now.current_key_id !== before.current_key_id;
  });
  await page.getByText(/asked for by user: Owner/).waitFor();
  await until(
    'the old master key is gone from the page',
    async () => (await page.getByText(before.current_key_id).count()) === 0,
  );
});
