import { useMutation } from '@tanstack/react-query';
import { Fingerprint } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { homeApi } from '../../api.ts';
import { Button } from '../../ui/button.tsx';
import { Field, TextInput } from '../../ui/field.tsx';
import { refusePasskeysHere } from './passkey-place.ts';
import { signInWithPasskey } from './passkeys.ts';
import type { SignedIn } from './session.ts';
import { NoPasskeysNote } from './sign-in-by-passkey.tsx';
import { SignInErrorNote } from './sign-in-error.tsx';

type Method = 'totp' | 'recovery_code' | 'passkey';

/** What the server said after the password. */
export interface SecondStep {
  readonly challenge: string;
  readonly methods: readonly Method[];
}

interface SecondFactorProps {
  readonly step: SecondStep;
  readonly onSignedIn: SignedIn;
  readonly onBack: () => void;
}

const SWITCH: Readonly<Record<Method, string>> = {
  totp: 'Use a one-time code',
  recovery_code: 'Use a recovery code',
  passkey: 'Use a passkey',
};

/** The password was right, and one more thing is asked for. */
export function SecondFactor({ step, onSignedIn, onBack }: SecondFactorProps) {
  const [method, setMethod] = useState<Method>(step.methods[0] ?? 'totp');
  return (
    <div className="mt-3 flex flex-col gap-4">
      {method === 'passkey' ? (
        <ByPasskey onSignedIn={onSignedIn} />
      ) : (
        <ByCode key={method} challenge={step.challenge} method={method} onSignedIn={onSignedIn} />
      )}
      <div className="flex flex-wrap gap-1">
        {step.methods
          .filter((other) => other !== method)
          .map((other) => (
            <Button key={other} size="sm" variant="ghost" onClick={() => setMethod(other)}>
              {SWITCH[other]}
            </Button>
          ))}
        <Button size="sm" variant="ghost" onClick={onBack}>
          Back
        </Button>
      </div>
    </div>
  );
}

interface ByCodeProps {
  readonly challenge: string;
  readonly method: 'totp' | 'recovery_code';
  readonly onSignedIn: SignedIn;
}

function ByCode({ challenge, method, onSignedIn }: ByCodeProps) {
  const isTotp = method === 'totp';
  const [isMissing, setIsMissing] = useState(false);
  const signing = useMutation({
    mutationFn: (code: string) =>
      isTotp
        ? homeApi.signIn.totp({ challenge, code: code.replaceAll(/\s/g, '') })
        : homeApi.signIn.recoveryCode({ challenge, code: code.trim() }),
    onSuccess: onSignedIn,
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const code = String(new FormData(event.currentTarget).get('code') ?? '');
    setIsMissing(code.trim() === '');
    if (code.trim() !== '' && !signing.isPending) signing.mutate(code);
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-3">
      <Field
        label={isTotp ? 'One-time code' : 'Recovery code'}
        hint={isTotp ? 'Six digits, from your authenticator app.' : 'One of those you kept; each works once.'}
        error={isMissing ? 'Type the code.' : null}
      >
        {(control) => (
          <TextInput
            {...control}
            autoFocus
            name="code"
            inputMode={isTotp ? 'numeric' : 'text'}
            autoComplete={isTotp ? 'one-time-code' : 'off'}
            maxLength={40}
            className="tabular font-mono"
          />
        )}
      </Field>
      {signing.error ? (
        <SignInErrorNote
          key={signing.submittedAt}
          error={signing.error}
          what={isTotp ? 'code' : 'recovery'}
        />
      ) : null}
      <Button type="submit" variant="primary" isBusy={signing.isPending} className="h-9 w-full">
        Sign in
      </Button>
    </form>
  );
}

function ByPasskey({ onSignedIn }: { readonly onSignedIn: SignedIn }) {
  const signing = useMutation({ mutationFn: signInWithPasskey, onSuccess: onSignedIn });
  return (
    <div className="flex flex-col gap-2">
      <p className="text-sm text-ink-2">Your tenant asks for a second factor, and you have a passkey.</p>
      <Button
        variant="primary"
        className="h-9 w-full"
        icon={<Fingerprint aria-hidden className="size-4" />}
        isBusy={signing.isPending}
        refusal={refusePasskeysHere()?.reason ?? null}
        onClick={() => signing.mutate()}
      >
        Use your passkey
      </Button>
      <NoPasskeysNote />
      {signing.error ? <SignInErrorNote error={signing.error} what="passkey" /> : null}
    </div>
  );
}
