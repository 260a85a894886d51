import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ApiKey } from '@watchfloor/client';
import { useState } from 'react';
import { api } from '../../api.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, TextInput } from '../../ui/field.tsx';
import { ErrorNote } from '../../ui/states.tsx';
import { Ago } from '../../ui/time.tsx';
import { toastDone } from '../../ui/toast.ts';
import { keysQuery } from './key-queries.ts';

interface RevokeFormProps {
  readonly apiKey: ApiKey;
  readonly onClose: () => void;
}

/** Revoking cannot be undone, so the key's name is typed first. */
export function KeyRevokeForm({ apiKey, onClose }: RevokeFormProps) {
  const client = useQueryClient();
  const [typed, setTyped] = useState('');
  const isNamed = typed.trim() === apiKey.name.trim();
  const revoking = useMutation({
    mutationFn: () => api.keys.revoke({ id: apiKey.id }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: keysQuery.queryKey });
      toastDone(`Revoked the key “${apiKey.name}”`);
      onClose();
    },
  });
  const submit = () => {
    if (isNamed && !revoking.isPending) revoking.mutate();
  };
  return (
    <Dialog
      title={`Revoke the key “${apiKey.name}”?`}
      description="Whatever uses it is refused from then on. A revoked key cannot be brought back."
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
            isBusy={revoking.isPending}
            refusal={isNamed ? null : 'Type the name of the key first.'}
          >
            Revoke key
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3 text-sm text-ink-2">
        <p>
          <span className="font-mono text-xs text-ink">{apiKey.hint}</span>, role {apiKey.role},{' '}
          {apiKey.last_used_at ? (
            <>
              last used <Ago at={apiKey.last_used_at} />
            </>
          ) : (
            'never used'
          )}
          .
        </p>
        <Field label={`Type “${apiKey.name}” to confirm`}>
          {(control) => (
            <TextInput {...control} value={typed} onChange={(event) => setTyped(event.target.value)} />
          )}
        </Field>
        {revoking.error ? <ErrorNote error={revoking.error} /> : null}
      </div>
    </Dialog>
  );
}
