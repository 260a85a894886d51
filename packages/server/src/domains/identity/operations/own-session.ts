import { z } from 'zod';
import { AppError } from '../../../kernel/errors.ts';
import { toWireId } from '../../../kernel/ids.ts';
import { operation } from '../../../kernel/operation.ts';
import { PERMISSIONS } from '../../../kernel/permissions.ts';
import { newToken, SIGN_IN_LINK_MINUTES } from '../credentials.ts';
import { requireSayOver } from '../grants.ts';
import { endSession, findTenant, insertSignInLink } from '../identity.store.ts';
import { refuseElsewhere } from '../member-rules.ts';
import { listPeople } from '../person.store.ts';
import { rankOf } from '../role.store.ts';

/** What the id of a principal is the id of. */
const WIRE_KINDS = { user: 'user', key: 'key', agent: 'account', system: 'user' } as const;

export const getSessionOperation = operation({
  id: 'session.get',
  summary: 'Who you are here, and what you may do',
  permission: 'own_session',
  effect: 'read',
  audit: { none: 'shows the asker to themselves' },
  idempotency: 'natural',
  expose: { http: { method: 'GET', path: '/v1/session' } },
  input: z.strictObject({}),
  output: z
    .object({
      principal: z.object({
        kind: z.enum(['user', 'key', 'agent', 'system']),
        id: z.string(),
        name: z.string(),
        role: z.string(),
      }),
      tenant: z.object({ id: z.string(), slug: z.string(), name: z.string() }),
      permissions: z.array(z.enum(PERMISSIONS)),
    })
    .meta({ id: 'Session' }),
  errors: [],
  async run(ctx) {
    const tenant = await findTenant(ctx);
    if (!tenant) throw new AppError('not_found');
    const { principal } = ctx;
    return {
      principal: {
        kind: principal.kind,
        id: toWireId(WIRE_KINDS[principal.kind], principal.id),
        name: principal.name,
        role: principal.role,
      },
      tenant: { ...tenant, id: toWireId('tenant', tenant.id) },
      permissions: PERMISSIONS.filter((permission) => principal.permissions.has(permission)),
    };
  },
});

export const endSessionOperation = operation({
  id: 'session.end',
  summary: 'Sign out: ends the session of this cookie',
  permission: 'own_session',
  effect: 'write',
  audit: { event: 'session.ended' },
  idempotency: 'natural',
  expose: { http: { method: 'DELETE', path: '/v1/session' } },
  input: z.strictObject({}),
  output: z.object({ ended: z.boolean() }),
  errors: [],
  async run(ctx) {
    const { sessionId } = ctx.principal;
    if (sessionId === null) return { ended: false };
    await endSession(ctx, sessionId, ctx.at);
    ctx.audit({ subject: `session:${sessionId}` });
    return { ended: true };
  },
});

export const createSignInLinkOperation = operation({
  id: 'sign-in-links.create',
  summary: 'Create a one-time sign-in link for a person of this tenant',
  permission: 'users:manage',
  effect: 'write',
  audit: { event: 'sign-in-link.created' },
  idempotency: 'none',
  expose: { http: { method: 'POST', path: '/v1/sign-in-links', status: 201 } },
  input: z.strictObject({
    email: z.string().max(320).default('owner@localhost').describe('Whose link it is.'),
  }),
  output: z.object({
    path: z.string().describe('Path and query of the link, below the console address.'),
    expires_at: z.iso.datetime(),
  }),
  errors: ['conflict'],
  async run(ctx, input) {
    const person = (await listPeople(ctx)).find((candidate) => candidate.email === input.email.toLowerCase());
    if (!person)
      throw new AppError('not_found', { field: 'email', message: 'Nobody of this tenant has this e-mail.' });
    // Whoever holds the link is this person from then on.
    requireSayOver(ctx.principal, await rankOf(ctx, person.role));
    await refuseElsewhere(ctx, person.id);
    const token = newToken();
    const expiresAt = new Date(ctx.at.getTime() + SIGN_IN_LINK_MINUTES * 60_000);
    await insertSignInLink(ctx, {
      id: ctx.ids.next('link'),
      personId: person.id,
      hash: ctx.secrets.keyedHash(token),
      at: ctx.at,
      expiresAt,
    });
    ctx.audit({ subject: `user:${person.id}`, after: { expires_at: expiresAt.toISOString() } });
    return { path: `/sign-in?token=${token}`, expires_at: expiresAt.toISOString() };
  },
});
