import { formatAge, formatAgo, formatUtc, formatUtcSeconds } from './format.ts';
import { useNow } from './now.ts';

interface TimeProps {
  /** ISO 8601. */
  readonly at: string;
  readonly className?: string | undefined;
}

/** An age as narrow as a column, with the exact UTC time on hover. */
export function Age({ at, className }: TimeProps) {
  const now = useNow();
  return (
    <time dateTime={at} title={formatUtc(at)} className={className}>
      {formatAge(at, now)}
    </time>
  );
}

/** An age in words, with the exact UTC time on hover. */
export function Ago({ at, className }: TimeProps) {
  const now = useNow();
  return (
    <time dateTime={at} title={formatUtc(at)} className={className}>
      {formatAgo(at, now)}
    </time>
  );
}

/** The exact time with its age behind it, where there is room for both. */
export function ExactTime({ at, className }: TimeProps) {
  const now = useNow();
  return (
    <time dateTime={at} title={formatUtc(at)} className={className}>
      <span className="tabular whitespace-nowrap">{formatUtcSeconds(at)} UTC</span>{' '}
      <span className="whitespace-nowrap text-ink-3">{formatAgo(at, now)}</span>
    </time>
  );
}
