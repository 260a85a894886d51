// Where somebody is in the list: which list, and on which row. Kept beside the pages, so that an alert's page knows its neighbours and
// the way back, and the list its row when one returns.

import { useSyncExternalStore } from 'react';
import { ALERT_VIEWS, type AlertSearch } from './alert-search.ts';

interface Place {
  readonly search: AlertSearch;
  readonly cursor: string | null;
}

let place: Place = { search: ALERT_VIEWS[0].search, cursor: null };
const listeners = new Set<() => void>();

export function useListPlace(): Place {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => place,
  );
}

export function setListPlace(change: Partial<Place>): void {
  place = { ...place, ...change };
  for (const listener of listeners) listener();
}
