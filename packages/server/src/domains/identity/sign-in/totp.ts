// One-time codes by time (RFC 6238): six digits, thirty seconds, one step of clock difference either way. A step counts once.

import { timingSafeEqual } from 'node:crypto';
import { generateSecret, generateSync, generateURI } from 'otplib';

const STEP_SECONDS = 30;
const STEPS_AROUND = [-1, 0, 1];
const ISSUER = 'Watchfloor';

/** A new seed: 160 random bits in base32, as authenticator apps take it. */
export function newSeed(): string {
  return generateSecret();
}

export function seedUri(seed: string, email: string): string {
  return generateURI({ issuer: ISSUER, label: email, secret: seed });
}

/** What a seed is sealed for, so that one person's does not open as another's. */
export function seedPurpose(personId: string): string {
  return `totp:${personId}`;
}

export interface CodeCheck {
  readonly code: string;
  readonly at: Date;
  /** The newest step that was used; null when none was. */
  readonly lastStep: number | null;
}

/** The step whose code this is; null for a wrong one, one of another time, and one of a step that was used or lies before it. */
export function stepOfCode(seed: string, { code, at, lastStep }: CodeCheck): number | null {
  if (!/^\d{6}$/.test(code)) return null;
  const now = Math.floor(at.getTime() / 1000 / STEP_SECONDS);
  const given = Buffer.from(code);
  let found: number | null = null;
  for (const around of STEPS_AROUND) {
    const step = now + around;
    const wanted = Buffer.from(generateSync({ secret: seed, epoch: step * STEP_SECONDS }));
    // Every step is compared, so that the time taken does not tell which one it was.
    if (timingSafeEqual(given, wanted) && (lastStep === null || step > lastStep)) found ??= step;
  }
  return found;
}
