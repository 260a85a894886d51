// What the first start makes and every later one finds: the pepper, the installation's own tenant with its owner, the key of the
// local command line. Each step may be repeated.

import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { listTenantsWithSealedSecrets, moveSealedSecrets } from './domains/connections/index.ts';
import {
  ensureDefaultTenant,
  hintOf,
  insertApiKey,
  insertSignInLink,
  listApiKeys,
  newApiKey,
  newToken,
  resolveApiKey,
  SIGN_IN_LINK_MINUTES,
} from './domains/identity/index.ts';
import { systemClock } from './kernel/clock.ts';
import type { Config } from './kernel/config.ts';
import type { Logger, SecretBox } from './kernel/context.ts';
import { StartError } from './kernel/errors.ts';
import type { Ids, TenantId } from './kernel/ids.ts';
import type { Database } from './platform/db/database.ts';
import type { OpenedMasterKeys } from './platform/secrets/open-master-keys.ts';
import { openVersion1 } from './platform/secrets/sealing.ts';
import type { Vault } from './platform/secrets/vault.ts';

/** The pepper of credential hashes: made once by whichever server comes first, then the same for all. */
export async function loadPepper(database: Database): Promise<Buffer> {
  return database.transaction(null, async (sql) => {
    await sql.query(
      'pepper.make',
      "insert into platform_setting (name, value) values ('credential-pepper', $1) on conflict do nothing",
      [randomBytes(32)],
    );
    const rows = await sql.query<{ value: Buffer }>(
      'pepper.read',
      "select value from platform_setting where name = 'credential-pepper'",
    );
    if (!rows[0]) throw new StartError('The database does not keep its credential pepper.');
    return rows[0].value;
  });
}

/** What the first releases sealed with the master key itself goes into the vault. Each start looks, and does what is left. */
export async function moveSourceSecrets(
  parts: { readonly database: Database; readonly vault: Vault; readonly log: Logger },
  opened: OpenedMasterKeys,
): Promise<void> {
  const { database, vault, log } = parts;
  for (const tenantId of await database.transaction(null, listTenantsWithSealedSecrets)) {
    const moved = await database.transaction(tenantId, (sql) =>
      moveSealedSecrets({
        sql,
        tenantId,
        log,
        vault: vault.of({ sql, tenantId, at: systemClock.now() }),
        openSealed: (purpose, sealed) => openVersion1(opened.local(), purpose, sealed),
      }),
    );
    if (moved > 0) log.info({ tenant: tenantId, secrets: moved }, 'source.secrets-moved');
  }
}

interface Identity {
  readonly database: Database;
  readonly ids: Ids;
  readonly secrets: SecretBox;
}

export async function bootstrap(
  parts: Identity & { readonly log: Logger },
  config: Config,
): Promise<{ tenantId: TenantId; ownerId: string }> {
  const { database, ids, secrets } = parts;
  const at = systemClock.now();
  const made = await database.transaction(null, (sql) =>
    ensureDefaultTenant(sql, { tenant: ids.next('tenant'), person: ids.next('user') }, at),
  );
  const tenantId = made.tenant_id;
  const { bootstrapKey } = config;
  if (bootstrapKey !== null) {
    await database.transaction(tenantId, async (sql) => {
      const scope = { sql, tenantId };
      // Only the first start may make an admin key out of the environment; later ones use what is stored.
      const before = (await listApiKeys(scope)).find((key) => key.created_by === 'bootstrap');
      const known = await resolveApiKey(sql, secrets.keyedHash(bootstrapKey), at);
      if (before && !known) parts.log.warn({}, 'bootstrap.key-ignored-after-first-start');
      if (before || known) return;
      await insertApiKey(scope, {
        id: ids.next('key'),
        name: 'bootstrap',
        hash: secrets.keyedHash(bootstrapKey),
        hint: hintOf(bootstrapKey),
        role: 'admin',
        sources: null,
        created_at: at,
        created_by: 'bootstrap',
        expires_at: null,
      });
    });
  }
  return { tenantId, ownerId: made.person_id };
}

/** The key by which the command line of this machine talks to this server; only the home folder's owner can read it. */
export async function ensureCliKey(
  parts: Identity & { readonly tenantId: TenantId },
  home: string,
): Promise<string> {
  const file = path.join(home, 'cli.key');
  if (!existsSync(file)) writeFileSync(file, `${newApiKey()}\n`, { mode: 0o600 });
  const key = readFileSync(file, 'utf8').trim();
  const { database, ids, secrets, tenantId } = parts;
  await database.transaction(tenantId, (sql) =>
    insertApiKey(
      { sql, tenantId },
      {
        id: ids.next('key'),
        name: 'local command line',
        hash: secrets.keyedHash(key),
        hint: hintOf(key),
        // Whoever can read this machine's home folder owns the installation.
        role: 'owner',
        sources: null,
        created_at: systemClock.now(),
        created_by: 'first start',
        expires_at: null,
      },
    ),
  );
  return key;
}

export async function makeSignInLink(
  { database, ids, secrets, tenantId }: Identity & { readonly tenantId: TenantId },
  ownerId: string,
  url: string,
): Promise<string> {
  const token = newToken();
  const at = systemClock.now();
  await database.transaction(tenantId, (sql) =>
    insertSignInLink(
      { sql, tenantId },
      {
        id: ids.next('link'),
        personId: ownerId,
        hash: secrets.keyedHash(token),
        at,
        expiresAt: new Date(at.getTime() + SIGN_IN_LINK_MINUTES * 60_000),
      },
    ),
  );
  return `${url}/sign-in?token=${token}`;
}
