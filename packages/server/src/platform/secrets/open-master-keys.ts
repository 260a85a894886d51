// Which master keys this server has, from its configuration.

import type { Config } from '../../kernel/config.ts';
import { environmentRing, fileRing, type LocalRing } from './local-keys.ts';
import type { MasterKeys } from './master-keys.ts';
import { isTransitKeyId, transitKeys } from './transit-keys.ts';

export interface OpenedMasterKeys {
  readonly masterKeys: MasterKeys;
  /** Keys that lie here and not in a key service: what the first releases sealed opens with one of them. */
  local(): readonly Buffer[];
}

/**
 * The master keys that the configuration names: a key service before the environment before the file of the home folder, which
 * is made unless whoever asks only looks.
 */
export function openMasterKeys(
  config: Pick<Config, 'home' | 'masterKeyHex' | 'masterKeyPreviousHex' | 'kms'>,
  { isMade = true }: { readonly isMade?: boolean } = {},
): OpenedMasterKeys {
  const ring =
    config.masterKeyHex === null
      ? fileRing(config.home, { isMade: isMade && config.kms === null })
      : environmentRing(config.masterKeyHex, config.masterKeyPreviousHex);
  const local = () => ring.keys();
  if (config.kms === null) return { masterKeys: ring, local };
  return { masterKeys: withOlder(transitKeys(config.kms), ring), local };
}

/** A key service that came later: what still lies under a local key is opened with that, and rewrapped by the next rotation. */
function withOlder(service: MasterKeys, ring: LocalRing): MasterKeys {
  return {
    ...service,
    unwrap: (keyId, wrapped, context) =>
      (isTransitKeyId(keyId) ? service : ring).unwrap(keyId, wrapped, context),
    async rewrap(old, context) {
      if (isTransitKeyId(old.keyId)) return service.rewrap(old, context);
      return service.wrap(await ring.unwrap(old.keyId, old.wrapped, context), context);
    },
  };
}
