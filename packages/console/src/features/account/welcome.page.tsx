import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Account } from '@watchfloor/client';
import { ArrowRight, Fingerprint } from 'lucide-react';
import { useState } from 'react';
import { api } from '../../api.ts';
import { Brand } from '../../app/brand.tsx';
import { explainError } from '../../errors.ts';
import { paths } from '../../paths.ts';
import { Button } from '../../ui/button.tsx';
import { Field, TextInput } from '../../ui/field.tsx';
import { useDocumentTitle } from '../../ui/page.tsx';
import { ErrorNote } from '../../ui/states.tsx';
import { browserOf } from '../people/session-words.ts';
import { refusePasskeysHere } from '../session/passkey-place.ts';
import { addPasskey } from '../session/passkeys.ts';
import { sessionQuery, useSession } from '../session/session.ts';
import { NoPasskeysNote } from '../session/sign-in-by-passkey.tsx';
import { SignInErrorNote } from '../session/sign-in-error.tsx';
import { accountQuery } from './account-queries.ts';
import { PasswordForm } from './password-form.tsx';

/** The first minute of the owner and of everybody who was invited: who they are, and how they come back. */
export function WelcomePage() {
  useDocumentTitle('Welcome');
  const { data: account } = useSuspenseQuery(accountQuery);
  const session = useSession();
  const navigate = useNavigate();
  // Without one permission: the tenant requires a second factor, and everything waits for it.
  const mustAdd = session.permissions.length === 0;
  const goOn = () => void navigate({ to: '/', replace: true });
  return (
    <main className="h-full overflow-y-auto bg-ground px-6 py-10">
      <div className="mx-auto flex w-full max-w-lg flex-col gap-5">
        <div className="flex items-center justify-between gap-4">
          <Brand />
          <Button
            onClick={goOn}
            refusal={mustAdd ? 'Your tenant requires a second factor: add a passkey first.' : null}
          >
            Later, show me the alerts
            <ArrowRight aria-hidden className="size-3.5" />
          </Button>
        </div>
        <div>
          <h1 className="text-xl font-semibold tracking-tight text-ink">Welcome to {session.tenant.name}</h1>
          <p className="mt-1 text-sm text-ink-2">
            You came by a link that worked once. Choose how you sign in from now on; it takes a moment, and
            you can do it later under your name at the bottom left.
          </p>
        </div>
        {mustAdd ? (
          <p className="rounded-md border border-high/40 bg-high/10 px-3 py-2 text-sm text-ink">
            This tenant requires a second factor. A passkey is one; a password needs one-time codes as well.
          </p>
        ) : null}
        <Choose account={account} mustAdd={mustAdd} onDone={goOn} />
      </div>
    </main>
  );
}

interface ChooseProps {
  readonly account: Account;
  readonly mustAdd: boolean;
  readonly onDone: () => void;
}

function Choose({ account, mustAdd, onDone }: ChooseProps) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState(account.is_claimed ? account.name : '');
  const [email, setEmail] = useState(account.is_claimed ? account.email : '');
  const [wantsPassword, setWantsPassword] = useState(false);
  const missing = missingOf(name, email);
  const saveProfile = async () => {
    const changes = {
      ...(name.trim() === account.name ? {} : { name: name.trim() }),
      ...(account.is_claimed ? {} : { email: email.trim() }),
    };
    if (Object.keys(changes).length === 0) return;
    client.setQueryData(accountQuery.queryKey, await api.account.update(changes));
    await client.invalidateQueries({ queryKey: sessionQuery.queryKey });
  };
  const saving = useMutation({ mutationFn: saveProfile });
  const adding = useMutation({
    mutationFn: async () => {
      await saving.mutateAsync();
      await addPasskey(browserOf(navigator.userAgent));
      await client.invalidateQueries();
    },
    onSuccess: onDone,
  });
  const failed = saving.error ? explainError(saving.error) : null;
  return (
    <>
      <section aria-label="You" className="flex flex-col gap-3 rounded-lg border border-line bg-surface p-4">
        <Field label="Your name" hint="As others see it, in alerts and in the audit.">
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
          label="Your e-mail"
          hint={
            account.is_claimed
              ? 'As you were invited.'
              : 'By it you sign in with a password. Nothing is sent to it.'
          }
          error={failed?.field === 'email' ? failed.message : null}
        >
          {(control) => (
            <TextInput
              {...control}
              type="email"
              autoComplete="email"
              maxLength={320}
              readOnly={account.is_claimed}
              value={email}
              onChange={(event) => setEmail(event.target.value)}
            />
          )}
        </Field>
        {saving.error && failed?.field !== 'email' ? <ErrorNote error={saving.error} /> : null}
      </section>
      <section
        aria-labelledby="way-in"
        className="flex flex-col gap-3 rounded-lg border border-line bg-surface p-4"
      >
        <h2 id="way-in" className="text-sm font-semibold text-ink">
          How you sign in
        </h2>
        <p className="text-sm text-ink-2">
          A passkey is the better way: your device keeps it and asks for your PIN, finger or face.
        </p>
        <Button
          variant="primary"
          className="h-9 w-full"
          icon={<Fingerprint aria-hidden className="size-4" />}
          isBusy={adding.isPending}
          refusal={refusePasskeysHere()?.reason ?? missing}
          onClick={() => adding.mutate()}
        >
          Add a passkey
        </Button>
        {missing ? <p className="text-xs text-ink-3">{missing}</p> : null}
        <NoPasskeysNote />
        {adding.error && !saving.error ? <SignInErrorNote error={adding.error} what="passkey" /> : null}
        {wantsPassword ? (
          <PasswordForm
            account={{ email: email.trim(), has_password: account.has_password }}
            before={() => saving.mutateAsync()}
            onDone={() => (mustAdd ? void navigate(paths.account()) : onDone())}
          >
            {({ isBusy, refusal }) => (
              <Button type="submit" isBusy={isBusy} refusal={missing ?? refusal} className="h-9 w-full">
                Set password
              </Button>
            )}
          </PasswordForm>
        ) : (
          <Button variant="ghost" onClick={() => setWantsPassword(true)}>
            Use a password instead
          </Button>
        )}
      </section>
    </>
  );
}

function missingOf(name: string, email: string): string | null {
  if (name.trim() === '') return 'Give your name first.';
  return /^\S+@\S+\.\S+$/.test(email.trim()) ? null : 'Give your e-mail first.';
}
