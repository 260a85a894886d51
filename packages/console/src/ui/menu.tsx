import { Check } from 'lucide-react';
import { DropdownMenu as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';
import { Keys } from './keys.tsx';

interface MenuProps {
  /** One button that takes a ref. */
  readonly trigger: ReactNode;
  readonly align?: 'start' | 'end';
  readonly side?: 'top' | 'bottom';
  readonly children: ReactNode;
}

export function Menu({ trigger, align = 'start', side = 'bottom', children }: MenuProps) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          className="z-40 max-h-[min(28rem,var(--radix-dropdown-menu-content-available-height))] min-w-48 max-w-80 overflow-y-auto rounded-lg border border-line-strong bg-raised p-1 shadow-pop outline-none motion-safe:animate-appear"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

const ITEM =
  'flex h-7 w-full items-center gap-2 rounded-md px-2 text-sm text-ink outline-none select-none data-[highlighted]:bg-ink/7 data-[highlighted]:text-ink';

interface MenuItemProps {
  readonly onSelect: () => void;
  readonly icon?: ReactNode;
  readonly keys?: string;
  readonly isDanger?: boolean;
  /** Why it cannot be chosen now. */
  readonly refusal?: string | null;
  readonly children: ReactNode;
}

export function MenuItem({
  onSelect,
  icon,
  keys,
  isDanger = false,
  refusal = null,
  children,
}: MenuItemProps) {
  return (
    <Radix.Item
      // Not Radix's `disabled`: that takes the item out of the keyboard's reach, and with it the reason.
      aria-disabled={refusal !== null || undefined}
      onSelect={(event) => {
        if (refusal === null) onSelect();
        else event.preventDefault();
      }}
      title={refusal ?? undefined}
      className={cx(ITEM, isDanger && 'text-critical', refusal !== null && 'opacity-50')}
    >
      {icon ? <span className="flex size-4 items-center justify-center text-ink-3">{icon}</span> : null}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {keys ? <Keys keys={keys} /> : null}
    </Radix.Item>
  );
}

interface MenuCheckProps {
  readonly isChecked: boolean;
  readonly onToggle: () => void;
  /** Several can be chosen, so the menu stays open. */
  readonly staysOpen?: boolean;
  readonly refusal?: string | null;
  readonly children: ReactNode;
}

export function MenuCheck({
  isChecked,
  onToggle,
  staysOpen = false,
  refusal = null,
  children,
}: MenuCheckProps) {
  return (
    <Radix.CheckboxItem
      checked={isChecked}
      aria-disabled={refusal !== null || undefined}
      title={refusal ?? undefined}
      onSelect={(event) => {
        if (staysOpen || refusal !== null) event.preventDefault();
        if (refusal === null) onToggle();
      }}
      className={cx(ITEM, refusal !== null && 'opacity-50')}
    >
      <span
        className={cx(
          'flex size-3.5 shrink-0 items-center justify-center rounded-sm border',
          isChecked ? 'border-transparent bg-accent-fill text-accent-ink' : 'border-line-strong',
        )}
      >
        {isChecked ? <Check aria-hidden className="size-3" strokeWidth={3} /> : null}
      </span>
      <span className="flex min-w-0 flex-1 items-center gap-2 truncate">{children}</span>
    </Radix.CheckboxItem>
  );
}

export function MenuLabel({ children }: { readonly children: ReactNode }) {
  return <Radix.Label className="caption px-2 pt-1.5 pb-1">{children}</Radix.Label>;
}

export function MenuLine() {
  return <Radix.Separator className="-mx-1 my-1 h-px bg-line" />;
}
