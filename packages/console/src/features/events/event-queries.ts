import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { AlertEvent } from '@watchfloor/client';
import { api, type Page } from '../../api.ts';
import { type EventSearch, toEventQuery } from './event-search.ts';

const PAGE_SIZE = 100;

export function eventListQuery(search: EventSearch) {
  return infiniteQueryOptions({
    queryKey: ['events', 'list', search],
    queryFn: ({ pageParam, signal }): Promise<Page<AlertEvent>> =>
      api.events.list(
        {
          ...toEventQuery(search, Date.now()),
          limit: PAGE_SIZE,
          ...(pageParam === null ? {} : { cursor: pageParam }),
        },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last: Page<AlertEvent>) => last.next_cursor,
    staleTime: 15_000,
  });
}

export function eventQuery(id: string) {
  return queryOptions({
    queryKey: ['event', id],
    // An event never changes.
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) => api.events.get({ id }, { signal }),
  });
}

export function eventRawQuery(id: string) {
  return queryOptions({
    queryKey: ['event', id, 'raw'],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) => api.events.raw({ id }, { signal }),
  });
}
