import { z } from 'zod';
import { AppError } from '../../../kernel/errors.ts';
import { fromWireId } from '../../../kernel/ids.ts';
import { operation } from '../../../kernel/operation.ts';
import { refuseSelf } from '../grants.ts';
import { hasSayInChildren, lockForChange, makeInvitationLink, refuseElsewhere } from '../member-rules.ts';
import { endPersonSession, endPersonSessions, removeFactors, unlockMember } from '../person.store.ts';
import { linkSchema, personId, reason } from './person.schema.ts';

export const resetPersonOperation = operation({
  id: 'people.reset',
  summary:
    'Take away every way in which a person signs in, end their sessions, and make a new one-time link, shown in this answer only',
  permission: 'users:manage',
  effect: 'write',
  audit: { event: 'person.reset' },
  idempotency: 'none',
  expose: { http: { method: 'POST', path: '/v1/people/{id}/reset' } },
  input: z.strictObject({ id: personId, reason }),
  output: z.object({
    link: linkSchema,
    removed: z.object({
      passwords: z.number().int(),
      passkeys: z.number().int(),
      totp: z.number().int(),
      recovery_codes: z.number().int(),
      sessions: z.number().int(),
    }),
  }),
  errors: ['conflict'],
  async run(ctx, input) {
    const { member } = await lockForChange(ctx, input.id);
    refuseSelf(ctx.principal, member.id, 'resets');
    await refuseElsewhere(ctx, member.id);
    if (member.deactivated_at !== null)
      throw new AppError('conflict', { message: 'This person is switched off: let them act again first.' });
    const removed = await removeFactors(ctx, member.id, { withChildren: hasSayInChildren(ctx), at: ctx.at });
    if (!removed) throw new AppError('not_found', { message: 'There is nobody with this id.' });
    const link = await makeInvitationLink(ctx, member.id);
    ctx.audit({
      subject: `user:${member.id}`,
      after: { removed, link: link.expires_at },
      reason: input.reason,
    });
    return { link, removed };
  },
});

export const unlockPersonOperation = operation({
  id: 'people.unlock',
  summary: 'Let somebody try to sign in again who was locked out by failed attempts',
  permission: 'users:manage',
  effect: 'write',
  audit: { event: 'person.unlocked' },
  idempotency: 'natural',
  expose: { http: { method: 'POST', path: '/v1/people/{id}/unlock' } },
  input: z.strictObject({ id: personId, reason }),
  output: z.object({ unlocked: z.literal(true) }),
  errors: [],
  async run(ctx, input) {
    const { member } = await lockForChange(ctx, input.id);
    const forgotten = await unlockMember(ctx, member.id);
    ctx.audit({
      subject: `user:${member.id}`,
      after: { attempts_forgotten: forgotten },
      reason: input.reason,
    });
    return { unlocked: true as const };
  },
});

export const endPersonSessionsOperation = operation({
  id: 'people.end-sessions',
  summary: 'Sign a person out of this tenant everywhere',
  permission: 'users:manage',
  effect: 'write',
  audit: { event: 'person.sessions-ended' },
  idempotency: 'key',
  expose: { http: { method: 'DELETE', path: '/v1/people/{id}/sessions' } },
  input: z.strictObject({ id: personId }),
  output: z.object({ ended: z.number().int() }),
  errors: [],
  async run(ctx, input) {
    const { member } = await lockForChange(ctx, input.id);
    const ended = await endPersonSessions(ctx, member.id, ctx.at);
    ctx.audit({ subject: `user:${member.id}`, after: { sessions_ended: ended } });
    return { ended };
  },
});

export const endPersonSessionOperation = operation({
  id: 'people.end-session',
  summary: 'End one session of a person',
  permission: 'users:manage',
  effect: 'write',
  audit: { event: 'person.session-ended' },
  idempotency: 'key',
  expose: { http: { method: 'DELETE', path: '/v1/people/{id}/sessions/{session}' } },
  input: z.strictObject({ id: personId, session: z.string().min(1).max(60) }),
  output: z.object({ ended: z.literal(true) }),
  errors: [],
  async run(ctx, input) {
    const { member } = await lockForChange(ctx, input.id);
    const id = fromWireId('session', input.session);
    if (id === null || !(await endPersonSession(ctx, { personId: member.id, id }, ctx.at)))
      throw new AppError('not_found', { message: 'This person has no such session.' });
    ctx.audit({ subject: `user:${member.id}`, after: { session: `session:${id}` } });
    return { ended: true as const };
  },
});
