// The rules of signing in as somebody edits them.

import type { Account, OwnTenant } from '@watchfloor/client';

export interface SecurityDraft {
  readonly name: string;
  readonly timeZone: string;
  readonly needsSecondFactor: boolean;
  readonly sessionHours: string;
  readonly idleMinutes: string;
  readonly methods: readonly Method[];
}

export type Method = OwnTenant['settings']['security']['sign_in_methods'][number];
export const METHODS: readonly { readonly id: Method; readonly name: string }[] = [
  { id: 'passkey', name: 'Passkey' },
  { id: 'password', name: 'Password' },
];

export const HOURS = { least: 1, most: 8 } as const;
export const IDLE = { least: 5, most: 60 } as const;

export function draftOf({ name, settings }: Pick<OwnTenant, 'name' | 'settings'>): SecurityDraft {
  const { security } = settings;
  return {
    name,
    timeZone: settings.time_zone,
    needsSecondFactor: security.require_second_factor,
    sessionHours: String(security.session_hours),
    idleMinutes: String(security.idle_minutes),
    methods: METHODS.map(({ id }) => id).filter((id) => security.sign_in_methods.includes(id)),
  };
}

/** Why the draft cannot be saved; null when it can. */
export function refuseDraft(draft: SecurityDraft, saved: SecurityDraft): string | null {
  if (draft.name.trim() === '') return 'Give the tenant a name first.';
  if (draft.methods.length === 0) return 'Leave at least one way to sign in.';
  if (numberProblem(draft.sessionHours, HOURS) || numberProblem(draft.idleMinutes, IDLE))
    return 'A time is not understood.';
  return JSON.stringify(draft) === JSON.stringify(saved) ? 'Nothing has changed.' : null;
}

/** What is wrong with a whole number within bounds; null when nothing is. */
export function numberProblem(
  text: string,
  { least, most }: { readonly least: number; readonly most: number },
): string | null {
  const value = /^\d{1,4}$/.test(text.trim()) ? Number(text.trim()) : Number.NaN;
  return value >= least && value <= most ? null : `A whole number from ${least} to ${most}.`;
}

type Factors = Pick<Account, 'has_password' | 'has_totp'> & { readonly passkeys: readonly unknown[] };

/** What the rules would do to whoever sets them; null when nothing. */
export function ownLockOut(draft: SecurityDraft, account: Factors): string | null {
  const canPasskey = draft.methods.includes('passkey') && account.passkeys.length > 0;
  const canPassword = draft.methods.includes('password') && account.has_password;
  const hasAny = account.has_password || account.passkeys.length > 0;
  if (hasAny && !canPasskey && !canPassword) {
    return 'You could not sign in yourself by these rules: what you have is not among the ways that stay.';
  }
  if (draft.needsSecondFactor && !canPasskey && !account.has_totp) {
    return 'You have no second factor yourself: until you add one under “Your account”, every other page is closed to you.';
  }
  return null;
}

export function toInput(draft: SecurityDraft) {
  return {
    name: draft.name.trim(),
    time_zone: draft.timeZone.trim(),
    security: {
      require_second_factor: draft.needsSecondFactor,
      session_hours: Number(draft.sessionHours),
      idle_minutes: Number(draft.idleMinutes),
      sign_in_methods: [...draft.methods],
    },
  };
}
