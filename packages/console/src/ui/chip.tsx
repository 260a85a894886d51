import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';

export const CHIP =
  'inline-flex h-5.5 min-w-0 max-w-full items-center gap-1 rounded-sm border border-line bg-raised px-1.5 text-xs text-ink-2';
export const CHIP_LINK = cx(CHIP, 'hover:border-line-strong hover:bg-hover hover:text-ink');

interface RemovableChipProps {
  readonly label: string;
  readonly value: ReactNode;
  readonly onRemove: () => void;
}

/** A filter that is on, and the button that takes it away. */
export function RemovableChip({ label, value, onRemove }: RemovableChipProps) {
  return (
    <span className="inline-flex h-6.5 min-w-0 max-w-md items-center rounded-md border border-accent/40 bg-accent/8 pl-2 text-xs">
      <span className="shrink-0 text-ink-2">{label}&nbsp;</span>
      <span className="min-w-0 truncate font-medium text-ink">{value}</span>
      <button
        type="button"
        aria-label={`Remove filter ${label}`}
        onClick={onRemove}
        className="ml-1 flex h-full items-center rounded-r-md px-1.5 text-ink-3 hover:bg-hover hover:text-ink"
      >
        <X aria-hidden className="size-3" />
      </button>
    </span>
  );
}
