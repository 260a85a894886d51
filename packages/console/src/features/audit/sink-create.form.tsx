import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { explainError } from '../../errors.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, SelectInput, TextInput } from '../../ui/field.tsx';
import { SecretBox } from '../../ui/secret-box.tsx';
import { ErrorNote } from '../../ui/states.tsx';
import { toastDone } from '../../ui/toast.ts';
import { sinksQuery } from './audit-queries.ts';
import { sinkUrlProblem } from './sink-words.ts';

/** Adds a collector and shows the secret of its signatures, once. */
export function SinkCreateForm({ onClose }: { readonly onClose: () => void }) {
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [url, setUrl] = useState('');
  const [format, setFormat] = useState<'jsonl' | 'splunk_hec'>('jsonl');
  const [authorization, setAuthorization] = useState('');
  const [from, setFrom] = useState<'now' | 'beginning'>('now');
  const [isSigned, setIsSigned] = useState(true);
  const [isChecked, setIsChecked] = useState(false);
  const creating = useMutation({
    mutationFn: () =>
      api.auditSinks.create({
        name: name.trim(),
        url: url.trim(),
        format,
        authorization: authorization.trim() === '' ? null : authorization.trim(),
        sign: isSigned,
        from,
      }),
    onSuccess: (made) => {
      void client.invalidateQueries({ queryKey: sinksQuery.queryKey });
      if (made.signing_secret !== null) return;
      toastDone(`Records are sent to “${made.name}” from now on`);
      onClose();
    },
  });
  const made = creating.data;
  if (made?.signing_secret) {
    return <MadeDialog name={made.name} secret={made.signing_secret} onClose={onClose} />;
  }
  const failed = creating.error ? explainError(creating.error) : null;
  const errorOf = (field: string, problem: string | null) =>
    failed?.field === field ? failed.message : isChecked ? problem : null;
  const problems = { name: name.trim() === '' ? 'Give it a name.' : null, url: sinkUrlProblem(url) };
  const submit = () => {
    setIsChecked(true);
    if (problems.name === null && problems.url === null && !creating.isPending) creating.mutate();
  };
  return (
    <Dialog
      title="Add a collector"
      onClose={onClose}
      onSubmit={submit}
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button variant="primary" onClick={submit} isBusy={creating.isPending}>
            Add collector
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Field label="Name" error={errorOf('name', problems.name)}>
          {(control) => (
            <TextInput
              {...control}
              maxLength={100}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Field
          label="Address"
          hint="https, and a public host unless the installation allows others."
          error={errorOf('url', problems.url)}
        >
          {(control) => (
            <TextInput
              {...control}
              type="url"
              maxLength={2_048}
              placeholder="https://collector.example.com/audit"
              value={url}
              onChange={(event) => setUrl(event.target.value)}
              className="font-mono text-xs"
            />
          )}
        </Field>
        <div className="grid grid-cols-2 gap-3">
          <Field label="Format">
            {(control) => (
              <SelectInput
                {...control}
                value={format}
                onChange={(event) => setFormat(event.target.value === 'splunk_hec' ? 'splunk_hec' : 'jsonl')}
              >
                <option value="jsonl">JSON lines</option>
                <option value="splunk_hec">Splunk HEC</option>
              </SelectInput>
            )}
          </Field>
          <Field label="Send">
            {(control) => (
              <SelectInput
                {...control}
                value={from}
                onChange={(event) => setFrom(event.target.value === 'beginning' ? 'beginning' : 'now')}
              >
                <option value="now">what comes from now on</option>
                <option value="beginning">everything from the beginning</option>
              </SelectInput>
            )}
          </Field>
        </div>
        <Field
          label="Authorization header"
          hint="Such as “Bearer …” or “Splunk …”. Kept sealed and never shown again. Empty for none."
          error={errorOf('authorization', null)}
        >
          {(control) => (
            <TextInput
              {...control}
              type="password"
              autoComplete="new-password"
              maxLength={4_000}
              value={authorization}
              onChange={(event) => setAuthorization(event.target.value)}
            />
          )}
        </Field>
        <label className="flex items-center gap-2 text-sm">
          <input
            type="checkbox"
            checked={isSigned}
            onChange={() => setIsSigned(!isSigned)}
            className="size-4 accent-accent-fill"
          />
          Sign each message, so that the collector can tell it from a forged one
        </label>
        {failed && !['name', 'url', 'authorization'].includes(failed.field ?? '') ? (
          <ErrorNote error={creating.error} />
        ) : null}
      </div>
    </Dialog>
  );
}

interface MadeProps {
  readonly name: string;
  readonly secret: string;
  readonly onClose: () => void;
}

function MadeDialog({ name, secret, onClose }: MadeProps) {
  return (
    <Dialog
      title={`Collector “${name}” is added`}
      description="With this secret the collector checks that a message comes from here and was not changed."
      onClose={onClose}
      isSticky
      footer={
        <Button variant="primary" onClick={onClose}>
          I have copied it
        </Button>
      }
    >
      <SecretBox label="Signing secret" secret={secret} />
    </Dialog>
  );
}
