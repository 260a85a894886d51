import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { RefreshCw } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import { useShortcuts } from '../../app/use-shortcuts.ts';
import { paths } from '../../paths.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { DataGrid } from '../../ui/data-grid.tsx';
import { FilterMenu } from '../../ui/filter-menu.tsx';
import { countOf } from '../../ui/format.ts';
import { useDocumentTitle } from '../../ui/page.tsx';
import { EmptyState, ErrorNote, ErrorState } from '../../ui/states.tsx';
import { Ago } from '../../ui/time.tsx';
import { isClosed } from '../alerts/alert-actions.ts';
import { ALERT_ROW_HEIGHT } from '../alerts/alert-columns.tsx';
import { AlertFilterBar } from '../alerts/alert-filter-bar.tsx';
import { ProgressLine } from '../alerts/alert-list-parts.tsx';
import { ALERT_VIEWS, filtersOf, isFiltered, isSameSearch } from '../alerts/alert-search.ts';
import { useSession } from '../session/session.ts';
import { customerAlertColumns, customerAlertHref, customerRowLabel } from './customer-columns.tsx';
import {
  type CustomerAlert,
  customerAlertsQuery,
  customerFacetsQuery,
  customerSummaryQuery,
} from './customer-queries.ts';
import type { CustomerAlertSearch } from './customer-search.ts';
import { MissingNote } from './missing-note.tsx';

const route = getRouteApi('/app/customers/alerts');
/** There is no stream across tenants: the list is read again by itself while nobody is at work in it. */
const READ_EVERY_MS = 20_000;

/** One queue across all customers; a row opens in the customer's own tenant. */
export function CustomerAlertListPage() {
  useDocumentTitle('Alerts of customers');
  const search = route.useSearch();
  const { customer, ...filters } = search;
  const session = useSession();
  const navigate = useNavigate();
  const [cursor, setCursor] = useState<string | null>(null);
  const [isHeld, setIsHeld] = useState(false);
  const scrollRef = useRef<HTMLDivElement>(null);
  const searchRef = useRef<HTMLInputElement>(null);
  const query = useInfiniteQuery({
    ...customerAlertsQuery(search),
    placeholderData: keepPreviousData,
    refetchInterval: isHeld || cursor !== null ? false : READ_EVERY_MS,
  });
  const facets = useQuery({
    ...customerFacetsQuery(search),
    refetchInterval: READ_EVERY_MS,
  });
  // Counts that leave a customer out would be shown as if they were all.
  const isWhole = facets.data?.not_included.length === 0 && !facets.isError;
  const pages = query.data?.pages;
  const rows = useMemo(() => (pages ?? []).flatMap((page) => page.data), [pages]);
  const columns = useMemo(() => customerAlertColumns(session.principal.name), [session]);
  const change = (next: CustomerAlertSearch) => {
    setCursor(null);
    scrollRef.current?.scrollTo({ top: 0 });
    void navigate({ ...paths.customerAlerts(next), replace: true });
  };
  const refresh = () => void query.refetch();
  useShortcuts([
    { keys: '/', label: 'Search', group: 'Alerts of customers', run: () => searchRef.current?.select() },
    { keys: '.', label: 'Read the list again', group: 'Alerts of customers', run: refresh },
  ]);
  const sort = { by: search.sort ?? 'received_at', order: search.order ?? 'desc' } as const;
  const withCustomer = customer ? { customer } : {};
  return (
    <div className="flex h-full flex-col">
      <header className="flex h-12 shrink-0 items-center gap-4 px-4">
        <h1 className="whitespace-nowrap text-lg font-semibold tracking-tight text-ink">
          Alerts of customers
        </h1>
        <Queues search={search} />
        <div className="ml-auto flex items-center gap-2">
          {query.dataUpdatedAt > 0 ? (
            <span className="text-xs text-ink-3">
              Read <Ago at={new Date(query.dataUpdatedAt).toISOString()} />
            </span>
          ) : null}
          <IconButton label="Read the list again" keys="." onClick={refresh}>
            <RefreshCw aria-hidden className="size-3.5" />
          </IconButton>
        </div>
      </header>
      <div className="flex items-start">
        <div className="pl-4">
          <CustomerFilter
            chosen={customer ?? []}
            onChange={(chosen) => change({ ...filters, ...(chosen.length > 0 ? { customer: chosen } : {}) })}
          />
        </div>
        <div className="-ml-2.5 min-w-0 flex-1">
          <AlertFilterBar
            search={filters}
            onChange={(next) => change({ ...next, ...withCustomer })}
            searchRef={searchRef}
            facets={isWhole ? (facets.data ?? null) : null}
          />
        </div>
      </div>
      <MissingNote missing={pages?.[0]?.not_included ?? []} from="this list" onRetry={refresh} />
      <div className="relative min-h-0 flex-1 border-t border-line">
        {query.isFetching && (query.isPending || query.isPlaceholderData) ? <ProgressLine /> : null}
        {rows.length === 0 ? (
          <NoRows query={query} search={search} onClear={() => change({})} />
        ) : (
          <div
            className={cx('h-full', query.isPlaceholderData && 'opacity-60')}
            onPointerEnter={(event) => setIsHeld(event.pointerType === 'mouse')}
            onPointerLeave={() => setIsHeld(false)}
          >
            <DataGrid
              label="Alerts of customers"
              columns={columns}
              rows={rows}
              rowKey={rowKey}
              rowHeight={ALERT_ROW_HEIGHT}
              rowLabel={customerRowLabel}
              cursor={cursor}
              onCursor={setCursor}
              onOpen={(alert) => window.location.assign(customerAlertHref(alert))}
              isQuiet={(alert) => isClosed(alert.status)}
              sort={sort}
              onSort={(by) => change(sorted(search, sort, by))}
              onNearEnd={() => {
                const canRead = query.hasNextPage && !query.isFetching && !query.isFetchNextPageError;
                if (canRead) void query.fetchNextPage();
              }}
              scrollRef={scrollRef}
              hasMore={query.hasNextPage}
              footer={<ListEnd query={query} count={rows.length} />}
            />
          </div>
        )}
      </div>
    </div>
  );
}

