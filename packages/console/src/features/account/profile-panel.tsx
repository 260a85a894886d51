import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Account } from '@watchfloor/client';
import { type FormEvent, useState } from 'react';
import { api } from '../../api.ts';
import { explainError } from '../../errors.ts';
import { Button } from '../../ui/button.tsx';
import { Field, TextInput } from '../../ui/field.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ErrorNote } from '../../ui/states.tsx';
import { toastDone } from '../../ui/toast.ts';
import { sessionQuery } from '../session/session.ts';
import { accountQuery } from './account-queries.ts';

export function ProfilePanel({ account }: { readonly account: Account }) {
  const client = useQueryClient();
  const [name, setName] = useState(account.name);
  const [email, setEmail] = useState(account.is_claimed ? account.email : '');
  const changes = {
    ...(name.trim() === account.name ? {} : { name: name.trim() }),
    ...(!account.is_claimed && email.trim() !== '' ? { email: email.trim() } : {}),
  };
  const saving = useMutation({
    mutationFn: () => api.account.update(changes),
    onSuccess: (saved) => {
      client.setQueryData(accountQuery.queryKey, saved);
      void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
      toastDone('Saved');
    },
  });
  const failed = saving.error ? explainError(saving.error) : null;
  const refusal =
    name.trim() === ''
      ? 'Give a name first.'
      : Object.keys(changes).length === 0
        ? 'Nothing has changed.'
        : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (refusal === null && !saving.isPending) saving.mutate();
  };
  return (
    <Panel title="Profile">
      <form onSubmit={submit} noValidate className="flex flex-col gap-3 px-3.5 py-3">
        <div className="grid gap-3 sm:grid-cols-2">
          <Field label="Name" hint="As others see it, in alerts and in the audit.">
            {(control) => (
              <TextInput
                {...control}
                autoComplete="name"
                maxLength={200}
                value={name}
                onChange={(event) => setName(event.target.value)}
              />
            )}
          </Field>
          <Field
            label="E-mail"
            hint={
              account.is_claimed
                ? 'How others know you; only somebody who manages people changes it.'
                : 'You have none yet. With a password you sign in by it, and it is given once.'
            }
            error={failed?.field === 'email' ? failed.message : null}
          >
            {(control) => (
              <TextInput
                {...control}
                type="email"
                autoComplete="email"
                maxLength={320}
                value={account.is_claimed ? account.email : email}
                readOnly={account.is_claimed}
                onChange={(event) => setEmail(event.target.value)}
                className={account.is_claimed ? 'text-ink-2' : undefined}
              />
            )}
          </Field>
        </div>
        {saving.error && failed?.field !== 'email' ? <ErrorNote error={saving.error} /> : null}
        <div>
          <Button type="submit" isBusy={saving.isPending} refusal={refusal}>
            Save
          </Button>
        </div>
      </form>
    </Panel>
  );
}
