import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import type { AlertEvent } from '@watchfloor/client';
import { CircleCheck, CircleHelp, CircleX, RefreshCw } from 'lucide-react';
import { useCallback, useMemo, useRef, useState } from 'react';
import { useShortcuts } from '../../app/use-shortcuts.ts';
import { paths } from '../../paths.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { RemovableChip } from '../../ui/chip.tsx';
import { cx } from '../../ui/cx.ts';
import { DataGrid, type GridColumn } from '../../ui/data-grid.tsx';
import { countOf } from '../../ui/format.ts';
import { useDocumentTitle } from '../../ui/page.tsx';
import { EmptyState, ErrorNote, ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { Age, Ago } from '../../ui/time.tsx';
import { SourceFilter } from '../alerts/alert-filter-bar.tsx';
import { EntityChip } from '../alerts/entity-chip.tsx';
import { previewEntities, productName, typeWords } from '../alerts/entity-words.ts';
import { TimeFilter } from '../alerts/time-filter.tsx';
import { eventListQuery } from './event-queries.ts';
import type { EventSearch } from './event-search.ts';

const route = getRouteApi('/app/events');

export const EVENT_ROW_HEIGHT = 42;

export function EventListPage() {
  useDocumentTitle('Events');
  const search = route.useSearch();
  const navigate = useNavigate();
  const query = useInfiniteQuery({ ...eventListQuery(search), placeholderData: keepPreviousData });
  const [cursor, setCursor] = useState<string | null>(null);
  const scrollRef = useRef<HTMLDivElement>(null);
  const pages = query.data?.pages;
  const rows = useMemo(() => (pages ?? []).flatMap((page) => page.data), [pages]);
  const open = useCallback((event: AlertEvent) => void navigate(paths.event(event.id)), [navigate]);
  const { fetchNextPage, hasNextPage, isFetchingNextPage, isFetchNextPageError } = query;
  const loadMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [fetchNextPage, hasNextPage, isFetchingNextPage, isFetchNextPageError]);
  const step = (by: number) => {
    const index = rows.findIndex((event) => event.id === cursor);
    const next = rows[index < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, index + by))];
    if (next) setCursor(next.id);
  };
  const group = 'Event list';
  useShortcuts([
    { keys: 'j', label: 'Next row', group, run: () => step(1) },
    { keys: 'k', label: 'Row before', group, run: () => step(-1) },
    { keys: 'ArrowDown', label: 'Next row', group, run: () => step(1) },
    { keys: 'ArrowUp', label: 'Row before', group, run: () => step(-1) },
    {
      keys: 'Enter',
      label: 'Open the event',
      group,
      run: () => {
        const event = rows.find((candidate) => candidate.id === cursor);
        if (event) open(event);
      },
    },
    { keys: '.', label: 'Read the list again', group, run: () => void query.refetch() },
    { keys: 'Escape', label: 'Leave the row', group, run: () => setCursor(null) },
  ]);
  return (
    <div className="flex h-full flex-col">
      <header className="flex h-12 shrink-0 items-center gap-4 px-4">
        <h1 className="text-lg font-semibold tracking-tight text-ink">Events</h1>
        <p className="truncate text-xs text-ink-3">
          What happened, as sources report it. Nobody has to decide about an event.
        </p>
        <div className="ml-auto flex items-center gap-2 text-xs text-ink-3">
          {query.dataUpdatedAt > 0 ? (
            <span>
              Read <Ago at={new Date(query.dataUpdatedAt).toISOString()} />
            </span>
          ) : null}
          <IconButton
            label="Read the list again"
            keys="."
            onClick={() => void query.refetch()}
            isBusy={query.isRefetching}
          >
            <RefreshCw aria-hidden className="size-3.5" />
          </IconButton>
        </div>
      </header>
      <EventFilters
        search={search}
        onChange={(next) => void navigate({ ...paths.events(next), replace: true })}
      />
      <div className="min-h-0 flex-1 border-t border-line">
        {rows.length > 0 ? (
          <div className={cx('h-full', query.isPlaceholderData && 'opacity-60')}>
            <DataGrid
              label="Events"
              columns={COLUMNS}
              rows={rows}
              rowKey={eventKey}
              rowHeight={EVENT_ROW_HEIGHT}
              cursor={cursor}
              onCursor={setCursor}
              onOpen={open}
              onNearEnd={loadMore}
              scrollRef={scrollRef}
              hasMore={hasNextPage}
              footer={
                query.error ? (
                  <div className="p-4">
                    <ErrorNote error={query.error} onRetry={() => void fetchNextPage()} />
                  </div>
                ) : (
                  <p role="status" className="px-4 py-3 text-center text-xs text-ink-3">
                    {hasNextPage ? 'Loading more…' : `End of list · ${countOf(rows.length, 'event')}`}
                  </p>
                )
              }
            />
          </div>
        ) : query.error ? (
          <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        ) : query.isPending ? (
          <div className="p-4">
            <SkeletonLines lines={8} label="events" />
          </div>
        ) : (
          <NoEvents search={search} onClear={() => void navigate(paths.events())} />
        )}
      </div>
    </div>
  );
}

