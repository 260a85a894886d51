import { canonicalValue, ENTITY_TYPES, type EntityType, refang, SEVERITIES } from '@watchfloor/sdk';
import { z } from 'zod';
import type { OperationContext } from '../../../kernel/context.ts';
import { decodeCursor, encodeCursor } from '../../../kernel/cursor.ts';
import { AppError } from '../../../kernel/errors.ts';
import { toWireId } from '../../../kernel/ids.ts';
import { operation, pageOf } from '../../../kernel/operation.ts';
import { countSeverities, entityId, isoTime, listOf, markSchema, pageInput } from '../../alerts/index.ts';
import {
  countActivity,
  type EntityActivity,
  type EntityRow,
  findEntities,
  listAlertIds,
  listByBeginning,
  listNewest,
  listRelated,
} from '../entity.store.ts';
import { findJudgement } from '../judgement.store.ts';
import { markOf } from '../known/known-lists.ts';
import { entityName, judgementWire, requireEntity, toJudgementWire } from './judge-entity.ts';

/** Counts go so far and no further; the console shows `1,000+`. */
const COUNT_MAX = 1_000;
const LIST_COUNT_MAX = 100;
const RELATED_MAX = 20;
const RELATED_SUBJECTS = 100;

const days = z.coerce
  .number()
  .int()
  .min(1)
  .max(90)
  .default(30)
  .describe('Days back that are counted, 1 to 90.');

const entityWire = z
  .object({
    id: z.string(),
    type: z.enum(ENTITY_TYPES),
    value: z.string(),
    ...markSchema.shape,
    first_seen: isoTime,
    last_seen: isoTime.nullable(),
    alerts: z
      .number()
      .int()
      .describe('Alerts that name it in the days asked for, counted up to `counted_to`.'),
    events: z.number().int(),
    counted_to: z.number().int(),
  })
  .meta({ id: 'Entity' });

const entityDetail = entityWire
  .extend({
    judgement: judgementWire.nullable().describe('What people of this tenant say of it.'),
    days: z.number().int(),
    severities: z
      .record(z.enum(SEVERITIES), z.number().int())
      .describe('Its newest alerts by severity, up to `counted_to`.'),
    related: z
      .array(
        z.object({
          id: z.string(),
          type: z.enum(ENTITY_TYPES),
          value: z.string(),
          ...markSchema.shape,
          shared: z.number().int().describe('Alerts and events of the newest hundred each that name both.'),
        }),
      )
      .max(RELATED_MAX),
  })
  .meta({ id: 'EntityDetail' });

export const listEntitiesOperation = operation({
  id: 'entities.list',
  summary:
    'Users, hosts, addresses and all else that records named: newest first, or by the beginning of the value',
  permission: 'observables:read',
  effect: 'read',
  audit: { none: 'reading is everyday work; access is logged by request' },
  idempotency: 'natural',
  expose: { http: { method: 'GET', path: '/v1/entities' } },
  input: z.strictObject({
    ...pageInput,
    q: z
      .string()
      .trim()
      .min(1)
      .max(2_000)
      .optional()
      .describe('A value or its beginning; defanged spellings are understood.'),
    type: listOf(ENTITY_TYPES).optional(),
    days,
  }),
  output: pageOf(entityWire),
  errors: [],
  async run(ctx, input) {
    const page =
      input.q === undefined ? await newest(ctx, input) : await beginning(ctx, { ...input, q: input.q });
    const rows = page.rows.slice(0, input.limit);
    const last = rows.at(-1);
    const activity = await countActivity(ctx, {
      ids: rows.map((row) => row.id),
      since: daysBefore(ctx.at, input.days),
      bound: LIST_COUNT_MAX,
    });
    return {
      data: rows.map((row) => toEntityWire(row, activity.get(row.id), LIST_COUNT_MAX)),
      next_cursor: page.rows.length > input.limit && last ? page.cursorOf(last) : null,
    };
  },
});

interface Ask {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly type?: readonly EntityType[] | undefined;
}

interface Found {
  /** One more than the limit when there are more. */
  readonly rows: readonly EntityRow[];
  cursorOf(last: EntityRow): string;
}

