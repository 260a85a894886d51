import { z } from 'zod';
import type { OperationContext } from '../../../../kernel/context.ts';
import { AppError } from '../../../../kernel/errors.ts';
import { operation } from '../../../../kernel/operation.ts';
import {
  countExpired,
  type ExpiredKind,
  listRetention,
  listStandingSubjects,
  type RetentionRow,
  requestRetention,
  setRetention,
} from '../retention.store.ts';
import { isoTime, RETENTION_CLASSES, type RetentionClass, retentionInput } from '../tenant.schema.ts';

const classSchema = z
  .object({
    class: z.enum(RETENTION_CLASSES),
    days: z.number().int().nullable().describe('Null: kept for good.'),
    requested_at: isoTime.nullable().describe('When a round was asked for that has not ended yet.'),
    removed_before: isoTime.nullable().describe('Everything older than this was removed.'),
    removed_at: isoTime.nullable(),
    removed_rows: z.number().int(),
  })
  .meta({ id: 'RetentionClass' });

export const getRetentionOperation = operation({
  id: 'retention.get',
  summary: 'How long each class of data is kept, and what was removed',
  permission: 'retention:manage',
  effect: 'read',
  audit: { none: 'shows no data' },
  idempotency: 'natural',
  expose: { http: { method: 'GET', path: '/v1/retention' } },
  input: z.strictObject({}),
  output: z.array(classSchema),
  errors: [],
  run: (ctx) => readClasses(ctx),
});

export const updateRetentionOperation = operation({
  id: 'retention.update',
  summary: 'Change how long a class of data is kept',
  permission: 'retention:manage',
  effect: 'write',
  audit: { event: 'retention.changed' },
  idempotency: 'natural',
  expose: { http: { method: 'PATCH', path: '/v1/retention' } },
  input: retentionInput,
  output: z.array(classSchema),
  errors: [],
  async run(ctx, input) {
    const before = await readClasses(ctx);
    for (const name of RETENTION_CLASSES) {
      const days = input[name];
      if (days !== undefined)
        await setRetention(ctx, { class: name, days, at: ctx.at, by: ctx.principal.name });
    }
    const after = await readClasses(ctx);
    ctx.audit({ subject: 'retention', before: daysOf(before), after: daysOf(after) });
    return after;
  },
});

/** A preview need not count to the end: what is more than this shows as that many or more. */
export const PREVIEW_MAX = 100_000;

export const previewRetentionOperation = operation({
  id: 'retention.preview',
  summary: 'What a round of retention would remove now',
  permission: 'retention:manage',
  effect: 'read',
  audit: { none: 'counts, and shows no data' },
  idempotency: 'natural',
  expose: { http: { method: 'GET', path: '/v1/retention/preview' } },
  input: z.strictObject({}),
  output: z.object({
    is_held: z.boolean().describe('A hold on the whole tenant: nothing is removed until it is lifted.'),
    is_audit_held: z.boolean().describe('Any hold keeps every audit record.'),
    classes: z.array(
      z.object({
        class: z.enum(RETENTION_CLASSES),
        days: z.number().int().nullable(),
        before: isoTime.nullable(),
        counts: z.record(z.string(), z.number().int()).describe('Rows that would go, by kind.'),
        is_more: z.boolean().describe(`Whether a count stopped at ${PREVIEW_MAX}.`),
      }),
    ),
  }),
  errors: [],
  async run(ctx) {
    const holds = await listStandingSubjects(ctx);
    const classes = [];
    for (const row of await readClasses(ctx)) classes.push(await previewClass(ctx, row.class, row.days));
    return { is_held: holds.includes('tenant'), is_audit_held: holds.length > 0, classes };
  },
});

export const runRetentionOperation = operation({
  id: 'retention.run',
  summary: 'Remove what is older than it is to be kept, now instead of within the hour',
  permission: 'retention:manage',
  effect: 'destroy',
  audit: { event: 'retention.requested' },
  idempotency: 'none',
  expose: { http: { method: 'POST', path: '/v1/retention/run', status: 202 } },
  input: z.strictObject({
    classes: z.array(z.enum(RETENTION_CLASSES)).min(1).max(RETENTION_CLASSES.length).optional(),
  }),
  output: z.array(classSchema).describe('The classes that have a time, and so are looked at.'),
  errors: ['legal_hold'],
  async run(ctx, input) {
    await refuseHeld(ctx);
    const classes = input.classes ?? RETENTION_CLASSES;
    const rows = await requestRetention(ctx, { classes, at: ctx.at, by: ctx.principal.name });
    ctx.audit({ subject: 'retention', after: daysOf(rows) });
    return rows.map(toClassWire);
  },
});

const KINDS: Record<RetentionClass, readonly ExpiredKind[]> = {
  raw: ['raw'],
  evidence: ['event', 'alert-evidence'],
  decision: ['alert'],
  audit: ['audit'],
};
const DAY_MS = 86_400_000;

async function previewClass(ctx: OperationContext, name: RetentionClass, days: number | null) {
  const before = days === null ? null : new Date(ctx.at.getTime() - days * DAY_MS);
  const counts: Record<string, number> = {};
  if (before) {
    for (const kind of KINDS[name])
      counts[kind] = await countExpired(ctx.sql, kind, { before, atMost: PREVIEW_MAX });
  }
  const isMore = Object.values(counts).some((count) => count >= PREVIEW_MAX);
  return { class: name, days, before: before?.toISOString() ?? null, counts, is_more: isMore };
}

async function refuseHeld(ctx: OperationContext): Promise<void> {
  if ((await listStandingSubjects(ctx)).includes('tenant')) throw new AppError('legal_hold');
}

async function readClasses(ctx: OperationContext) {
  const rows = new Map((await listRetention(ctx)).map((row) => [row.class, row]));
  return RETENTION_CLASSES.map((name) => {
    const row = rows.get(name);
    return row
      ? toClassWire(row)
      : {
          class: name,
          days: null,
          requested_at: null,
          removed_before: null,
          removed_at: null,
          removed_rows: 0,
        };
  });
}

function toClassWire(row: RetentionRow): z.input<typeof classSchema> {
  return {
    class: row.class,
    days: row.days,
    requested_at: row.requested_at?.toISOString() ?? null,
    removed_before: row.removed_before?.toISOString() ?? null,
    removed_at: row.removed_at?.toISOString() ?? null,
    removed_rows: Number(row.removed_rows),
  };
}

function daysOf(rows: readonly { readonly class: string; readonly days: number | null }[]) {
  return Object.fromEntries(rows.map((row) => [row.class, row.days]));
}
