// Counts beside the filters. As the API gives them: exact, or the least there is, which is never shown as if it were all.

import { countOf, formatNumber } from '../../ui/format.ts';

export type FacetName = 'severity' | 'status' | 'source' | 'disposition' | 'verdict';

export interface ShownFacets {
  readonly total: number;
  readonly counted: 'exact' | 'newest';
  readonly looked_at_max: number | null;
  readonly facets: Readonly<
    Record<FacetName, readonly { readonly value: string | null; readonly count: number }[]>
  >;
}

/** A count as it is shown, and as it is said. */
export interface ShownCount {
  readonly text: string;
  readonly words: string;
}

/** The counts of one facet by value; null while there are none to show. */
export function facetCounts(
  answer: ShownFacets | null,
  name: FacetName,
): ReadonlyMap<string, ShownCount> | null {
  if (answer === null) return null;
  return new Map(
    answer.facets[name].map(({ value, count }) => [value ?? '', showCount(count, answer.counted)]),
  );
}

export function showCount(count: number, counted: ShownFacets['counted']): ShownCount {
  if (counted === 'exact') return { text: formatNumber(count), words: countOf(count, 'alert') };
  return { text: `${formatNumber(count)}+`, words: `at least ${countOf(count, 'alert')}` };
}
