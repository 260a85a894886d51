import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { Alert } from '@watchfloor/client';
import { useCallback, useMemo, useRef, useState } from 'react';
import { paths } from '../../paths.ts';
import { cx } from '../../ui/cx.ts';
import { DataGrid } from '../../ui/data-grid.tsx';
import { useDocumentTitle } from '../../ui/page.tsx';
import { useSession } from '../session/session.ts';
import { isClosed } from './alert-actions.ts';
import { AlertBulkBar } from './alert-bulk-bar.tsx';
import { AlertCloseForm } from './alert-close.form.tsx';
import { AlertCloseManyForm } from './alert-close-many.form.tsx';
import { ALERT_ROW_HEIGHT, alertColumns, alertRowLabel } from './alert-columns.tsx';
import { AlertFilterBar } from './alert-filter-bar.tsx';
import { ListEnd, ListHeader, NewPill, NoRows, ProgressLine } from './alert-list-parts.tsx';
import { AlertReopenForm } from './alert-reopen.form.tsx';
import type { AlertSearch } from './alert-search.ts';
import { setListPlace, useListPlace } from './list-place.ts';
import { UnreadNote } from './unread-note.tsx';
import { useAlertFacets } from './use-alert-facets.ts';
import { useAlertList } from './use-alert-list.ts';
import { useListKeys } from './use-list-keys.ts';

const route = getRouteApi('/app/alerts');

type OpenForm =
  | { readonly kind: 'close' | 'reopen'; readonly id: string }
  | { readonly kind: 'close-many' }
  | null;

export function AlertListPage() {
  const search = route.useSearch();
  const session = useSession();
  const navigate = useNavigate();
  const place = useListPlace();
  const [isScrolled, setIsScrolled] = useState(false);
  const [isPointing, setIsPointing] = useState(false);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [form, setForm] = useState<OpenForm>(null);
  const scrollRef = useRef<HTMLDivElement>(null);
  const searchRef = useRef<HTMLInputElement>(null);

  const isHeld = isScrolled || isPointing || place.cursor !== null || selected.size > 0 || form !== null;
  const list = useAlertList(search, isHeld);
  const facets = useAlertFacets(search);
  const { rows, showNew } = list;
  useDocumentTitle(list.arrival.waiting > 0 ? `(${list.arrival.waiting}) Alerts` : 'Alerts');

  const setCursor = useCallback((cursor: string | null) => setListPlace({ cursor }), []);
  const open = useCallback(
    (alert: Alert) => {
      setListPlace({ search, cursor: alert.id });
      void navigate(paths.alert(alert.id));
    },
    [navigate, search],
  );
  const changeSearch = useCallback(
    (next: AlertSearch) => {
      setSelected(new Set());
      setListPlace({ search: next, cursor: null });
      scrollRef.current?.scrollTo({ top: 0 });
      void navigate({ ...paths.alerts(next), replace: true });
    },
    [navigate],
  );
  const toggle = useCallback((alert: Alert) => {
    setSelected((before) => {
      const next = new Set(before);
      if (!next.delete(alert.id)) next.add(alert.id);
      return next;
    });
  }, []);
  const refresh = useCallback(() => {
    setCursor(null);
    scrollRef.current?.scrollTo({ top: 0 });
    showNew();
  }, [setCursor, showNew]);

  useListKeys({
    rows,
    cursor: place.cursor,
    hasSelection: selected.size > 0,
    setCursor,
    open,
    toggle,
    clear: () => {
      setCursor(null);
      setSelected(new Set());
    },
    close: (alert) => setForm({ kind: 'close', id: alert.id }),
    reopen: (alert) => setForm({ kind: 'reopen', id: alert.id }),
    closeSelected: () => setForm({ kind: 'close-many' }),
    focusSearch: () => searchRef.current?.select(),
    refresh,
  });

  const columns = useMemo(
    () =>
      alertColumns({
        me: session.principal.name,
        isSelected: (alert) => selected.has(alert.id),
        onSelect: toggle,
      }),
    [session, selected, toggle],
  );
  const selectedAlerts = rows.filter((alert) => selected.has(alert.id));
  const sort = { by: search.sort ?? 'received_at', order: search.order ?? 'desc' } as const;

  return (
    <div className="flex h-full flex-col">
      <ListHeader search={search} updatedAtMs={list.updatedAtMs} onRefresh={refresh} />
      <AlertFilterBar search={search} onChange={changeSearch} searchRef={searchRef} facets={facets} />
      <UnreadNote search={search} />
      <div className="relative min-h-0 flex-1 border-t border-line">
        {list.isChanging ? <ProgressLine /> : null}
        <NewPill list={list} isHeld={isHeld} onShow={refresh} />
        {rows.length === 0 ? (
          <NoRows list={list} search={search} onClear={() => changeSearch({})} />
        ) : (
          <div
            className={cx('h-full', list.isChanging && 'opacity-60')}
            onPointerEnter={(event) => setIsPointing(event.pointerType === 'mouse')}
            onPointerLeave={() => setIsPointing(false)}
          >
            <DataGrid
              label="Alerts"
              columns={columns}
              rows={rows}
              rowKey={alertKey}
              rowHeight={ALERT_ROW_HEIGHT}
              rowLabel={alertRowLabel}
              cursor={place.cursor}
              onCursor={setCursor}
              onOpen={open}
              isQuiet={isQuiet}
              isSelected={(alert) => selected.has(alert.id)}
              sort={sort}
              onSort={(by) => changeSearch(sorted(search, sort, by))}
              onNearEnd={list.loadMore}
              onScrolled={setIsScrolled}
              scrollRef={scrollRef}
              hasMore={list.hasMore}
              footer={<ListEnd list={list} />}
            />
          </div>
        )}
        {selectedAlerts.length > 0 ? (
          <AlertBulkBar
            alerts={selectedAlerts}
            onClear={() => setSelected(new Set())}
            onClose={() => setForm({ kind: 'close-many' })}
          />
        ) : null}
      </div>
      <ListForms
        form={form}
        rows={rows}
        selected={selectedAlerts}
        onEnd={() => setForm(null)}
        onClosed={(ids) => {
          if (form?.kind === 'close') setCursor(neighbourOf(rows, form.id));
          else setSelected((before) => new Set([...before].filter((id) => !ids.includes(id))));
        }}
      />
    </div>
  );
}

