// Facets on the wire.

import { SEVERITIES, VERDICTS } from '@watchfloor/sdk';
import { z } from 'zod';
import { ALERT_STATUSES, DISPOSITIONS, listAlertsInput } from './alert.schema.ts';
import { LOOKED_AT_MAX } from './alert-count.store.ts';
import type { FacetCounts } from './facets.ts';

/** The filters of the list; the order and the page of it have no part in a count. */
export const alertFacetsInput = listAlertsInput.omit({ limit: true, cursor: true, sort: true, order: true });
export type AlertFacetsInput = z.output<typeof alertFacetsInput>;

const count = z.number().int();
/** Sources that one answer names, those with the most alerts. */
const SOURCES_MAX = 200;

export const alertFacetsSchema = z
  .object({
    total: count.describe('Alerts that fulfil all filters.'),
    counted: z
      .enum(['exact', 'newest'])
      .describe(
        `\`newest\`: more alerts than could be looked at; each count is of the newest ${LOOKED_AT_MAX.toLocaleString('en')} that the filter leads to, and so the least there is.`,
      ),
    looked_at_max: count.nullable().describe('Of how many alerts at most was counted; null when exact.'),
    facets: z
      .object({
        severity: z.array(z.object({ value: z.enum(SEVERITIES), count })),
        status: z.array(z.object({ value: z.enum(ALERT_STATUSES), count })),
        source: z.array(z.object({ value: z.string(), count })),
        disposition: z
          .array(z.object({ value: z.enum(DISPOSITIONS).nullable(), count }))
          .describe('The recommended one; null where nothing is decided yet.'),
        verdict: z.array(z.object({ value: z.enum(VERDICTS).nullable(), count })),
      })
      .describe('How many alerts have each value, under all filters but the one on the facet itself.'),
  })
  .meta({ id: 'AlertFacets' });
export type AlertFacetsWire = z.input<typeof alertFacetsSchema>;

export function toFacetsWire({ total, of }: FacetCounts, isExact: boolean): AlertFacetsWire {
  const words = <Word extends string>(counts: ReadonlyMap<string, number>, values: readonly Word[]) =>
    values.map((value) => ({ value, count: counts.get(value) ?? 0 }));
  const none = (counts: ReadonlyMap<string, number>) => ({ value: null, count: counts.get('') ?? 0 });
  const sources = [...of.source]
    .map(([value, sum]) => ({ value, count: sum }))
    .sort((left, right) => right.count - left.count || (left.value < right.value ? -1 : 1));
  return {
    total,
    counted: isExact ? 'exact' : 'newest',
    looked_at_max: isExact ? null : LOOKED_AT_MAX,
    facets: {
      severity: words(of.severity, SEVERITIES),
      status: words(of.status, ALERT_STATUSES),
      source: sources.filter((source) => source.count > 0).slice(0, SOURCES_MAX),
      disposition: [...words(of.disposition, DISPOSITIONS), none(of.disposition)],
      verdict: [...words(of.verdict, VERDICTS), none(of.verdict)],
    },
  };
}
