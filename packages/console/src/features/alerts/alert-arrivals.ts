// What happens to the rows on the screen when the server has newer ones. Pure. The rule: while somebody is at work in the list
// (scrolled, a row chosen) no row moves. Rows change in place, and what is new is only counted.

import type { Alert } from '@watchfloor/client';
import type { Page } from '../../api.ts';

export interface Arrival {
  readonly pages: Page<Alert>[];
  /** New alerts that wait to be shown. */
  readonly waiting: number;
  /** Whether there may be more than `waiting`, since the whole fresh page was new. */
  readonly isMore: boolean;
}

/**
 * Takes a fresh first page in. When not `held`, it simply becomes the list; else only rows that are shown already change, in
 * place, and the others are counted.
 */
export function takeFreshPage(shown: readonly Page<Alert>[], fresh: Page<Alert>, held: boolean): Arrival {
  if (!held || shown.every((page) => page.data.length === 0))
    return { pages: [fresh], waiting: 0, isMore: false };
  const ids = new Set(shown.flatMap((page) => page.data.map((alert) => alert.id)));
  const waiting = fresh.data.filter((alert) => !ids.has(alert.id)).length;
  return {
    pages: replaceAlerts(shown, fresh.data),
    waiting,
    isMore: waiting > 0 && waiting === fresh.data.length && fresh.next_cursor !== null,
  };
}

/** The pages with newer versions of alerts put in their places; the same array when nothing is newer. */
export function replaceAlerts(pages: readonly Page<Alert>[], newer: readonly Alert[]): Page<Alert>[] {
  const byId = new Map(newer.map((alert) => [alert.id, alert]));
  return pages.map((page) => {
    const isTouched = page.data.some((alert) => isNewer(byId.get(alert.id), alert));
    if (!isTouched) return page;
    return {
      ...page,
      data: page.data.map((alert) => {
        const candidate = byId.get(alert.id);
        return candidate && isNewer(candidate, alert) ? candidate : alert;
      }),
    };
  });
}

/**
 * A person's change raises the version; a decision and one more occurrence do not, so of equal versions the one that was read last counts
 * when anything differs. An answer that was overtaken by a change must not win.
 */
function isNewer(candidate: Alert | undefined, shown: Alert): boolean {
  if (!candidate || candidate.version < shown.version) return false;
  return candidate.version > shown.version || JSON.stringify(candidate) !== JSON.stringify(shown);
}

/** Alerts that changed and are shown, but not in the fresh first page: they must be read one by one. */
export function staleIds(
  shown: readonly Page<Alert>[],
  fresh: Page<Alert>,
  changed: ReadonlySet<string>,
): string[] {
  const isFresh = new Set(fresh.data.map((alert) => alert.id));
  return shown
    .flatMap((page) => page.data.map((alert) => alert.id))
    .filter((id) => changed.has(id) && !isFresh.has(id));
}

/** All rows, each alert once: a row that moved between two requests for pages would otherwise be there twice. */
export function rowsOf(pages: readonly Page<Alert>[]): Alert[] {
  const rows = new Map<string, Alert>();
  for (const page of pages) for (const alert of page.data) if (!rows.has(alert.id)) rows.set(alert.id, alert);
  return [...rows.values()];
}

/** Text of the pill: `3 new alerts`, `100+ new alerts`. */
export function pillText(arrival: Pick<Arrival, 'waiting' | 'isMore'>): string {
  return `${arrival.waiting}${arrival.isMore ? '+' : ''} new ${arrival.waiting === 1 && !arrival.isMore ? 'alert' : 'alerts'}`;
}
