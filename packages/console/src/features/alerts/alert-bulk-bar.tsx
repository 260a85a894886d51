import { useQueryClient } from '@tanstack/react-query';
import type { Alert } from '@watchfloor/client';
import { CheckCheck, UserPlus, X } from 'lucide-react';
import { useState } from 'react';
import { Button, IconButton } from '../../ui/button.tsx';
import { countOf } from '../../ui/format.ts';
import { toastDone, toastNote } from '../../ui/toast.ts';
import { useSession } from '../session/session.ts';
import { isClosed, refuseAnyChange } from './alert-actions.ts';
import { changeAlert } from './alert-changes.ts';
import { doMany } from './do-many.ts';

interface BulkBarProps {
  readonly alerts: readonly Alert[];
  readonly onClear: () => void;
  readonly onClose: () => void;
}

/** What can be done with the selected alerts together. */
export function AlertBulkBar({ alerts, onClear, onClose }: BulkBarProps) {
  const client = useQueryClient();
  const session = useSession();
  const [isBusy, setIsBusy] = useState(false);
  const refusal = refuseAnyChange(session);
  const allClosed = alerts.every((alert) => isClosed(alert.status));
  const assign = async () => {
    setIsBusy(true);
    const { done, failed } = await doMany(alerts, (alert) => changeAlert(client, alert, { assignee: 'me' }));
    setIsBusy(false);
    if (failed.length === 0) toastDone(`Assigned ${countOf(done.length, 'alert')} to you`);
    else toastNote(`${done.length} assigned, ${failed.length} not`, failed[0]?.reason);
  };
  return (
    <div
      role="toolbar"
      aria-label="Selected alerts"
      className="absolute bottom-4 left-1/2 z-20 flex -translate-x-1/2 items-center gap-2 rounded-lg border border-line-strong bg-raised py-1.5 pr-1.5 pl-3 shadow-pop motion-safe:animate-appear"
    >
      <span className="tabular mr-1 text-sm font-medium text-ink">{alerts.length} selected</span>
      <Button
        size="sm"
        icon={<UserPlus aria-hidden className="size-3.5" />}
        onClick={() => void assign()}
        isBusy={isBusy}
        refusal={refusal}
      >
        Assign to me
      </Button>
      <Button
        size="sm"
        icon={<CheckCheck aria-hidden className="size-3.5" />}
        onClick={onClose}
        refusal={refusal ?? (allClosed ? 'All of them are closed already.' : null)}
        keys="c"
      >
        Close…
      </Button>
      <IconButton label="Clear selection" keys="Escape" onClick={onClear}>
        <X aria-hidden className="size-3.5" />
      </IconButton>
    </div>
  );
}
