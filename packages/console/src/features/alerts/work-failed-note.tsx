import { Link } from '@tanstack/react-router';
import type { Alert } from '@watchfloor/client';
import { CircleAlert } from 'lucide-react';
import { paths } from '../../paths.ts';
import { holds, useSession } from '../session/session.ts';

/** Says that nobody is deciding this alert any more, and where to do something about it. */
export function WorkFailedNote({ alert }: { readonly alert: Alert }) {
  const session = useSession();
  if (alert.stage !== 'failed' && alert.stage !== 'discarded') return null;
  const isOpen = alert.stage === 'failed';
  return (
    <p
      role="status"
      className="mb-3 flex items-start gap-2 rounded-md border border-high/40 bg-high/8 px-3 py-2 text-sm text-ink"
    >
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-high" />
      <span>
        {isOpen
          ? 'The work on this alert failed for good: what is shown here may be incomplete, and nobody is deciding it. '
          : 'The work on this alert failed and was discarded: it stays as it is. '}
        {holds(session, 'settings:manage') ? (
          <Link
            {...paths.work(isOpen ? {} : { state: ['discarded'] })}
            className="text-accent hover:underline"
          >
            Open dead letters
          </Link>
        ) : (
          'Somebody who manages the settings can try it again.'
        )}
      </span>
    </p>
  );
}
