// Keyed hashing of credentials (HMAC-SHA-256). The pepper lies in the database: servers that share a database find the same keys,
// whatever home they start from. Secrets that must be read again lie in the vault (vault.ts).

import { createHmac } from 'node:crypto';
import type { SecretBox } from '../../kernel/context.ts';

export function makeSecretBox(pepper: Buffer): SecretBox {
  return { keyedHash: (credential) => createHmac('sha256', pepper).update(credential).digest() };
}
