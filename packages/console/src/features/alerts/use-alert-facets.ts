// The counts of the list that is shown, read again when alerts change: a storm of changes asks for them every two seconds at most.

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { onLiveSignal } from '../../live.ts';
import { nextFlushAt } from '../../live-state.ts';
import { type AlertFacets, alertFacetsQuery, FACETS_KEY } from './alert-queries.ts';
import type { AlertSearch } from './alert-search.ts';

const READ_AGAIN_MS = 2_000;

/**
 * Null until there is an answer to this search, and when there is none: a list without counts is a list all the same, and counts of
 * the search before would pass for those of this one.
 */
export function useAlertFacets(search: AlertSearch): AlertFacets | null {
  const client = useQueryClient();
  const query = useQuery(alertFacetsQuery(search));
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    let lastMs: number | null = null;
    const stop = onLiveSignal(() => {
      const nowMs = Date.now();
      timer ??= setTimeout(
        () => {
          timer = null;
          lastMs = Date.now();
          void client.invalidateQueries({ queryKey: FACETS_KEY });
        },
        nextFlushAt(lastMs, nowMs, READ_AGAIN_MS) - nowMs,
      );
    });
    return () => {
      stop();
      if (timer !== null) clearTimeout(timer);
    };
  }, [client]);
  return query.isError ? null : (query.data ?? null);
}
