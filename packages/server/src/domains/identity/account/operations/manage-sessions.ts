import { z } from 'zod';
import type { OperationContext } from '../../../../kernel/context.ts';
import { AppError } from '../../../../kernel/errors.ts';
import { requireWireId, toWireId } from '../../../../kernel/ids.ts';
import { operation } from '../../../../kernel/operation.ts';
import { newToken, SESSION_IDLE_MINUTES } from '../../credentials.ts';
import { enterTenant } from '../../identity.store.ts';
import { securityPolicyOf } from '../../tenants/security-policy.ts';
import {
  beginSessionElsewhere,
  endOwnSessions,
  listOwnMemberships,
  listOwnSessions,
  type PersonScope,
} from '../account.store.ts';
import { ownScope, ownSessionId } from '../own.ts';

const isoTime = z.iso.datetime();

export const listSessionsOperation = operation({
  id: 'sessions.list',
  summary: 'Your sessions in all your tenants, newest first',
  permission: 'own_session',
  effect: 'read',
  audit: { none: 'shows the asker to themselves' },
  idempotency: 'natural',
  expose: { http: { method: 'GET', path: '/v1/sessions' } },
  input: z.strictObject({}),
  output: z.array(
    z
      .object({
        id: z.string(),
        tenant: z.object({ id: z.string(), name: z.string() }),
        method: z
          .string()
          .describe('How it began: link, password, password+totp, password+recovery, passkey.'),
        address: z.string().nullable(),
        user_agent: z.string().nullable(),
        created_at: isoTime,
        last_seen_at: isoTime.describe('To the minute.'),
        expires_at: isoTime,
        is_current: z.boolean(),
      })
      .meta({ id: 'OwnSession' }),
  ),
  errors: [],
  async run(ctx) {
    const rows = await listOwnSessions(ownScope(ctx), ctx.at, SESSION_IDLE_MINUTES);
    return rows.map((row) => ({
      id: toWireId('session', row.id),
      tenant: { id: toWireId('tenant', row.tenant_id), name: row.tenant_name },
      method: row.method,
      address: row.address,
      user_agent: row.user_agent,
      created_at: row.created_at.toISOString(),
      last_seen_at: row.last_seen_at.toISOString(),
      expires_at: row.expires_at.toISOString(),
      is_current: row.id === ctx.principal.sessionId,
    }));
  },
});

export const revokeSessionsOperation = operation({
  id: 'sessions.revoke',
  summary: 'End one of your sessions, or with no id all but this one',
  permission: 'own_session',
  effect: 'write',
  audit: { event: 'session.revoked' },
  idempotency: 'none',
  expose: { http: { method: 'POST', path: '/v1/sessions/revoke' } },
  input: z.strictObject({ id: z.string().min(1).max(60).optional() }),
  output: z.object({ ended: z.int() }),
  errors: [],
  async run(ctx, input) {
    const scope = ownScope(ctx);
    const own = ownSessionId(ctx);
    const only = input.id === undefined ? null : requireWireId('session', input.id);
    const ended = await endOwnSessions(scope, { only, kept: only === null ? own : null }, ctx.at);
    if (only !== null && ended.length === 0) {
      throw new AppError('not_found', { message: 'There is no session with this id.' });
    }
    if (only === own) ctx.endSession();
    for (const id of ended) ctx.audit({ subject: `session:${id}` });
    if (ended.length === 0) ctx.audit({ subject: `user:${scope.personId}`, after: { ended: 0 } });
    return { ended: ended.length };
  },
});

export const switchSessionOperation = operation({
  id: 'session.switch',
  summary: 'Go on in another of your tenants: a new session there, this one ends',
  permission: 'own_session',
  effect: 'write',
  audit: { event: 'session.switched' },
  idempotency: 'none',
  expose: { http: { method: 'POST', path: '/v1/session/switch' } },
  input: z.strictObject({ tenant: z.string().min(1).max(80).describe('Id or short name of the tenant.') }),
  output: z.object({ tenant: z.object({ id: z.string(), slug: z.string(), name: z.string() }) }),
  errors: ['second_factor_required'],
  async run(ctx, input) {
    const scope = ownScope(ctx);
    const memberships = await listOwnMemberships(scope);
    const target = memberships.find(({ slug, tenant_id: id }) =>
      [slug, id, toWireId('tenant', id)].includes(input.tenant),
    );
    if (!target) throw noTenant();
    const own = ownSessionId(ctx);
    await refuseTooWeak(ctx, scope, target.tenant_id);
    const cookie = newToken();
    const id = ctx.ids.next('session');
    const expiresAt = await beginSessionElsewhere(scope, {
      tenantId: target.tenant_id,
      id,
      hash: ctx.secrets.keyedHash(cookie),
      fromSessionId: own,
      at: ctx.at,
    });
    if (!expiresAt) throw noTenant();
    await endOwnSessions(scope, { only: own, kept: null }, ctx.at);
    ctx.startSession({ cookie, expiresAt });
    recordSwitch(ctx, { from: own, to: id, target: target.tenant_id });
    return {
      tenant: { id: toWireId('tenant', target.tenant_id), slug: target.slug, name: target.name },
    };
  },
});

const WEAK = ['password', 'link', 'switch'];

/** What was proved in this session must be enough for the tenant gone to: its rules are no weaker by way of another's. */
async function refuseTooWeak(
  ctx: OperationContext,
  scope: PersonScope,
  target: OperationContext['tenantId'],
): Promise<void> {
  const own = ownSessionId(ctx);
  const sessions = await listOwnSessions(scope, ctx.at, SESSION_IDLE_MINUTES);
  const method = sessions.find((session) => session.id === own)?.method ?? 'switch';
  await enterTenant(ctx.sql, target);
  const policy = await securityPolicyOf({ sql: ctx.sql, tenantId: target, at: ctx.at });
  await enterTenant(ctx.sql, ctx.tenantId);
  const isPassword = method.startsWith('password');
  if (isPassword && !policy.sign_in_methods.includes('password')) {
    throw new AppError('second_factor_required', {
      message: 'That tenant takes no passwords: sign in with a passkey, then switch.',
    });
  }
  if (policy.require_second_factor && WEAK.includes(method)) {
    throw new AppError('second_factor_required', {
      message:
        'That tenant requires a second factor: sign in with a passkey or a one-time code, then switch.',
    });
  }
}

function noTenant(): AppError {
  return new AppError('not_found', { message: 'There is no such tenant for you.' });
}

interface Switch {
  readonly from: string;
  readonly to: string;
  readonly target: OperationContext['tenantId'];
}

/** Both tenants see it: the one that is left, and the one in which a session begins. */
function recordSwitch(ctx: OperationContext, { from, to, target }: Switch): void {
  ctx.audit({ subject: `session:${from}`, after: { tenant: target } });
  ctx.audit({
    event: 'session.started',
    tenantId: target,
    subject: `session:${to}`,
    after: { method: 'switch', from_tenant: ctx.tenantId },
  });
}
