import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Operations } from '@watchfloor/client';
import { useState } from 'react';
import { api, makeRepeatKeys } from '../../api.ts';
import { explainError } from '../../errors.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, TextInput } from '../../ui/field.tsx';
import { SecretBox } from '../../ui/secret-box.tsx';
import { ErrorNote } from '../../ui/states.tsx';
import { OneTimeLinkBox } from '../people/one-time-link.tsx';
import { slugOf } from './tenant-slug.ts';

type Made = Awaited<ReturnType<Operations['tenants']['create']>>;

/** A tenant with its first owner and its first key, in one go; both secrets are shown once. */
export function TenantCreateForm({ onClose }: { readonly onClose: () => void }) {
  const client = useQueryClient();
  const [repeat] = useState(makeRepeatKeys);
  const [name, setName] = useState('');
  const [typedSlug, setTypedSlug] = useState<string | null>(null);
  const [email, setEmail] = useState('');
  const [keyName, setKeyName] = useState('First source');
  const slug = typedSlug ?? slugOf(name);
  const creating = useMutation({
    mutationFn: () => {
      const input = {
        slug,
        name: name.trim(),
        ...(email.trim() === '' ? {} : { owner_email: email.trim() }),
        ...(keyName.trim() === '' ? {} : { key: { name: keyName.trim(), role: 'ingest' as const } }),
      };
      return api.tenants.create(input, { idempotencyKey: repeat.keyFor(input) });
    },
    onSuccess: () => {
      repeat.done();
      void client.invalidateQueries({ queryKey: ['tenants'] });
      void client.invalidateQueries({ queryKey: ['alerts', 'of-customers'] });
    },
  });
  if (creating.data) return <MadeDialog made={creating.data} email={email.trim()} onClose={onClose} />;
  const failed = creating.error ? explainError(creating.error) : null;
  const errorOf = (field: string) => (failed?.field === field ? failed.message : null);
  const refusal =
    name.trim() === '' ? 'Give it a name first.' : slug === '' ? 'Give it a short name first.' : null;
  const submit = () => {
    if (refusal === null && !creating.isPending) creating.mutate();
  };
  return (
    <Dialog
      title="Create tenant"
      description="Ready for records as soon as it is made."
      onClose={onClose}
      onSubmit={submit}
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button variant="primary" onClick={submit} isBusy={creating.isPending} refusal={refusal}>
            Create tenant
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Field label="Name" error={errorOf('name')}>
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
          label="Short name"
          hint="Small letters, digits and hyphens. It stands in addresses and calls, and never changes."
          error={errorOf('slug')}
        >
          {(control) => (
            <TextInput
              {...control}
              maxLength={63}
              value={slug}
              onChange={(event) => setTypedSlug(event.target.value)}
              className="font-mono"
            />
          )}
        </Field>
        <Field
          label="E-mail of its owner"
          hint="Gets a one-time link, which you hand over. Leave it empty when you run the tenant yourself."
          error={errorOf('owner_email')}
        >
          {(control) => (
            <TextInput
              {...control}
              type="email"
              maxLength={320}
              value={email}
              onChange={(event) => setEmail(event.target.value)}
            />
          )}
        </Field>
        <Field
          label="First key"
          hint="What it is called. A key of the role ingest, which submits records and nothing else. Leave it empty for none."
          error={errorOf('key.name')}
        >
          {(control) => (
            <TextInput
              {...control}
              maxLength={200}
              value={keyName}
              onChange={(event) => setKeyName(event.target.value)}
            />
          )}
        </Field>
        {failed && ['name', 'slug', 'owner_email', 'key.name'].every((field) => field !== failed.field) ? (
          <ErrorNote error={creating.error} />
        ) : null}
      </div>
    </Dialog>
  );
}

interface MadeProps {
  readonly made: Made;
  readonly email: string;
  readonly onClose: () => void;
}

function MadeDialog({ made: { tenant, owner, key }, email, onClose }: MadeProps) {
  return (
    <Dialog
      title={`“${tenant.name}” is made`}
      description={`Its short name is ${tenant.slug}.`}
      onClose={onClose}
      isSticky
      footer={
        <Button variant="primary" onClick={onClose}>
          {owner?.link || key?.key ? 'I have copied them' : 'Close'}
        </Button>
      }
    >
      <div className="flex flex-col gap-5">
        {owner?.link ? <OneTimeLinkBox link={owner.link} name={email} /> : null}
        {owner && !owner.link ? (
          <p className="text-sm text-ink-2">
            {email} has an account here already, and finds the new tenant under “Your account”.
          </p>
        ) : null}
        {key?.key ? <SecretBox label="API key" secret={key.key} /> : null}
        {!owner && !key ? (
          <p className="text-sm text-ink-2">
            Nobody is in it yet. Give yourself access under “Access to customers”.
          </p>
        ) : null}
      </div>
    </Dialog>
  );
}
