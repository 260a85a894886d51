import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { explainError } from '../../errors.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, SelectInput, TextInput } from '../../ui/field.tsx';
import { SecretBox } from '../../ui/secret-box.tsx';
import { ErrorNote } from '../../ui/states.tsx';
import { TIME_PLACEHOLDER, timeOfInput, timeProblem } from '../alerts/time-input.ts';
import { holds, useSession } from '../session/session.ts';
import { sourcesQuery } from '../sources/source-queries.ts';
import { KEY_ROLE_HINTS, KEY_ROLES, type KeyRole, keysQuery } from './key-queries.ts';

/** Makes a key and shows its text, once. */
export function KeyCreateForm({ onClose }: { readonly onClose: () => void }) {
  const client = useQueryClient();
  const session = useSession();
  const sources = useQuery({ ...sourcesQuery, enabled: holds(session, 'integrations:read') });
  const [name, setName] = useState('');
  const [role, setRole] = useState<KeyRole>('ingest');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [expires, setExpires] = useState('');
  const [isMissing, setIsMissing] = useState(false);
  const creating = useMutation({
    mutationFn: () =>
      api.keys.create({
        name: name.trim(),
        role,
        sources: chosen.length === 0 ? null : [...chosen],
        expires_at: timeOfInput(expires),
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: keysQuery.queryKey }),
  });
  const made = creating.data;
  const failed = creating.error ? explainError(creating.error) : null;
  const submit = () => {
    setIsMissing(name.trim() === '');
    if (name.trim() !== '' && timeProblem(expires) === null && !creating.isPending && !made)
      creating.mutate();
  };
  const toggle = (id: string) =>
    setChosen((before) => (before.includes(id) ? before.filter((other) => other !== id) : [...before, id]));
  if (made) {
    return (
      <Dialog
        title={`Key “${made.name}” is made`}
        description={`Role ${made.role}. Send it as “Authorization: Bearer …” or “X-API-Key”.`}
        onClose={onClose}
        isSticky
        footer={
          <Button variant="primary" onClick={onClose}>
            I have copied it
          </Button>
        }
      >
        <SecretBox label="API key" secret={made.key} />
      </Dialog>
    );
  }
  return (
    <Dialog
      title="Create API key"
      onClose={onClose}
      onSubmit={submit}
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button variant="primary" onClick={submit} isBusy={creating.isPending}>
            Create key
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Field
          label="Name"
          hint="What uses it, so that one knows later what revoking it stops."
          error={isMissing ? 'Give it a name.' : null}
        >
          {(control) => (
            <TextInput
              {...control}
              maxLength={200}
              value={name}
              onChange={(event) => {
                setName(event.target.value);
                setIsMissing(false);
              }}
            />
          )}
        </Field>
        <Field label="Role" hint={KEY_ROLE_HINTS[role]}>
          {(control) => (
            <SelectInput
              {...control}
              value={role}
              onChange={(event) =>
                setRole(KEY_ROLES.find((known) => known === event.target.value) ?? 'ingest')
              }
            >
              {KEY_ROLES.map((known) => (
                <option key={known} value={known}>
                  {known}
                </option>
              ))}
            </SelectInput>
          )}
        </Field>
        {sources.data && sources.data.length > 0 ? (
          <fieldset>
            <legend className="mb-1 text-xs font-medium text-ink-2">Sources it may submit to</legend>
            <div className="flex flex-wrap gap-x-5 gap-y-1.5">
              {sources.data.map((source) => (
                <label key={source.id} className="flex items-center gap-2 text-sm">
                  <input
                    type="checkbox"
                    checked={chosen.includes(source.id)}
                    onChange={() => toggle(source.id)}
                    className="size-4 accent-accent-fill"
                  />
                  {source.id}
                </label>
              ))}
            </div>
            <p className="mt-1 text-xs text-ink-3">
              {chosen.length === 0 ? 'None chosen means all.' : 'To no other.'}
            </p>
          </fieldset>
        ) : null}
        <Field
          label="Expires (UTC)"
          hint="Leave it empty for a key without an end."
          error={failed?.field === 'expires_at' ? failed.message : timeProblem(expires)}
        >
          {(control) => (
            <TextInput
              {...control}
              placeholder={TIME_PLACEHOLDER}
              value={expires}
              onChange={(event) => setExpires(event.target.value)}
              className="tabular w-56"
            />
          )}
        </Field>
        {failed && failed.field !== 'expires_at' ? <ErrorNote error={creating.error} /> : null}
      </div>
    </Dialog>
  );
}
