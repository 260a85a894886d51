// E-mail addresses as names of people, and what is recorded of those that were tried.

import type { SecretBox } from '../../../kernel/context.ts';

/** As stored: people are told apart without regard to case. */
export function readEmail(typed: string): string {
  return typed.trim().normalize('NFC').toLowerCase();
}

/**
 * What the audit record says of an e-mail that belongs to nobody. Not the text: people type their password into the wrong field.
 * The beginning of a keyed hash is enough to see that it was the same one again.
 */
export function unknownEmail(secrets: SecretBox, email: string): string {
  return `unknown:${secrets.keyedHash(`email:${email}`).toString('hex').slice(0, 12)}`;
}