async function newest(ctx: OperationContext, ask: Ask): Promise<Found> {
  const before = ask.cursor === undefined ? null : readCursor(ask.cursor, 'entities');
  const rows = await listNewest(ctx, {
    types: ask.type ?? ENTITY_TYPES,
    before: before && { at: requireTime(before[0]), id: before[1] },
    limit: ask.limit + 1,
  });
  return {
    rows,
    cursorOf: (last) => encodeCursor({ sort: 'entities', values: [last.first_seen.toISOString(), last.id] }),
  };
}

/** What is the value itself stands first, whatever its type; then what begins so, in the order of values. */
async function beginning(ctx: OperationContext, ask: Ask & { readonly q: string }): Promise<Found> {
  const typed = refang(ask.q);
  const types = ask.type ?? ENTITY_TYPES;
  const after = ask.cursor === undefined ? null : readCursor(ask.cursor, 'entities.q');
  const exactIds = types.flatMap((type) => {
    const value = canonicalValue(type, typed);
    return value === null ? [] : [entityId(type, value)];
  });
  const exact = await findEntities(ctx, exactIds);
  const isExact = new Set(exact.map((row) => row.id));
  const more = await listByBeginning(ctx, {
    // Values are kept in lower case but for paths, commands and the like, where people paste what they see.
    beginning: /[\\/ ]/.test(typed) ? typed : typed.toLowerCase(),
    types: ask.type ?? null,
    after: after && { value: after[0], id: after[1] },
    limit: ask.limit + 1 + exact.length,
  });
  const rows = [...(after === null ? exact : []), ...more.filter((row) => !isExact.has(row.id))];
  return { rows, cursorOf: (last) => encodeCursor({ sort: 'entities.q', values: [last.value, last.id] }) };
}

const notOurs = () => new AppError('invalid', { field: 'cursor', message: 'The cursor is not one of ours.' });

function readCursor(cursor: string, sort: string): readonly [string, string] {
  const [value, id] = decodeCursor(cursor, sort, 2);
  if (typeof value !== 'string' || typeof id !== 'string' || !/^[0-9a-f-]{36}$/.test(id)) throw notOurs();
  return [value, id];
}

function requireTime(text: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw notOurs();
  return time;
}

export const getEntityOperation = operation({
  id: 'entities.get',
  summary: 'One entity: what is known of it, how often records named it of late, and what stands beside it',
  permission: 'observables:read',
  effect: 'read',
  audit: { none: 'reading is everyday work; access is logged by request' },
  idempotency: 'natural',
  expose: { http: { method: 'GET', path: '/v1/entities/{id}' } },
  input: z.strictObject({
    id: entityName,
    days,
  }),
  output: entityDetail,
  errors: [],
  async run(ctx, input) {
    const entity = await requireEntity(ctx, input.id);
    const judgement = await findJudgement(ctx, entity.id, ctx.at);
    const since = daysBefore(ctx.at, input.days);
    const activity = await countActivity(ctx, { ids: [entity.id], since, bound: COUNT_MAX });
    const alertIds = await listAlertIds(ctx, { id: entity.id, since, limit: COUNT_MAX });
    const severities = await countSeverities(ctx, alertIds);
    const related = await listRelated(ctx, {
      id: entity.id,
      since,
      subjects: RELATED_SUBJECTS,
      limit: RELATED_MAX,
    });
    const counted = new Map(severities.map((row) => [row.severity, row.count]));
    return {
      ...toEntityWire(entity, activity.get(entity.id), COUNT_MAX),
      judgement: judgement && toJudgementWire(judgement),
      days: input.days,
      severities: {
        critical: counted.get('critical') ?? 0,
        high: counted.get('high') ?? 0,
        medium: counted.get('medium') ?? 0,
        low: counted.get('low') ?? 0,
        informational: counted.get('informational') ?? 0,
      },
      related: related.map(({ id, type, value, shared }) => ({
        id: toWireId('entity', id),
        type,
        value,
        ...markOf(type, value),
        shared,
      })),
    };
  },
});

function daysBefore(at: Date, count: number): Date {
  return new Date(at.getTime() - count * 86_400_000);
}

function toEntityWire(row: EntityRow, activity: EntityActivity | undefined, bound: number) {
  return {
    id: toWireId('entity', row.id),
    type: row.type,
    value: row.value,
    ...markOf(row.type, row.value),
    first_seen: row.first_seen.toISOString(),
    last_seen: activity?.last_seen?.toISOString() ?? null,
    alerts: activity?.alerts ?? 0,
    events: activity?.events ?? 0,
    counted_to: bound,
  };
}
