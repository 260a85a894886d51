import { z } from 'zod';
import { AppError } from '../../../kernel/errors.ts';
import { toWireId } from '../../../kernel/ids.ts';
import { operation } from '../../../kernel/operation.ts';
import { PERMISSIONS, roleHolds } from '../../../kernel/permissions.ts';
import { newToken, SIGN_IN_LINK_MINUTES } from '../credentials.ts';
import { endSession, findTenant, insertSignInLink, listPeople } from '../identity.store.ts';

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
        kind: z.enum(['user', 'key', 'system']),
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
        id: toWireId(principal.kind === 'key' ? 'key' : 'user', principal.id),
        name: principal.name,
        role: principal.role,
      },
      tenant: { ...tenant, id: toWireId('tenant', tenant.id) },
      permissions: PERMISSIONS.filter((permission) => roleHolds(principal.role, permission)),
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
  errors: [],
  async run(ctx, input) {
    const person = (await listPeople(ctx)).find((candidate) => candidate.email === input.email.toLowerCase());
    if (!person)
      throw new AppError('not_found', { field: 'email', message: 'Nobody of this tenant has this e-mail.' });
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

export const listPeopleOperation = operation({
  id: 'people.list',
  summary: 'People who may act in this tenant, for assignment',
  permission: 'alerts:read',
  effect: 'read',
  audit: { none: 'colleagues see each other' },
  idempotency: 'natural',
  expose: { http: { method: 'GET', path: '/v1/people' } },
  input: z.strictObject({}),
  output: z.array(
    z
      .object({ id: z.string(), email: z.string(), name: z.string(), role: z.string() })
      .meta({ id: 'Person' }),
  ),
  errors: [],
  async run(ctx) {
    const people = await listPeople(ctx);
    return people.map((row) => ({
      id: toWireId('user', row.id),
      email: row.email,
      name: row.display_name,
      role: row.role,
    }));
  },
});
