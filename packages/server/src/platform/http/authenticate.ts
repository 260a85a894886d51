// Who is asking. A credential is looked up by its keyed hash and remembered for a second: at five thousand requests a second
// that is one look-up, and a revoked key stops working within that second in every process, notified or not.

import type { Clock } from '../../kernel/clock.ts';
import type { Principal, SecretBox, Sql } from '../../kernel/context.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Database } from '../db/database.ts';

/**
 * The cookie's name. Over TLS it carries the prefix by which browsers refuse one that another host or a plain connection set, so
 * that nobody can plant a session.
 */
export function sessionCookieName(publicUrl: string | null): string {
  return isSecure(publicUrl) ? '__Host-wf_session' : 'wf_session';
}

export function isSecure(publicUrl: string | null): boolean {
  return publicUrl?.startsWith('https:') ?? false;
}

/** Names the customer's tenant that the call is for; heard only from those who were given access to it. */
export const CHILD_HEADER = 'x-watchfloor-tenant';
const REMEMBER_MS = 1_000;
/** At an age between these an answer that is asked for is looked up anew, in the background; spread, so that not all are at once. */
const REFRESH_MS = { from: 300, to: 800 };
const REMEMBERED_MAX = 10_000;
const HELD_MS = 600_000;

export interface Credentials {
  readonly authorization: string | undefined;
  readonly apiKey: string | undefined;
  readonly cookie: string | undefined;
}

export interface Look {
  readonly at: Date;
  /** Whether the look-up is a use, and so moves on when the credential was last used. */
  readonly isUse: boolean;
}

export interface Resolvers {
  key(sql: Sql, hash: Buffer, look: Look): Promise<Principal | null>;
  session(sql: Sql, hash: Buffer, look: Look): Promise<Principal | null>;
  inbox(sql: Sql, hash: Buffer): Promise<{ readonly principal: Principal; readonly source: string } | null>;
  /** The caller as who they are in each customer's tenant, by the tenant's id and by its short name. */
  children(sql: Sql, principal: Principal): Promise<ReadonlyMap<string, Principal>>;
}

export interface Authenticator {
  /** The caller behind an API key or a session cookie; throws `unauthenticated`. */
  authenticate(credentials: Credentials): Promise<Principal>;
  /** As `authenticate`, without counting as use; null when nobody holds the credential any more. */
  look(credentials: Credentials): Promise<Principal | null>;
  /** The caller behind a secret address; throws `unauthenticated` for an unknown or revoked one. */
  authenticateInbox(token: string): Promise<{ readonly principal: Principal; readonly source: string }>;
  /** The caller as who they are in this customer's tenant (id or short name); throws `not_found` where they are nobody. */
  inChild(principal: Principal, wanted: string): Promise<Principal>;
  /** Whether this credential, or this token of a secret address, was found good lately; asks nobody, and lets nobody in. */
  knows(credential: Credentials | string): boolean;
  /** Drops what is remembered, so that a change made here shows at once. */
  forget(): void;
}

export interface AuthenticatorParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly secrets: SecretBox;
  readonly resolvers: Resolvers;
  /** Told of each question: whether its answer was remembered, or looked up in the database. */
  readonly count?: CountLook;
}

export type CountLook = (
  kind: 'key' | 'session' | 'inbox' | 'children',
  answer: 'remembered' | 'looked_up',
) => void;

