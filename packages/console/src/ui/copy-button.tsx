import { Check, Copy, ShieldBan } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button, IconButton } from './button.tsx';

interface CopyProps {
  readonly text: string;
  /** What is copied: `Copy address`. */
  readonly label: string;
  readonly icon?: 'copy' | 'defanged';
  /** With its label as text, where there is room. */
  readonly isWide?: boolean;
  readonly className?: string;
}

/** Puts the text on the clipboard and says whether that worked. */
export function CopyButton({ text, label, icon = 'copy', isWide = false, className }: CopyProps) {
  const [outcome, setOutcome] = useState<'done' | 'failed' | null>(null);
  useEffect(() => {
    if (outcome === null) return;
    const timer = setTimeout(() => setOutcome(null), 1_600);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = () => {
    copyText(text).then(
      () => setOutcome('done'),
      () => setOutcome('failed'),
    );
  };
  const Icon = outcome === 'done' ? Check : icon === 'defanged' ? ShieldBan : Copy;
  const said = outcome === 'done' ? 'Copied' : outcome === 'failed' ? 'Could not copy' : label;
  const drawn = <Icon aria-hidden className={outcome === 'done' ? 'size-3.5 text-good' : 'size-3.5'} />;
  const announcement = (
    <span role="status" className="sr-only">
      {outcome === null ? '' : said}
    </span>
  );
  if (isWide) {
    return (
      <>
        <Button size="sm" icon={drawn} onClick={copy} {...(className ? { className } : {})}>
          {said}
        </Button>
        {announcement}
      </>
    );
  }
  return (
    <>
      <IconButton label={label} hint={said} onClick={copy} {...(className ? { className } : {})}>
        {drawn}
      </IconButton>
      {announcement}
    </>
  );
}

/** The clipboard, also where the page is not a secure context (plain http in a lab). */
export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard && window.isSecureContext) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const area = document.createElement('textarea');
  area.value = text;
  area.setAttribute('readonly', '');
  area.style.position = 'fixed';
  area.style.opacity = '0';
  // Inside an open dialog, since the dialog keeps the focus to itself.
  const host = document.activeElement?.closest('[role="dialog"]') ?? document.body;
  host.append(area);
  area.select();
  // Deprecated, and the only way there is without a secure context.
  const done = document.execCommand('copy');
  area.remove();
  if (!done) throw new Error('The browser refused to copy.');
}
