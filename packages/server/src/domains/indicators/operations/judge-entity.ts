import { canonicalValue, ENTITY_TYPES } from '@watchfloor/sdk';
import { z } from 'zod';
import type { OperationContext } from '../../../kernel/context.ts';
import { AppError } from '../../../kernel/errors.ts';
import { fromWireId, toWireId } from '../../../kernel/ids.ts';
import { operation } from '../../../kernel/operation.ts';
import { entityIdOf, isoTime } from '../../alerts/index.ts';
import { type EntityRow, findEntity } from '../entity.store.ts';
import {
  deleteJudgement,
  findJudgement,
  type JudgementRow,
  saveJudgement,
  VERDICTS,
} from '../judgement.store.ts';

/** How an entity is named: its id, or its type and value. */
export const entityName = z
  .string()
  .min(1)
  .max(2_100)
  .describe('`entity_` and 32 hex digits, or `type:value` such as `ip:192.0.2.1`.');

export const judgementWire = z
  .object({
    verdict: z
      .enum(VERDICTS)
      .describe('`benign` joins alerts no more; `watch` and `malicious` are shown and change no score.'),
    note: z.string(),
    expires_at: isoTime.nullable(),
    judged_at: isoTime,
    judged_by: z.string(),
  })
  .meta({ id: 'EntityJudgement' });

const judged = z.object({ id: z.string(), judgement: judgementWire.nullable() });

export const judgeEntityOperation = operation({
  id: 'entities.judge',
  summary: 'Say what an entity is to you: benign, to be watched, or malicious; replaces what was said before',
  permission: 'observables:manage',
  effect: 'write',
  audit: { event: 'entity.judged' },
  idempotency: 'key',
  expose: { http: { method: 'PUT', path: '/v1/entities/{id}/judgement' } },
  input: z.strictObject({
    id: entityName,
    verdict: z.enum(VERDICTS),
    note: z.string().trim().max(1_000).default(''),
    expires_at: isoTime.nullable().default(null).describe('From then on it is as if nothing had been said.'),
  }),
  output: judged,
  errors: [],
  async run(ctx, input) {
    const entity = await requireEntity(ctx, input.id);
    const expiresAt = input.expires_at === null ? null : new Date(input.expires_at);
    if (expiresAt !== null && expiresAt <= ctx.at)
      throw new AppError('invalid', { field: 'expires_at', message: 'The expiry lies in the past.' });
    const before = await findJudgement(ctx, entity.id, ctx.at);
    const row = {
      verdict: input.verdict,
      note: input.note,
      expires_at: expiresAt,
      judged_at: ctx.at,
      judged_by: ctx.principal.name,
    };
    await saveJudgement(ctx, entity.id, row);
    record(ctx, entity, { before, after: row });
    return { id: toWireId('entity', entity.id), judgement: toJudgementWire(row) };
  },
});

export const unjudgeEntityOperation = operation({
  id: 'entities.unjudge',
  summary: 'Take back what was said of an entity',
  permission: 'observables:manage',
  effect: 'write',
  audit: { event: 'entity.unjudged' },
  idempotency: 'natural',
  expose: { http: { method: 'DELETE', path: '/v1/entities/{id}/judgement' } },
  input: z.strictObject({ id: entityName }),
  output: judged,
  errors: [],
  async run(ctx, input) {
    const entity = await requireEntity(ctx, input.id);
    const before = await findJudgement(ctx, entity.id, ctx.at);
    await deleteJudgement(ctx, entity.id);
    record(ctx, entity, { before, after: null });
    return { id: toWireId('entity', entity.id), judgement: null };
  },
});

/** The entity of that name; throws `not_found` where no record of the tenant has named it. */
export async function requireEntity(
  ctx: Pick<OperationContext, 'sql' | 'tenantId'>,
  name: string,
): Promise<EntityRow> {
  const entity = await findEntity(ctx, idOf(name));
  if (entity === null) throw new AppError('not_found', { message: 'No record has named this.' });
  return entity;
}

/** By id, or by type and value, which make the id. What has no such form is named by no record either. */
function idOf(text: string): string {
  const id = fromWireId('entity', text);
  if (id !== null) return id;
  const type = ENTITY_TYPES.find((name) => text.startsWith(`${name}:`));
  if (type === undefined) throw new AppError('not_found', { message: 'There is no entity with this id.' });
  const value = text.slice(type.length + 1);
  return entityIdOf(`${type}:${canonicalValue(type, value) ?? value}`);
}

export function toJudgementWire(row: JudgementRow): z.input<typeof judgementWire> {
  return {
    verdict: row.verdict,
    note: row.note,
    expires_at: row.expires_at?.toISOString() ?? null,
    judged_at: row.judged_at.toISOString(),
    judged_by: row.judged_by,
  };
}

interface Change {
  readonly before: JudgementRow | null;
  readonly after: JudgementRow | null;
}

function record(ctx: OperationContext, entity: EntityRow, { before, after }: Change): void {
  const said = (row: JudgementRow | null) => ({
    verdict: row?.verdict ?? null,
    note: row?.note ?? null,
    expires_at: row?.expires_at?.toISOString() ?? null,
  });
  ctx.audit({
    subject: `entity:${entity.id}`,
    before: said(before),
    after: { ...said(after), entity: `${entity.type}:${entity.value}` },
  });
}
