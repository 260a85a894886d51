// Hashing passwords: argon2id, at most two at once, with a bounded line behind them. A hash takes tens of milliseconds and 19 MiB on
// purpose; without a bound, a flood of sign-ins would take the memory, the threads that also unpack bodies, and the database
// connections that the accept path needs. Whoever finds the line full is told so at once and holds nothing.

import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { AppError } from '../../../kernel/errors.ts';

/** OWASP's least for argon2id (Password Storage Cheat Sheet): 19 MiB, two passes, one lane. The library's algorithm is argon2id. */
export const ARGON2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 } as const;

/** libuv has four threads: two stay for everything else that uses them. */
const HASHES_AT_ONCE = 2;
/** Attempts let in at once, waiting ones included; each holds one of the twelve connections of the application's pool. */
export const ATTEMPTS_AT_ONCE = 6;

let attempts = 0;
let running = 0;
const waiting: (() => void)[] = [];
let done = 0;

/**
 * Runs what will hash a password; refuses with 503 when too many are at it. Enter it before taking any lock: who waits for a lock
 * with a place in the line can always go on, since those before them have their place already.
 */
export async function inTurn<Result>(run: () => Promise<Result>): Promise<Result> {
  if (attempts >= ATTEMPTS_AT_ONCE) {
    throw new AppError('unavailable', {
      message: 'Too many people are signing in at this moment: try again in a second.',
      retryAfterSeconds: 1,
    });
  }
  attempts += 1;
  try {
    return await run();
  } finally {
    attempts -= 1;
  }
}

async function limited<Result>(work: () => Promise<Result>): Promise<Result> {
  if (running >= HASHES_AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  else running += 1;
  try {
    done += 1;
    return await work();
  } finally {
    const next = waiting.shift();
    // The place goes over to the next one, so that nobody slips in between.
    if (next) next();
    else running -= 1;
  }
}

/** The same text typed on two keyboards is the same password. */
function bytesOf(password: string): Buffer {
  return Buffer.from(password.normalize('NFC'));
}

export function hashPassword(password: string): Promise<string> {
  return limited(() => hash(bytesOf(password), ARGON2));
}

let dummy: Promise<string> | null = null;

/** Whether the password is the one of this hash. Without a hash it works as long, and is false. */
export async function isPassword(stored: string | null, password: string): Promise<boolean> {
  dummy ??= hash(randomBytes(32), ARGON2);
  const nobodys = await dummy;
  const isRight = await limited(() => verify(stored ?? nobodys, bytesOf(password)));
  return isRight && stored !== null;
}

/** How many hashes this process has begun, for the test that known and unknown e-mails cost the same. */
export function hashesBegun(): number {
  return done;
}
