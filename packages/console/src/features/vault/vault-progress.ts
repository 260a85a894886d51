// How far a rotation is, and whether another can be begun.

import type { MasterKeyStatus, VaultStatus } from '@watchfloor/client';

export interface Progress {
  readonly done: number;
  readonly all: number;
}

/** Secrets moved to the newest data key; null when no rotation is under way. */
export function dataKeyProgress(status: VaultStatus): Progress | null {
  if (!status.rotating) return null;
  return { done: status.secrets - status.secrets_under_old_keys, all: status.secrets };
}

/** Data keys wrapped anew; null when no rotation is under way. */
export function masterKeyProgress(status: MasterKeyStatus): Progress | null {
  const last = status.last_rotation;
  if (last === null || last.finished_at !== null) return null;
  return { done: last.rewrapped, all: last.rewrapped + status.keys_under_old_master_keys };
}

export function refuseRotation(progress: Progress | null): string | null {
  return progress === null ? null : 'A rotation is under way: wait until it has ended.';
}

const PROVIDERS: Readonly<Record<MasterKeyStatus['provider'], string>> = {
  file: 'a file beside the data',
  environment: 'the environment of the server',
  transit: 'a key management service, which never gives it out',
};

/** Where the master key lies. */
export function providerWords(provider: MasterKeyStatus['provider']): string {
  return PROVIDERS[provider];
}
