import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Alert } from '@watchfloor/client';
import { type ReactNode, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { CHIP } from '../../ui/chip.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useDraft } from '../../ui/draft.ts';
import { Field, TextArea } from '../../ui/field.tsx';
import { ErrorNote } from '../../ui/states.tsx';
import { toastDone } from '../../ui/toast.ts';
import { changesBetween } from './alert-actions.ts';
import { type AlertChange, AlertConflict, changeAlert } from './alert-changes.ts';
import { ConflictNote } from './conflict-note.tsx';
import { labelsOf, refuseLabels } from './label-text.ts';

interface EditFormProps {
  readonly alert: Alert;
  readonly onClose: () => void;
}

/** Replaces the labels. */
export function AlertLabelsForm({ alert, onClose }: EditFormProps) {
  const [text, setText] = useState(alert.labels.join(', '));
  const labels = labelsOf(text);
  const refusal = refuseLabels(labels);
  return (
    <EditDialog
      title="Labels"
      alert={alert}
      onClose={onClose}
      change={refusal === null ? { labels } : null}
      done="Labels saved"
    >
      <Field label="Labels" hint="Separated by commas. They replace the labels there are." error={refusal}>
        {(control) => (
          <TextArea {...control} rows={2} value={text} onChange={(event) => setText(event.target.value)} />
        )}
      </Field>
      {labels.length > 0 ? (
        <ul aria-label="Labels to be saved" className="flex flex-wrap gap-1">
          {labels.map((label) => (
            <li key={label} className={CHIP}>
              <span className="truncate">{label}</span>
            </li>
          ))}
        </ul>
      ) : null}
    </EditDialog>
  );
}

/** Replaces the note, which is what the next shift reads first. */
export function AlertNoteForm({ alert, onClose }: EditFormProps) {
  const draft = useDraft(`note.${alert.id}`);
  const note = draft.text.trim();
  return (
    <EditDialog
      title="Note"
      alert={alert}
      onClose={onClose}
      onSaved={draft.clear}
      change={note === '' ? null : { note }}
      done="Note saved"
    >
      {alert.notes === '' ? null : (
        <p className="text-sm text-ink-2">
          It replaces the present note, which stays among the comments:{' '}
          <span className="whitespace-pre-wrap break-words text-ink-3">{alert.notes}</span>
        </p>
      )}
      <Field label="Note" hint="Kept with the alert and as a comment.">
        {(control) => (
          <TextArea
            {...control}
            value={draft.text}
            maxLength={10_000}
            onChange={(event) => draft.setText(event.target.value)}
          />
        )}
      </Field>
    </EditDialog>
  );
}

interface EditDialogProps extends EditFormProps {
  readonly title: string;
  /** What to save; null while it cannot be saved. */
  readonly change: AlertChange | null;
  readonly done: string;
  readonly onSaved?: () => void;
  readonly children: ReactNode;
}

function EditDialog({ title, alert, onClose, change, done, onSaved, children }: EditDialogProps) {
  const client = useQueryClient();
  const [seen, setSeen] = useState(alert);
  const saving = useMutation({
    mutationFn: (wanted: AlertChange) => changeAlert(client, seen, wanted),
    onSuccess: () => {
      onSaved?.();
      toastDone(done);
      onClose();
    },
  });
  const conflict = saving.error instanceof AlertConflict ? saving.error : null;
  const submit = () => {
    if (change !== null && !saving.isPending && !conflict) saving.mutate(change);
  };
  return (
    <Dialog
      title={title}
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
            isBusy={saving.isPending}
            refusal={
              conflict
                ? 'Look at what has changed first.'
                : change === null
                  ? 'There is nothing to save.'
                  : null
            }
          >
            Save
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {conflict ? (
          <ConflictNote
            alertId={alert.id}
            changes={changesBetween(seen, conflict.now)}
            by={conflict.by}
            isClosed={false}
            onAccept={() => {
              setSeen(conflict.now);
              saving.reset();
            }}
          />
        ) : null}
        {children}
        {saving.error && !conflict ? <ErrorNote error={saving.error} /> : null}
      </div>
    </Dialog>
  );
}
