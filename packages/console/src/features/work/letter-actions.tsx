import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { DeadLetter } from '@watchfloor/client';
import { useState } from 'react';
import { api } from '../../api.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, TextInput } from '../../ui/field.tsx';
import { ErrorNote } from '../../ui/states.tsx';
import { toastDone, toastError } from '../../ui/toast.ts';
import { refreshWork } from './work-queries.ts';
import { refuseDiscard, refuseReplay } from './work-words.ts';

interface ActionsProps {
  readonly letter: DeadLetter;
  readonly onDiscard: () => void;
}

export function LetterActions({ letter, onDiscard }: ActionsProps) {
  const client = useQueryClient();
  const replaying = useMutation({
    mutationFn: () => api.deadLetters.replay({ id: letter.id }),
    onSuccess: () => toastDone('The work is in the queue again'),
    onError: toastError,
    onSettled: () => refreshWork(client),
  });
  return (
    <>
      <Button
        size="sm"
        onClick={() => replaying.mutate()}
        isBusy={replaying.isPending}
        refusal={refuseReplay(letter)}
      >
        Replay
      </Button>
      <Button size="sm" variant="ghost" onClick={onDiscard} refusal={refuseDiscard(letter)}>
        Discard…
      </Button>
    </>
  );
}

interface DiscardProps {
  readonly letter: DeadLetter;
  readonly onClose: () => void;
}

/** Asks for the reason: it is what somebody reads who wonders later why the alert was never decided. */
export function LetterDiscardForm({ letter, onClose }: DiscardProps) {
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const discarding = useMutation({
    mutationFn: () => api.deadLetters.discard({ id: letter.id, reason: reason.trim() }),
    onSuccess: () => {
      refreshWork(client);
      toastDone('Discarded the letter');
      onClose();
    },
  });
  const isGiven = reason.trim() !== '';
  const submit = () => {
    if (isGiven && !discarding.isPending) discarding.mutate();
  };
  return (
    <Dialog
      title="Discard this letter?"
      description={`The work of ${letter.job} stays undone. Letter and alert stay too, and say that it was discarded. It can still be replayed.`}
      width="sm"
      onClose={onClose}
      onSubmit={submit}
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Keep it
          </Button>
          <Button
            variant="danger"
            onClick={submit}
            isBusy={discarding.isPending}
            refusal={isGiven ? null : 'Say why first.'}
          >
            Discard letter
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3 text-sm text-ink-2">
        <p className="break-words font-mono text-xs text-ink">
          {letter.error.class}: {letter.error.message}
        </p>
        <Field label="Why" hint="Kept with the letter and in the audit.">
          {(control) => (
            <TextInput
              {...control}
              maxLength={500}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
        {discarding.error ? <ErrorNote error={discarding.error} /> : null}
      </div>
    </Dialog>
  );
}
