import type { Alert } from '@watchfloor/client';
import { useShortcuts } from '../../app/use-shortcuts.ts';
import { toastNote } from '../../ui/toast.ts';
import { useSession } from '../session/session.ts';
import { type Refusal, refuseClose, refuseReopen } from './alert-actions.ts';
import { useQuickActions } from './quick-actions.ts';

interface ListKeys {
  readonly rows: readonly Alert[];
  readonly cursor: string | null;
  readonly hasSelection: boolean;
  readonly setCursor: (cursor: string | null) => void;
  readonly open: (alert: Alert) => void;
  readonly toggle: (alert: Alert) => void;
  readonly clear: () => void;
  readonly close: (alert: Alert) => void;
  readonly reopen: (alert: Alert) => void;
  readonly closeSelected: () => void;
  readonly focusSearch: () => void;
  readonly refresh: () => void;
}

/** The keys of the alert list. */
export function useListKeys(list: ListKeys): void {
  const session = useSession();
  const quick = useQuickActions();
  const index = list.rows.findIndex((alert) => alert.id === list.cursor);
  const step = (by: number) => {
    const next = index < 0 ? 0 : Math.min(list.rows.length - 1, Math.max(0, index + by));
    const alert = list.rows[next];
    if (alert) list.setCursor(alert.id);
  };
  const onRow = (run: (alert: Alert) => void) => () => {
    const alert = list.rows[index];
    if (alert) run(alert);
    else toastNote('Choose a row first', 'j and k move through the list.');
  };
  const unlessRefused =
    (refuse: (alert: Alert) => Refusal, run: (alert: Alert) => void) => (alert: Alert) => {
      const refusal = refuse(alert);
      if (refusal) toastNote(refusal);
      else run(alert);
    };
  const close = onRow(unlessRefused((alert) => refuseClose(session, alert), list.close));
  const group = 'Alert list';
  useShortcuts([
    { keys: 'j', label: 'Next row', group, run: () => step(1) },
    { keys: 'k', label: 'Row before', group, run: () => step(-1) },
    { keys: 'ArrowDown', label: 'Next row', group, run: () => step(1) },
    { keys: 'ArrowUp', label: 'Row before', group, run: () => step(-1) },
    { keys: 'Enter', label: 'Open the alert', group, run: onRow(list.open) },
    { keys: 'x', label: 'Select the row', group, run: onRow(list.toggle) },
    { keys: 'a', label: 'Assign to me', group, run: onRow(quick.assignToMe) },
    { keys: 'e', label: 'Escalate', group, run: onRow((alert) => quick.setStatus(alert, 'escalated')) },
    { keys: 'c', label: 'Close with a verdict', group, run: list.hasSelection ? list.closeSelected : close },
    {
      keys: 'r',
      label: 'Reopen',
      group,
      run: onRow(unlessRefused((alert) => refuseReopen(session, alert), list.reopen)),
    },
    { keys: '/', label: 'Search', group, run: list.focusSearch },
    { keys: '.', label: 'Show what is new', group, run: list.refresh },
    { keys: 'Escape', label: 'Leave row and selection', group, run: list.clear },
  ]);
}
