import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Alert } from '@watchfloor/client';
import { useState } from 'react';
import type { Verdict } from '../../api.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useDraft } from '../../ui/draft.ts';
import { Field, TextArea } from '../../ui/field.tsx';
import { Keys } from '../../ui/keys.tsx';
import { ErrorNote } from '../../ui/states.tsx';
import { toastDone } from '../../ui/toast.ts';
import { changesBetween, isClosed } from './alert-actions.ts';
import { AlertConflict, closeAlert } from './alert-changes.ts';
import { VERDICT_WORDS } from './alert-words.ts';
import { ConflictNote } from './conflict-note.tsx';
import { ReasonField, reasonFor, VerdictChoice } from './verdict-fields.tsx';

interface CloseFormProps {
  /** The alert as it is shown now; it may change while the form is open. */
  readonly alert: Alert;
  readonly onClose: () => void;
  readonly onDone?: (alert: Alert) => void;
}

/** Closing: the verdict (keys 1 to 4), why, and a note. What is typed survives a conflict, a reload and the end of the session. */
export function AlertCloseForm({ alert, onClose, onDone }: CloseFormProps) {
  const client = useQueryClient();
  // The version that the person has judged. A newer one must be looked at before the verdict may count for it.
  const [seen, setSeen] = useState(alert);
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const [reason, setReason] = useState('');
  const [isIncomplete, setIsIncomplete] = useState(false);
  const note = useDraft(`close.${alert.id}`);
  const closing = useMutation({
    mutationFn: (input: { verdict: Verdict; reason: string; note: string }) =>
      closeAlert(client, seen, {
        verdict: input.verdict,
        reason: input.reason,
        ...(input.note === '' ? {} : { note: input.note }),
      }),
    onSuccess: (closed) => {
      note.clear();
      toastDone(
        `Closed as ${VERDICT_WORDS[closed.verdict ?? 'undetermined'].name.toLowerCase()}: ${closed.title}`,
      );
      onClose();
      onDone?.(closed);
    },
  });
  const conflict = closing.error instanceof AlertConflict ? closing.error : null;
  const now = conflict && conflict.now.version > alert.version ? conflict.now : alert;
  const isOld = now.version !== seen.version;
  const refusal = isClosed(now.status) ? 'Somebody has closed the alert already.' : null;

  const submit = () => {
    if (closing.isPending || refusal !== null || isOld) return;
    setIsIncomplete(verdict === null || reason === '');
    if (verdict !== null && reason !== '') closing.mutate({ verdict, reason, note: note.text.trim() });
  };
  const choose = (next: Verdict) => {
    setVerdict(next);
    setReason(reasonFor(next, reason));
  };
  return (
    <Dialog
      title="Close alert"
      description={alert.title}
      onClose={onClose}
      onSubmit={submit}
      footer={
        <>
          <span className="mr-auto hidden items-center gap-1.5 text-xs text-ink-3 sm:flex">
            <Keys keys="mod+enter" /> closes the alert
          </span>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button
            variant="primary"
            onClick={submit}
            isBusy={closing.isPending}
            refusal={refusal ?? (isOld ? 'Look at what has changed first.' : null)}
          >
            Close alert
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {isOld ? (
          <ConflictNote
            alertId={alert.id}
            changes={changesBetween(seen, now)}
            by={conflict?.by ?? null}
            isClosed={refusal !== null}
            onAccept={() => {
              setSeen(now);
              closing.reset();
            }}
          />
        ) : null}
        <VerdictChoice verdict={verdict} onChoose={choose} isMissing={isIncomplete && verdict === null} />
        <ReasonField
          reason={reason}
          verdict={verdict}
          onChange={setReason}
          isMissing={isIncomplete && reason === ''}
        />
        <Field label="Note" hint="Kept with the alert and as a comment.">
          {(control) => (
            <TextArea
              {...control}
              value={note.text}
              maxLength={10_000}
              onChange={(event) => note.setText(event.target.value)}
              placeholder="What you found, for whoever reads this next"
            />
          )}
        </Field>
        {closing.error && !conflict ? <ErrorNote error={closing.error} /> : null}
      </div>
    </Dialog>
  );
}
