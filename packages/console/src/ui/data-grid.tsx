// A virtualised grid: only the rows in view exist, so that a hundred thousand alerts scroll like ten. It knows a cursor (the row the
// keyboard is on), but not what rows are.
//
// It is an ARIA grid with one tab stop: arrows move the cursor, `aria-activedescendant` tells which row that is, Enter opens it.
// Links inside rows are left out of the tab order, since every row would be a stop.

// biome-ignore-all lint/a11y/useSemanticElements: rows of a table cannot be placed by themselves, which is what virtualising does.

import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp } from 'lucide-react';
import {
  type KeyboardEvent,
  type MouseEvent,
  memo,
  type ReactNode,
  type RefObject,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react';
import { cx } from './cx.ts';

export interface GridColumn<Row> {
  readonly id: string;
  readonly header: string;
  /** For those who do not see the column's symbols. */
  readonly headerLabel?: string;
  /** A track of CSS grid: `minmax(0, 1fr)`, `6rem`. */
  readonly width: string;
  /** The column is there when the grid is at least this wide, in pixels. */
  readonly fromWidth?: number;
  readonly alignsRight?: boolean;
  readonly sort?: string;
  readonly cell: (row: Row) => ReactNode;
}

interface GridSort {
  readonly by: string;
  readonly order: 'asc' | 'desc';
}

export interface DataGridProps<Row> {
  readonly label: string;
  readonly columns: readonly GridColumn<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly rowHeight: number;
  readonly rowLabel?: (row: Row) => string;
  readonly cursor: string | null;
  readonly onCursor: (key: string | null) => void;
  readonly onOpen: (row: Row) => void;
  readonly isQuiet?: (row: Row) => boolean;
  readonly isSelected?: (row: Row) => boolean;
  readonly sort?: GridSort;
  readonly onSort?: (by: string) => void;
  readonly onNearEnd?: () => void;
  readonly onScrolled?: (isScrolled: boolean) => void;
  readonly footer?: ReactNode;
  /** Kept by the caller, to scroll it. */
  readonly scrollRef: RefObject<HTMLDivElement | null>;
  /** More rows exist than are loaded. */
  readonly hasMore: boolean;
}

const OVERSCAN = 12;
/** A row of captions and the line below it, in pixels. */
const HEADER_HEIGHT = 29;

export function DataGrid<Row>(props: DataGridProps<Row>) {
  const { rows, rowKey, rowHeight, cursor, scrollRef } = props;
  const id = useId();
  const width = useWidth(scrollRef);
  const { columns: allColumns } = props;
  const columns = useMemo(
    () => allColumns.filter((column) => width === null || width >= (column.fromWidth ?? 0)),
    [allColumns, width],
  );
  const template = columns.map((column) => column.width).join(' ');
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scrollRef.current,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN,
    // The header stands above the rows and stays in view: what is scrolled to must not end up beneath it.
    scrollMargin: HEADER_HEIGHT,
    scrollPaddingStart: HEADER_HEIGHT,
    getItemKey: (index) => {
      const row = rows[index];
      return row === undefined ? index : rowKey(row);
    },
  });
  const items = virtualizer.getVirtualItems();
  const lastIndex = items.at(-1)?.index ?? 0;
  const { onNearEnd } = props;
  useEffect(() => {
    if (rows.length > 0 && lastIndex >= rows.length - OVERSCAN) onNearEnd?.();
  }, [lastIndex, rows.length, onNearEnd]);

  const cursorIndex = cursor === null ? -1 : rows.findIndex((row) => rowKey(row) === cursor);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the cursor moves; new rows above it must not scroll the list.
  useEffect(() => {
    if (cursorIndex >= 0) virtualizer.scrollToIndex(cursorIndex, { align: 'auto' });
  }, [cursor, virtualizer]);

  const isCursorDrawn = items.some((item) => item.index === cursorIndex);

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget) return;
    const page = Math.max(1, Math.floor((scrollRef.current?.clientHeight ?? 400) / rowHeight) - 2);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: Number.NEGATIVE_INFINITY,
      End: Number.POSITIVE_INFINITY,
    };
    const step = steps[event.key];
    const row = rows[cursorIndex];
    if (step !== undefined) {
      event.preventDefault();
      const next = rows[stepIndex(cursorIndex, step, rows.length)];
      if (next !== undefined) props.onCursor(rowKey(next));
    } else if (event.key === 'Enter' && row !== undefined) {
      event.preventDefault();
      props.onOpen(row);
    }
  };

  return (
    <div
      ref={scrollRef}
      onScroll={(event) => props.onScrolled?.(event.currentTarget.scrollTop > rowHeight / 2)}
      className="relative h-full overflow-y-auto overflow-x-hidden has-[[role=grid]:focus-visible]:outline-2 has-[[role=grid]:focus-visible]:-outline-offset-2 has-[[role=grid]:focus-visible]:outline-accent"
    >
      <div
        role="grid"
        aria-label={props.label}
        aria-rowcount={props.hasMore ? -1 : rows.length + 1}
        aria-colcount={columns.length}
        aria-activedescendant={isCursorDrawn ? `${id}-${cursor}` : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
        className="outline-none"
      >
        <HeaderRow columns={columns} template={template} sort={props.sort} onSort={props.onSort} />
        {/* Rows of a group that is as high as all of them; each stands at its place. */}
        <div role="rowgroup" className="relative" style={{ height: virtualizer.getTotalSize() }}>
          {items.map((item) => {
            const row = rows[item.index];
            if (row === undefined) return null;
            const key = rowKey(row);
            return (
              <GridRow
                key={key}
                id={`${id}-${key}`}
                row={row}
                index={item.index}
                top={item.start - HEADER_HEIGHT}
                height={rowHeight}
                columns={columns}
                template={template}
                label={props.rowLabel?.(row)}
                isCursor={key === cursor}
                isQuiet={props.isQuiet?.(row) ?? false}
                isSelected={props.isSelected?.(row) ?? false}
                onOpen={props.onOpen}
              />
            );
          })}
        </div>
      </div>
      {props.footer}
    </div>
  );
}

