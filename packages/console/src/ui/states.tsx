import { CircleSlash, CloudOff, Inbox, Lock, RotateCw, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { type Explained, explainError } from '../errors.ts';
import { Button } from './button.tsx';
import { CopyButton } from './copy-button.tsx';
import { cx } from './cx.ts';

interface StateProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  readonly role?: 'alert' | 'status';
}

function State({ icon, title, children, actions, role }: StateProps) {
  return (
    <div
      role={role}
      className="flex h-full min-h-48 flex-col items-center justify-center px-6 py-10 text-center"
    >
      <div className="mb-3 text-ink-3">{icon}</div>
      <h2 className="text-base font-semibold text-ink">{title}</h2>
      <div className="mt-1 max-w-md text-sm text-ink-2">{children}</div>
      {actions ? <div className="mt-4 flex flex-wrap justify-center gap-2">{actions}</div> : null}
    </div>
  );
}

interface EmptyProps {
  readonly title: string;
  readonly icon?: ReactNode;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}

/** There is nothing, and that is not an error. */
export function EmptyState({
  icon = <Inbox aria-hidden className="size-6" strokeWidth={1.5} />,
  ...rest
}: EmptyProps) {
  return <State icon={icon} role="status" {...rest} />;
}

interface ErrorProps {
  readonly error: unknown;
  readonly onRetry?: (() => void) | undefined;
  readonly actions?: ReactNode;
}

/** A whole page or panel that could not be read: what happened, its code, and what finds it in the log. */
export function ErrorState({ error, onRetry, actions }: ErrorProps) {
  const explained = explainError(error);
  return (
    <State
      icon={iconOf(explained)}
      title={explained.title}
      role="alert"
      actions={
        <>
          {onRetry ? (
            <Button icon={<RotateCw aria-hidden className="size-3.5" />} onClick={onRetry}>
              Try again
            </Button>
          ) : null}
          {actions}
        </>
      }
    >
      <p>{explained.message}</p>
      <ErrorReference explained={explained} className="mt-2 justify-center" />
    </State>
  );
}

function iconOf({ kind }: Explained): ReactNode {
  const props = { 'aria-hidden': true, className: 'size-6', strokeWidth: 1.5 } as const;
  if (kind === 'away') return <CloudOff {...props} />;
  if (kind === 'forbidden') return <Lock {...props} />;
  if (kind === 'not_found') return <CircleSlash {...props} />;
  return <TriangleAlert {...props} />;
}

/** The same in a line, inside a form or beside a list that is still shown. */
export function ErrorNote({ error, onRetry }: ErrorProps) {
  const explained = explainError(error);
  return (
    <div
      role="alert"
      className="flex items-start gap-2 rounded-md border border-critical/40 bg-critical/8 px-3 py-2 text-sm"
    >
      <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-critical" />
      <div className="min-w-0 flex-1">
        <p className="break-words text-ink">
          <span className="font-medium">{explained.title}.</span> {explained.message}
        </p>
        <ErrorReference explained={explained} className="mt-0.5" />
      </div>
      {onRetry ? (
        <Button size="sm" onClick={onRetry}>
          Try again
        </Button>
      ) : null}
    </div>
  );
}

function ErrorReference({
  explained,
  className,
}: {
  readonly explained: Explained;
  readonly className?: string;
}) {
  return (
    <p className={cx('flex flex-wrap items-center gap-x-2 font-mono text-xs text-ink-3', className)}>
      <span>{explained.code}</span>
      {explained.requestId ? (
        <span className="inline-flex items-center gap-1">
          <span>{explained.requestId}</span>
          <CopyButton text={explained.requestId} label="Copy request id" />
        </span>
      ) : null}
    </p>
  );
}

/** A page that this person's role does not open. */
export function NoPermission({ needs, role }: { readonly needs: string; readonly role: string }) {
  return (
    <State
      icon={<Lock aria-hidden className="size-6" strokeWidth={1.5} />}
      title="No permission"
      role="status"
    >
      This page needs the permission <code className="font-mono text-xs">{needs}</code>; your role ({role})
      does not have it. Somebody with the role admin can give it to you.
    </State>
  );
}

/** A grey shape where something is about to be. */
export function Skeleton({ className }: { readonly className?: string }) {
  return (
    <span aria-hidden className={cx('block rounded-sm bg-line motion-safe:animate-breathe', className)} />
  );
}

/** Several lines of a panel that is loading. */
export function SkeletonLines({ lines = 4, label }: { readonly lines?: number; readonly label: string }) {
  return (
    <div role="status" className="flex flex-col gap-2.5">
      <span className="sr-only">Loading {label}</span>
      {Array.from({ length: lines }, (_, index) => (
        <Skeleton
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of a placeholder never change their order.
          key={index}
          className={cx('h-3.5', ['w-11/12', 'w-3/4', 'w-5/6', 'w-2/3'][index % 4])}
        />
      ))}
    </div>
  );
}

/** A list that is loading: its header and rows, so that nothing jumps when they come. */
export function SkeletonList({ label, rowHeight }: { readonly label: string; readonly rowHeight: number }) {
  return (
    <div role="status" className="flex h-full flex-col overflow-hidden">
      <span className="sr-only">Loading {label}</span>
      <div className="flex h-12 shrink-0 items-center px-4">
        <Skeleton className="h-4 w-24" />
      </div>
      <div className="flex h-9.5 shrink-0 gap-1.5 px-4">
        <Skeleton className="h-7 w-80 rounded-md" />
        <Skeleton className="h-7 w-20 rounded-md" />
        <Skeleton className="h-7 w-20 rounded-md" />
      </div>
      <div className="h-7 shrink-0 border-y border-line" />
      {Array.from({ length: 24 }, (_, index) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: rows of a placeholder never change their order.
          key={index}
          className="flex shrink-0 items-center gap-6 border-b border-line px-4"
          style={{ height: rowHeight }}
        >
          <Skeleton className="h-3 w-16" />
          <Skeleton className="h-3 w-14" />
          <Skeleton className={cx('h-3', ['w-2/5', 'w-1/3', 'w-1/2', 'w-3/8'][index % 4])} />
          <Skeleton className="ml-auto h-3 w-40" />
        </div>
      ))}
    </div>
  );
}
