import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { rowsOf } from './alert-arrivals.ts';
import { type AlertPages, alertListQuery } from './alert-queries.ts';
import { useListPlace } from './list-place.ts';

interface Neighbours {
  readonly before: string | null;
  readonly after: string | null;
  /** `3 of 100+`, when the alert is in the list one came from. */
  readonly position: string | null;
}

/** The alerts beside this one in the list that was left for it, as far as that list was loaded. */
export function useNeighbours(id: string): Neighbours {
  const client = useQueryClient();
  const { search } = useListPlace();
  const pages = client.getQueryData<AlertPages>(alertListQuery(search).queryKey)?.pages;
  return useMemo(() => {
    const rows = rowsOf(pages ?? []);
    const index = rows.findIndex((alert) => alert.id === id);
    if (index < 0) return { before: null, after: null, position: null };
    const hasMore = (pages?.at(-1)?.next_cursor ?? null) !== null;
    return {
      before: rows[index - 1]?.id ?? null,
      after: rows[index + 1]?.id ?? null,
      position: `${index + 1} of ${rows.length}${hasMore ? '+' : ''}`,
    };
  }, [pages, id]);
}
