import { Check } from 'lucide-react';
import { cx } from './cx.ts';

interface CheckboxProps {
  readonly label: string;
  readonly isChecked: boolean;
  readonly onChange: () => void;
  /** Inside a grid, which is one stop of the tab key; the grid has a key for it. */
  readonly isInGrid?: boolean;
}

/** The browser's checkbox under a drawn one; the label around it makes the target as high as a row. */
export function Checkbox({ label, isChecked, onChange, isInGrid = false }: CheckboxProps) {
  return (
    <label className="-m-2 flex items-center p-2">
      <input
        type="checkbox"
        aria-label={label}
        checked={isChecked}
        onChange={onChange}
        className="peer sr-only"
        {...(isInGrid ? { tabIndex: -1 } : {})}
      />
      <span
        aria-hidden
        className={cx(
          'flex size-3.5 shrink-0 items-center justify-center rounded-sm border peer-focus-visible:outline-2 peer-focus-visible:outline-accent',
          isChecked ? 'border-transparent bg-accent-fill text-accent-ink' : 'border-line-strong',
        )}
      >
        {isChecked ? <Check className="size-3" strokeWidth={3} /> : null}
      </span>
    </label>
  );
}
