import { z } from 'zod';
import type { OperationContext } from '../../../../kernel/context.ts';
import { type CheckUrl, egressRefusedError } from '../../../../kernel/egress.ts';
import { AppError } from '../../../../kernel/errors.ts';
import { requireWireId } from '../../../../kernel/ids.ts';
import { operation } from '../../../../kernel/operation.ts';
import { newToken } from '../../../identity/index.ts';
import { findHead } from '../../chain.store.ts';
import { authorizationPurpose, SINK_POLICY, signingPurpose } from '../deliver.ts';
import { sinkSchema, sinkWithSecretSchema, toSinkWire } from '../sink.schema.ts';
import {
  deleteSink,
  findSink,
  insertSink,
  listSinks,
  lockSink,
  requestSinkTest,
  SINK_FORMATS,
  SINKS_MAX,
  type SinkRow,
  updateSink,
} from '../sink.store.ts';

const name = z.string().trim().min(1).max(100);
const url = z
  .string()
  .min(1)
  .max(2_048)
  .describe('https, and a public host unless the installation allows it.');
const authorization = z
  .string()
  .min(1)
  .max(4_000)
  .regex(/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/, 'must be one line of printable ASCII')
  .describe(
    'Value of the Authorization header, such as "Bearer …" or "Splunk …". Kept sealed, never shown again.',
  );
const sinkId = z.string().min(1).max(60);

/** The operations that take an address, which the guard of outgoing calls must let pass as far as can be told without a call. */
export function sinkOperations(checkUrl: CheckUrl) {
  const requireCallable = (given: string) => {
    const refused = checkUrl(given, SINK_POLICY);
    if (refused) throw egressRefusedError(refused, 'url');
  };
  return { create: createOperation(requireCallable), update: updateOperation(requireCallable) };
}

type RequireCallable = (url: string) => void;

export const listSinksOperation = operation({
  id: 'audit-sinks.list',
  summary: 'Collectors that the audit records are sent to, how far they are, and what hinders them',
  permission: 'settings:manage',
  effect: 'read',
  audit: { none: 'shows no secret' },
  idempotency: 'natural',
  expose: { http: { method: 'GET', path: '/v1/audit-sinks' } },
  input: z.strictObject({}),
  output: z.array(sinkSchema),
  errors: [],
  async run(ctx) {
    return (await listSinks(ctx)).map((row) => toSinkWire(row, ctx.at));
  },
});

export const getSinkOperation = operation({
  id: 'audit-sinks.get',
  summary: 'One collector',
  permission: 'settings:manage',
  effect: 'read',
  audit: { none: 'shows no secret' },
  idempotency: 'natural',
  expose: { http: { method: 'GET', path: '/v1/audit-sinks/{id}' } },
  input: z.strictObject({ id: sinkId }),
  output: sinkSchema,
  errors: [],
  run: (ctx, input) => readSink(ctx, requireWireId('sink', input.id)),
});

