import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { EntityDetail } from '@watchfloor/client';
import { useState } from 'react';
import { api } from '../../api.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, SelectInput, TextArea } from '../../ui/field.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ErrorNote } from '../../ui/states.tsx';
import { Ago } from '../../ui/time.tsx';
import { toastDone, toastError } from '../../ui/toast.ts';
import { holds, useSession } from '../session/session.ts';
import { VERDICT_NAMES, VERDICTS, type Verdict } from './judgement-words.ts';

/** What people of the tenant say of the entity, and where those who may say it. */
export function JudgementPanel({ entity }: { readonly entity: EntityDetail }) {
  const session = useSession();
  const client = useQueryClient();
  const [isOpen, setIsOpen] = useState(false);
  const { judgement } = entity;
  const refusal = holds(session, 'observables:manage')
    ? null
    : `Your role (${session.principal.role}) may read judgements but not give them.`;
  const done = () => client.invalidateQueries({ queryKey: ['entity'] });
  const takingBack = useMutation({
    mutationFn: () => api.entities.unjudge({ id: entity.id }),
    onSuccess: () => {
      toastDone('Taken back');
      return done();
    },
    onError: (error) => toastError(error),
  });
  return (
    <Panel title="Judgement">
      <div className="flex flex-col gap-2 px-3.5 py-3 text-sm">
        {judgement === null ? (
          <p className="text-ink-3">Nobody has said anything of it.</p>
        ) : (
          <>
            <p className="font-medium text-ink">{VERDICT_NAMES[judgement.verdict].name}</p>
            {judgement.note === '' ? null : (
              <p className="whitespace-pre-line text-ink-2">{judgement.note}</p>
            )}
            <p className="text-xs text-ink-3">
              by {judgement.judged_by}, <Ago at={judgement.judged_at} />
              {judgement.expires_at === null ? null : (
                <>
                  , ends <Ago at={judgement.expires_at} />
                </>
              )}
            </p>
          </>
        )}
        <span className="flex gap-2">
          <Button onClick={() => setIsOpen(true)} refusal={refusal}>
            {judgement === null ? 'Judge…' : 'Change…'}
          </Button>
          {judgement === null ? null : (
            <Button
              variant="ghost"
              onClick={() => takingBack.mutate()}
              isBusy={takingBack.isPending}
              refusal={refusal}
            >
              Take back
            </Button>
          )}
        </span>
      </div>
      {isOpen ? <JudgementForm entity={entity} onDone={done} onClose={() => setIsOpen(false)} /> : null}
    </Panel>
  );
}

interface FormProps {
  readonly entity: EntityDetail;
  readonly onDone: () => Promise<void>;
  readonly onClose: () => void;
}

function JudgementForm({ entity, onDone, onClose }: FormProps) {
  const [verdict, setVerdict] = useState<Verdict>(entity.judgement?.verdict ?? 'watch');
  const [note, setNote] = useState(entity.judgement?.note ?? '');
  const saving = useMutation({
    mutationFn: () =>
      api.entities.judge({ id: entity.id, verdict, note, expires_at: entity.judgement?.expires_at ?? null }),
    onSuccess: async () => {
      await onDone();
      toastDone(VERDICT_NAMES[verdict].name);
      onClose();
    },
  });
  const submit = () => {
    if (!saving.isPending) saving.mutate();
  };
  return (
    <Dialog
      title="What is it to you?"
      description={entity.value}
      width="sm"
      onClose={onClose}
      onSubmit={submit}
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button variant="primary" onClick={submit} isBusy={saving.isPending}>
            Save
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Field label="Judgement" hint={VERDICT_NAMES[verdict].means}>
          {(control) => (
            <SelectInput
              {...control}
              value={verdict}
              onChange={(event) => setVerdict(VERDICTS.find((one) => one === event.target.value) ?? 'watch')}
            >
              {VERDICTS.map((one) => (
                <option key={one} value={one}>
                  {VERDICT_NAMES[one].name}
                </option>
              ))}
            </SelectInput>
          )}
        </Field>
        <Field label="Why" hint="Others read it here, and in the audit.">
          {(control) => (
            <TextArea
              {...control}
              rows={3}
              maxLength={1_000}
              value={note}
              onChange={(event) => setNote(event.target.value)}
            />
          )}
        </Field>
        {saving.error ? <ErrorNote error={saving.error} /> : null}
      </div>
    </Dialog>
  );
}
