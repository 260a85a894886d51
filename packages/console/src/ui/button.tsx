import { LoaderCircle } from 'lucide-react';
import type { ComponentProps, MouseEvent, ReactNode } from 'react';
import { cx } from './cx.ts';
import { Tooltip } from './tooltip.tsx';

type Variant = 'default' | 'primary' | 'danger' | 'ghost';

interface ButtonProps extends Omit<ComponentProps<'button'>, 'disabled'> {
  readonly variant?: Variant;
  readonly size?: 'sm' | 'md';
  /** As wide as high, for an icon alone. */
  readonly isSquare?: boolean;
  readonly icon?: ReactNode;
  /** Why it cannot be pressed now. The button stays in reach of the keyboard, so that the reason can be read. */
  readonly refusal?: string | null | undefined;
  readonly isBusy?: boolean;
  /** Shown on hover with the label. */
  readonly keys?: string;
  readonly hint?: string;
}

const VARIANTS: Readonly<Record<Variant, { readonly rest: string; readonly hover: string }>> = {
  default: {
    rest: 'border-line-strong bg-surface text-ink data-[state=open]:bg-hover',
    hover: 'hover:bg-hover',
  },
  primary: { rest: 'border-transparent bg-accent-fill text-accent-ink', hover: 'hover:brightness-110' },
  danger: { rest: 'border-transparent bg-danger-fill text-accent-ink', hover: 'hover:brightness-110' },
  ghost: {
    rest: 'border-transparent text-ink-2 data-[state=open]:bg-hover data-[state=open]:text-ink',
    hover: 'hover:bg-hover hover:text-ink',
  },
};

const SIZES = {
  text: { sm: 'h-6.5 px-2 text-xs', md: 'h-7.5 px-2.5 text-sm' },
  square: { sm: 'size-6.5', md: 'size-7.5' },
} as const;

export function Button({
  variant = 'default',
  size = 'md',
  isSquare = false,
  icon,
  refusal = null,
  isBusy = false,
  keys,
  hint,
  className,
  children,
  onClick,
  type = 'button',
  ...rest
}: ButtonProps) {
  const isOff = refusal !== null || isBusy;
  const press = (event: MouseEvent<HTMLButtonElement>) => {
    if (isOff) event.preventDefault();
    else onClick?.(event);
  };
  const button = (
    <button
      {...rest}
      type={type}
      aria-disabled={isOff || undefined}
      aria-busy={isBusy || undefined}
      onClick={press}
      // Radix menus open on pointer and key down, before a click could be refused.
      {...(isOff ? { onPointerDown: (event) => event.preventDefault(), onKeyDown: refuseKey } : {})}
      className={cx(
        'inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-md border font-medium',
        SIZES[isSquare ? 'square' : 'text'][size],
        VARIANTS[variant].rest,
        isOff ? 'opacity-50' : VARIANTS[variant].hover,
        className,
      )}
    >
      {isBusy ? <LoaderCircle aria-hidden className="size-3.5 motion-safe:animate-turn" /> : icon}
      {children}
    </button>
  );
  const content = refusal ?? hint;
  return content || keys ? (
    <Tooltip content={content ?? children} keys={refusal ? undefined : keys}>
      {button}
    </Tooltip>
  ) : (
    button
  );
}

function refuseKey(event: { key: string; preventDefault(): void }): void {
  if (event.key === 'Enter' || event.key === ' ' || event.key === 'ArrowDown') event.preventDefault();
}

interface IconButtonProps extends Omit<ButtonProps, 'children' | 'icon'> {
  /** What it does, for hovering and for those who do not see the icon. */
  readonly label: string;
  readonly children: ReactNode;
}

/** A button that is only an icon. */
export function IconButton({
  label,
  children,
  variant = 'ghost',
  className,
  size = 'sm',
  ...rest
}: IconButtonProps) {
  return (
    <Button
      {...rest}
      aria-label={label}
      hint={rest.hint ?? label}
      variant={variant}
      size={size}
      isSquare
      {...(className ? { className } : {})}
    >
      {children}
    </Button>
  );
}