function createOperation(requireCallable: RequireCallable) {
  return operation({
    id: 'audit-sinks.create',
    summary: 'Send the audit records to a collector by HTTP, from now on or from the beginning',
    permission: 'settings:manage',
    effect: 'write',
    audit: { event: 'audit-sink.created' },
    // The answer holds the signing secret, so it is not kept for a repetition.
    idempotency: 'none',
    expose: { http: { method: 'POST', path: '/v1/audit-sinks', status: 201 } },
    input: z.strictObject({
      name,
      url,
      format: z.enum(SINK_FORMATS).default('jsonl'),
      authorization: authorization.nullable().default(null),
      sign: z.boolean().default(true).describe('Sign each message; the secret is made here and shown once.'),
      from: z.enum(['now', 'beginning']).default('now'),
    }),
    output: sinkWithSecretSchema,
    errors: ['conflict', 'egress_refused'],
    async run(ctx, input) {
      requireCallable(input.url);
      if ((await listSinks(ctx)).length >= SINKS_MAX)
        throw new AppError('conflict', {
          message: `There are ${SINKS_MAX} sinks already: delete one first.`,
        });
      const id = ctx.ids.next('sink');
      const signing = input.sign ? newToken() : null;
      const head = input.from === 'now' ? await findHead(ctx) : null;
      const isNew = await insertSink(ctx, {
        id,
        name: input.name,
        url: input.url,
        format: input.format,
        authorization_secret_id:
          input.authorization && (await ctx.vault.put(authorizationPurpose(id), input.authorization)),
        signing_secret_id: signing && (await ctx.vault.put(signingPurpose(id), signing)),
        confirmed_to: head?.sequence ?? 0,
        at: ctx.at,
        by: ctx.principal.name,
      });
      if (!isNew)
        throw new AppError('conflict', { field: 'name', message: 'There is a sink of this name already.' });
      const after = { name: input.name, url: input.url, format: input.format, from: input.from };
      ctx.audit({ subject: `audit-sink:${id}`, after: { ...after, signed: input.sign } });
      return { ...(await readSink(ctx, id)), signing_secret: signing };
    },
  });
}

function updateOperation(requireCallable: RequireCallable) {
  return operation({
    id: 'audit-sinks.update',
    summary: 'Change, pause or resume a collector; its place in the records stays',
    permission: 'settings:manage',
    effect: 'write',
    audit: { event: 'audit-sink.updated' },
    idempotency: 'none',
    expose: { http: { method: 'PATCH', path: '/v1/audit-sinks/{id}', ifMatch: 'version' } },
    input: z.strictObject({
      id: sinkId,
      version: z.coerce.number().int().min(1).optional().describe('Version you have read (If-Match).'),
      name: name.optional(),
      url: url.optional(),
      format: z.enum(SINK_FORMATS).optional(),
      authorization: authorization.nullable().optional().describe('null takes it away.'),
      signing: z.enum(['keep', 'renew', 'stop']).default('keep'),
      enabled: z.boolean().optional().describe('false pauses; true sends again, also after a refusal.'),
    }),
    output: sinkWithSecretSchema,
    errors: ['conflict', 'egress_refused', 'version_mismatch'],
    async run(ctx, input) {
      const row = await requireSink(ctx, input.id);
      if (input.version !== undefined && input.version !== row.version) {
        throw new AppError('version_mismatch', {
          message: `The sink is at version ${row.version}, not ${input.version}: read it again and repeat.`,
        });
      }
      const change = {
        name: input.name ?? row.name,
        url: input.url ?? row.url,
        format: input.format ?? row.format,
        state: stateAfter(row, input),
      };
      // Also when it is only resumed: the rules may have changed since.
      if (change.state === 'active' || change.url !== row.url) requireCallable(change.url);
      refuseTakingCredentialAlong(row, { url: change.url, authorization: input.authorization });
      const signing = input.signing === 'renew' ? newToken() : null;
      const isChanged = await updateSink(ctx, row.id, {
        ...change,
        authorization_secret_id: await storeAuthorization(ctx, row, input.authorization),
        signing_secret_id: await storeSigning(ctx, row, { signing, how: input.signing }),
        at: ctx.at,
        by: ctx.principal.name,
      });
      if (!isChanged)
        throw new AppError('conflict', { field: 'name', message: 'There is a sink of this name already.' });
      const { name: oldName, url: oldUrl, format, state } = row;
      ctx.audit({
        subject: `audit-sink:${row.id}`,
        before: { name: oldName, url: oldUrl, format, state },
        after: {
          ...change,
          authorization_changed: input.authorization !== undefined,
          signing: input.signing,
        },
      });
      return { ...(await readSink(ctx, row.id)), signing_secret: signing };
    },
  });
}

