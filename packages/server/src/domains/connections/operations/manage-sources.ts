import type { SourceAdapter } from '@watchfloor/sdk';
import { z } from 'zod';
import { AppError } from '../../../kernel/errors.ts';
import { operation } from '../../../kernel/operation.ts';
import { newToken } from '../../identity/index.ts';
import {
  findSourceSetting,
  insertInboxToken,
  listSourceSettings,
  revokeInboxTokens,
  saveSourceSecret,
} from '../connections.store.ts';
import { SIGNATURE_SCHEMES } from '../signature.ts';
import { sourceSecretPurpose } from '../source-secret.ts';

const sourceName = z.string().min(1).max(60).describe('Name of the source, as in /v1/ingest/{source}.');

const sourceSchema = z
  .object({
    id: z.string(),
    vendor: z.string(),
    product: z.string(),
    summary: z.string(),
    documentation: z.string(),
    ingest_path: z.string(),
    signature: z
      .enum(SIGNATURE_SCHEMES)
      .nullable()
      .describe('Required body signature; null when none is set.'),
  })
  .meta({ id: 'Source' });

type Catalogue = readonly SourceAdapter[];

/** The operations on sources, over the adapters that this process has. */
export function sourceOperations(sources: Catalogue) {
  return {
    list: listSourcesOperation(sources),
    setSecret: setSecretOperation(sources),
    removeSecret: removeSecretOperation(sources),
    setup: setupSourceOperation(sources),
  };
}

function requireSource(sources: Catalogue, id: string): SourceAdapter {
  const found = sources.find((source) => source.id === id);
  if (!found) throw new AppError('unknown_source', { message: `There is no source "${id}".` });
  return found;
}

function listSourcesOperation(sources: Catalogue) {
  return operation({
    id: 'sources.list',
    summary: 'Sources that this server reads, and whether each requires a signature',
    permission: 'integrations:read',
    effect: 'read',
    audit: { none: 'shows no secret' },
    idempotency: 'natural',
    expose: { http: { method: 'GET', path: '/v1/sources' } },
    input: z.strictObject({}),
    output: z.array(sourceSchema),
    errors: [],
    async run(ctx) {
      const settings = new Map((await listSourceSettings(ctx)).map((row) => [row.source, row]));
      return sources.map((source) => toSourceWire(source, settings.get(source.id)?.signature_scheme ?? null));
    },
  });
}

function setSecretOperation(sources: Catalogue) {
  return operation({
    id: 'sources.set-secret',
    summary: 'Require a body signature from a source, with this secret',
    permission: 'integrations:manage',
    effect: 'write',
    audit: { event: 'source.secret-set' },
    idempotency: 'natural',
    expose: { http: { method: 'PUT', path: '/v1/sources/{source}/secret' } },
    input: z.strictObject({
      source: sourceName,
      scheme: z.enum(SIGNATURE_SCHEMES).default('timestamped'),
      secret: z.string().min(16).max(500).optional().describe('Made here and shown once when left out.'),
    }),
    output: sourceSchema.extend({ secret: z.string().nullable().describe('Only when it was made here.') }),
    errors: ['unknown_source'],
    async run(ctx, input) {
      const source = requireSource(sources, input.source);
      const secret = input.secret ?? newToken();
      const before = await findSourceSetting(ctx, source.id);
      const secretId = await ctx.vault.put(sourceSecretPurpose(source.id), secret);
      if (before?.secret_id) await ctx.vault.remove(before.secret_id);
      await saveSourceSecret(ctx, { source: source.id, scheme: input.scheme, secretId, at: ctx.at });
      ctx.audit({ subject: `source:${source.id}`, after: { signature: input.scheme } });
      return { ...toSourceWire(source, input.scheme), secret: input.secret ? null : secret };
    },
  });
}

function removeSecretOperation(sources: Catalogue) {
  return operation({
    id: 'sources.remove-secret',
    summary: 'No longer require a body signature from a source',
    permission: 'integrations:manage',
    effect: 'write',
    audit: { event: 'source.secret-removed' },
    idempotency: 'natural',
    expose: { http: { method: 'DELETE', path: '/v1/sources/{source}/secret' } },
    input: z.strictObject({ source: sourceName }),
    output: sourceSchema,
    errors: ['unknown_source'],
    async run(ctx, input) {
      const source = requireSource(sources, input.source);
      const before = await findSourceSetting(ctx, source.id);
      if (before?.secret_id) await ctx.vault.remove(before.secret_id);
      await saveSourceSecret(ctx, { source: source.id, scheme: null, secretId: null, at: ctx.at });
      ctx.audit({ subject: `source:${source.id}`, after: { signature: null } });
      return toSourceWire(source, null);
    },
  });
}

function setupSourceOperation(sources: Catalogue) {
  return operation({
    id: 'sources.setup',
    summary: 'How to make the vendor send to this server, with a secret address when headers cannot be set',
    permission: 'integrations:manage',
    effect: 'write',
    audit: { event: 'source.address-created' },
    idempotency: 'none',
    expose: { http: { method: 'POST', path: '/v1/sources/{source}/setup', status: 201 } },
    input: z.strictObject({
      source: sourceName,
      replace: z.boolean().default(false).describe('Revoke the addresses that the source has so far.'),
    }),
    output: z.object({
      source: sourceSchema,
      token_path: z.string().describe('Secret address, shown this once; it needs no header.'),
      instructions: z.string().describe('Markdown; `{url}` stands for the full address.'),
      revoked: z.number().int(),
    }),
    errors: ['unknown_source'],
    async run(ctx, input) {
      const source = requireSource(sources, input.source);
      const revoked = input.replace ? await revokeInboxTokens(ctx, source.id, ctx.at) : 0;
      const token = newToken();
      const id = ctx.ids.next('link');
      await insertInboxToken(ctx, {
        id,
        source: source.id,
        hash: ctx.secrets.keyedHash(token),
        at: ctx.at,
        by: ctx.principal.name,
      });
      ctx.audit({ subject: `source:${source.id}`, after: { address: id, revoked } });
      const settings = await findSourceSetting(ctx, source.id);
      return {
        source: toSourceWire(source, settings?.signature_scheme ?? null),
        token_path: `/v1/ingest/${source.id}/t/${token}`,
        instructions: source.setup,
        revoked,
      };
    },
  });
}

function toSourceWire(source: SourceAdapter, signature: 'timestamped' | 'body' | null) {
  return {
    id: source.id,
    vendor: source.vendor,
    product: source.product,
    summary: source.summary,
    documentation: source.documentation,
    ingest_path: `/v1/ingest/${source.id}`,
    signature,
  };
}
