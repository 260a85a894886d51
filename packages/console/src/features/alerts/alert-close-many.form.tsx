import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Alert } from '@watchfloor/client';
import { useState } from 'react';
import type { Verdict } from '../../api.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useDraft } from '../../ui/draft.ts';
import { Field, TextArea } from '../../ui/field.tsx';
import { countOf } from '../../ui/format.ts';
import { toastDone } from '../../ui/toast.ts';
import { closeAlert } from './alert-changes.ts';
import { doMany } from './do-many.ts';
import { ReasonField, reasonFor, VerdictChoice } from './verdict-fields.tsx';

interface CloseManyFormProps {
  readonly alerts: readonly Alert[];
  readonly onClose: () => void;
  /** The alerts that were closed. */
  readonly onDone: (ids: readonly string[]) => void;
}

/** One verdict for several alerts. Each is closed at the version that the list showed; those that had changed are named and left open. */
export function AlertCloseManyForm({ alerts, onClose, onDone }: CloseManyFormProps) {
  const client = useQueryClient();
  // Those to close are fixed when the form opens: closing some must not change what the form is about.
  const [targets] = useState(alerts);
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const [reason, setReason] = useState('');
  const [isIncomplete, setIsIncomplete] = useState(false);
  const [ended, setEnded] = useState(0);
  const note = useDraft('close-many');
  const closing = useMutation({
    mutationFn: async (input: { verdict: Verdict; reason: string; note: string }) => {
      setEnded(0);
      const { note: text, ...rest } = input;
      return doMany(
        targets,
        (alert) => closeAlert(client, alert, { ...rest, ...(text === '' ? {} : { note: text }) }),
        setEnded,
      );
    },
    onSuccess: ({ done, failed }) => {
      onDone(done.map((alert) => alert.id));
      if (failed.length > 0) return;
      note.clear();
      toastDone(`Closed ${countOf(done.length, 'alert')}`);
      onClose();
    },
  });
  const outcome = closing.data;
  const submit = () => {
    if (closing.isPending || outcome) return;
    setIsIncomplete(verdict === null || reason === '');
    if (verdict !== null && reason !== '') closing.mutate({ verdict, reason, note: note.text.trim() });
  };
  return (
    <Dialog
      title={`Close ${countOf(targets.length, 'alert')}`}
      description="All get the same verdict, reason and note."
      onClose={onClose}
      onSubmit={submit}
      footer={
        outcome ? (
          <Button variant="primary" onClick={onClose}>
            Done
          </Button>
        ) : (
          <>
            {closing.isPending ? (
              <span role="status" className="tabular mr-auto text-xs text-ink-2">
                {ended} of {targets.length}
              </span>
            ) : null}
            <Button variant="ghost" onClick={onClose}>
              Cancel
            </Button>
            <Button variant="primary" onClick={submit} isBusy={closing.isPending}>
              Close {countOf(targets.length, 'alert')}
            </Button>
          </>
        )
      }
    >
      {outcome ? (
        <div role="alert" className="text-sm text-ink-2">
          <p className="font-medium text-ink">
            {countOf(outcome.done.length, 'alert')} closed, {outcome.failed.length} not.
          </p>
          <ul className="mt-2 flex flex-col gap-2">
            {outcome.failed.map(({ item, reason: why }) => (
              <li key={item.id} className="break-words">
                <span className="text-ink">{item.title}</span>
                <br />
                {why}
              </li>
            ))}
          </ul>
        </div>
      ) : (
        <div className="flex flex-col gap-4">
          <VerdictChoice
            verdict={verdict}
            onChoose={(next) => {
              setVerdict(next);
              setReason(reasonFor(next, reason));
            }}
            isMissing={isIncomplete && verdict === null}
          />
          <ReasonField
            reason={reason}
            verdict={verdict}
            onChange={setReason}
            isMissing={isIncomplete && reason === ''}
          />
          <Field label="Note" hint="Kept with each alert and as a comment.">
            {(control) => (
              <TextArea
                {...control}
                value={note.text}
                maxLength={10_000}
                onChange={(event) => note.setText(event.target.value)}
              />
            )}
          </Field>
        </div>
      )}
    </Dialog>
  );
}
