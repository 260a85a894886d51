// The state of the rule pages, in the URL.

export interface RuleSearch {
  readonly q?: string;
  readonly sort?: 'alerts';
}

export function parseRuleSearch(fields: Readonly<Record<string, unknown>>): RuleSearch {
  const q = typeof fields['q'] === 'string' ? fields['q'].trim().slice(0, 200) : '';
  return { ...(q && { q }), ...(fields['sort'] === 'alerts' && { sort: 'alerts' as const }) };
}

/** A rule as an alert names it: the source, and the vendor's id or else the name. */
export interface RulePlace {
  readonly source: string;
  readonly key: string;
}

export function parseRulePlace(fields: Readonly<Record<string, unknown>>): RulePlace {
  const textOf = (value: unknown) =>
    typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  return { source: textOf(fields['source']).slice(0, 60), key: textOf(fields['key']).slice(0, 500) };
}

/** Heights of the bars of a month of days, oldest first: share of the busiest day, and the count. Days without alerts are 0. */
export function volumeBars(
  volume: readonly { readonly day: string; readonly alerts: number }[],
  days: number,
  today: Date,
): readonly { readonly day: string; readonly alerts: number; readonly share: number }[] {
  const counts = new Map(volume.map(({ day, alerts }) => [day, alerts]));
  const most = Math.max(1, ...counts.values());
  return Array.from({ length: days }, (_, index) => {
    const day = new Date(today.getTime() - (days - 1 - index) * 86_400_000).toISOString().slice(0, 10);
    const alerts = counts.get(day) ?? 0;
    return { day, alerts, share: alerts / most };
  });
}
