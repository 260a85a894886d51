// Secrets with which sources sign: where they lie in the vault, and how those of the first releases come there.

import type { Logger, Sql } from '../../kernel/context.ts';
import type { TenantVault } from '../../kernel/vault.ts';
import { lockSealedSecrets, moveSourceSecret } from './connections.store.ts';

/** What a source's secret is for, as the vault knows it. */
export function sourceSecretPurpose(source: string): string {
  return `source-secret:${source}`;
}

interface Moving {
  readonly sql: Sql;
  readonly tenantId: string;
  readonly vault: TenantVault;
  readonly log: Logger;
  /** Opens what the first releases sealed; throws when no key at hand does. */
  openSealed(purpose: string, sealed: Buffer): string;
}

/**
 * Moves the tenant's secrets of the first releases into the vault; gives how many. One that does not open stays as it is, and its
 * source goes on refusing every body until the secret is set anew: a guard does not open because its key was lost.
 */
export async function moveSealedSecrets(moving: Moving): Promise<number> {
  let moved = 0;
  for (const { source, sealed_secret: sealed } of await lockSealedSecrets(moving)) {
    let text: string;
    try {
      text = moving.openSealed(`source-secret:${moving.tenantId}:${source}`, sealed);
    } catch (error) {
      moving.log.error({ tenant: moving.tenantId, source, error }, 'source.secret-not-openable');
      continue;
    }
    await moveSourceSecret(moving, source, await moving.vault.put(sourceSecretPurpose(source), text));
    moved += 1;
  }
  return moved;
}
