// Who is asking. A credential is looked up by its keyed hash and remembered for a second: at five thousand requests a second
// that is one look-up, and a revoked key stops working within that second in every process, notified or not.

import type { Clock } from '../../kernel/clock.ts';
import type { Principal, SecretBox, Sql } from '../../kernel/context.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Database } from '../db/database.ts';

export const SESSION_COOKIE = 'wf_session';
const REMEMBER_MS = 1_000;
const REMEMBERED_MAX = 10_000;

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
}

export interface Authenticator {
  /** The caller behind an API key or a session cookie; throws `unauthenticated`. */
  authenticate(credentials: Credentials): Promise<Principal>;
  /** As `authenticate`, without counting as use; null when nobody holds the credential any more. */
  look(credentials: Credentials): Promise<Principal | null>;
  /** The caller behind a secret address; throws `unauthenticated` for an unknown or revoked one. */
  authenticateInbox(token: string): Promise<{ readonly principal: Principal; readonly source: string }>;
  /** Drops what is remembered, so that a change made here shows at once. */
  forget(): void;
}

export interface AuthenticatorParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly secrets: SecretBox;
  readonly resolvers: Resolvers;
}

export function makeAuthenticator(parts: AuthenticatorParts): Authenticator {
  const remembered = new Map<string, { readonly until: number; readonly answer: Promise<unknown> }>();

  const once = <Answer>(name: string, look: () => Promise<Answer>): Promise<Answer> => {
    const nowMs = performance.now();
    const known = remembered.get(name);
    // The name holds the kind of look-up, so an answer is of that look-up's type.
    if (known && known.until > nowMs) return known.answer as Promise<Answer>;
    if (remembered.size >= REMEMBERED_MAX) remembered.clear();
    const answer = look();
    remembered.set(name, { until: nowMs + REMEMBER_MS, answer });
    // A failed look-up (database away) must not be remembered as an answer.
    answer.catch(() => remembered.delete(name));
    return answer;
  };

  const hashOf = (credential: string) => parts.secrets.keyedHash(credential);
  const inTransaction = <Answer>(run: (sql: Sql) => Promise<Answer>) => parts.database.transaction(null, run);

  const find = (credentials: Credentials, isUse: boolean): Promise<Principal | null> => {
    const key = keyOf(credentials);
    const kind = key === null ? 'session' : 'key';
    const hash = hashOf(key ?? credentials.cookie ?? '');
    return once(`${kind}:${isUse}:${hash.toString('latin1')}`, () =>
      inTransaction((sql) => parts.resolvers[kind](sql, hash, { at: parts.clock.now(), isUse })),
    );
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
      const found = await once(`inbox:${hash.toString('latin1')}`, () =>
        inTransaction((sql) => parts.resolvers.inbox(sql, hash)),
      );
      if (!found)
        throw new AppError('unauthenticated', { message: 'This address is not valid: unknown or revoked.' });
      return found;
    },
    forget: () => remembered.clear(),
  };
}

function keyOf(credentials: Credentials): string | null {
  const bearer = /^Bearer +(\S+)$/i.exec(credentials.authorization ?? '')?.[1];
  const key = bearer ?? credentials.apiKey;
  return key === undefined || key === '' || key.length > 500 ? null : key;
}
