import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { homeApi } from '../../api.ts';
import { Button } from '../../ui/button.tsx';
import { Field, TextInput } from '../../ui/field.tsx';
import type { SignedIn } from './session.ts';
import { SignInErrorNote } from './sign-in-error.tsx';
import type { SecondStep } from './sign-in-second-factor.tsx';

interface PasswordProps {
  readonly onSignedIn: SignedIn;
  readonly onSecondFactor: (step: SecondStep) => void;
}

export function PasswordSignIn({ onSignedIn, onSecondFactor }: PasswordProps) {
  const [missing, setMissing] = useState<'email' | 'password' | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const signing = useMutation({
    mutationFn: (given: { readonly email: string; readonly password: string }) =>
      homeApi.signIn.password(given),
    onSuccess: (outcome) => (outcome.status === 'signed_in' ? onSignedIn(outcome) : onSecondFactor(outcome)),
    onError: () => form.current?.querySelector<HTMLInputElement>('input[type="password"]')?.select(),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    // Read from the form and not from state: a password manager may fill fields without telling anybody.
    const given = new FormData(event.currentTarget);
    const email = String(given.get('email') ?? '').trim();
    const password = String(given.get('password') ?? '');
    setMissing(email === '' ? 'email' : password === '' ? 'password' : null);
    if (email !== '' && password !== '' && !signing.isPending) signing.mutate({ email, password });
  };
  return (
    <form ref={form} onSubmit={submit} noValidate className="flex flex-col gap-3">
      <Field label="E-mail" error={missing === 'email' ? 'Type your e-mail.' : null}>
        {(control) => (
          <TextInput
            {...control}
            name="email"
            type="email"
            inputMode="email"
            autoComplete="username webauthn"
            maxLength={320}
          />
        )}
      </Field>
      <Field label="Password" error={missing === 'password' ? 'Type your password.' : null}>
        {(control) => (
          <TextInput
            {...control}
            name="password"
            type="password"
            autoComplete="current-password"
            maxLength={1_024}
          />
        )}
      </Field>
      {signing.error ? (
        <SignInErrorNote key={signing.submittedAt} error={signing.error} what="password" />
      ) : null}
      <Button type="submit" isBusy={signing.isPending} className="h-9 w-full">
        Sign in
      </Button>
    </form>
  );
}
