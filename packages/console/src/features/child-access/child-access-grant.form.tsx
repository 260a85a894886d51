import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ChildAccess } from '@watchfloor/client';
import { useState } from 'react';
import { api } from '../../api.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, SelectInput } from '../../ui/field.tsx';
import { ErrorNote } from '../../ui/states.tsx';
import { toastDone } from '../../ui/toast.ts';
import { keysQuery } from '../keys/key-queries.ts';
import { RoleSelect } from '../roles/role-select.tsx';
import { holds, peopleQuery, useSession } from '../session/session.ts';
import { childAccessQuery, customersQuery } from './child-access-queries.ts';
import { type HolderChoice, holderChoices, NEVER_IN_CHILDREN, refuseGrant } from './child-access-rules.ts';

interface GrantProps {
  readonly grants: readonly ChildAccess[];
  readonly onClose: () => void;
}

export function ChildAccessGrantForm({ grants, onClose }: GrantProps) {
  const client = useQueryClient();
  const session = useSession();
  const people = useQuery({ ...peopleQuery, enabled: holds(session, 'alerts:read') });
  const keys = useQuery({ ...keysQuery, enabled: holds(session, 'api_keys:manage') });
  const customers = useQuery(customersQuery);
  const [holder, setHolder] = useState('');
  const [tenant, setTenant] = useState('');
  const [role, setRole] = useState('analyst');
  const choices = holderChoices(people.data ?? [], keys.data ?? []);
  const granting = useMutation({
    mutationFn: () => api.childAccess.grant({ holder, tenant: tenant === '' ? null : tenant, role }),
    onSuccess: (made) => {
      void client.invalidateQueries({ queryKey: childAccessQuery.queryKey });
      toastDone(`${made.holder.name} acts in ${made.tenant?.name ?? 'every customer'} as ${made.role}`);
      onClose();
    },
  });
  const refusal = refuseGrant(grants, { holder, tenant: tenant === '' ? null : tenant });
  const submit = () => {
    if (refusal === null && !granting.isPending) granting.mutate();
  };
  return (
    <Dialog
      title="Give access to customers"
      description="They act there as the role says, from their own account and within a second."
      onClose={onClose}
      onSubmit={submit}
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button variant="primary" onClick={submit} isBusy={granting.isPending} refusal={refusal}>
            Give access
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Field label="Who" hint="An agent is not in the list: it acts in its own tenant only.">
          {(control) => (
            <SelectInput {...control} value={holder} onChange={(event) => setHolder(event.target.value)}>
              <option value="">choose…</option>
              <Holders label="People" choices={choices.filter(({ kind }) => kind === 'person')} />
              <Holders label="API keys" choices={choices.filter(({ kind }) => kind === 'key')} />
            </SelectInput>
          )}
        </Field>
        <Field
          label="Customer"
          hint={tenant === '' ? 'Also those that are made later.' : 'This one and no other.'}
        >
          {(control) => (
            <SelectInput {...control} value={tenant} onChange={(event) => setTenant(event.target.value)}>
              <option value="">every customer</option>
              {(customers.data ?? []).map((customer) => (
                <option key={customer.id} value={customer.id}>
                  {customer.name} ({customer.slug})
                </option>
              ))}
            </SelectInput>
          )}
        </Field>
        <RoleSelect
          label="As"
          value={role}
          onChange={setRole}
          without={['ingest']}
          never={NEVER_IN_CHILDREN}
        />
        {granting.error ? <ErrorNote error={granting.error} /> : null}
      </div>
    </Dialog>
  );
}

function Holders({ label, choices }: { readonly label: string; readonly choices: readonly HolderChoice[] }) {
  if (choices.length === 0) return null;
  return (
    <optgroup label={label}>
      {choices.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </optgroup>
  );
}
