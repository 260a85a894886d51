import { cx } from '../ui/cx.ts';

/** The mark and the name. The mark is an eye, and a floor plan's circle of desks around one screen. */
export function Brand({
  isCompact = false,
  className,
}: {
  readonly isCompact?: boolean;
  readonly className?: string;
}) {
  return (
    <span className={cx('inline-flex items-center gap-2', className)}>
      <svg viewBox="0 0 32 32" className="size-5.5 shrink-0 text-accent" role="img" aria-label="Watchfloor">
        <path
          d="M4 16c3.3-5.8 7.3-8.7 12-8.7s8.7 2.9 12 8.7c-3.3 5.8-7.3 8.7-12 8.7S7.3 21.8 4 16Z"
          fill="none"
          stroke="currentColor"
          strokeWidth="2.4"
          strokeLinejoin="round"
        />
        <circle cx="16" cy="16" r="3.8" fill="currentColor" />
      </svg>
      {isCompact ? null : <span className="text-base font-semibold tracking-tight text-ink">Watchfloor</span>}
    </span>
  );
}
