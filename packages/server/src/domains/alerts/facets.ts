// Facets: how many alerts there are of each value that a list can be filtered by. A facet leaves its own filter out, so that the counts
// of the values beside the chosen ones stay visible; all other filters apply to it. Pure.

import type { AlertCell } from './alert-count.store.ts';

export const FACETS = ['severity', 'status', 'source', 'disposition', 'verdict'] as const;
export type Facet = (typeof FACETS)[number];

/** What is chosen of each facet; left out where anything will do. */
export type Chosen = { readonly [Name in Facet]?: readonly string[] | undefined };

export interface FacetCounts {
  /** How many fulfil all filters. */
  readonly total: number;
  /** By facet and value; values that no alert has are not in it. The empty text stands for what an alert does not have. */
  readonly of: Readonly<Record<Facet, ReadonlyMap<string, number>>>;
}

/** Sums the cells: once over all filters, and for each facet over all filters but its own. */
export function sumFacets(cells: readonly AlertCell[], chosen: Chosen): FacetCounts {
  const wanted = FACETS.map((name) => {
    const values = chosen[name];
    return { name, values: values && new Set(values), counts: new Map<string, number>() };
  });
  let total = 0;
  for (const cell of cells) {
    const misses = wanted.filter(({ name, values }) => values && !values.has(cell[name]));
    if (misses.length === 0) total += cell.count;
    const [miss] = misses;
    for (const { name, counts } of wanted) {
      const isCounted = misses.length === 0 || (misses.length === 1 && miss?.name === name);
      if (isCounted) counts.set(cell[name], (counts.get(cell[name]) ?? 0) + cell.count);
    }
  }
  const of = (name: Facet) =>
    wanted.find((facet) => facet.name === name)?.counts ?? new Map<string, number>();
  return {
    total,
    of: {
      severity: of('severity'),
      status: of('status'),
      source: of('source'),
      disposition: of('disposition'),
      verdict: of('verdict'),
    },
  };
}
