import { type ReactNode, useEffect } from 'react';

interface PageProps {
  /** Also the title of the tab. */
  readonly title: string;
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A page that scrolls as a whole, for settings and the like. */
export function Page({ title, lead, actions, children }: PageProps) {
  useDocumentTitle(title);
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto flex w-full max-w-6xl flex-col gap-4 px-6 py-5">
        <header className="flex items-start gap-4">
          <div className="min-w-0 flex-1">
            <h1 className="text-xl font-semibold tracking-tight text-ink">{title}</h1>
            {lead ? <p className="mt-0.5 max-w-[80ch] text-sm text-ink-2">{lead}</p> : null}
          </div>
          {actions ? <div className="flex items-center gap-2 pt-0.5">{actions}</div> : null}
        </header>
        {children}
      </div>
    </div>
  );
}

/** Names the browser's tab. */
export function useDocumentTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Watchfloor`;
  }, [title]);
}
