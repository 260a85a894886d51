// What earlier releases left is what this one goes on with: the kept data of each is restored, brought to the present schema, and used.

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { loadBackup } from '../../packages/server/src/platform/backup/load-backup.ts';
import { openBackup } from '../../packages/server/src/platform/backup/read-backup.ts';
import { dumpSchema } from '../../packages/server/src/platform/db/dump-schema.ts';
import { writeFirstRing } from '../../packages/server/src/platform/secrets/local-keys.ts';
import { createEmptyDatabase, createTestDatabase } from '../../packages/server/src/testing/cluster.ts';
import { finding } from '../../packages/server/src/testing/records.ts';
import { startTestServer, until } from '../../packages/server/src/testing/server.ts';
import { KEPT_ALERT, KEPT_BYTES_MAX, KEPT_FOLDER, KEPT_SECRET } from './kept-data.ts';

const kept = readdirSync(KEPT_FOLDER).filter((name) => name.endsWith('.backup'));

test('each release has left its data, small enough to keep', () => {
  assert.ok(kept.includes('0.1.0.backup'));
  for (const name of kept) assert.ok(statSync(path.join(KEPT_FOLDER, name)).size <= KEPT_BYTES_MAX, name);
});

for (const name of kept) {
  test(`the data of ${name.slice(0, -'.backup'.length)} is restored, verified and gone on with`, async () => {
    const home = mkdtempSync(path.join(tmpdir(), 'wf-kept-'));
    const [database, fresh] = [await createEmptyDatabase(), await createTestDatabase()];
    try {
      const backup = await openBackup(path.join(KEPT_FOLDER, name), KEPT_SECRET);
      const { manifest } = backup;
      const loaded = await loadBackup({
        admin: { connectionString: database.adminUrl },
        appLogin: 'watchfloor',
        backup,
        at: new Date('2026-06-01T00:00:00Z'),
      });
      await backup.close();
      assert.ok(loaded.end.tables.filter((table) => table.rows > 0).length > 30);
      assert.equal(
        await dumpSchema(database.admin),
        await dumpSchema(fresh.admin),
        'the schema of this release',
      );
      writeFirstRing(
        home,
        (manifest.master_keys ?? []).map((hex) => Buffer.from(hex, 'hex')),
      );
      const server = await startTestServer({ database, home });
      try {
        const listed = (await server.api.alerts.list({ limit: 50 })).data;
        const alert = listed.find((row) => row.source_ref === KEPT_ALERT);
        assert.ok(alert, 'the alert that every release keeps');
        assert.equal((await server.api.alerts.get({ id: alert.id })).stage, 'decided');
        await server.api.alerts.addComment({ id: alert.id, body: 'read by a later release' });
        const [again] = await server.submitDecided(
          'sentinel',
          finding({ id: KEPT_ALERT, severity: 'High', user: 'adele.v' }),
        );
        assert.equal(again, alert.id, 'a repetition is known as one');
        await until(async () => (await server.api.audit.verify({})).unsealed === 0);
        // Signs with a key that lies under the master key that came along.
        await server.api.audit.makeCheckpoint({});
        const verified = await server.api.audit.verify({});
        assert.equal(verified.broken, null);
        assert.ok(verified.checkpoints_checked >= 2);
      } finally {
        await server.stop();
      }
    } finally {
      await fresh.drop();
      await database.drop();
      rmSync(home, { recursive: true, force: true });
    }
  });
}
