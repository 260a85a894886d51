// Facets over the queue across customers: each is counted on its own, under its own tenant, and the counts are added up.

import { z } from 'zod';
import { operation } from '../../../kernel/operation.ts';
import { alertFacetsInput, alertFacetsSchema, toFacetsWire } from '../facets.schema.ts';
import { sumFacets } from '../facets.ts';
import {
  childrenInput,
  missingSchema,
  tenantSchema,
  toMissingWire,
  toTenantWire,
} from './children-alerts.ts';
import { countCells } from './facet-alerts.ts';

export const facetChildrenOperation = operation({
  id: 'children.facets',
  summary: 'Count alerts of all customers whose alerts the caller may read, as alerts.facets does',
  permission: 'alerts:read',
  effect: 'read',
  audit: { none: 'counts, and shows no alert' },
  idempotency: 'natural',
  expose: { http: { method: 'GET', path: '/v1/children/alerts/facets' } },
  input: alertFacetsInput.extend(childrenInput),
  output: alertFacetsSchema
    .extend({
      customers: z
        .array(
          z.object({ customer: tenantSchema, total: z.number().int(), counted: z.enum(['exact', 'newest']) }),
        )
        .describe('Alerts of each customer that fulfil all filters.'),
      not_included: missingSchema,
    })
    .meta({ id: 'ChildAlertFacets' }),
  errors: [],
  async run(ctx, { tenants, ...input }) {
    const { included, missing } = await ctx.children.read({
      permission: 'alerts:read',
      only: tenants ?? null,
      run: ({ sql, tenant, principal }) => countCells({ sql, tenantId: tenant.id }, input, principal.name),
    });
    const isExact = included.every(({ result }) => result.isExact);
    const cells = included.flatMap(({ result }) => result.cells);
    return {
      ...toFacetsWire(sumFacets(cells, input), isExact),
      customers: included
        .map(({ tenant, result }) => ({
          customer: toTenantWire(tenant),
          total: sumFacets(result.cells, input).total,
          counted: result.isExact ? ('exact' as const) : ('newest' as const),
        }))
        .sort((left, right) => right.total - left.total || (left.customer.id < right.customer.id ? -1 : 1)),
      not_included: toMissingWire(missing),
    };
  },
});
