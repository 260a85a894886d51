import { CloudOff } from 'lucide-react';
import { Button } from '../../ui/button.tsx';
import { MISSING_WORDS, type MissingCustomer } from './customer-queries.ts';

interface MissingProps {
  readonly missing: readonly MissingCustomer[];
  /** What they are missing from: `this list`. */
  readonly from: string;
  readonly onRetry: () => void;
}

/** Customers that should be in what is shown and are not: nobody may take silence for peace. */
export function MissingNote({ missing, from, onRetry }: MissingProps) {
  if (missing.length === 0) return null;
  return (
    <div
      role="alert"
      className="flex shrink-0 items-start gap-2 border-y border-high/40 bg-high/10 px-4 py-1.5 text-xs text-ink"
    >
      <CloudOff aria-hidden className="mt-1 size-3.5 shrink-0 text-high" />
      <p className="min-w-0 flex-1 py-0.5">
        <span className="font-medium">Not in {from}:</span>{' '}
        {missing.map(({ tenant, reason }) => `${tenant.name} (${MISSING_WORDS[reason]})`).join(', ')}.
      </p>
      <Button size="sm" onClick={onRetry}>
        Read again
      </Button>
    </div>
  );
}
