// One queue across customers. No statement looks over tenants: each child is asked on its own, under its own tenant, and what
// comes back is merged. The order of a list ends with the alert's id, which no two tenants share, so that one cursor says for every
// child where its next page begins.

import { SEVERITIES } from '@watchfloor/sdk';
import { z } from 'zod';
import type { ChildReadings, ChildTenant } from '../../../kernel/context.ts';
import { toWireId } from '../../../kernel/ids.ts';
import { operation } from '../../../kernel/operation.ts';
import { toAlertWire } from '../alert.row.ts';
import { alertSchema, isoTime, listAlertsInput, textList } from '../alert.schema.ts';
import { compareRows, cursorAfter, listAlerts } from '../alert-list.store.ts';
import { countOpen } from '../record.store.ts';

export const tenantSchema = z.object({ id: z.string(), slug: z.string(), name: z.string() });
export const missingSchema = z
  .array(z.object({ tenant: tenantSchema, reason: z.enum(['too_slow', 'failed', 'too_many']) }))
  .describe('Tenants that should have been in the answer and are not.');

export const childrenInput = {
  tenants: textList.optional().describe('Short names of the tenants; all that you may read when left out.'),
};

export const listChildrenAlertsOperation = operation({
  id: 'children.alerts',
  summary: 'List alerts of all customers whose alerts the caller may read, as one queue',
  permission: 'alerts:read',
  effect: 'read',
  audit: { none: 'reading alerts is everyday work; access is logged by request' },
  idempotency: 'natural',
  expose: { http: { method: 'GET', path: '/v1/children/alerts' } },
  input: listAlertsInput.extend(childrenInput),
  output: z
    .object({
      data: z.array(alertSchema.extend({ customer: tenantSchema }).meta({ id: 'ChildAlert' })),
      next_cursor: z.string().nullable(),
      not_included: missingSchema,
    })
    .meta({ page: true }),
  errors: [],
  async run(ctx, { tenants, ...input }) {
    const { included, missing } = await ctx.children.read({
      permission: 'alerts:read',
      only: tenants ?? null,
      run: ({ sql, tenant, principal }) => listAlerts(sql, tenant.id, { ...input, me: principal.name }),
    });
    const rows = included
      .flatMap(({ tenant, result }) => result.rows.map((row) => ({ row, tenant })))
      .sort((left, right) => compareRows(input, left.row, right.row));
    const page = rows.slice(0, input.limit);
    const last = page.at(-1);
    const isMore = rows.length > input.limit || included.some(({ result }) => result.next_cursor !== null);
    return {
      data: page.map(({ row, tenant }) => ({ ...toAlertWire(row), customer: toTenantWire(tenant) })),
      next_cursor: last && isMore ? cursorAfter(input, last.row) : null,
      not_included: toMissingWire(missing),
    };
  },
});

export const summariseChildrenOperation = operation({
  id: 'children.summary',
  summary: 'Open alerts of each customer whose alerts the caller may read, by severity',
  permission: 'alerts:read',
  effect: 'read',
  audit: { none: 'counts, and shows no alert' },
  idempotency: 'natural',
  expose: { http: { method: 'GET', path: '/v1/children/summary' } },
  input: z.strictObject(childrenInput),
  output: z.object({
    tenants: z.array(
      z.object({
        tenant: tenantSchema,
        open: z.record(z.enum(SEVERITIES), z.number().int()),
        oldest_open_at: isoTime.nullable(),
      }),
    ),
    not_included: missingSchema,
  }),
  errors: [],
  async run(ctx, input) {
    const { included, missing } = await ctx.children.read({
      permission: 'alerts:read',
      only: input.tenants ?? null,
      run: ({ sql, tenant }) => countOpen({ sql, tenantId: tenant.id }),
    });
    const tenants = included
      .map(({ tenant, result }) => ({
        tenant: toTenantWire(tenant),
        open: severitiesOf(result),
        oldest_open_at: oldestOf(result)?.toISOString() ?? null,
      }))
      .sort(
        (left, right) =>
          left.tenant.name.localeCompare(right.tenant.name) || (left.tenant.id < right.tenant.id ? -1 : 1),
      );
    return { tenants, not_included: toMissingWire(missing) };
  },
});

type OpenCount = Awaited<ReturnType<typeof countOpen>>[number];

function severitiesOf(counts: readonly OpenCount[]) {
  const of = (severity: string) => counts.find((row) => row.severity === severity)?.count ?? 0;
  return {
    critical: of('critical'),
    high: of('high'),
    medium: of('medium'),
    low: of('low'),
    informational: of('informational'),
  };
}

function oldestOf(counts: readonly OpenCount[]): Date | null {
  const times = counts.map((row) => row.oldest.getTime());
  return times.length === 0 ? null : new Date(Math.min(...times));
}

export function toTenantWire({ id, slug, name }: ChildTenant) {
  return { id: toWireId('tenant', id), slug, name };
}

export function toMissingWire(missing: ChildReadings<unknown>['missing']) {
  return missing.map(({ tenant, reason }) => ({ tenant: toTenantWire(tenant), reason }));
}