export function makeAuthenticator(parts: AuthenticatorParts): Authenticator {
  const { once, forget } = makeMemory(parts.count ?? (() => undefined));
  const held = makeHeld();

  const hashOf = (credential: string) => parts.secrets.keyedHash(credential);
  const inTransaction = <Answer>(run: (sql: Sql) => Promise<Answer>) => parts.database.transaction(null, run);

  const find = (credentials: Credentials, isUse: boolean): Promise<Principal | null> => {
    const key = keyOf(credentials);
    const kind = key === null ? 'session' : 'key';
    const hash = hashOf(key ?? credentials.cookie ?? '');
    return once(kind, `${isUse}:${hash.toString('latin1')}`, async () => {
      const found = await inTransaction((sql) =>
        parts.resolvers[kind](sql, hash, { at: parts.clock.now(), isUse }),
      );
      if (found) held.note(hash);
      return found;
    });
  };

  return {
    async authenticate(credentials) {
      const hasKey = keyOf(credentials) !== null;
      if (!hasKey && !credentials.cookie) throw new AppError('unauthenticated');
      const principal = await find(credentials, true);
      if (principal) return principal;
      throw new AppError('unauthenticated', {
        message: hasKey
          ? 'This API key is not valid: unknown, revoked or expired.'
          : 'The session has ended: sign in again.',
      });
    },
    look: (credentials) => find(credentials, false),
    async authenticateInbox(token) {
      const hash = hashOf(token);
      const found = await once('inbox', hash.toString('latin1'), async () => {
        const inbox = await inTransaction((sql) => parts.resolvers.inbox(sql, hash));
        if (inbox) held.note(hash);
        return inbox;
      });
      if (!found)
        throw new AppError('unauthenticated', { message: 'This address is not valid: unknown or revoked.' });
      return found;
    },
    async inChild(principal, wanted) {
      const { homeTenantId, kind, id } = principal;
      const children = await once('children', `${homeTenantId}:${kind}:${id}`, () =>
        parts.database.transaction(homeTenantId, (sql) => parts.resolvers.children(sql, principal)),
      );
      const found = children.get(wanted);
      if (found) return found;
      throw new AppError('not_found', {
        message: 'There is no such tenant for you.',
        field: CHILD_HEADER,
        isRecorded: true,
      });
    },
    knows(credential) {
      const text =
        typeof credential === 'string' ? credential : (keyOf(credential) ?? credential.cookie ?? '');
      return held.has(hashOf(text));
    },
    forget,
  };
}

/** Credentials that were found good, for ten minutes: whoever tries others from the same address does not lock them out. */
function makeHeld() {
  const until = new Map<string, number>();
  return {
    note(hash: Buffer) {
      if (until.size >= REMEMBERED_MAX) until.clear();
      until.set(hash.toString('latin1'), performance.now() + HELD_MS);
    },
    has: (hash: Buffer) => (until.get(hash.toString('latin1')) ?? 0) > performance.now(),
  };
}

interface Remembered {
  /** When the look-up began: what it found is of then or later. */
  readonly since: number;
  readonly answer: Promise<unknown>;
  /** Age at which it is looked up anew. */
  readonly refreshMs: number;
  isRefreshing: boolean;
}

/**
 * Answers of look-ups, for a second. One that is asked for goes on being looked up before it is too old, beside those who ask, so that
 * a credential in steady use waits for the database once and never again; nobody is given an answer whose look-up began more than
 * a second ago.
 */
function makeMemory(count: CountLook) {
  const remembered = new Map<string, Remembered>();
  const entryOf = (since: number, answer: Promise<unknown>): Remembered => ({
    since,
    answer,
    refreshMs: REFRESH_MS.from + Math.random() * (REFRESH_MS.to - REFRESH_MS.from),
    isRefreshing: false,
  });
  const start = <Answer>(name: string, look: () => Promise<Answer>): Promise<Answer> => {
    if (remembered.size >= REMEMBERED_MAX) remembered.clear();
    const since = performance.now();
    const answer = look();
    const entry = entryOf(since, answer);
    remembered.set(name, entry);
    // A failed look-up (database away) must not be remembered as an answer.
    answer.catch(() => remembered.get(name) === entry && remembered.delete(name));
    return answer;
  };
  const refresh = (name: string, old: Remembered, look: () => Promise<unknown>) => {
    old.isRefreshing = true;
    const since = performance.now();
    look().then(
      (found) => {
        // What was forgotten meanwhile was forgotten for a reason that this look-up may not have seen.
        if (remembered.get(name) !== old) return;
        remembered.set(name, entryOf(since, Promise.resolve(found)));
      },
      // Who asks after the second looks for themselves, and is told why it fails.
      () => undefined,
    );
  };
  return {
    once<Answer>(kind: Parameters<CountLook>[0], of: string, look: () => Promise<Answer>): Promise<Answer> {
      const name = `${kind}:${of}`;
      const known = remembered.get(name);
      const age = known ? performance.now() - known.since : Number.POSITIVE_INFINITY;
      const isKnown = known !== undefined && age < REMEMBER_MS;
      count(kind, isKnown ? 'remembered' : 'looked_up');
      if (!isKnown) return start(name, look);
      if (age >= known.refreshMs && !known.isRefreshing) refresh(name, known, look);
      // The name holds the kind of look-up, so an answer is of that look-up's type.
      return known.answer as Promise<Answer>;
    },
    forget: () => remembered.clear(),
  };
}

function keyOf(credentials: Credentials): string | null {
  const bearer = /^Bearer +(\S+)$/i.exec(credentials.authorization ?? '')?.[1];
  const key = bearer ?? credentials.apiKey;
  return key === undefined || key === '' || key.length > 500 ? null : key;
}
