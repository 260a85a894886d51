import { ChevronDown } from 'lucide-react';
import { type ComponentProps, type ReactNode, useState } from 'react';
import { cx } from './cx.ts';
import { Menu, MenuCheck, MenuItem, MenuLine } from './menu.tsx';
import { Popover } from './popover.tsx';

interface FilterButtonProps extends ComponentProps<'button'> {
  readonly label: string;
  /** What is chosen, in a few words; null while the filter is off. */
  readonly chosen: string | null;
}

/** The button of a filter. When the filter is on, it says to what. */
function FilterButton({ label, chosen, ...rest }: FilterButtonProps) {
  return (
    <button
      {...rest}
      type="button"
      className={cx(
        'inline-flex h-7 max-w-60 shrink-0 select-none items-center gap-1 rounded-md border px-2 text-xs',
        chosen === null
          ? 'border-line text-ink-2 hover:border-line-strong hover:bg-hover hover:text-ink data-[state=open]:bg-hover'
          : 'border-accent/40 bg-accent/8 text-ink hover:bg-accent/12',
      )}
    >
      <span className={chosen === null ? undefined : 'text-ink-2'}>{label}</span>
      {chosen === null ? null : <span className="min-w-0 truncate font-medium">{chosen}</span>}
      <ChevronDown aria-hidden className="size-3 shrink-0 text-ink-3" />
    </button>
  );
}

interface Choice<Value extends string> {
  readonly value: Value;
  readonly name: string;
  /** As drawn in the menu; the name when left out. */
  readonly mark?: ReactNode;
}

/** How many rows a choice leads to: as it is shown, and in words. */
interface ChoiceCount {
  readonly text: string;
  readonly words: string;
}

interface FilterMenuProps<Value extends string> {
  readonly label: string;
  readonly choices: readonly Choice<Value>[];
  readonly chosen: readonly Value[];
  readonly onChange: (chosen: Value[]) => void;
  /** One of the choices at most. */
  readonly isSingle?: boolean;
  /** What is chosen in fewer words than the names of the choices. */
  readonly summary?: string | null;
  /** By value; none is shown where they are not known. */
  readonly counts?: ReadonlyMap<string, ChoiceCount> | null;
}

/** A filter by words of a known list. */
export function FilterMenu<Value extends string>({
  label,
  choices,
  chosen,
  onChange,
  isSingle = false,
  summary = null,
  counts = null,
}: FilterMenuProps<Value>) {
  const names = choices.filter((choice) => chosen.includes(choice.value)).map((choice) => choice.name);
  const toggle = (value: Value) => {
    const isOn = chosen.includes(value);
    if (isSingle) onChange(isOn ? [] : [value]);
    else
      onChange(
        choices
          .map((choice) => choice.value)
          .filter((other) => (other === value ? !isOn : chosen.includes(other))),
      );
  };
  return (
    <Menu
      trigger={
        <FilterButton label={label} chosen={names.length === 0 ? null : (summary ?? names.join(', '))} />
      }
    >
      {choices.map((choice) => (
        <MenuCheck
          key={choice.value}
          isChecked={chosen.includes(choice.value)}
          onToggle={() => toggle(choice.value)}
          staysOpen={!isSingle}
        >
          {choice.mark ?? choice.name}
          <CountMark count={counts?.get(choice.value)} />
        </MenuCheck>
      ))}
      {choices.length === 0 ? (
        <p className="px-2 py-1.5 text-xs text-ink-3">Nothing to choose from.</p>
      ) : null}
      {names.length > 0 ? (
        <>
          <MenuLine />
          <MenuItem onSelect={() => onChange([])}>Any {label.toLowerCase()}</MenuItem>
        </>
      ) : null}
    </Menu>
  );
}

function CountMark({ count }: { readonly count: ChoiceCount | undefined }) {
  if (!count) return null;
  return (
    <span className="ml-auto shrink-0 pl-3 text-xs text-ink-3 tabular-nums">
      <span aria-hidden>{count.text}</span>
      <span className="sr-only">, {count.words}</span>
    </span>
  );
}

interface FilterPopoverProps {
  readonly label: string;
  readonly chosen: string | null;
  readonly children: (close: () => void) => ReactNode;
}

/** A filter with a form of its own. */
export function FilterPopover({ label, chosen, children }: FilterPopoverProps) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Popover
      label={label}
      isOpen={isOpen}
      onOpenChange={setIsOpen}
      trigger={<FilterButton label={label} chosen={chosen} />}
    >
      {children(() => setIsOpen(false))}
    </Popover>
  );
}
