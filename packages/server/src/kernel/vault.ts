// What a context can do with stored secrets: put, replace, open and remove those of its tenant. How they are encrypted, and under
// which keys, is the adapter's (platform/secrets/); what they are for is the caller's, who names it as the purpose.

import type { Id } from './ids.ts';

const SHOWN = '[secret]';

/**
 * An opened secret. It shows itself as "[secret]" wherever it is printed, logged, put into an error or turned into JSON; its text
 * is had by `reveal()` alone, which is easy to find in a review.
 */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The text itself. Call it where the text is used, and keep what it gives in no variable that outlives the use. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return SHOWN;
  }

  toJSON(): string {
    return SHOWN;
  }

  [Symbol.toPrimitive](): string {
    return SHOWN;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return SHOWN;
  }
}

export type SecretId = Id<'secret'>;

/**
 * Secrets of the tenant of this transaction. A purpose says what the secret is for (`source-secret:okta`); a secret opens for the
 * purpose and the tenant for which it was put, and for nothing else.
 */
export interface TenantVault {
  put(purpose: string, text: string | Secret): Promise<SecretId>;
  /** Another text for a secret that is there. */
  replace(id: string, purpose: string, text: string | Secret): Promise<void>;
  /** Throws `unavailable` when it is gone, when its key was destroyed, or when no key at hand opens it. */
  open(id: string, purpose: string): Promise<Secret>;
  /** Removing one that is not there is no error. */
  remove(id: string): Promise<void>;
}

/**
 * Seals what belongs to a person and not to a tenant, such as the seed of one-time codes. The caller keeps the sealed bytes in the
 * person's own row, and names that row in the purpose: `totp:<person id>`.
 */
export interface PlatformVault {
  seal(purpose: string, plain: Uint8Array): Promise<Buffer>;
  open(purpose: string, sealed: Uint8Array): Promise<Buffer>;
}

export interface DataKeyState {
  readonly id: string;
  readonly version: number;
  /** The master key that wraps it; null when it is retired, since then nothing of it is kept. */
  readonly master_key_id: string | null;
  readonly secrets: number;
  readonly created_at: Date;
  readonly retired_at: Date | null;
}

export interface MasterKeyUse {
  readonly master_key_id: string;
  readonly tenant_keys: number;
  readonly platform_keys: number;
}

export interface MasterKeyRotation {
  readonly id: string;
  readonly requested_at: Date;
  readonly requested_by: string;
  readonly from_key_id: string;
  readonly to_key_id: string | null;
  readonly rewrapped: number;
  readonly finished_at: Date | null;
}

export interface MasterKeyState {
  readonly provider: 'file' | 'environment' | 'transit';
  readonly current_key_id: string;
  readonly uses: readonly MasterKeyUse[];
  readonly last_rotation: MasterKeyRotation | null;
}

/** The keys of the vault, for the operations that look after them. */
export interface VaultKeys {
  /** Data keys of this tenant, newest first. */
  dataKeys(): Promise<readonly DataKeyState[]>;
  /** A new data key for this tenant, unless a rotation is under way already. A job moves the secrets to it. */
  rotateDataKey(): Promise<void>;
  masterKey(): Promise<MasterKeyState>;
  /** Asks for a rotation, unless one is under way already. A job does it. */
  rotateMasterKey(requestedBy: string): Promise<void>;
}

/** Rotations that were asked for, brought to their end. Each may be run at any time, twice, and after a crash. */
export interface VaultRotations {
  finishDataKey(tenantId: string): Promise<void>;
  finishMasterKey(): Promise<void>;
}