const eventKey = (event: AlertEvent) => event.id;

function NoEvents({ search, onClear }: { readonly search: EventSearch; readonly onClear: () => void }) {
  if (Object.keys(search).length === 0) {
    return (
      <EmptyState title="No events yet">
        Events come from sources that report activity, such as sign-ins of an identity provider. None has
        arrived.
      </EmptyState>
    );
  }
  return (
    <EmptyState title="Nothing matches" actions={<Button onClick={onClear}>Clear all filters</Button>}>
      No event matches these filters.
    </EmptyState>
  );
}

interface FiltersProps {
  readonly search: EventSearch;
  readonly onChange: (search: EventSearch) => void;
}

function EventFilters({ search, onChange }: FiltersProps) {
  const { since, from, to, ...untimed } = search;
  const { source: _source, ...unsourced } = search;
  const { entity, ...unpivoted } = search;
  const colon = entity?.indexOf(':') ?? -1;
  return (
    <div className="flex flex-wrap items-center gap-1.5 px-4 pb-2.5">
      <SourceFilter
        chosen={search.source ?? []}
        onChange={(source) => onChange(source.length === 0 ? unsourced : { ...search, source })}
      />
      <TimeFilter
        label="Occurred"
        range={{ ...(since && { since }), ...(from && { from }), ...(to && { to }) }}
        onChange={(range) => onChange({ ...untimed, ...range })}
      />
      {entity ? (
        <RemovableChip
          label={typeWords(entity.slice(0, colon))}
          value={entity.slice(colon + 1)}
          onRemove={() => onChange(unpivoted)}
        />
      ) : null}
      {Object.keys(search).length > 0 ? (
        <Button size="sm" variant="ghost" onClick={() => onChange({})}>
          Clear all
        </Button>
      ) : null}
    </div>
  );
}

const OUTCOMES = {
  success: { icon: CircleCheck, text: 'text-good', name: 'Success' },
  failure: { icon: CircleX, text: 'text-high', name: 'Failure' },
  unknown: { icon: CircleHelp, text: 'text-ink-3', name: 'Unknown' },
} as const;

export function OutcomeMark({ outcome }: { readonly outcome: AlertEvent['outcome'] }) {
  const { icon: Icon, text, name } = OUTCOMES[outcome];
  return (
    <span className="inline-flex items-center gap-1.5 text-xs text-ink-2">
      <Icon aria-hidden className={cx('size-3.5 shrink-0', text)} />
      {name}
    </span>
  );
}

const COLUMNS: readonly GridColumn<AlertEvent>[] = [
  {
    id: 'age',
    header: 'Age',
    headerLabel: 'Age, since it occurred',
    width: '3rem',
    cell: (event) => <Age at={event.occurred_at} className="tabular text-xs text-ink-2" />,
  },
  {
    id: 'outcome',
    header: 'Outcome',
    width: '5.5rem',
    cell: (event) => <OutcomeMark outcome={event.outcome} />,
  },
  {
    id: 'title',
    header: 'Event',
    width: 'minmax(14rem, 1fr)',
    cell: (event) => (
      <div className="flex min-w-0 flex-1 flex-col">
        <Link {...paths.event(event.id)} tabIndex={-1} className="truncate text-sm text-ink hover:underline">
          {event.title}
        </Link>
        <span className="truncate font-mono text-2xs text-ink-3">{event.action}</span>
      </div>
    ),
  },
  {
    id: 'entities',
    header: 'Entities',
    width: 'minmax(0, 26rem)',
    fromWidth: 800,
    cell: (event) => (
      <div className="flex min-w-0 items-center gap-1">
        {previewEntities(event.entities, 3).map((entity) => (
          <EntityChip
            key={`${entity.type}:${entity.value}`}
            type={entity.type}
            value={entity.value}
            isInGrid
          />
        ))}
      </div>
    ),
  },
  {
    id: 'source',
    header: 'Source',
    width: '9rem',
    fromWidth: 640,
    cell: (event) => <span className="block truncate text-xs text-ink-2">{productName(event)}</span>,
  },
];
