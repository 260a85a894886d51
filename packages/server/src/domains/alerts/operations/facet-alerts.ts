// Counts beside the filters of the list. The columns of the facets are counted as alerts come and change, so under filters on them alone
// every number is exact, over any number of alerts. Under any other filter alerts are looked at, the newest 10,000 at most, and the
// answer says whether that was all of them.

import { operation } from '../../../kernel/operation.ts';
import type { Scope } from '../alert.store.ts';
import {
  type AlertCell,
  countNewestAlerts,
  type OtherFilters,
  readAlertCells,
} from '../alert-count.store.ts';
import {
  type AlertFacetsInput,
  alertFacetsInput,
  alertFacetsSchema,
  toFacetsWire,
} from '../facets.schema.ts';
import { sumFacets } from '../facets.ts';

export const facetAlertsOperation = operation({
  id: 'alerts.facets',
  summary: 'Count alerts by severity, status, source, disposition and verdict, under the filters of the list',
  permission: 'alerts:read',
  effect: 'read',
  audit: { none: 'counts, and shows no alert' },
  idempotency: 'natural',
  expose: { http: { method: 'GET', path: '/v1/alerts/facets' } },
  input: alertFacetsInput,
  output: alertFacetsSchema,
  errors: [],
  async run(ctx, input) {
    const { cells, isExact } = await countCells(ctx, input, ctx.principal.name);
    return toFacetsWire(sumFacets(cells, input), isExact);
  },
});

export interface CountedCells {
  readonly cells: readonly AlertCell[];
  readonly isExact: boolean;
}

/** The alerts that fulfil the filters beside those on facets, by the columns that facets count. */
export async function countCells(scope: Scope, input: AlertFacetsInput, me: string): Promise<CountedCells> {
  const { severity: _a, status: _b, source: _c, disposition: _d, verdict: _e, ...other } = input;
  if (!isAsking(other)) return { cells: await readAlertCells(scope), isExact: true };
  const { cells, isWhole } = await countNewestAlerts(scope, { ...other, me });
  return { cells, isExact: isWhole };
}

function isAsking(other: OtherFilters): boolean {
  // An empty text is no filter for the list either.
  return Object.values(other).some((value) => value !== undefined && value !== '');
}