export const deleteSinkOperation = operation({
  id: 'audit-sinks.delete',
  summary: 'Send no more records to a collector, and forget its credentials',
  permission: 'settings:manage',
  effect: 'write',
  audit: { event: 'audit-sink.deleted' },
  idempotency: 'key',
  expose: { http: { method: 'DELETE', path: '/v1/audit-sinks/{id}' } },
  input: z.strictObject({ id: sinkId }),
  output: sinkSchema,
  errors: [],
  async run(ctx, input) {
    const row = await requireSink(ctx, input.id);
    const wire = await readSink(ctx, row.id);
    await deleteSink(ctx, row.id);
    for (const secret of [row.authorization_secret_id, row.signing_secret_id])
      if (secret !== null) await ctx.vault.remove(secret);
    ctx.audit({
      subject: `audit-sink:${row.id}`,
      before: { name: row.name, url: row.url, format: row.format, confirmed_to: row.confirmed_to },
    });
    return wire;
  },
});

export const testSinkOperation = operation({
  id: 'audit-sinks.test',
  summary: 'Send a test message; it is sent after the answer, and the sink then says how it went',
  permission: 'settings:manage',
  effect: 'write',
  audit: { event: 'audit-sink.test-requested' },
  idempotency: 'key',
  expose: { http: { method: 'POST', path: '/v1/audit-sinks/{id}/test', status: 202 } },
  input: z.strictObject({ id: sinkId }),
  output: sinkSchema,
  errors: [],
  async run(ctx, input) {
    const row = await requireSink(ctx, input.id);
    await requestSinkTest(ctx, row.id, ctx.at);
    ctx.audit({ subject: `audit-sink:${row.id}`, after: { url: row.url } });
    return readSink(ctx, row.id);
  },
});

/** A credential that nobody can read any more must not be sent to an address of one's own choice. */
function refuseTakingCredentialAlong(
  row: SinkRow,
  given: { readonly url: string; readonly authorization: string | null | undefined },
): void {
  if (row.authorization_secret_id === null || given.authorization !== undefined) return;
  if (new URL(given.url).origin === new URL(row.url).origin) return;
  throw new AppError('invalid', {
    field: 'authorization',
    message: 'Another host needs the credential anew: the stored one was given for the host before.',
  });
}

async function requireSink(ctx: OperationContext, wireId: string): Promise<SinkRow> {
  const row = await lockSink(ctx, requireWireId('sink', wireId));
  if (row === null) throw missing();
  return row;
}

async function readSink(ctx: OperationContext, id: string) {
  const row = await findSink(ctx, id);
  if (row === null) throw missing();
  return toSinkWire(row, ctx.at);
}

function missing(): AppError {
  return new AppError('not_found', { message: 'There is no sink with this id.' });
}

/** Another address is tried at once; else a refused sink stays refused until it is switched on by name. */
function stateAfter(
  row: SinkRow,
  { enabled, url: newUrl }: { enabled?: boolean | undefined; url?: string | undefined },
): SinkRow['state'] {
  if (enabled === true) return 'active';
  if (enabled === false) return 'paused';
  return row.state === 'refused' && newUrl !== undefined && newUrl !== row.url ? 'active' : row.state;
}

async function storeAuthorization(
  ctx: OperationContext,
  row: SinkRow,
  given: string | null | undefined,
): Promise<string | null> {
  const { authorization_secret_id: present } = row;
  if (given === undefined) return present;
  if (given === null) {
    if (present !== null) await ctx.vault.remove(present);
    return null;
  }
  if (present === null) return ctx.vault.put(authorizationPurpose(row.id), given);
  await ctx.vault.replace(present, authorizationPurpose(row.id), given);
  return present;
}

async function storeSigning(
  ctx: OperationContext,
  row: SinkRow,
  { signing, how }: { readonly signing: string | null; readonly how: 'keep' | 'renew' | 'stop' },
): Promise<string | null> {
  const { signing_secret_id: present } = row;
  if (how === 'stop' && present !== null) await ctx.vault.remove(present);
  if (how === 'stop') return null;
  if (signing === null) return present;
  if (present === null) return ctx.vault.put(signingPurpose(row.id), signing);
  await ctx.vault.replace(present, signingPurpose(row.id), signing);
  return present;
}
