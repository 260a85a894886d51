import { CloudOff } from 'lucide-react';
import { CUSTOMER } from '../customer-place.ts';
import { useLivePhase } from '../live.ts';

/** On every page, once the stream has been away for more than a moment: what is shown may be old. */
export function ConnectionBanner() {
  const phase = useLivePhase();
  // In a customer's tenant reading by the clock is how it is meant, and the list says so.
  if (phase !== 'polling' || CUSTOMER !== null) return null;
  return (
    <div
      role="alert"
      className="flex shrink-0 items-center gap-2 border-b border-high/40 bg-high/10 px-4 py-1.5 text-xs text-ink"
    >
      <CloudOff aria-hidden className="size-3.5 shrink-0 text-high" />
      No live connection to the server. What you see may be old; it is read again every 15 seconds until the
      connection is back.
    </div>
  );
}
