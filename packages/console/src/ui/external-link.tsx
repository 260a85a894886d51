import { ExternalLink as Icon } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';

interface ExternalLinkProps {
  readonly href: string;
  readonly className?: string;
  readonly children: ReactNode;
}

/**
 * A link to somewhere else, in a new tab that learns nothing of this one. Only https: an address in a record may be
 * anything, `javascript:` included, and is then shown as the text it is.
 */
export function ExternalLink({ href, className, children }: ExternalLinkProps) {
  if (!isHttps(href)) return <span className={className}>{children}</span>;
  return (
    <a
      href={href}
      target="_blank"
      rel="noreferrer noopener"
      className={cx('inline-flex min-w-0 items-center gap-1', className)}
    >
      <span className="min-w-0 truncate">{children}</span>
      <Icon aria-hidden className="size-3 shrink-0 opacity-70" />
      <span className="sr-only">(opens in a new tab)</span>
    </a>
  );
}

function isHttps(href: string): boolean {
  return URL.canParse(href) && new URL(href).protocol === 'https:';
}
