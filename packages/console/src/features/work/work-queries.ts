import { infiniteQueryOptions, type QueryClient, queryOptions } from '@tanstack/react-query';
import type { DeadLetter } from '@watchfloor/client';
import { api, type Page } from '../../api.ts';
import { letterFilter, type WorkSearch } from './work-search.ts';

const WATCH_EVERY_MS = 5_000;

export const workStatusQuery = queryOptions({
  queryKey: ['work', 'status'],
  queryFn: ({ signal }) => api.work.status({}, { signal }),
  refetchInterval: WATCH_EVERY_MS,
});

export function lettersQuery(search: WorkSearch) {
  const filter = letterFilter(search);
  return infiniteQueryOptions({
    queryKey: ['work', 'letters', filter],
    queryFn: ({ pageParam, signal }): Promise<Page<DeadLetter>> =>
      api.deadLetters.list(
        { ...filter, limit: 50, ...(pageParam === null ? {} : { cursor: pageParam }) },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last: Page<DeadLetter>) => last.next_cursor,
    staleTime: 5_000,
  });
}

export const letterQuery = (id: string) =>
  queryOptions({
    queryKey: ['work', 'letter', id],
    queryFn: ({ signal }) => api.deadLetters.get({ id }, { signal }),
  });

/** After something was done about letters, everything about work is read anew. */
export function refreshWork(client: QueryClient): void {
  void client.invalidateQueries({ queryKey: ['work'] });
}
