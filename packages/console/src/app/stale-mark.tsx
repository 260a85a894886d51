import { CUSTOMER } from '../customer-place.ts';
import { useLivePhase } from '../live.ts';
import { Ago } from '../ui/time.tsx';

interface StaleMarkProps {
  /** What may be old: `Rows`, `Alert`. */
  readonly what: string;
  /** When it was last read. */
  readonly atMs: number;
}

/** While changes do not arrive by themselves: how old what is shown is. */
export function StaleMark({ what, atMs }: StaleMarkProps) {
  const phase = useLivePhase();
  if (phase === 'live' || phase === 'connecting' || atMs === 0) return null;
  return (
    <span className={CUSTOMER === null ? 'text-xs text-high' : 'text-xs text-ink-3'}>
      {what} of <Ago at={new Date(atMs).toISOString()} />
    </span>
  );
}
