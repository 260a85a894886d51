// Attempts, counted before they are looked at: ten failures for one e-mail or a hundred from one address within fifteen minutes lock
// it for fifteen minutes, the same for e-mails that nobody has. A passkey and a one-time link are not tried by guessing: they go on
// working for an e-mail that somebody else has locked out.

import { countedAddress } from '../../../kernel/client-address.ts';
import type { AuditDetails, OperationContext } from '../../../kernel/context.ts';
import { AppError } from '../../../kernel/errors.ts';
import { countAttempt, forgetAttempts, lockBucket, pruneAttempts, uncountAttempt } from './sign-in.store.ts';

export const WINDOW_MINUTES = 15;
export const LOCK_MINUTES = 15;
export const FAILURES_PER_EMAIL = 10;
export const FAILURES_PER_ADDRESS = 100;
/** Asking for a passkey's challenge is no failure, but writes a row. */
export const CHALLENGES_PER_ADDRESS = 300;

type AttemptContext = Pick<OperationContext, 'at' | 'sql' | 'secrets' | 'address'> & {
  audit(details: AuditDetails): void;
};

interface Limit {
  readonly what: 'email' | 'address' | 'challenges';
  readonly bucket: Buffer;
  readonly max: number;
  readonly failures: number;
}

export interface Attempt {
  /** The attempt failed: it stays counted, is recorded, and locks when it was one too many. Gives the error to throw. */
  fail(failure: Failure): Promise<AppError>;
  /** It was right as far as it went, and another step follows. */
  giveBack(): Promise<void>;
  /** Somebody signed in: their failures are forgotten. */
  succeed(): Promise<void>;
}

export interface Failure {
  /** Whose sign-in it was about, as the audit record names them. */
  readonly subject: string;
  /** What was wrong, for the record only: the answer is the same for all. */
  readonly reason: string;
}

export interface Tried {
  /** The e-mail as read; null where none was given, as with a passkey. */
  readonly email: string | null;
  readonly personId: string | null;
}

/** Counts the attempt; throws `too_many_attempts` when its e-mail or address is locked. */
export async function beginAttempt(ctx: AttemptContext, tried: Tried): Promise<Attempt> {
  const limits: Limit[] = [];
  // The e-mail first for everybody: two attempts never wait for each other crosswise.
  if (tried.email !== null) {
    limits.push(await count(ctx, { what: 'email', name: tried.email, personId: tried.personId }));
  }
  const address = countedAddress(ctx.address);
  if (address !== null) limits.push(await count(ctx, { what: 'address', name: address, personId: null }));
  return {
    fail: (failure) => fail(ctx, limits, failure),
    async giveBack() {
      for (const { bucket } of limits) await uncountAttempt(ctx.sql, bucket);
    },
    async succeed() {
      for (const { what, bucket } of limits) {
        if (what === 'email') await forgetAttempts(ctx.sql, bucket);
        else await uncountAttempt(ctx.sql, bucket);
      }
    },
  };
}

/** Counts a challenge that was asked for; throws `too_many_attempts` above the limit. */
export async function countChallenge(ctx: AttemptContext): Promise<void> {
  const address = countedAddress(ctx.address);
  if (address === null) return;
  const { bucket, failures, max } = await count(ctx, { what: 'challenges', name: address, personId: null });
  if (failures >= max) await lockBucket(ctx.sql, bucket, lockedUntil(ctx.at));
}

const MAX = {
  email: FAILURES_PER_EMAIL,
  address: FAILURES_PER_ADDRESS,
  challenges: CHALLENGES_PER_ADDRESS,
} as const;

async function count(
  ctx: AttemptContext,
  {
    what,
    name,
    personId,
  }: { readonly what: Limit['what']; readonly name: string; readonly personId: string | null },
): Promise<Limit> {
  const bucket = ctx.secrets.keyedHash(`${what}:${name}`);
  const row = await countAttempt(ctx.sql, { bucket, personId, at: ctx.at, windowMinutes: WINDOW_MINUTES });
  if (row.locked_until !== null) {
    throw new AppError('too_many_attempts', {
      message:
        what === 'email'
          ? 'Too many failed attempts for this e-mail: wait for the given time, or sign in with a passkey or a one-time link.'
          : 'Too many attempts from this address: wait for the given time.',
      retryAfterSeconds: Math.max(1, Math.ceil((row.locked_until.getTime() - ctx.at.getTime()) / 1000)),
    });
  }
  return { what, bucket, max: MAX[what], failures: row.failures };
}

async function fail(
  ctx: AttemptContext,
  limits: readonly Limit[],
  { subject, reason }: Failure,
): Promise<AppError> {
  ctx.audit({ event: 'sign-in.failed', subject, reason });
  for (const { what, bucket, failures, max } of limits) {
    if (failures < max) continue;
    const until = lockedUntil(ctx.at);
    await lockBucket(ctx.sql, bucket, until);
    ctx.audit({
      event: 'sign-in.locked',
      subject: what === 'email' ? subject : `address:${countedAddress(ctx.address) ?? 'unknown'}`,
      after: { failures, locked_until: until.toISOString() },
    });
  }
  await pruneAttempts(ctx.sql, ctx.at);
  return new AppError('sign_in_failed', { keep: true });
}

function lockedUntil(at: Date): Date {
  return new Date(at.getTime() + LOCK_MINUTES * 60_000);
}