interface ListFormsProps {
  readonly form: OpenForm;
  readonly rows: readonly Alert[];
  readonly selected: readonly Alert[];
  readonly onEnd: () => void;
  readonly onClosed: (ids: readonly string[]) => void;
}

/** The form that is open over the list. */
function ListForms({ form, rows, selected, onEnd, onClosed }: ListFormsProps) {
  if (form === null) return null;
  if (form.kind === 'close-many') {
    const open = selected.filter((alert) => !isClosed(alert.status));
    return <AlertCloseManyForm alerts={open} onClose={onEnd} onDone={onClosed} />;
  }
  const alert = rows.find((candidate) => candidate.id === form.id);
  if (!alert) return null;
  return form.kind === 'close' ? (
    <AlertCloseForm alert={alert} onClose={onEnd} onDone={() => onClosed([alert.id])} />
  ) : (
    <AlertReopenForm alert={alert} onClose={onEnd} />
  );
}

const alertKey = (alert: Alert) => alert.id;
const isQuiet = (alert: Alert) => isClosed(alert.status);

/** The row after this one, so that a queue is worked down without reaching for the mouse; the last stays on itself. */
function neighbourOf(rows: readonly Alert[], id: string): string {
  const index = rows.findIndex((alert) => alert.id === id);
  return rows[index + 1]?.id ?? id;
}

/** The same column again turns the order round; another begins with the largest. */
function sorted(search: AlertSearch, sort: { by: string; order: 'asc' | 'desc' }, by: string): AlertSearch {
  const order = sort.by === by && sort.order === 'desc' ? 'asc' : 'desc';
  const { sort: _sort, order: _order, ...filters } = search;
  const wanted = (['severity', 'risk_score', 'occurred_at'] as const).find((name) => name === by);
  return { ...filters, ...(wanted && { sort: wanted }), ...(order === 'asc' && { order }) };
}
