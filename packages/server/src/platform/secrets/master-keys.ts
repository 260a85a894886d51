// Master keys: what wraps the data keys. The interface has the shape of a key service (current key, wrap, unwrap, key ids), so that
// the ring in the home folder, the one in the environment and a real key service stand behind the same calls. Nothing but the
// providers ever holds a master key.

import { AppError } from '../../kernel/errors.ts';

export interface Wrapped {
  readonly keyId: string;
  readonly wrapped: Buffer;
}

export interface MasterKeys {
  readonly provider: 'file' | 'environment' | 'transit';
  currentKeyId(): Promise<string>;
  /** Wraps under the current key; `context` must be given again to unwrap. */
  wrap(plain: Buffer, context: Buffer): Promise<Wrapped>;
  /** Throws `unavailable` when the key is not at hand or refuses, never gives anything but what was wrapped. */
  unwrap(keyId: string, wrapped: Buffer, context: Buffer): Promise<Buffer>;
  /** The same under the current key. */
  rewrap(old: Wrapped, context: Buffer): Promise<Wrapped>;
  /** Puts a new key in the place of `replaced`; gives the current one when that was done before or is another's to do. */
  renew(replaced: string): Promise<string>;
  /** Forgets keys that nothing uses, never the current one; gives their ids. */
  forget(inUse: ReadonlySet<string>): Promise<readonly string[]>;
}

/** The key that wrapped this is not at hand. */
export class UnknownMasterKeyError extends AppError {
  constructor(keyId: string) {
    super('unavailable', {
      message: `The master key ${keyId}, under which stored secrets lie, is not at hand: give it to this server again.`,
    });
    this.name = 'UnknownMasterKeyError';
  }
}
