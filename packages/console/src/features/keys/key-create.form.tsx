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
import { PermissionBoxes } from '../roles/permission-boxes.tsx';
import { useRoles } from '../roles/role-queries.ts';
import { RoleSelect } from '../roles/role-select.tsx';
import { serviceAccountsQuery } from '../service-accounts/service-account-queries.ts';
import { type Permission, useSession } from '../session/session.ts';
import { keysQuery } from './key-queries.ts';
import { inDays, scopeChoices } from './key-rules.ts';
import { SourceBoxes } from './source-boxes.tsx';

interface CreateProps {
  /** The service account it is made for at first; null for a key with a role of its own. */
  readonly account: string | null;
  readonly onClose: () => void;
}

/** Makes a key and shows its text, once. */
export function KeyCreateForm({ account: firstAccount, onClose }: CreateProps) {
  const client = useQueryClient();
  const session = useSession();
  const roles = useRoles();
  const accounts = useQuery(serviceAccountsQuery).data ?? [];
  const [name, setName] = useState('');
  const [accountId, setAccountId] = useState(firstAccount ?? '');
  const [role, setRole] = useState('ingest');
  const [sources, setSources] = useState<readonly string[]>([]);
  const [scopes, setScopes] = useState<readonly Permission[] | null>(null);
  const [expires, setExpires] = useState('');
  const [isChecked, setIsChecked] = useState(false);
  const account = accounts.find(({ id }) => id === accountId);
  const creating = useMutation({
    mutationFn: () =>
      api.keys.create({
        name: name.trim(),
        ...(accountId === '' ? { role } : { account: accountId }),
        scopes: scopes === null ? null : [...scopes],
        sources: sources.length === 0 ? null : [...sources],
        expires_at: timeOfInput(expires),
      }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: keysQuery.queryKey });
      void client.invalidateQueries({ queryKey: serviceAccountsQuery.queryKey });
    },
  });
  const made = creating.data;
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
  const failed = creating.error ? explainError(creating.error) : null;
  const isNoScope = scopes?.length === 0;
  const submit = () => {
    setIsChecked(true);
    if (name.trim() !== '' && timeProblem(expires) === null && !isNoScope && !creating.isPending)
      creating.mutate();
  };
  const heldRole = roles?.find((candidate) => candidate.name === (account?.role ?? role));
  const choices = scopeChoices(session, heldRole, account?.kind === 'agent');
  return (
    <Dialog
      title="Create API key"
      description="It is at most as strong as you are."
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
          error={isChecked && name.trim() === '' ? 'Give it a name.' : null}
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
        {accounts.length > 0 ? (
          <Field label="Acts as" hint="A service account keeps its name when its keys change.">
            {(control) => (
              <SelectInput
                {...control}
                value={accountId}
                onChange={(event) => {
                  setAccountId(event.target.value);
                  setScopes(null);
                }}
              >
                <option value="">itself, with a role of its own</option>
                {accounts.map(({ id, name: accountName, kind, role: accountRole, status }) => (
                  <option key={id} value={id} disabled={status === 'disabled'}>
                    {kind === 'agent' ? 'agent' : 'service'} {accountName} ({accountRole}
                    {status === 'disabled' ? ', switched off' : ''})
                  </option>
                ))}
              </SelectInput>
            )}
          </Field>
        ) : null}
        {accountId === '' ? (
          <RoleSelect
            value={role}
            onChange={(next) => {
              setRole(next);
              setScopes(null);
            }}
          />
        ) : null}
        <ScopeFields choices={choices} scopes={scopes} onChange={setScopes} />
        {isChecked && isNoScope ? (
          <p role="alert" className="text-xs text-critical">
            Choose at least one permission, or limit it to none.
          </p>
        ) : null}
        <SourceBoxes chosen={sources} onChange={setSources} />
        <ExpiryField
          value={expires}
          onChange={setExpires}
          error={failed?.field === 'expires_at' ? failed.message : null}
        />
        {failed && failed.field !== 'expires_at' ? <ErrorNote error={creating.error} /> : null}
      </div>
    </Dialog>
  );
}

interface ScopeProps {
  readonly choices: ReturnType<typeof scopeChoices>;
  /** Null while the key holds all that its role gives. */
  readonly scopes: readonly Permission[] | null;
  readonly onChange: (scopes: readonly Permission[] | null) => void;
}

/** All that the role gives, or some of it. */
export function ScopeFields({ choices, scopes, onChange }: ScopeProps) {
  return (
    <div className="flex flex-col gap-2">
      <label className="flex items-center gap-2 text-sm">
        <input
          type="checkbox"
          checked={scopes !== null}
          onChange={() => onChange(scopes === null ? [] : null)}
          className="size-4 accent-accent-fill"
        />
        Limit it to some permissions of its role
      </label>
      {scopes === null ? null : (
        <div className="rounded-md border border-line p-3">
          <PermissionBoxes legend="It may" choices={choices} chosen={scopes} onChange={onChange} />
        </div>
      )}
    </div>
  );
}

const TERMS = [
  { days: 30, name: '30 days' },
  { days: 90, name: '90 days' },
  { days: 365, name: '1 year' },
] as const;

interface ExpiryProps {
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly error: string | null;
}

function ExpiryField({ value, onChange, error }: ExpiryProps) {
  return (
    <Field
      label="Expires (UTC)"
      hint="Leave it empty for a key without an end."
      error={error ?? timeProblem(value)}
    >
      {(control) => (
        <div className="flex flex-wrap items-center gap-1.5">
          <TextInput
            {...control}
            placeholder={TIME_PLACEHOLDER}
            value={value}
            onChange={(event) => onChange(event.target.value)}
            className="tabular w-48"
          />
          {TERMS.map(({ days, name }) => (
            <Button
              key={days}
              size="sm"
              variant="ghost"
              onClick={() => onChange(inDays(days, Date.now()))}
              aria-label={`Expires in ${name}`}
            >
              {name}
            </Button>
          ))}
        </div>
      )}
    </Field>
  );
}
