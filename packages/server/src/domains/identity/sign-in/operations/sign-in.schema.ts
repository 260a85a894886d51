// What the operations of signing in have in common on the wire.

import { z } from 'zod';

/** More than a password may have, so that a longer one is a wrong one and no other kind of refusal. */
export const passwordText = z.string().min(1).max(1_024);
export const challengeText = z
  .string()
  .min(1)
  .max(200)
  .describe('Names the step; good once, for five minutes.');
export const codeText = z.string().min(1).max(40);

export const SIGNED_IN = z.object({
  status: z.literal('signed_in'),
  must_change_password: z.boolean().describe('An admin has asked for a new password.'),
});
