import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ApiKey } from '@watchfloor/client';
import { useState } from 'react';
import { api } from '../../api.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, TextInput } from '../../ui/field.tsx';
import { ErrorNote } from '../../ui/states.tsx';
import { toastDone } from '../../ui/toast.ts';
import { PermissionBoxes } from '../roles/permission-boxes.tsx';
import { useRoles } from '../roles/role-queries.ts';
import { type Permission, useSession } from '../session/session.ts';
import { ScopeFields } from './key-create.form.tsx';
import { keysQuery } from './key-queries.ts';
import { narrowerChoices, scopeChoices } from './key-rules.ts';
import { SourceBoxes } from './source-boxes.tsx';

interface EditProps {
  readonly apiKey: ApiKey;
  readonly onClose: () => void;
}

/** Name, sources and narrower scopes of a key. Its role and its end stay what they are. */
export function KeyEditForm({ apiKey, onClose }: EditProps) {
  const client = useQueryClient();
  const session = useSession();
  const roles = useRoles();
  const [name, setName] = useState(apiKey.name);
  const [sources, setSources] = useState<readonly string[]>(apiKey.sources ?? []);
  const [scopes, setScopes] = useState<readonly Permission[] | null>(apiKey.scopes);
  const role = roles?.find((candidate) => candidate.name === apiKey.role);
  const choices = narrowerChoices(apiKey, scopeChoices(session, role, apiKey.account?.kind === 'agent'));
  const saving = useMutation({
    mutationFn: () =>
      api.keys.update({
        id: apiKey.id,
        name: name.trim(),
        sources: sources.length === 0 ? null : [...sources],
        scopes: scopes === null ? null : [...scopes],
      }),
    onSuccess: (saved) => {
      void client.invalidateQueries({ queryKey: keysQuery.queryKey });
      toastDone(`Changed the key “${saved.name}”`);
      onClose();
    },
  });
  const refusal =
    name.trim() === ''
      ? 'Give it a name.'
      : scopes?.length === 0
        ? 'Choose at least one permission; to stop it, revoke it.'
        : null;
  const submit = () => {
    if (refusal === null && !saving.isPending) saving.mutate();
  };
  return (
    <Dialog
      title={`Change the key “${apiKey.name}”`}
      description="Counts within a second. Its role and its end stay; for another, make a new key."
      onClose={onClose}
      onSubmit={submit}
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button variant="primary" onClick={submit} isBusy={saving.isPending} refusal={refusal}>
            Save key
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Field label="Name">
          {(control) => (
            <TextInput
              {...control}
              maxLength={200}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        {apiKey.scopes === null ? (
          <ScopeFields choices={choices} scopes={scopes} onChange={setScopes} />
        ) : (
          <div className="flex flex-col gap-1">
            <PermissionBoxes legend="It may" choices={choices} chosen={scopes ?? []} onChange={setScopes} />
            <p className="text-xs text-ink-3">Permissions can be taken away and not added: make a new key.</p>
          </div>
        )}
        <SourceBoxes chosen={sources} onChange={setSources} />
        {saving.error ? <ErrorNote error={saving.error} /> : null}
      </div>
    </Dialog>
  );
}
