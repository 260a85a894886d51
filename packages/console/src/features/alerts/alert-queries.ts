// What is read about alerts, and under which name it is cached. Everything about one alert stands under ['alert', id].

import {
  type InfiniteData,
  infiniteQueryOptions,
  type QueryClient,
  queryOptions,
} from '@tanstack/react-query';
import type { Alert, Operations } from '@watchfloor/client';
import { api, type Page } from '../../api.ts';
import { replaceAlerts } from './alert-arrivals.ts';
import { type AlertSearch, filtersOf, searchKey, toListQuery } from './alert-search.ts';

const PAGE_SIZE = 100;
const LIST = ['alerts', 'list'] as const;

export type AlertPages = InfiniteData<Page<Alert>, string | null>;

export function alertListQuery(search: AlertSearch) {
  return infiniteQueryOptions({
    queryKey: [...LIST, searchKey(search)],
    queryFn: ({ pageParam, signal }) => fetchAlertPage(search, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last: Page<Alert>) => last.next_cursor,
    // Live updates keep the list right; reading all its pages again by itself would only move rows about.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 5 * 60_000,
  });
}

function fetchAlertPage(
  search: AlertSearch,
  cursor: string | null,
  signal?: AbortSignal,
): Promise<Page<Alert>> {
  const query = {
    ...toListQuery(search, Date.now()),
    limit: PAGE_SIZE,
    ...(cursor === null ? {} : { cursor }),
  };
  return api.alerts.list(query, signal ? { signal } : {});
}

/** The first pages of the list as it is now, at least one. */
export async function fetchAlertPages(search: AlertSearch, count: number): Promise<Page<Alert>[]> {
  const pages = [await fetchAlertPage(search, null)];
  for (
    let cursor = pages[0]?.next_cursor;
    cursor && pages.length < count;
    cursor = pages.at(-1)?.next_cursor
  ) {
    pages.push(await fetchAlertPage(search, cursor));
  }
  return pages;
}

export type AlertFacets = Awaited<ReturnType<Operations['alerts']['facets']>>;

export const FACETS_KEY = ['alerts', 'facets'] as const;

/** How many alerts there are of each value that the list can be filtered by; the order of the list has no part in it. */
export function alertFacetsQuery(search: AlertSearch) {
  const filters = filtersOf(search);
  return queryOptions({
    queryKey: [...FACETS_KEY, searchKey(filters)],
    queryFn: ({ signal }) => api.alerts.facets(toListQuery(filters, Date.now()), { signal }),
    staleTime: 5_000,
  });
}

export function alertQuery(id: string) {
  return queryOptions({
    queryKey: ['alert', id],
    queryFn: ({ signal }) => api.alerts.get({ id }, { signal }),
  });
}

/** An alert that another one names: only its title is shown, so it may be a little old. */
export function linkedAlertQuery(id: string) {
  return queryOptions({
    queryKey: ['alert', id],
    queryFn: ({ signal }) => inTurn(() => api.alerts.get({ id }, { signal })),
    staleTime: 5 * 60_000,
  });
}

export function timelineQuery(id: string) {
  return queryOptions({
    queryKey: ['alert', id, 'timeline'],
    queryFn: ({ signal }) => api.alerts.timeline({ id }, { signal }),
  });
}

export function commentsQuery(id: string) {
  return queryOptions({
    queryKey: ['alert', id, 'comments'],
    queryFn: ({ signal }) => api.alerts.comments({ id }, { signal }),
  });
}

export function decisionsQuery(id: string) {
  return queryOptions({
    queryKey: ['alert', id, 'decisions'],
    queryFn: ({ signal }) => api.alerts.decisions({ id }, { signal }),
  });
}

export function rawQuery(id: string) {
  return queryOptions({
    queryKey: ['alert', id, 'raw'],
    queryFn: ({ signal }) => api.alerts.raw({ id }, { signal }),
    staleTime: 60_000,
  });
}

const COUNT_MAX = 20;

export interface EntityCount {
  readonly others: number;
  readonly isMore: boolean;
}

/** How many alerts other than this one name the entity. The API has no count: twenty are asked for, and more are "20+". */
export function entityCountQuery(alertId: string, entity: string) {
  return queryOptions({
    queryKey: ['alerts', 'of-entity', entity, alertId],
    queryFn: async ({ signal }): Promise<EntityCount> => {
      const page = await inTurn(() => api.alerts.list({ entity, limit: COUNT_MAX + 1 }, { signal }));
      const others = page.data.filter((alert) => alert.id !== alertId).length;
      return { others: Math.min(others, COUNT_MAX), isMore: others > COUNT_MAX || page.next_cursor !== null };
    },
    staleTime: 60_000,
  });
}

/** Puts the newest known form of an alert wherever it is shown. */
export function storeAlert(client: QueryClient, alert: Alert): void {
  client.setQueryData<Alert>(['alert', alert.id], (known) =>
    known && known.version > alert.version ? known : alert,
  );
  client.setQueriesData<AlertPages>({ queryKey: LIST }, (known) =>
    known ? { ...known, pages: replaceAlerts(known.pages, [alert]) } : known,
  );
}

/** The row of a list, so that a page that opens has something to show at once. */
export function findListed(client: QueryClient, id: string): { alert: Alert; atMs: number } | undefined {
  for (const query of client.getQueryCache().findAll({ queryKey: LIST })) {
    // The key is ours, and so is what is kept under it.
    const known = query.state.data as AlertPages | undefined;
    const alert = known?.pages.flatMap((page) => page.data).find((candidate) => candidate.id === id);
    if (alert) return { alert, atMs: query.state.dataUpdatedAt };
  }
  return undefined;
}

// Counting the entities of an alert, and naming those it is linked with, may be a hundred small requests: three at a time leave room for what somebody waits for.
const IN_TURN_MAX = 3;
let running = 0;
const waiting: (() => void)[] = [];

async function inTurn<Result>(run: () => Promise<Result>): Promise<Result> {
  if (running >= IN_TURN_MAX) await new Promise<void>((resolve) => waiting.push(resolve));
  running += 1;
  try {
    return await run();
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}
