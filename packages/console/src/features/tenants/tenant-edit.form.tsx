import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ChildTenant } from '@watchfloor/client';
import { type FormEvent, useState } from 'react';
import { api } from '../../api.ts';
import { Button } from '../../ui/button.tsx';
import { Field, TextInput } from '../../ui/field.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ErrorNote } from '../../ui/states.tsx';
import { toastDone } from '../../ui/toast.ts';
import { gigabytesText, readGigabytes, readRecords, recordsText } from './tenant-quotas.ts';

/** Name and quotas of a customer's tenant. What it sets for itself stands in its own settings. */
export function TenantEditForm({ tenant }: { readonly tenant: ChildTenant }) {
  const client = useQueryClient();
  const [name, setName] = useState(tenant.name);
  const [records, setRecords] = useState(recordsText(tenant.quotas.records_per_day));
  const [stored, setStored] = useState(gigabytesText(tenant.quotas.stored_bytes));
  const recordsMax = readRecords(records);
  const storedMax = readGigabytes(stored);
  const isSame =
    name.trim() === tenant.name &&
    records.trim() === recordsText(tenant.quotas.records_per_day) &&
    stored.trim() === gigabytesText(tenant.quotas.stored_bytes);
  const saving = useMutation({
    mutationFn: () =>
      api.tenants.update({
        id: tenant.id,
        name: name.trim(),
        quotas: { records_per_day: recordsMax ?? null, stored_bytes: storedMax ?? null },
      }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['tenants'] });
      toastDone('Saved');
    },
  });
  const refusal = refusalOf({
    isSame,
    isNamed: name.trim() !== '',
    isRead: recordsMax !== undefined && storedMax !== undefined,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (refusal === null && !saving.isPending) saving.mutate();
  };
  return (
    <Panel title="Name and quotas">
      <form onSubmit={submit} className="flex flex-col gap-3 px-3.5 py-3">
        <div className="grid gap-3 md:grid-cols-3">
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
          <Field
            label="Records a day"
            hint="In UTC, repeated ones included. Empty for no limit."
            error={recordsMax === undefined ? 'A whole number, or nothing.' : null}
          >
            {(control) => (
              <TextInput
                {...control}
                inputMode="numeric"
                value={records}
                onChange={(event) => setRecords(event.target.value)}
                className="tabular"
              />
            )}
          </Field>
          <Field
            label="Stored records (GB)"
            hint="Raw records, as they lie packed on the disk. Empty for no limit."
            error={storedMax === undefined ? 'A number such as 20 or 0.5, or nothing.' : null}
          >
            {(control) => (
              <TextInput
                {...control}
                inputMode="decimal"
                value={stored}
                onChange={(event) => setStored(event.target.value)}
                className="tabular"
              />
            )}
          </Field>
        </div>
        {saving.error ? <ErrorNote error={saving.error} /> : null}
        <div>
          <Button type="submit" isBusy={saving.isPending} refusal={refusal}>
            Save
          </Button>
        </div>
      </form>
    </Panel>
  );
}

interface FormState {
  readonly isSame: boolean;
  readonly isNamed: boolean;
  readonly isRead: boolean;
}

function refusalOf({ isSame, isNamed, isRead }: FormState): string | null {
  if (!isNamed) return 'Give it a name first.';
  if (!isRead) return 'A quota is not understood.';
  return isSame ? 'Nothing has changed.' : null;
}
