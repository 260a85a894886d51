import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Account, Passkey } from '@watchfloor/client';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { api } from '../../api.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, TextInput } from '../../ui/field.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ErrorNote } from '../../ui/states.tsx';
import { ActionCell, Cell, NameCell, Row, Table } from '../../ui/table.tsx';
import { Ago } from '../../ui/time.tsx';
import { toastDone } from '../../ui/toast.ts';
import { refusePasskeysHere } from '../session/passkey-place.ts';
import { NoPasskeysNote } from '../session/sign-in-by-passkey.tsx';
import { refusePasskeyRemoval } from './account-factors.ts';
import { accountQuery } from './account-queries.ts';
import { PasskeyAddForm } from './passkey-add.form.tsx';

type Open = { readonly kind: 'add' } | { readonly kind: 'rename' | 'remove'; readonly passkey: Passkey };

export function PasskeyPanel({ account }: { readonly account: Account }) {
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const refusal = refusePasskeyRemoval(account);
  return (
    <Panel
      title="Passkeys"
      note="the better way: two factors in one"
      actions={
        <Button
          size="sm"
          icon={<Plus aria-hidden className="size-3.5" />}
          refusal={refusePasskeysHere()?.reason ?? null}
          onClick={() => setOpen({ kind: 'add' })}
        >
          Add a passkey
        </Button>
      }
    >
      {account.passkeys.length === 0 ? (
        <div className="flex flex-col gap-1 px-3.5 py-3 text-sm text-ink-2">
          <p>No passkey yet. With one you sign in by your PIN, finger or face, without a password.</p>
          <NoPasskeysNote />
        </div>
      ) : (
        <div className="[&>div]:rounded-t-none [&>div]:border-0">
          <Table label="Your passkeys" columns={['Name', 'Kept', 'Added', 'Last used']} hasActions>
            {account.passkeys.map((passkey) => (
              <Row key={passkey.id}>
                <NameCell className="font-medium text-ink">{passkey.name}</NameCell>
                <Cell isSmall>{keptWords(passkey)}</Cell>
                <Cell isSmall className="whitespace-nowrap">
                  <Ago at={passkey.created_at} />
                </Cell>
                <Cell isSmall className="whitespace-nowrap">
                  {passkey.last_used_at ? (
                    <Ago at={passkey.last_used_at} />
                  ) : (
                    <span className="text-ink-3">never</span>
                  )}
                </Cell>
                <ActionCell>
                  <Button
                    size="sm"
                    aria-label={`Rename ${passkey.name}`}
                    onClick={() => setOpen({ kind: 'rename', passkey })}
                  >
                    Rename…
                  </Button>
                  <Button
                    size="sm"
                    aria-label={`Remove ${passkey.name}`}
                    refusal={refusal}
                    onClick={() => setOpen({ kind: 'remove', passkey })}
                  >
                    Remove…
                  </Button>
                </ActionCell>
              </Row>
            ))}
          </Table>
        </div>
      )}
      {open?.kind === 'add' ? <PasskeyAddForm onClose={close} /> : null}
      {open?.kind === 'rename' ? <RenameForm passkey={open.passkey} onClose={close} /> : null}
      {open?.kind === 'remove' ? <RemoveForm passkey={open.passkey} onClose={close} /> : null}
    </Panel>
  );
}

function keptWords({ device_type: type, backed_up: isBackedUp }: Passkey): string {
  if (type === 'single_device') return 'on one device only';
  return isBackedUp ? 'in your account with the maker of your device' : 'may be on several devices';
}

interface FormProps {
  readonly passkey: Passkey;
  readonly onClose: () => void;
}

function RenameForm({ passkey, onClose }: FormProps) {
  const client = useQueryClient();
  const [name, setName] = useState(passkey.name);
  const renaming = useMutation({
    mutationFn: () => api.account.renamePasskey({ id: passkey.id, name: name.trim() }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: accountQuery.queryKey });
      onClose();
    },
  });
  const submit = () => {
    if (name.trim() !== '' && !renaming.isPending) renaming.mutate();
  };
  return (
    <Dialog
      title={`Rename “${passkey.name}”`}
      width="sm"
      onClose={onClose}
      onSubmit={submit}
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button
            variant="primary"
            onClick={submit}
            isBusy={renaming.isPending}
            refusal={name.trim() === '' ? 'Give it a name first.' : null}
          >
            Rename
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <Field label="Name">
          {(control) => (
            <TextInput
              {...control}
              maxLength={100}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        {renaming.error ? <ErrorNote error={renaming.error} /> : null}
      </div>
    </Dialog>
  );
}

function RemoveForm({ passkey, onClose }: FormProps) {
  const client = useQueryClient();
  return (
    <ConfirmDialog
      title={`Remove the passkey “${passkey.name}”?`}
      description="Nobody can sign in with it any more. Your device keeps its part until you delete it there."
      action="Remove passkey"
      keep="Keep it"
      isDanger
      run={() => api.account.removePasskey({ id: passkey.id })}
      onDone={() => {
        void client.invalidateQueries({ queryKey: accountQuery.queryKey });
        toastDone(`Removed the passkey “${passkey.name}”`);
        onClose();
      }}
      onClose={onClose}
    />
  );
}
