import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Account } from '@watchfloor/client';
import { type FormEvent, useState } from 'react';
import { api } from '../../api.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, TextInput } from '../../ui/field.tsx';
import { ErrorNote, SkeletonLines } from '../../ui/states.tsx';
import { SignInErrorNote } from '../session/sign-in-error.tsx';
import { accountQuery } from './account-queries.ts';
import { QrCode } from './qr-code.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';

interface TotpFormProps {
  readonly account: Account;
  readonly onClose: () => void;
}

/** One-time codes: a seed for the app, a first code as proof that it works, and recovery codes for when the device is lost. */
export function TotpForm({ account, onClose }: TotpFormProps) {
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  // A query and not a mutation, since it is asked for by opening; never kept, and never asked for a second time by itself.
  const seed = useQuery({
    queryKey: ['account', 'totp-seed'],
    queryFn: () => api.account.beginTotp(),
    enabled: codes === null,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
    refetchOnReconnect: false,
  });
  if (codes !== null) {
    return (
      <Dialog
        title="One-time codes are on"
        onClose={onClose}
        isSticky
        footer={
          <Button variant="primary" onClick={onClose}>
            I have kept them
          </Button>
        }
      >
        <RecoveryCodes codes={codes} email={account.email} />
      </Dialog>
    );
  }
  return (
    <Dialog
      title="Set up one-time codes"
      description="An authenticator app on your phone shows a new code every 30 seconds, which is asked for after your password."
      onClose={onClose}
    >
      {seed.error ? (
        <ErrorNote error={seed.error} onRetry={() => void seed.refetch()} />
      ) : seed.data === undefined ? (
        <SkeletonLines lines={5} label="the seed" />
      ) : (
        <Confirm seed={seed.data} onClose={onClose} onConfirmed={setCodes} />
      )}
    </Dialog>
  );
}

interface ConfirmProps {
  readonly seed: { readonly secret: string; readonly uri: string };
  readonly onClose: () => void;
  readonly onConfirmed: (codes: readonly string[]) => void;
}

function Confirm({ seed, onClose, onConfirmed }: ConfirmProps) {
  const client = useQueryClient();
  const [code, setCode] = useState('');
  const confirming = useMutation({
    mutationFn: () => api.account.confirmTotp({ code: code.replaceAll(/\s/g, '') }),
    onSuccess: ({ recovery_codes: codes }) => {
      void client.invalidateQueries({ queryKey: accountQuery.queryKey, exact: true });
      onConfirmed(codes);
    },
  });
  const isCode = /^\d{6}$/.test(code.replaceAll(/\s/g, ''));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isCode && !confirming.isPending) confirming.mutate();
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <div className="flex flex-wrap items-start gap-4">
        <QrCode text={seed.uri} label="QR code of the seed" />
        <div className="min-w-56 flex-1 text-sm text-ink-2">
          <p>Scan this with your authenticator app. Where you cannot scan, type the seed:</p>
          <div className="mt-2 flex items-start gap-1 rounded-md border border-line bg-ground px-2.5 py-1.5">
            <output aria-label="Seed" className="min-w-0 flex-1 break-all font-mono text-xs text-ink">
              {seed.secret}
            </output>
            <CopyButton text={seed.secret} label="Copy seed" />
          </div>
          <p className="mt-2 text-xs text-ink-3">Shown this once. Whoever has it has your codes.</p>
        </div>
      </div>
      <Field label="The code that the app shows now">
        {(control) => (
          <TextInput
            {...control}
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={10}
            value={code}
            onChange={(event) => setCode(event.target.value)}
            className="tabular w-40 font-mono"
          />
        )}
      </Field>
      {confirming.error ? (
        <SignInErrorNote key={confirming.submittedAt} error={confirming.error} what="code" />
      ) : null}
      <div className="flex justify-end gap-2">
        <Button variant="ghost" onClick={onClose}>
          Cancel
        </Button>
        <Button
          type="submit"
          variant="primary"
          isBusy={confirming.isPending}
          refusal={isCode ? null : 'Type the six digits first.'}
        >
          Switch on
        </Button>
      </div>
    </form>
  );
}
