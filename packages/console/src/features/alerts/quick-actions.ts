// Actions that need no form, from keys, menus and buttons alike: done at once, or told why not.

import type { QueryClient } from '@tanstack/react-query';
import { useQueryClient } from '@tanstack/react-query';
import type { Alert } from '@watchfloor/client';
import { useMemo } from 'react';
import type { AlertStatus } from '../../api.ts';
import { toastDone, toastError, toastNote } from '../../ui/toast.ts';
import { useSession } from '../session/session.ts';
import { refuseAnyChange, refuseStatus } from './alert-actions.ts';
import { type AlertChange, AlertConflict, changeAlert } from './alert-changes.ts';
import { STATUS_WORDS } from './alert-words.ts';

export interface QuickActions {
  readonly assignToMe: (alert: Alert) => void;
  readonly setStatus: (alert: Alert, status: AlertStatus) => void;
  readonly change: (alert: Alert, change: AlertChange, done: string) => void;
}

export function useQuickActions(): QuickActions {
  const client = useQueryClient();
  const session = useSession();
  return useMemo(() => {
    const change = (alert: Alert, wanted: AlertChange, done: string) => {
      const refusal = refuseAnyChange(session);
      if (refusal) toastNote(refusal);
      else void put(client, alert, { wanted, done });
    };
    return {
      change,
      assignToMe: (alert) => {
        if (alert.assignee === session.principal.name) toastNote('The alert is assigned to you already.');
        else change(alert, { assignee: 'me' }, 'Assigned to you');
      },
      setStatus: (alert, status) => {
        const refusal = refuseStatus(session, alert, status);
        if (refusal) toastNote(refusal);
        else change(alert, { status }, STATUS_WORDS[status]);
      },
    };
  }, [client, session]);
}

async function put(
  client: QueryClient,
  alert: Alert,
  { wanted, done }: { readonly wanted: AlertChange; readonly done: string },
): Promise<void> {
  try {
    await changeAlert(client, alert, wanted);
    toastDone(`${done}: ${alert.title}`);
  } catch (error) {
    if (error instanceof AlertConflict)
      toastNote(
        'Changed in the meantime, nothing was done',
        `${error.message} You now see its present state.`,
      );
    else toastError(error);
  }
}
