import { z } from 'zod';
import type { ChildContext, OperationContext } from '../../../../kernel/context.ts';
import { AppError } from '../../../../kernel/errors.ts';
import { type TenantId, toWireId } from '../../../../kernel/ids.ts';
import { operation } from '../../../../kernel/operation.ts';
import { ROLE_NAMES } from '../../../../kernel/permissions.ts';
import { hintOf, newApiKey } from '../../credentials.ts';
import { insertApiKey } from '../../key.store.ts';
import { makeInvitationLink } from '../../member-rules.ts';
import { invitePerson } from '../../person.store.ts';
import { setRetention } from '../retention.store.ts';
import {
  childSchema,
  DEFAULT_SETTINGS,
  isoTime,
  mergeSettings,
  namedQuotas,
  nameText,
  quotasInput,
  RETENTION_CLASSES,
  retentionInput,
  settingsInput,
  slugText,
  toChildWire,
} from '../tenant.schema.ts';
import {
  CHILDREN_MAX,
  findChildTenant,
  insertSettings,
  type MakeOutcome,
  makeChildTenant,
  setLimit,
  TREE_DEPTH_MAX,
} from '../tenant.store.ts';

const createInput = z.strictObject({
  slug: slugText,
  name: nameText,
  owner_email: z.string().trim().toLowerCase().max(320).pipe(z.email('is no e-mail address')).optional(),
  owner_name: nameText.optional().describe('The e-mail address when left out.'),
  settings: settingsInput.optional(),
  quotas: quotasInput.optional(),
  retention: retentionInput.optional(),
  key: z
    .strictObject({
      name: nameText,
      role: z.enum(ROLE_NAMES).default('ingest'),
      sources: z
        .array(z.string().regex(/^[a-z][a-z0-9-]{1,39}$/))
        .min(1)
        .max(50)
        .nullable()
        .default(null),
    })
    .optional()
    .describe('A first API key of the tenant.'),
});
type CreateInput = z.output<typeof createInput>;

const createdSchema = z.object({
  tenant: childSchema,
  owner: z
    .object({
      id: z.string(),
      link: z
        .object({ path: z.string(), expires_at: isoTime })
        .nullable()
        .describe(
          'One-time link, shown this once; null in a repetition, and for somebody whom another tenant knows.',
        ),
    })
    .nullable(),
  key: z
    .object({
      id: z.string(),
      hint: z.string(),
      key: z.string().nullable().describe('Shown this once; null in a repetition.'),
    })
    .nullable(),
});

export const createTenantOperation = operation({
  id: 'tenants.create',
  summary: 'Make a tenant below this one, with settings, quotas, first owner and first key',
  permission: 'tenants:manage',
  effect: 'write',
  audit: { event: 'tenant.created' },
  idempotency: 'key',
  expose: { http: { method: 'POST', path: '/v1/tenants', status: 201 } },
  input: createInput,
  output: createdSchema,
  errors: ['conflict'],
  withoutSecrets: (output) => ({
    tenant: output.tenant,
    owner: output.owner && { ...output.owner, link: null },
    key: output.key && { ...output.key, key: null },
  }),
  async run(ctx, input) {
    const id = ctx.ids.next('tenant');
    const made = await makeChildTenant(ctx.sql, { id, slug: input.slug, name: input.name, at: ctx.at });
    if (made !== 'made') throw refusal(made, input.slug);
    const parts = await ctx.inChild(id, async (child) => {
      await configure(ctx, child, input);
      const owner = input.owner_email === undefined ? null : await makeOwner(ctx, child, input);
      const key = input.key === undefined ? null : await makeKey(ctx, child, input.key);
      await child.audit({
        event: 'tenant.created',
        subject: `tenant:${id}`,
        after: { slug: input.slug, name: input.name, owner: input.owner_email ?? null, key: key?.id ?? null },
      });
      return { owner, key };
    });
    const row = await findChildTenant(ctx.sql, id, ctx.at);
    if (!row) throw new AppError('internal', { internal: 'the tenant that was made just now is not there' });
    // Nothing by which a customer could be named: this record stays when the tenant is deleted.
    ctx.audit({
      subject: `tenant:${id}`,
      after: { quotas: input.quotas ?? {}, retention: input.retention ?? {} },
    });
    return { tenant: toChildWire(row), ...parts };
  },
});

function refusal(outcome: Exclude<MakeOutcome, 'made'>, slug: string): AppError {
  const messages = {
    slug_taken: `The short name "${slug}" is taken: choose another.`,
    too_deep: `Tenants stand at most ${TREE_DEPTH_MAX} deep: a customer's tenant has none below it.`,
    too_many: `There are ${CHILDREN_MAX} tenants below this one already.`,
    no_parent: 'This tenant cannot have others below it at the moment.',
  };
  return new AppError('conflict', {
    message: messages[outcome],
    field: outcome === 'slug_taken' ? 'slug' : null,
  });
}

async function configure(ctx: OperationContext, child: ChildContext, input: CreateInput): Promise<void> {
  const by = ctx.principal.name;
  await insertSettings(child, {
    version: 1,
    body: mergeSettings(DEFAULT_SETTINGS, input.settings ?? {}),
    created_at: ctx.at,
    created_by: by,
  });
  for (const [name, value] of namedQuotas(input.quotas))
    await setLimit(child, { name, value, at: ctx.at, by });
  for (const name of RETENTION_CLASSES) {
    const days = input.retention?.[name];
    if (days !== undefined) await setRetention(child, { class: name, days, at: ctx.at, by });
  }
}

async function makeOwner(ctx: OperationContext, child: ChildContext, input: CreateInput) {
  const email = input.owner_email ?? '';
  const invitation = {
    personId: ctx.ids.next('user'),
    email,
    name: input.owner_name ?? email,
    role: 'owner',
    at: ctx.at,
  };
  const invited = await invitePerson(child, invitation);
  if (!invited)
    throw new AppError('conflict', { field: 'owner_email', message: 'This person is a member already.' });
  // Whoever holds a link can choose how this person signs in, and so everywhere: only where nobody else has a say.
  const link = invited.is_elsewhere
    ? null
    : await makeInvitationLink({ ...ctx, tenantId: child.tenantId }, invited.person_id);
  return { id: toWireId('user', invited.person_id), link };
}

async function makeKey(
  ctx: OperationContext,
  child: { sql: ChildContext['sql']; tenantId: TenantId },
  wanted: NonNullable<CreateInput['key']>,
) {
  const key = newApiKey();
  const id = ctx.ids.next('key');
  await insertApiKey(child, {
    id,
    name: wanted.name,
    hash: ctx.secrets.keyedHash(key),
    hint: hintOf(key),
    role: wanted.role,
    sources: wanted.sources,
    created_at: ctx.at,
    created_by: ctx.principal.name,
    expires_at: null,
  });
  return { id: toWireId('key', id), hint: hintOf(key), key };
}
