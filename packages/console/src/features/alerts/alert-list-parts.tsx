// What stands around the rows of the alert list.

import { Link } from '@tanstack/react-router';
import { RefreshCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { LiveMark } from '../../app/live-mark.tsx';
import { StaleMark } from '../../app/stale-mark.tsx';
import { paths } from '../../paths.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { countOf } from '../../ui/format.ts';
import { EmptyState, ErrorNote, ErrorState } from '../../ui/states.tsx';
import { pillText } from './alert-arrivals.ts';
import { ALERT_VIEWS, type AlertSearch, filtersOf, isFiltered, isSameSearch } from './alert-search.ts';
import { setListPlace } from './list-place.ts';
import type { AlertList } from './use-alert-list.ts';

interface ListHeaderProps {
  readonly search: AlertSearch;
  readonly updatedAtMs: number;
  readonly onRefresh: () => void;
}

export function ListHeader({ search, updatedAtMs, onRefresh }: ListHeaderProps) {
  const filters = filtersOf(search);
  return (
    <header className="flex h-12 shrink-0 items-center gap-4 px-4">
      <h1 className="text-lg font-semibold tracking-tight text-ink">Alerts</h1>
      <nav aria-label="Queues" className="flex items-center gap-0.5">
        {ALERT_VIEWS.map((view) => {
          const isOn = isSameSearch(view.search, filters);
          return (
            <Link
              key={view.id}
              {...paths.alerts({
                ...view.search,
                ...(search.sort && { sort: search.sort }),
                ...(search.order && { order: search.order }),
              })}
              aria-current={isOn ? 'page' : undefined}
              onClick={() => setListPlace({ search: view.search, cursor: null })}
              className={cx(
                'flex h-7 items-center rounded-md px-2 text-sm',
                isOn ? 'bg-hover font-medium text-ink' : 'text-ink-2 hover:bg-hover hover:text-ink',
              )}
            >
              {view.name}
            </Link>
          );
        })}
      </nav>
      <div className="ml-auto flex items-center gap-2">
        <StaleMark what="Rows" atMs={updatedAtMs} />
        <LiveMark />
        <IconButton label="Read the list again" keys="." onClick={onRefresh}>
          <RefreshCw aria-hidden className="size-3.5" />
        </IconButton>
      </div>
    </header>
  );
}

export function ProgressLine() {
  return (
    <div
      role="progressbar"
      aria-label="Loading alerts"
      className="absolute inset-x-0 top-0 z-20 h-0.5 overflow-hidden"
    >
      <div className="h-full w-1/3 bg-accent motion-safe:animate-slide" />
    </div>
  );
}

interface NewPillProps {
  readonly list: AlertList;
  readonly isHeld: boolean;
  readonly onShow: () => void;
}

export function NewPill({ list, isHeld, onShow }: NewPillProps) {
  const isNew = list.arrival.waiting > 0;
  if (!isHeld || (!isNew && !list.isOutdated)) return <span role="status" className="sr-only" />;
  return (
    <div role="status" className="pointer-events-none absolute inset-x-0 top-9 z-20 flex justify-center">
      <button
        type="button"
        onClick={onShow}
        className="pointer-events-auto flex h-7 items-center gap-1.5 rounded-full bg-accent-fill px-3 text-xs font-medium text-accent-ink shadow-pop hover:brightness-110 motion-safe:animate-appear"
      >
        {isNew ? pillText(list.arrival) : 'Rows have changed'}
        <kbd className="rounded-sm bg-accent-ink/20 px-1 font-sans text-2xs">.</kbd>
      </button>
    </div>
  );
}

interface NoRowsProps {
  readonly list: AlertList;
  readonly search: AlertSearch;
  readonly onClear: () => void;
}

export function NoRows({ list, search, onClear }: NoRowsProps): ReactNode {
  if (list.error) return <ErrorState error={list.error} onRetry={list.retry} />;
  if (list.isChanging) return null;
  if (!isFiltered(search)) {
    return (
      <EmptyState
        title="No alerts yet"
        actions={
          <Link {...paths.sources()} className="text-sm font-medium text-accent hover:underline">
            Set up a source
          </Link>
        }
      >
        Nothing has been received. As soon as a source sends its first alert, it appears here by itself.
      </EmptyState>
    );
  }
  const isOpenQueue = isSameSearch(filtersOf(search), ALERT_VIEWS[0].search);
  return isOpenQueue ? (
    <EmptyState title="No open alerts">The queue is empty. New alerts appear here by themselves.</EmptyState>
  ) : (
    <EmptyState title="Nothing matches" actions={<Button onClick={onClear}>Clear all filters</Button>}>
      No alert matches these filters
      {search.q ? ' and this search. All words must occur; try word* for a beginning' : ''}.
    </EmptyState>
  );
}

export function ListEnd({ list }: { readonly list: AlertList }) {
  if (list.error) {
    return (
      <div className="p-4">
        <ErrorNote error={list.error} onRetry={list.retry} />
      </div>
    );
  }
  return (
    <p role="status" className="px-4 py-3 text-center text-xs text-ink-3">
      {list.hasMore ? 'Loading more…' : `End of list · ${countOf(list.rows.length, 'alert')}`}
    </p>
  );
}
