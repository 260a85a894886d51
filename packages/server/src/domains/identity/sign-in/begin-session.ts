// Beginning a session: always a new one with a new cookie, whatever cookie came along (nobody can plant one), and with what a
// person needs to recognise it by in their list.

import type { AnonymousContext, OperationContext, StartedSession } from '../../../kernel/context.ts';
import type { TenantId } from '../../../kernel/ids.ts';
import { newToken } from '../credentials.ts';
import { securityPolicyOf } from '../tenants/security-policy.ts';
import { endPresentedSession, insertBegunSession } from './sign-in.store.ts';

export type SignInMethod = 'link' | 'password' | 'password+totp' | 'password+recovery' | 'passkey';

type SessionContext = Pick<OperationContext, 'at' | 'ids' | 'sql' | 'secrets' | 'address' | 'userAgent'>;

export interface SessionOf {
  readonly tenantId: TenantId;
  readonly personId: string;
  readonly method: string;
}

export interface Begun extends StartedSession {
  readonly id: string;
}

/** Writes the session's row; the caller hands what it gives to `ctx.startSession`. */
export async function beginSession(ctx: SessionContext, session: SessionOf): Promise<Begun> {
  const cookie = newToken();
  const id = ctx.ids.next('session');
  const policy = await securityPolicyOf({ sql: ctx.sql, tenantId: session.tenantId, at: ctx.at });
  const expiresAt = new Date(ctx.at.getTime() + policy.session_hours * 3_600_000);
  await insertBegunSession(
    { sql: ctx.sql, tenantId: session.tenantId },
    {
      id,
      personId: session.personId,
      hash: ctx.secrets.keyedHash(cookie),
      at: ctx.at,
      expiresAt,
      method: session.method,
      address: ctx.address,
      userAgent: ctx.userAgent,
    },
  );
  return { cookie, expiresAt, id };
}

/** Signs in whom the transaction has entered: a new session, the presented one ended, the record of it. */
export async function signIn(ctx: AnonymousContext, session: SessionOf): Promise<void> {
  const { presentedSession } = ctx;
  if (presentedSession) await endPresentedSession(ctx.sql, presentedSession, ctx.at);
  const begun = await beginSession(ctx, session);
  ctx.startSession(begun);
  ctx.audit({
    event: 'session.started',
    subject: `session:${begun.id}`,
    after: {
      method: session.method,
      expires_at: begun.expiresAt.toISOString(),
      ...(presentedSession ? { ended: `session:${presentedSession.id}` } : {}),
    },
  });
}
