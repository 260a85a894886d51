import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Alert } from '@watchfloor/client';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useDraft } from '../../ui/draft.ts';
import { Field, TextArea } from '../../ui/field.tsx';
import { ErrorNote } from '../../ui/states.tsx';
import { toastDone } from '../../ui/toast.ts';
import { changesBetween, isClosed } from './alert-actions.ts';
import { AlertConflict, reopenAlert } from './alert-changes.ts';
import { closeReasonName, VERDICT_WORDS } from './alert-words.ts';
import { ConflictNote } from './conflict-note.tsx';

interface ReopenFormProps {
  readonly alert: Alert;
  readonly onClose: () => void;
}

/** Reopening takes the verdict back, so it asks why. */
export function AlertReopenForm({ alert, onClose }: ReopenFormProps) {
  const client = useQueryClient();
  const [seen, setSeen] = useState(alert);
  const [isMissing, setIsMissing] = useState(false);
  const reason = useDraft(`reopen.${alert.id}`);
  const reopening = useMutation({
    mutationFn: (text: string) => reopenAlert(client, seen, text),
    onSuccess: (opened) => {
      reason.clear();
      toastDone(`Reopened: ${opened.title}`);
      onClose();
    },
  });
  const conflict = reopening.error instanceof AlertConflict ? reopening.error : null;
  const now = conflict && conflict.now.version > alert.version ? conflict.now : alert;
  const isOld = now.version !== seen.version;
  const refusal = isClosed(now.status) ? null : 'The alert is open already.';
  const submit = () => {
    const text = reason.text.trim();
    setIsMissing(text === '');
    if (text !== '' && !reopening.isPending && refusal === null && !isOld) reopening.mutate(text);
  };
  const verdict = seen.verdict ? VERDICT_WORDS[seen.verdict].name.toLowerCase() : null;
  return (
    <Dialog
      title="Reopen alert"
      description={alert.title}
      width="sm"
      onClose={onClose}
      onSubmit={submit}
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button
            variant="primary"
            onClick={submit}
            isBusy={reopening.isPending}
            refusal={refusal ?? (isOld ? 'Look at what has changed first.' : null)}
          >
            Reopen alert
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
            isClosed={false}
            onAccept={() => {
              setSeen(now);
              reopening.reset();
            }}
          />
        ) : null}
        <p className="text-sm text-ink-2">
          {verdict
            ? `The verdict “${verdict}”${seen.close_reason ? ` (${closeReasonName(seen.close_reason).toLowerCase()})` : ''} is taken back and the status becomes investigating.`
            : 'The status becomes investigating.'}
        </p>
        <Field label="Why it must be looked at again" error={isMissing ? 'Say why.' : null}>
          {(control) => (
            <TextArea
              {...control}
              value={reason.text}
              maxLength={500}
              onChange={(event) => {
                reason.setText(event.target.value);
                setIsMissing(false);
              }}
            />
          )}
        </Field>
        {reopening.error && !conflict ? <ErrorNote error={reopening.error} /> : null}
      </div>
    </Dialog>
  );
}
