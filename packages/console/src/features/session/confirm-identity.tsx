import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Fingerprint } from 'lucide-react';
import { useState } from 'react';
import { homeApi } from '../../api.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, TextInput } from '../../ui/field.tsx';
import { ErrorNote, SkeletonLines } from '../../ui/states.tsx';
import { accountQuery } from '../account/account-queries.ts';
import { refusePasskeysHere } from './passkey-place.ts';
import { proveWithPasskey } from './passkeys.ts';
import { type Proof, proofsOf } from './proofs.ts';
import { settleProof, useIsAskedToProve } from './prove-again.ts';
import { SignInErrorNote } from './sign-in-error.tsx';
import { signInToken } from './sign-in-link.ts';

/** Drawn once for the whole console: the dialog opens when a call was refused for want of a fresh proof of identity. */
export function ConfirmIdentity() {
  return useIsAskedToProve() ? <ConfirmDialog /> : null;
}

function ConfirmDialog() {
  const client = useQueryClient();
  const account = useQuery(accountQuery);
  const proofs = account.data ? proofsOf(account.data, refusePasskeysHere()) : [];
  const done = () => {
    void client.invalidateQueries({ queryKey: accountQuery.queryKey });
    settleProof(true);
  };
  return (
    <Dialog
      title="Confirm that it is you"
      description="You signed in a while ago, and what you are doing needs a fresh proof. It is done as soon as you have confirmed."
      width="sm"
      onClose={() => settleProof(false)}
    >
      {account.error ? (
        <ErrorNote error={account.error} onRetry={() => void account.refetch()} />
      ) : account.data === undefined ? (
        <SkeletonLines lines={3} label="what you sign in with" />
      ) : proofs.length === 0 ? (
        <ByLink onDone={done} />
      ) : (
        <Proofs proofs={proofs} email={account.data.email} onDone={done} />
      )}
    </Dialog>
  );
}

interface ProofsProps {
  readonly proofs: readonly Proof[];
  readonly email: string;
  readonly onDone: () => void;
}

function Proofs({ proofs, email, onDone }: ProofsProps) {
  const typed = proofs.filter((proof) => proof !== 'passkey');
  const [chosen, setChosen] = useState<Proof>(typed[0] ?? 'password');
  const byPasskey = useMutation({ mutationFn: proveWithPasskey, onSuccess: onDone });
  const other = typed.find((proof) => proof !== chosen);
  return (
    <div className="flex flex-col gap-4">
      {proofs.includes('passkey') ? (
        <div className="flex flex-col gap-2">
          <Button
            variant="primary"
            isBusy={byPasskey.isPending}
            onClick={() => byPasskey.mutate()}
            icon={<Fingerprint aria-hidden className="size-4" />}
            className="w-full"
          >
            Use your passkey
          </Button>
          {byPasskey.error ? <SignInErrorNote error={byPasskey.error} what="passkey" /> : null}
        </div>
      ) : null}
      {proofs.includes('passkey') && typed.length > 0 ? <Or /> : null}
      {typed.length > 0 ? <TypedProof key={chosen} proof={chosen} email={email} onDone={onDone} /> : null}
      {other ? (
        <div>
          <Button variant="ghost" size="sm" onClick={() => setChosen(other)}>
            {other === 'code' ? 'Use a one-time code instead' : 'Use your password instead'}
          </Button>
        </div>
      ) : null}
    </div>
  );
}

/** Between two ways of doing the same. */
export function Or() {
  return (
    <div className="flex items-center gap-3 text-xs text-ink-3">
      <span className="h-px flex-1 bg-line" />
      or
      <span className="h-px flex-1 bg-line" />
    </div>
  );
}

interface TypedProofProps {
  readonly proof: Proof;
  readonly email: string;
  readonly onDone: () => void;
}

function TypedProof({ proof, email, onDone }: TypedProofProps) {
  const [text, setText] = useState('');
  const isCode = proof === 'code';
  const proving = useMutation({
    mutationFn: () =>
      homeApi.session.refreshProof(isCode ? { code: text.replaceAll(' ', '') } : { password: text }),
    onSuccess: onDone,
  });
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (text !== '' && !proving.isPending) proving.mutate();
      }}
    >
      {/* Tells a password manager whose password it is. */}
      <input type="text" autoComplete="username" value={email} readOnly hidden />
      <Field label={isCode ? 'One-time code' : 'Password'}>
        {(control) => (
          <TextInput
            {...control}
            type={isCode ? 'text' : 'password'}
            inputMode={isCode ? 'numeric' : undefined}
            autoComplete={isCode ? 'one-time-code' : 'current-password'}
            value={text}
            onChange={(event) => setText(event.target.value)}
            className={isCode ? 'tabular w-40' : undefined}
          />
        )}
      </Field>
      {proving.error ? <SignInErrorNote error={proving.error} what={isCode ? 'code' : 'password'} /> : null}
      <div className="flex justify-end gap-2">
        <Button variant="ghost" onClick={() => settleProof(false)}>
          Cancel
        </Button>
        <Button
          type="submit"
          variant="primary"
          isBusy={proving.isPending}
          refusal={text === '' ? (isCode ? 'Type the code first.' : 'Type your password first.') : null}
        >
          Confirm
        </Button>
      </div>
    </form>
  );
}

/** Somebody who came by a link and has added nothing yet can only come by another one. */
function ByLink({ onDone }: { readonly onDone: () => void }) {
  const [pasted, setPasted] = useState('');
  const token = signInToken(pasted);
  const signing = useMutation({
    mutationFn: (given: string) => homeApi.signIn.link({ token: given }),
    onSuccess: onDone,
  });
  return (
    <form
      className="flex flex-col gap-3 text-sm text-ink-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (token !== null && !signing.isPending) signing.mutate(token);
      }}
    >
      <p>
        You have neither a password nor a passkey yet, so only a new one-time link proves who you are. Make
        one where the server runs (
        <code className="font-mono text-xs">npx --no-install watchfloor sign-in</code>), or ask whoever
        manages people here.
      </p>
      <Field label="New link">
        {(control) => (
          <TextInput
            {...control}
            value={pasted}
            onChange={(event) => setPasted(event.target.value)}
            className="font-mono text-xs"
          />
        )}
      </Field>
      {signing.error ? <SignInErrorNote error={signing.error} what="link" /> : null}
      <div className="flex justify-end gap-2">
        <Button variant="ghost" onClick={() => settleProof(false)}>
          Cancel
        </Button>
        <Button
          type="submit"
          variant="primary"
          isBusy={signing.isPending}
          refusal={token === null ? 'Paste the whole link first.' : null}
        >
          Confirm
        </Button>
      </div>
    </form>
  );
}
