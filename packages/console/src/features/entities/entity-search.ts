// The state of the entity pages, in the URL.

export interface EntitySearch {
  readonly q?: string;
  readonly type?: string;
}

export function parseEntitySearch(fields: Readonly<Record<string, unknown>>): EntitySearch {
  const q = textOf(fields['q'], 2_000);
  const type = textOf(fields['type'], 40);
  return { ...(q && { q }), ...(type && { type }) };
}

/** Spans that the page of an entity counts. */
export const ENTITY_DAYS = [7, 30, 90] as const;
export type EntityDays = (typeof ENTITY_DAYS)[number];

export interface EntityPlace {
  /** `type:value`, as the `entity` filter of the lists has it. */
  readonly of: string;
  readonly days?: EntityDays;
}

export function parseEntityPlace(fields: Readonly<Record<string, unknown>>): EntityPlace {
  const days = ENTITY_DAYS.find((known) => String(known) === String(fields['days']));
  return { of: textOf(fields['of'], 2_100), ...(days && days !== 30 && { days }) };
}

function textOf(value: unknown, max: number): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim().slice(0, max) : '';
}
