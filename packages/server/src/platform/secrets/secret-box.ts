// Keyed hashing of credentials (HMAC-SHA-256). The pepper lies in the database: servers that share a database find the same keys,
// whatever home they start from. Secrets that must be read again lie in the vault (vault.ts).

import { hash } from 'node:crypto';
import type { SecretBox } from '../../kernel/context.ts';

export function makeSecretBox(pepper: Buffer): SecretBox {
  // HMAC as RFC 2104 writes it down, of two hashes in one call each: setting up the runtime's own object for it took 25 of the 30 µs
  // that every request paid here. A test compares the two.
  const key = pepper.length > BLOCK_BYTES ? hash('sha256', pepper, 'buffer') : pepper;
  const inner = Buffer.alloc(BLOCK_BYTES, INNER_BYTE);
  const outer = Buffer.alloc(BLOCK_BYTES, OUTER_BYTE);
  for (const [at, byte] of key.entries()) {
    inner[at] = byte ^ INNER_BYTE;
    outer[at] = byte ^ OUTER_BYTE;
  }
  return {
    keyedHash(credential) {
      const within = hash('sha256', Buffer.concat([inner, Buffer.from(credential)]), 'buffer');
      return hash('sha256', Buffer.concat([outer, within]), 'buffer');
    },
  };
}

/** Of SHA-256. */
const BLOCK_BYTES = 64;
const INNER_BYTE = 0x36;
const OUTER_BYTE = 0x5c;