/** Where a step from the row leads; from nowhere (-1) the first step leads to the first row. */
function stepIndex(index: number, step: number, count: number): number {
  if (index < 0) return step === Number.POSITIVE_INFINITY ? count - 1 : 0;
  return Math.min(count - 1, Math.max(0, index + step));
}

interface HeaderRowProps<Row> {
  readonly columns: readonly GridColumn<Row>[];
  readonly template: string;
  readonly sort: GridSort | undefined;
  readonly onSort: ((by: string) => void) | undefined;
}

function HeaderRow<Row>({ columns, template, sort, onSort }: HeaderRowProps<Row>) {
  return (
    <div role="rowgroup" className="sticky top-0 z-10 border-b border-line bg-ground">
      {/* biome-ignore lint/a11y/useFocusableInteractive: the grid is the one tab stop; sort buttons are stops of their own. */}
      <div
        role="row"
        aria-rowindex={1}
        className="grid h-7 items-center gap-3 px-4"
        style={{ gridTemplateColumns: template }}
      >
        {columns.map((column) => {
          const isSorted = column.sort !== undefined && column.sort === sort?.by;
          const Arrow = sort?.order === 'asc' ? ArrowUp : ArrowDown;
          return (
            // biome-ignore lint/a11y/useFocusableInteractive: as above.
            <div
              key={column.id}
              role="columnheader"
              aria-sort={isSorted ? (sort?.order === 'asc' ? 'ascending' : 'descending') : undefined}
              aria-label={column.headerLabel}
              className={cx('caption min-w-0 truncate', column.alignsRight && 'text-right')}
            >
              {column.sort !== undefined && onSort ? (
                <button
                  type="button"
                  onClick={() => onSort(column.sort ?? '')}
                  className={cx(
                    'inline-flex items-center gap-0.5 rounded-sm hover:text-ink',
                    isSorted && 'text-ink',
                  )}
                >
                  {column.header}
                  {isSorted ? <Arrow aria-hidden className="size-3" /> : null}
                </button>
              ) : (
                column.header
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

interface GridRowProps<Row> {
  readonly id: string;
  readonly row: Row;
  readonly index: number;
  readonly top: number;
  readonly height: number;
  readonly columns: readonly GridColumn<Row>[];
  readonly template: string;
  readonly label: string | undefined;
  readonly isCursor: boolean;
  readonly isQuiet: boolean;
  readonly isSelected: boolean;
  readonly onOpen: (row: Row) => void;
}

function GridRowView<Row>({ row, columns, ...props }: GridRowProps<Row>) {
  const onClick = (event: MouseEvent<HTMLDivElement>) => {
    // Buttons and links of a row do their own work; a text that is being marked is no click.
    if (event.target instanceof Element && event.target.closest('a, button, label, input')) return;
    if ((window.getSelection()?.toString() ?? '') !== '') return;
    props.onOpen(row);
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid handles the keys for all rows.
    // biome-ignore lint/a11y/useFocusableInteractive: rows are reached by aria-activedescendant.
    <div
      id={props.id}
      role="row"
      aria-rowindex={props.index + 2}
      aria-selected={props.isSelected}
      aria-label={props.label}
      data-cursor={props.isCursor || undefined}
      data-quiet={props.isQuiet || undefined}
      onClick={onClick}
      style={{
        gridTemplateColumns: props.template,
        height: props.height,
        transform: `translateY(${props.top}px)`,
      }}
      className={cx(
        'group absolute inset-x-0 top-0 grid items-center gap-3 border-b border-line px-4',
        props.isCursor
          ? 'bg-accent/10 shadow-[inset_2px_0_0_var(--accent)]'
          : props.isSelected
            ? 'bg-accent/6'
            : 'hover:bg-hover',
      )}
    >
      {columns.map((column) => (
        // biome-ignore lint/a11y/useFocusableInteractive: as above.
        <div
          key={column.id}
          role="gridcell"
          className={cx('flex min-w-0 items-center', column.alignsRight && 'justify-end')}
        >
          {column.cell(row)}
        </div>
      ))}
    </div>
  );
}

// Scrolling draws the grid at every frame; rows that stay in view need not be drawn again. `memo` forgets the type parameter.
const GridRow = memo(GridRowView) as typeof GridRowView;

function useWidth(ref: RefObject<HTMLElement | null>): number | null {
  const [width, setWidth] = useState<number | null>(null);
  const seen = useRef<number | null>(null);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => {
      const next = entry?.contentRect.width ?? null;
      if (next === seen.current) return;
      seen.current = next;
      setWidth(next);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return width;
}
