import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Account } from '@watchfloor/client';
import { type FormEvent, type ReactNode, useState } from 'react';
import { api } from '../../api.ts';
import { explainError } from '../../errors.ts';
import { Field, TextInput } from '../../ui/field.tsx';
import { countOf } from '../../ui/format.ts';
import { toastDone } from '../../ui/toast.ts';
import { SignInErrorNote } from '../session/sign-in-error.tsx';
import { accountQuery } from './account-queries.ts';

const LEAST = 12;

interface PasswordFormProps {
  readonly account: Pick<Account, 'email' | 'has_password'>;
  readonly onDone: () => void;
  /** Done first; when it fails nothing is set. */
  readonly before?: () => Promise<unknown>;
  /** The buttons below the fields. */
  readonly children: (state: { readonly isBusy: boolean; readonly refusal: string | null }) => ReactNode;
}

/** A new password; with the present one where there is one. */
export function PasswordForm({ account, onDone, before, children }: PasswordFormProps) {
  const client = useQueryClient();
  const [present, setPresent] = useState('');
  const [text, setText] = useState('');
  const setting = useMutation({
    mutationFn: async () => {
      await before?.();
      return api.account.setPassword({
        password: text,
        ...(account.has_password ? { current_password: present } : {}),
      });
    },
    onSuccess: ({ ended_sessions: ended }) => {
      void client.invalidateQueries({ queryKey: accountQuery.queryKey });
      toastDone(
        ended > 0 ? `The password is set; ${countOf(ended, 'other session')} ended` : 'The password is set',
      );
      onDone();
    },
  });
  const failed = setting.error ? explainError(setting.error) : null;
  const refusal = refusalOf(text, account.has_password ? present : null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (refusal === null && !setting.isPending) setting.mutate();
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      {/* Tells a password manager whose password it is. */}
      <input type="text" autoComplete="username" value={account.email} readOnly hidden />
      {account.has_password ? (
        <Field label="Present password">
          {(control) => (
            <TextInput
              {...control}
              type="password"
              autoComplete="current-password"
              maxLength={1_024}
              value={present}
              onChange={(event) => setPresent(event.target.value)}
            />
          )}
        </Field>
      ) : null}
      <Field
        label={account.has_password ? 'New password' : 'Password'}
        hint={`At least ${LEAST} characters of any kind. Several words that you can type are better than a short riddle.`}
        error={failed?.field === 'password' ? failed.message : null}
      >
        {(control) => (
          <TextInput
            {...control}
            type="password"
            autoComplete="new-password"
            maxLength={128}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      {setting.error && failed?.field !== 'password' ? (
        <SignInErrorNote key={setting.submittedAt} error={setting.error} what="present" />
      ) : null}
      {children({ isBusy: setting.isPending, refusal })}
    </form>
  );
}

function refusalOf(text: string, present: string | null): string | null {
  if (present === '') return 'Type your present password first.';
  return [...text].length < LEAST ? `Type at least ${LEAST} characters first.` : null;
}