const rowKey = (alert: CustomerAlert) => alert.id;

function Queues({ search }: { readonly search: CustomerAlertSearch }) {
  const { customer, ...filters } = search;
  return (
    <nav aria-label="Queues" className="flex items-center gap-0.5 max-lg:hidden">
      {ALERT_VIEWS.map((view) => {
        const isOn = isSameSearch(view.search, filtersOf(filters));
        return (
          <Link
            key={view.id}
            {...paths.customerAlerts({ ...view.search, ...(customer ? { customer } : {}) })}
            aria-current={isOn ? 'page' : undefined}
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
  );
}

interface CustomerFilterProps {
  readonly chosen: readonly string[];
  readonly onChange: (slugs: string[]) => void;
}

function CustomerFilter({ chosen, onChange }: CustomerFilterProps) {
  const { data } = useQuery(customerSummaryQuery);
  const known = [...(data?.tenants ?? []), ...(data?.not_included ?? [])].map(({ tenant }) => tenant);
  const unknown = chosen.filter((slug) => !known.some((tenant) => tenant.slug === slug));
  const choices = [
    ...known.map(({ slug, name }) => ({ value: slug, name })),
    ...unknown.map((slug) => ({ value: slug, name: slug })),
  ];
  return <FilterMenu label="Customer" choices={choices} chosen={chosen} onChange={onChange} />;
}

type ListQuery = ReturnType<typeof useInfiniteQuery>;

interface NoRowsProps {
  readonly query: Pick<ListQuery, 'error' | 'isPending' | 'isPlaceholderData' | 'refetch'>;
  readonly search: CustomerAlertSearch;
  readonly onClear: () => void;
}

function NoRows({ query, search, onClear }: NoRowsProps) {
  const { data } = useQuery(customerSummaryQuery);
  if (query.error) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (query.isPending || query.isPlaceholderData) return null;
  if (data && data.tenants.length + data.not_included.length === 0) {
    return (
      <EmptyState title="No customers for you">
        There is no customer’s tenant whose alerts you may read. Somebody who manages tenants gives you
        access, under “Access to customers”.
      </EmptyState>
    );
  }
  return isFiltered(search) ? (
    <EmptyState title="Nothing matches" actions={<Button onClick={onClear}>Clear all filters</Button>}>
      No alert of these customers matches.
    </EmptyState>
  ) : (
    <EmptyState title="No alerts yet">None of your customers has received an alert.</EmptyState>
  );
}

interface ListEndProps {
  readonly query: Pick<ListQuery, 'error' | 'hasNextPage' | 'fetchNextPage'>;
  readonly count: number;
}

function ListEnd({ query, count }: ListEndProps) {
  if (query.error) {
    return (
      <div className="p-4">
        <ErrorNote error={query.error} onRetry={() => void query.fetchNextPage()} />
      </div>
    );
  }
  return (
    <p role="status" className="px-4 py-3 text-center text-xs text-ink-3">
      {query.hasNextPage ? 'Loading more…' : `End of list · ${countOf(count, 'alert')}`}
    </p>
  );
}

/** The same column again turns the order round; another begins with the largest. */
function sorted(
  search: CustomerAlertSearch,
  sort: { readonly by: string; readonly order: 'asc' | 'desc' },
  by: string,
): CustomerAlertSearch {
  const order = sort.by === by && sort.order === 'desc' ? 'asc' : 'desc';
  const { sort: _sort, order: _order, ...filters } = search;
  const wanted = (['severity', 'risk_score', 'occurred_at'] as const).find((name) => name === by);
  return { ...filters, ...(wanted && { sort: wanted }), ...(order === 'asc' && { order }) };
}
