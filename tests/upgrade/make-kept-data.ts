// Makes the kept data of this release: `node tools/launch.mjs tests/upgrade/make-kept-data.ts`, once, at the release.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeBackup } from '../../packages/server/src/platform/backup/write-backup.ts';
import { openMasterKeys } from '../../packages/server/src/platform/secrets/open-master-keys.ts';
import { finding } from '../../packages/server/src/testing/records.ts';
import { startTestServer } from '../../packages/server/src/testing/server.ts';
import { VERSION } from '../../packages/server/src/version.ts';
import { fillTenant } from '../product/fill-tenant.ts';
import { KEPT_ALERT, KEPT_FOLDER, KEPT_SECRET } from './kept-data.ts';

const home = mkdtempSync(path.join(tmpdir(), 'wf-kept-'));
const server = await startTestServer({ home });
try {
  await fillTenant(server, { key: server.key, api: server.api });
  await fillTenant(server, await server.neighbour());
  await server.submitDecided('sentinel', finding({ id: KEPT_ALERT, severity: 'High', user: 'adele.v' }));
  await server.server.stop();
  // Planted for another test: something that waits to be sealed and is not there.
  await server.database.admin.query(
    'delete from wf.audit_unsealed u where not exists (select from wf.audit_record r where r.id = u.id)',
  );
  const file = path.join(KEPT_FOLDER, `${VERSION}.backup`);
  rmSync(file, { force: true });
  const made = await writeBackup({
    admin: { connectionString: server.database.adminUrl },
    file,
    secret: KEPT_SECRET,
    release: VERSION,
    at: new Date(),
    masterKeys: openMasterKeys({ home, masterKeyHex: null, masterKeyPreviousHex: [], kms: null }).local(),
  });
  process.stdout.write(`${file}: ${made.end.rows} rows, ${made.bytes} bytes\n`);
} finally {
  await server.database.drop();
  rmSync(home, { recursive: true, force: true });
}
