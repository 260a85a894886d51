// The alert list with live updates. One request for the first page tells what is new; src/features/alerts/alert-arrivals.ts decides
// what that does to the rows.

import { keepPreviousData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import type { Alert } from '@watchfloor/client';
import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { api } from '../../api.ts';
import { isSignedOut } from '../../errors.ts';
import { lastLiveSignalAtMs, onLiveSignal } from '../../live.ts';
import { toastError } from '../../ui/toast.ts';
import { markSignedOut } from '../session/signed-out.ts';
import { type Arrival, replaceAlerts, rowsOf, staleIds, takeFreshPage } from './alert-arrivals.ts';
import { type AlertPages, alertListQuery, fetchAlertPages, storeAlert } from './alert-queries.ts';
import { type AlertSearch, searchKey } from './alert-search.ts';

/** Changed rows below the first page are read one by one up to this many; of more, the list only says that it is old. */
const READ_SINGLY_MAX = 5;
/** So many pages of rows are read again at most when something may have been missed. */
const READ_AGAIN_PAGES_MAX = 5;
const NOTHING: Pick<Arrival, 'waiting' | 'isMore'> = { waiting: 0, isMore: false };

export interface AlertList {
  readonly rows: Alert[];
  /** True while rows of the search before stand in for those that are being read. */
  readonly isChanging: boolean;
  readonly isLoadingMore: boolean;
  readonly hasMore: boolean;
  readonly loadMore: () => void;
  /** Why the rows could not be read, or further ones. */
  readonly error: Error | null;
  readonly retry: () => void;
  readonly arrival: Pick<Arrival, 'waiting' | 'isMore'>;
  /** Some rows that are shown may be older than the server's. */
  readonly isOutdated: boolean;
  readonly showNew: () => void;
  readonly updatedAtMs: number;
}

/** `isHeld`: somebody is at work in the list, so no row may move. */
export function useAlertList(search: AlertSearch, isHeld: boolean): AlertList {
  const client = useQueryClient();
  const name = searchKey(search);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the name stands for the search.
  const options = useMemo(() => alertListQuery(search), [name]);
  const query = useInfiniteQuery({ ...options, placeholderData: keepPreviousData });
  const [news, setNews] = useState<News>({ name, arrival: NOTHING, isOutdated: false, lookedAtMs: 0 });
  const held = useRef(isHeld);
  held.current = isHeld;

  const look = useLook(search, held, setNews);
  useLooking(look);
  // Nobody listened for changes while another page was open.
  useEffect(() => {
    const readAtMs = client.getQueryState(options.queryKey)?.dataUpdatedAt ?? 0;
    if (readAtMs > 0 && lastLiveSignalAtMs() >= readAtMs) void look('anything').catch(noteFailure);
  }, [client, options, look]);

  const hasWaiting = news.name === name && news.arrival.waiting > 0;
  useEffect(() => {
    if (!isHeld && hasWaiting) void look('anything').catch(noteFailure);
  }, [isHeld, hasWaiting, look]);

  const showNew = useCallback(() => {
    look('anything', true).catch(toastError);
  }, [look]);
  const { fetchNextPage, hasNextPage, isFetchingNextPage, isFetchNextPageError } = query;
  const loadMore = useCallback(() => {
    // After a failure only a person asks again, or a server that is down would be asked at every scroll.
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [fetchNextPage, hasNextPage, isFetchingNextPage, isFetchNextPageError]);

  const pages = query.data?.pages;
  const rows = useMemo(() => rowsOf(pages ?? []), [pages]);
  return {
    rows,
    isChanging: query.isPlaceholderData || (query.isPending && !query.isError),
    isLoadingMore: isFetchingNextPage,
    hasMore: hasNextPage,
    loadMore,
    error: query.error,
    retry: () => void (isFetchNextPageError ? fetchNextPage() : query.refetch()),
    arrival: news.name === name ? news.arrival : NOTHING,
    isOutdated: news.name === name && news.isOutdated,
    showNew,
    updatedAtMs: Math.max(query.dataUpdatedAt, news.name === name ? news.lookedAtMs : 0),
  };
}

interface News {
  readonly name: string;
  readonly arrival: Pick<Arrival, 'waiting' | 'isMore'>;
  readonly isOutdated: boolean;
  readonly lookedAtMs: number;
}

type Look = (changed: ReadonlySet<string> | 'anything', isForced?: boolean) => Promise<void>;

/** Reads what may have changed and puts it into the list that is kept, as far as `held` allows. */
function useLook(
  search: AlertSearch,
  held: RefObject<boolean>,
  setNews: (next: (before: News) => News) => void,
): Look {
  const client = useQueryClient();
  return useCallback(
    async (changed, isForced = false) => {
      const { queryKey } = alertListQuery(search);
      const name = searchKey(search);
      const isHolding = () => held.current && !isForced;
      const loaded = client.getQueryData<AlertPages>(queryKey)?.pages.length ?? 0;
      // Rows that stay where they are must be read again as far down as they are shown.
      const depth = isHolding() && changed === 'anything' ? Math.min(loaded, READ_AGAIN_PAGES_MAX) : 1;
      const [first, ...further] = await fetchAlertPages(search, depth);
      // A page that is being read would write over what is put in now.
      while (client.isFetching({ queryKey }) > 0) await pause(100);
      const shown = client.getQueryData<AlertPages>(queryKey);
      if (!first) return;
      // The first reading had failed, and now there is an answer: the list mends itself.
      if (!shown) return client.refetchQueries({ queryKey });
      const taken = takeFreshPage(shown.pages, first, isHolding());
      const pages = replaceAlerts(
        taken.pages,
        further.flatMap((page) => page.data),
      );
      const pageParams = pages.length === shown.pages.length ? shown.pageParams : [null];
      client.setQueryData<AlertPages>(queryKey, { pages, pageParams });
      const stale = changed === 'anything' ? [] : staleIds(pages, first, changed);
      for (const id of stale.slice(0, READ_SINGLY_MAX)) storeAlert(client, await api.alerts.get({ id }));
      const isCut = changed === 'anything' ? pages.length > depth : stale.length > READ_SINGLY_MAX;
      setNews((before) => ({
        name,
        arrival: { waiting: taken.waiting, isMore: taken.isMore },
        isOutdated:
          isHolding() && (isCut || (before.name === name && before.isOutdated && changed !== 'anything')),
        lookedAtMs: Date.now(),
      }));
    },
    [client, search, held, setNews],
  );
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Looks when something changed: one look at a time, and one more when something came in during it. */
function useLooking(look: Look): void {
  useEffect(() => {
    let isRunning = false;
    let next: Set<string> | 'anything' | null = null;
    const run = async () => {
      if (isRunning) return;
      isRunning = true;
      while (next !== null) {
        const changed = next;
        next = null;
        const startedMs = performance.now();
        await look(changed).catch(noteFailure);
        // A slow server or a storm of alerts: as much time for others as the look has taken.
        if (next !== null) await pause(performance.now() - startedMs);
      }
      isRunning = false;
    };
    return onLiveSignal((signal) => {
      if (signal.kind === 'resync' || next === 'anything') next = 'anything';
      else next = new Set([...(next ?? []), ...signal.changes.map((change) => change.alertId)]);
      void run();
    });
  }, [look]);
}

/** A look that failed is tried again with the next signal; the page shows how old its rows are. */
function noteFailure(error: unknown): void {
  if (isSignedOut(error)) markSignedOut();
}
