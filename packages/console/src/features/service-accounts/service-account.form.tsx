import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ServiceAccount } from '@watchfloor/client';
import { useState } from 'react';
import { api } from '../../api.ts';
import { explainError } from '../../errors.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, SelectInput, TextInput } from '../../ui/field.tsx';
import { ErrorNote } from '../../ui/states.tsx';
import { toastDone } from '../../ui/toast.ts';
import { keysQuery } from '../keys/key-queries.ts';
import { NEVER_FOR_AGENTS } from '../keys/key-rules.ts';
import { RoleSelect } from '../roles/role-select.tsx';
import { serviceAccountsQuery } from './service-account-queries.ts';

interface FormProps {
  /** Null for a new one. */
  readonly account: ServiceAccount | null;
  readonly onClose: () => void;
}

/** A service account or an agent: made, or changed with all its keys. */
export function ServiceAccountForm({ account, onClose }: FormProps) {
  const client = useQueryClient();
  const [name, setName] = useState(account?.name ?? '');
  const [kind, setKind] = useState<ServiceAccount['kind']>(account?.kind ?? 'service');
  const [role, setRole] = useState(account?.role ?? 'viewer');
  const [description, setDescription] = useState(account?.description ?? '');
  const [isChecked, setIsChecked] = useState(false);
  const saving = useMutation({
    mutationFn: () => {
      const body = { name: name.trim(), role, description: description.trim() };
      return account === null
        ? api.serviceAccounts.create({ ...body, kind })
        : api.serviceAccounts.update({ ...body, id: account.id });
    },
    onSuccess: (saved) => {
      void client.invalidateQueries({ queryKey: serviceAccountsQuery.queryKey });
      void client.invalidateQueries({ queryKey: keysQuery.queryKey });
      toastDone(account === null ? `Made “${saved.name}”; now give it a key` : `Changed “${saved.name}”`);
      onClose();
    },
  });
  const failed = saving.error ? explainError(saving.error) : null;
  const submit = () => {
    setIsChecked(true);
    if (name.trim() !== '' && !saving.isPending) saving.mutate();
  };
  return (
    <Dialog
      title={account === null ? 'Create a service account' : `Change “${account.name}”`}
      description={
        account === null
          ? 'It can act once it has a key.'
          : 'Another role counts for all its keys within a second.'
      }
      onClose={onClose}
      onSubmit={submit}
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button variant="primary" onClick={submit} isBusy={saving.isPending}>
            {account === null ? 'Create account' : 'Save account'}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Field
          label="Name"
          hint="As it stands in the audit beside what it did."
          error={
            failed?.field === 'name'
              ? failed.message
              : isChecked && name.trim() === ''
                ? 'Give it a name.'
                : null
          }
        >
          {(control) => (
            <TextInput
              {...control}
              maxLength={200}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        {account === null ? (
          <Field
            label="Kind"
            hint={
              kind === 'agent'
                ? 'A model acts by it. It stays an agent for good, and the audit tells it from people.'
                : 'A program whose steps somebody wrote.'
            }
          >
            {(control) => (
              <SelectInput
                {...control}
                value={kind}
                onChange={(event) => setKind(event.target.value === 'agent' ? 'agent' : 'service')}
              >
                <option value="service">service</option>
                <option value="agent">agent</option>
              </SelectInput>
            )}
          </Field>
        ) : null}
        <RoleSelect value={role} onChange={setRole} never={kind === 'agent' ? NEVER_FOR_AGENTS : []} />
        {kind === 'agent' ? (
          <p className="text-xs text-ink-3">Whatever the role says, without {NEVER_FOR_AGENTS.join(', ')}.</p>
        ) : null}
        <Field label="Description" hint="What it does, and who looks after it.">
          {(control) => (
            <TextInput
              {...control}
              maxLength={500}
              value={description}
              onChange={(event) => setDescription(event.target.value)}
            />
          )}
        </Field>
        {failed && failed.field !== 'name' ? <ErrorNote error={saving.error} /> : null}
      </div>
    </Dialog>
  );
}
