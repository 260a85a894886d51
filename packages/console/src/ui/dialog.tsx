import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { KeyboardEvent, ReactNode } from 'react';
import { cx } from './cx.ts';

interface DialogProps {
  readonly title: ReactNode;
  /** What it is about, read out with the title. */
  readonly description?: ReactNode;
  readonly onClose: () => void;
  readonly footer?: ReactNode;
  /** Ctrl or ⌘ with Enter, from anywhere inside. */
  readonly onSubmit?: () => void;
  readonly width?: 'sm' | 'md' | 'lg';
  /** Set while closing would lose something that is shown once. */
  readonly isSticky?: boolean;
  readonly children?: ReactNode;
}

/** The first field of the form; without one the dialog itself, so that no button is pressed by accident. */
function focusFirstField(event: Event): void {
  event.preventDefault();
  const content = event.currentTarget;
  if (!(content instanceof HTMLElement)) return;
  const field = content.querySelector<HTMLElement>('input:not([type="hidden"]), textarea, select');
  (field ?? content).focus();
}

const WIDTHS = { sm: 'max-w-md', md: 'max-w-xl', lg: 'max-w-3xl' } as const;

/** A modal dialog. It is open as long as it is rendered. */
export function Dialog({
  title,
  description,
  onClose,
  footer,
  onSubmit,
  width = 'md',
  isSticky = false,
  children,
}: DialogProps) {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || !onSubmit) return;
    event.preventDefault();
    onSubmit();
  };
  const keep = (event: Event) => {
    if (isSticky) event.preventDefault();
  };
  return (
    <Radix.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-veil" />
        <Radix.Content
          {...(description ? {} : { 'aria-describedby': undefined })}
          onKeyDown={onKeyDown}
          onOpenAutoFocus={focusFirstField}
          onPointerDownOutside={keep}
          onInteractOutside={keep}
          className={cx(
            'fixed top-[12vh] left-1/2 z-40 flex max-h-[80vh] w-[calc(100vw-2rem)] -translate-x-1/2 flex-col rounded-lg border border-line-strong bg-surface shadow-pop outline-none motion-safe:animate-appear',
            WIDTHS[width],
          )}
        >
          <header className="flex items-start gap-3 border-b border-line px-4 pt-3.5 pb-3">
            <div className="min-w-0 flex-1">
              <Radix.Title className="break-words text-lg font-semibold leading-snug text-ink">
                {title}
              </Radix.Title>
              {description ? (
                <Radix.Description className="mt-0.5 break-words text-sm text-ink-2">
                  {description}
                </Radix.Description>
              ) : null}
            </div>
            {/* Without a tooltip: one that is open would take the Escape key that is meant for the dialog. */}
            <Radix.Close
              aria-label="Close dialog"
              className="flex size-6.5 shrink-0 items-center justify-center rounded-md text-ink-2 hover:bg-hover hover:text-ink"
            >
              <X aria-hidden className="size-4" />
            </Radix.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-4 py-3.5">{children}</div>
          {footer ? (
            <footer className="flex flex-wrap items-center justify-end gap-2 border-t border-line px-4 py-3">
              {footer}
            </footer>
          ) : null}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
