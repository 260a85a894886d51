import { useState } from 'react';
import { parseQueryString } from '../../query-string.ts';
import { type AlertSearch, isSameSearch, unreadFields } from './alert-search.ts';

// Read when the page is loaded: the router then writes the address as it was understood, and links of the console are always understood.
const UNREAD_AT_START =
  window.location.pathname === '/alerts' ? unreadFields(parseQueryString(window.location.search)) : [];

/** Says what of the address was not understood, since a filter that is silently missing shows too much. */
export function UnreadNote({ search }: { readonly search: AlertSearch }) {
  const [first] = useState(search);
  if (UNREAD_AT_START.length === 0 || !isSameSearch(first, search)) return null;
  return (
    <p
      role="status"
      className="mx-4 mb-2.5 rounded-md border border-high/40 bg-high/8 px-3 py-1.5 text-xs text-ink-2"
    >
      Not understood in the address, so not applied:{' '}
      <span className="break-all font-mono text-ink">{UNREAD_AT_START.join(', ')}</span>
    </p>
  );
}
