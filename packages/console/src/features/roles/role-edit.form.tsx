import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Permission as NamedPermission, Role } from '@watchfloor/client';
import { useState } from 'react';
import { api } from '../../api.ts';
import { explainError, isVersionConflict } from '../../errors.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, SelectInput, TextInput } from '../../ui/field.tsx';
import { ErrorNote } from '../../ui/states.tsx';
import { toastDone } from '../../ui/toast.ts';
import { type Permission, useSession } from '../session/session.ts';
import { PermissionBoxes } from './permission-boxes.tsx';
import { rolesQuery } from './role-queries.ts';
import { changeOf, describeHolders, roleNameProblem } from './role-rules.ts';

interface EditProps {
  /** Null for a new one. */
  readonly edited: Role | null;
  readonly roles: readonly Role[];
  readonly permissions: readonly NamedPermission[];
  readonly onClose: () => void;
}

/** A role of the tenant: made, or changed for all who hold it. */
export function RoleEditForm({ edited: role, roles, permissions, onClose }: EditProps) {
  const session = useSession();
  const client = useQueryClient();
  const [name, setName] = useState(role?.name ?? '');
  const [description, setDescription] = useState(role?.description ?? '');
  const [chosen, setChosen] = useState<readonly Permission[]>(role?.permissions ?? []);
  const [isChecked, setIsChecked] = useState(false);
  const saving = useMutation({
    mutationFn: () => {
      const body = { name, description: description.trim(), permissions: [...chosen] };
      return role === null
        ? api.roles.create(body)
        : api.roles.update(body, role.version === null ? {} : { ifMatch: role.version });
    },
    onSuccess: (saved) => {
      void client.invalidateQueries({ queryKey: rolesQuery.queryKey });
      toastDone(role === null ? `Made the role “${saved.name}”` : `Changed the role “${saved.name}”`);
      onClose();
    },
    onError: (error) => {
      if (isVersionConflict(error)) void client.invalidateQueries({ queryKey: rolesQuery.queryKey });
    },
  });
  const failed = saving.error ? explainError(saving.error) : null;
  const problem =
    role === null
      ? roleNameProblem(
          name,
          roles.map((other) => other.name),
        )
      : null;
  const isEmpty = chosen.length === 0;
  const submit = () => {
    setIsChecked(true);
    if (problem === null && !isEmpty && !saving.isPending) saving.mutate();
  };
  return (
    <Dialog
      title={role === null ? 'Make a role' : `Change the role “${role.name}”`}
      description={
        role === null
          ? 'From permissions that you hold yourself.'
          : `Held by ${describeHolders(role) ?? 'nobody'}. A change counts for all of them within a second.`
      }
      width="lg"
      onClose={onClose}
      onSubmit={submit}
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button variant="primary" onClick={submit} isBusy={saving.isPending}>
            {role === null ? 'Make role' : 'Save role'}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {role === null ? (
          <div className="grid grid-cols-2 gap-3">
            <Field
              label="Name"
              hint="Lower case, for good: night-shift."
              error={failed?.field === 'name' ? failed.message : isChecked ? problem : null}
            >
              {(control) => (
                <TextInput
                  {...control}
                  maxLength={40}
                  value={name}
                  onChange={(event) => setName(event.target.value)}
                />
              )}
            </Field>
            <StartFrom roles={roles} held={session.permissions} onChoose={setChosen} />
          </div>
        ) : null}
        <Field label="Description" hint="Whom it is for.">
          {(control) => (
            <TextInput
              {...control}
              maxLength={500}
              value={description}
              onChange={(event) => setDescription(event.target.value)}
            />
          )}
        </Field>
        <PermissionBoxes
          legend="Permissions"
          choices={permissions.map((permission) => ({
            name: permission.name,
            text: permission.text,
            refusal: session.permissions.includes(permission.name)
              ? null
              : 'You do not hold it: nobody gives more than they have.',
          }))}
          chosen={chosen}
          onChange={setChosen}
        />
        {isChecked && isEmpty ? (
          <p role="alert" className="text-xs text-critical">
            Choose at least one permission.
          </p>
        ) : null}
        {role ? <ChangeNote before={role.permissions} after={chosen} /> : null}
        {failed && failed.field !== 'name' ? <ErrorNote error={saving.error} /> : null}
      </div>
    </Dialog>
  );
}

interface StartProps {
  readonly roles: readonly Role[];
  readonly held: readonly Permission[];
  readonly onChoose: (permissions: readonly Permission[]) => void;
}

function StartFrom({ roles, held, onChoose }: StartProps) {
  const choose = (name: string) => {
    const role = roles.find((candidate) => candidate.name === name);
    onChoose(role?.permissions.filter((permission) => held.includes(permission)) ?? []);
  };
  return (
    <Field label="Begin with" hint="Ticks what that role holds, as far as you hold it.">
      {(control) => (
        <SelectInput {...control} defaultValue="" onChange={(event) => choose(event.target.value)}>
          <option value="">nothing</option>
          {roles.map((role) => (
            <option key={role.name} value={role.name}>
              {role.name}
            </option>
          ))}
        </SelectInput>
      )}
    </Field>
  );
}

interface ChangeNoteProps {
  readonly before: readonly Permission[];
  readonly after: readonly Permission[];
}

/** What everybody who holds the role gains and loses, before it is saved. */
function ChangeNote({ before, after }: ChangeNoteProps) {
  const { gained, lost } = changeOf(before, after);
  if (gained.length === 0 && lost.length === 0) return null;
  return (
    <div
      role="status"
      className="sticky -bottom-2 rounded-md border border-line-strong bg-raised px-3 py-2 text-xs text-ink-2"
    >
      {gained.length > 0 ? (
        <p>
          <span className="font-medium text-ink">They gain</span> {gained.join(', ')}
        </p>
      ) : null}
      {lost.length > 0 ? (
        <p>
          <span className="font-medium text-ink">They lose</span> {lost.join(', ')}
        </p>
      ) : null}
    </div>
  );
}
