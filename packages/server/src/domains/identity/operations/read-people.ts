import { z } from 'zod';
import { toWireId } from '../../../kernel/ids.ts';
import { operation } from '../../../kernel/operation.ts';
import { requireMember } from '../member-rules.ts';
import { listMembers, listPeople, listPersonSessions } from '../person.store.ts';
import { personId, personSchema, toMemberWire, toPersonWire } from './person.schema.ts';

const isoTime = z.iso.datetime({ offset: true });

export const listPeopleOperation = operation({
  id: 'people.list',
  summary:
    'People of this tenant: those who may act in it, and for those who manage people all, with their accounts',
  permission: 'alerts:read',
  effect: 'read',
  audit: { none: 'colleagues see each other' },
  idempotency: 'natural',
  expose: { http: { method: 'GET', path: '/v1/people' } },
  input: z.strictObject({}),
  output: z.array(personSchema),
  errors: [],
  async run(ctx) {
    if (ctx.principal.permissions.has('users:manage'))
      return (await listMembers(ctx, ctx.at)).map(toMemberWire);
    return (await listPeople(ctx)).map(toPersonWire);
  },
});

export const getPersonOperation = operation({
  id: 'people.get',
  summary: 'One person of this tenant with their account',
  permission: 'users:manage',
  effect: 'read',
  audit: { none: 'shows no secret' },
  idempotency: 'natural',
  expose: { http: { method: 'GET', path: '/v1/people/{id}' } },
  input: z.strictObject({ id: personId }),
  output: personSchema,
  errors: [],
  async run(ctx, input) {
    return toMemberWire(await requireMember(ctx, input.id));
  },
});

export const listPersonSessionsOperation = operation({
  id: 'people.sessions',
  summary: 'Where a person is signed in to this tenant',
  permission: 'users:manage',
  effect: 'read',
  audit: { none: 'shows no secret' },
  idempotency: 'natural',
  expose: { http: { method: 'GET', path: '/v1/people/{id}/sessions' } },
  input: z.strictObject({ id: personId }),
  output: z.array(
    z
      .object({
        id: z.string(),
        created_at: isoTime,
        last_seen_at: isoTime,
        expires_at: isoTime,
        method: z.string().describe('How it began.'),
        address: z.string().nullable(),
        user_agent: z.string().nullable(),
      })
      .meta({ id: 'PersonSession' }),
  ),
  errors: [],
  async run(ctx, input) {
    const member = await requireMember(ctx, input.id);
    const rows = await listPersonSessions(ctx, member.id, ctx.at);
    return rows.map((row) => ({
      ...row,
      id: toWireId('session', row.id),
      created_at: row.created_at.toISOString(),
      last_seen_at: row.last_seen_at.toISOString(),
      expires_at: row.expires_at.toISOString(),
    }));
  },
});
