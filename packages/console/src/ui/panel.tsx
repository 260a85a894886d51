import type { ReactNode } from 'react';
import { cx } from './cx.ts';

interface PanelProps {
  readonly title: ReactNode;
  /** Beside the title, quieter. */
  readonly note?: ReactNode;
  readonly actions?: ReactNode;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A titled part of a page. Its heading is of level two. */
export function Panel({ title, note, actions, className, children }: PanelProps) {
  return (
    <section className={cx('rounded-lg border border-line bg-surface', className)}>
      <header className="flex min-h-9 items-center gap-2 border-b border-line px-3.5 py-1">
        <h2 className="text-sm font-semibold text-ink">{title}</h2>
        {note ? <span className="min-w-0 truncate text-xs text-ink-3">{note}</span> : null}
        {actions ? <div className="ml-auto flex items-center gap-1">{actions}</div> : null}
      </header>
      {children}
    </section>
  );
}

/** Names and values below each other. */
export function Facts({ children }: { readonly children: ReactNode }) {
  return (
    <dl className="grid grid-cols-[7rem_minmax(0,1fr)] gap-x-3 gap-y-1.5 px-3.5 py-3 text-sm">{children}</dl>
  );
}

interface FactProps {
  readonly name: string;
  /** To bring it into view and focus it from elsewhere. */
  readonly id?: string;
  readonly children: ReactNode;
}

export function Fact({ name, id, children }: FactProps) {
  return (
    <>
      <dt className="text-xs leading-5 text-ink-3">{name}</dt>
      <dd
        {...(id ? { id, tabIndex: -1 } : {})}
        className="min-w-0 break-words rounded-sm text-ink focus:outline-2 focus:outline-accent"
      >
        {children}
      </dd>
    </>
  );
}
