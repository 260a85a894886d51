import { keyCaps } from '../keyboard.ts';
import { cx } from './cx.ts';

const IS_MAC = /Mac|iPhone|iPad/.test(navigator.platform);

interface KeysProps {
  /** As bindings name them: `g a`, `mod+k`. */
  readonly keys: string;
  readonly className?: string;
}

/** Keys of a binding on key caps. */
export function Keys({ keys, className }: KeysProps) {
  const caps = keyCaps(keys, IS_MAC);
  return (
    <span className={cx('inline-flex shrink-0 items-center gap-0.5', className)}>
      {caps.map((cap, index) => (
        <kbd
          // biome-ignore lint/suspicious/noArrayIndexKey: the caps of one binding never change their order.
          key={`${index}-${cap}`}
          className="inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-sm border border-line-strong bg-ground px-1 font-sans text-2xs text-ink-2"
        >
          {cap}
        </kbd>
      ))}
    </span>
  );
}
