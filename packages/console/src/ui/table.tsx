import type { ReactNode } from 'react';
import { cx } from './cx.ts';

interface TableProps {
  /** Said by screen readers before the table. */
  readonly label: string;
  readonly columns: readonly string[];
  /** The last column holds buttons and has no heading that one sees. */
  readonly hasActions?: boolean;
  /** Shown while other rows are being read. */
  readonly isDim?: boolean;
  readonly children: ReactNode;
}

/** A table of a settings page: plain rows, which scroll sideways where the window is narrow. */
export function Table({ label, columns, hasActions = false, isDim = false, children }: TableProps) {
  return (
    <div className={cx('overflow-x-auto rounded-lg border border-line bg-surface', isDim && 'opacity-60')}>
      <table className="w-full text-sm">
        <caption className="sr-only">{label}</caption>
        <thead>
          <tr className="border-b border-line text-left">
            {columns.map((name) => (
              <th key={name} scope="col" className="caption whitespace-nowrap px-3.5 py-1.5 font-medium">
                {name}
              </th>
            ))}
            {hasActions ? (
              <th scope="col" className="px-3.5 py-1.5">
                <span className="sr-only">Actions</span>
              </th>
            ) : null}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

interface RowProps {
  /** Does not count any more: revoked, switched off. */
  readonly isOff?: boolean;
  readonly children: ReactNode;
}

export function Row({ isOff = false, children }: RowProps) {
  return (
    <tr className={cx('border-b border-line last:border-0 hover:bg-hover', isOff && 'text-ink-3')}>
      {children}
    </tr>
  );
}

interface CellProps {
  readonly isSmall?: boolean;
  readonly className?: string;
  readonly children: ReactNode;
}

export function Cell({ isSmall = false, className, children }: CellProps) {
  return <td className={cx('px-3.5 py-2', isSmall && 'text-xs', className)}>{children}</td>;
}

/** The cell that names the row. */
export function NameCell({ className, children }: Omit<CellProps, 'isSmall'>) {
  return (
    <th scope="row" className={cx('px-3.5 py-2 text-left font-normal', className)}>
      {children}
    </th>
  );
}

export function ActionCell({ children }: { readonly children: ReactNode }) {
  return (
    <td className="px-3.5 py-1.5">
      <div className="flex items-center justify-end gap-1.5">{children}</div>
    </td>
  );
}
