import { z } from 'zod';
import { AppError } from '../../../kernel/errors.ts';
import { operation } from '../../../kernel/operation.ts';
import { refuseSelf } from '../grants.ts';
import {
  lockForChange,
  makeInvitationLink,
  refuseLastOwner,
  requireMember,
  requireRole,
} from '../member-rules.ts';
import {
  countMembers,
  deleteMembership,
  endPersonSessions,
  invitePerson,
  PEOPLE_MAX,
  renameUnclaimed,
  setMemberDeactivated,
  setMemberRole,
  voidLinks,
} from '../person.store.ts';
import { linkSchema, personId, personSchema, reason, roleName, toMemberWire } from './person.schema.ts';

const personName = z.string().trim().min(1).max(200);

export const invitePersonOperation = operation({
  id: 'people.invite',
  summary: 'Make somebody a member of this tenant; a one-time link for them is in this answer only',
  permission: 'users:manage',
  effect: 'write',
  audit: { event: 'person.invited' },
  // Not repeatable by key: the answer holds the link, and secrets are not kept.
  idempotency: 'none',
  expose: { http: { method: 'POST', path: '/v1/people', status: 201 } },
  input: z.strictObject({
    email: z.string().trim().toLowerCase().max(320).pipe(z.email('is no e-mail address')),
    name: personName,
    role: roleName,
  }),
  output: personSchema.extend({
    link: linkSchema
      .nullable()
      .describe('Null for somebody whom another tenant knows: they sign in with what they have there.'),
  }),
  errors: ['conflict'],
  async run(ctx, input) {
    await requireRole(ctx, input.role);
    if ((await countMembers(ctx)) >= PEOPLE_MAX)
      throw new AppError('conflict', {
        message: `There are ${PEOPLE_MAX} people already: remove one first.`,
      });
    const made = await invitePerson(ctx, { ...input, personId: ctx.ids.next('user'), at: ctx.at });
    if (!made)
      throw new AppError('conflict', {
        field: 'email',
        message: 'Somebody with this e-mail is here already.',
      });
    // Whoever holds a link can choose how this person signs in, and so everywhere: only where nobody else has a say.
    const link = made.is_elsewhere ? null : await makeInvitationLink(ctx, made.person_id);
    const member = await requireMember(ctx, made.person_id);
    ctx.audit({
      subject: `user:${made.person_id}`,
      after: {
        email: member.email,
        name: member.display_name,
        role: input.role,
        link: link?.expires_at ?? null,
      },
    });
    return { ...toMemberWire(member), link };
  },
});

export const updatePersonOperation = operation({
  id: 'people.update',
  summary: "Change a person's role, or the name of somebody who has not signed in yet",
  permission: 'users:manage',
  effect: 'write',
  audit: { event: 'person.updated' },
  idempotency: 'natural',
  expose: { http: { method: 'PATCH', path: '/v1/people/{id}' } },
  input: z.strictObject({
    id: personId,
    role: roleName.optional(),
    name: personName.optional(),
    reason,
  }),
  output: personSchema,
  errors: ['conflict'],
  async run(ctx, input) {
    const locked = await lockForChange(ctx, input.id);
    const { member } = locked;
    if (input.role !== undefined && input.role !== member.role) {
      refuseSelf(ctx.principal, member.id, 'changes the role of');
      await requireRole(ctx, input.role);
      refuseLastOwner(locked);
      await setMemberRole(ctx, member.id, input.role);
    }
    if (input.name !== undefined && input.name !== member.display_name) {
      if (!(await renameUnclaimed(ctx, member.id, input.name)))
        throw new AppError('conflict', {
          field: 'name',
          message: 'This person has signed in, and changes their name themselves.',
        });
    }
    const now = await requireMember(ctx, member.id);
    ctx.audit({
      subject: `user:${member.id}`,
      before: { role: member.role, name: member.display_name },
      after: { role: now.role, name: now.display_name },
      reason: input.reason,
    });
    return toMemberWire(now);
  },
});

export const deactivatePersonOperation = operation({
  id: 'people.deactivate',
  summary: 'Switch a person off in this tenant: their sessions and links end at once',
  permission: 'users:manage',
  effect: 'write',
  audit: { event: 'person.deactivated' },
  idempotency: 'natural',
  expose: { http: { method: 'POST', path: '/v1/people/{id}/deactivate' } },
  input: z.strictObject({ id: personId, reason }),
  output: personSchema,
  errors: ['conflict'],
  async run(ctx, input) {
    const locked = await lockForChange(ctx, input.id);
    const { member } = locked;
    refuseSelf(ctx.principal, member.id, 'switches off');
    refuseLastOwner(locked);
    if (member.deactivated_at === null) await setMemberDeactivated(ctx, member.id, ctx.at);
    const sessions = await endPersonSessions(ctx, member.id, ctx.at);
    await voidLinks(ctx, member.id, ctx.at);
    const now = await requireMember(ctx, member.id);
    ctx.audit({
      subject: `user:${member.id}`,
      after: { deactivated_at: now.deactivated_at?.toISOString(), sessions_ended: sessions },
      reason: input.reason,
    });
    return toMemberWire(now);
  },
});

export const reactivatePersonOperation = operation({
  id: 'people.reactivate',
  summary: 'Let a person act in this tenant again',
  permission: 'users:manage',
  effect: 'write',
  audit: { event: 'person.reactivated' },
  idempotency: 'natural',
  expose: { http: { method: 'POST', path: '/v1/people/{id}/reactivate' } },
  input: z.strictObject({ id: personId, reason }),
  output: personSchema,
  errors: [],
  async run(ctx, input) {
    const { member } = await lockForChange(ctx, input.id);
    await setMemberDeactivated(ctx, member.id, null);
    ctx.audit({
      subject: `user:${member.id}`,
      before: { deactivated_at: member.deactivated_at?.toISOString() ?? null },
      after: { deactivated_at: null },
      reason: input.reason,
    });
    return toMemberWire(await requireMember(ctx, member.id));
  },
});

export const removePersonOperation = operation({
  id: 'people.remove',
  summary: 'Take a person out of this tenant; what they did here keeps their name',
  permission: 'users:manage',
  effect: 'write',
  audit: { event: 'person.removed' },
  idempotency: 'key',
  expose: { http: { method: 'DELETE', path: '/v1/people/{id}' } },
  input: z.strictObject({ id: personId }),
  output: z.object({ removed: z.literal(true) }),
  errors: ['conflict'],
  async run(ctx, input) {
    const locked = await lockForChange(ctx, input.id);
    const { member } = locked;
    refuseSelf(ctx.principal, member.id, 'removes');
    refuseLastOwner(locked);
    await deleteMembership(ctx, member.id);
    ctx.audit({
      subject: `user:${member.id}`,
      before: { email: member.email, name: member.display_name, role: member.role },
    });
    return { removed: true as const };
  },
});
