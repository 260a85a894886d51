import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Field, TextArea, TextInput } from './field.tsx';
import { ErrorNote } from './states.tsx';

interface ConfirmProps<Result> {
  /** A question that names what it is about. */
  readonly title: string;
  /** What happens, and what does not. */
  readonly description: ReactNode;
  /** What the button says. */
  readonly action: string;
  readonly keep?: string;
  /** Must be typed first, for what cannot be undone. */
  readonly typed?: string | null;
  /** Whether a reason is asked for, and whether nothing happens without one: others will read it later. */
  readonly reason?: 'none' | 'optional' | 'required';
  readonly isDanger?: boolean;
  readonly run: (reason: string) => Promise<Result>;
  readonly onDone: (result: Result) => void;
  readonly onClose: () => void;
  readonly children?: ReactNode;
}

/** Asks before something is done that others will notice. */
export function ConfirmDialog<Result>({
  title,
  description,
  action,
  keep = 'Cancel',
  typed = null,
  reason: asked = 'none',
  isDanger = false,
  run,
  onDone,
  onClose,
  children,
}: ConfirmProps<Result>) {
  const [text, setText] = useState('');
  const [reason, setReason] = useState('');
  const doing = useMutation({ mutationFn: () => run(reason.trim()), onSuccess: onDone });
  const isNamed = typed === null || text.trim() === typed.trim();
  const refusal =
    asked === 'required' && reason.trim() === ''
      ? 'Give a reason first.'
      : isNamed
        ? null
        : `Type “${typed}” first.`;
  const submit = () => {
    if (refusal === null && !doing.isPending) doing.mutate();
  };
  return (
    <Dialog
      title={title}
      description={description}
      width="sm"
      onClose={onClose}
      onSubmit={submit}
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            {keep}
          </Button>
          <Button
            variant={isDanger ? 'danger' : 'primary'}
            onClick={submit}
            isBusy={doing.isPending}
            refusal={refusal}
          >
            {action}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3 text-sm text-ink-2 empty:hidden">
        {children}
        {asked === 'required' ? (
          <Field label="Reason" hint="Kept in the audit.">
            {(control) => (
              <TextArea
                {...control}
                rows={2}
                maxLength={1_000}
                value={reason}
                onChange={(event) => setReason(event.target.value)}
              />
            )}
          </Field>
        ) : null}
        {typed === null ? null : (
          <Field label={`Type “${typed}” to confirm`}>
            {(control) => (
              <TextInput {...control} value={text} onChange={(event) => setText(event.target.value)} />
            )}
          </Field>
        )}
        {asked === 'optional' ? (
          <Field label="Why" hint="Kept in the audit. It may be left empty.">
            {(control) => (
              <TextInput
                {...control}
                maxLength={500}
                value={reason}
                onChange={(event) => setReason(event.target.value)}
              />
            )}
          </Field>
        ) : null}
        {doing.error ? <ErrorNote error={doing.error} /> : null}
      </div>
    </Dialog>
  );
}
