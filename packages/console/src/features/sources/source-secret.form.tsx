import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Source } from '@watchfloor/client';
import { useState } from 'react';
import { api } from '../../api.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, SelectInput, TextInput } from '../../ui/field.tsx';
import { SecretBox } from '../../ui/secret-box.tsx';
import { ErrorNote } from '../../ui/states.tsx';
import { toastDone } from '../../ui/toast.ts';
import { sourcesQuery } from './source-queries.ts';

interface SecretFormProps {
  readonly source: Source;
  readonly onClose: () => void;
}

type Scheme = NonNullable<Source['signature']>;

/** From the moment the secret is set, unsigned records of the source are refused. */
export function SourceSecretForm({ source, onClose }: SecretFormProps) {
  const client = useQueryClient();
  const [scheme, setScheme] = useState<Scheme>(source.signature ?? 'timestamped');
  const [secret, setSecret] = useState('');
  const isTooShort = secret !== '' && secret.length < 16;
  const saving = useMutation({
    mutationFn: () =>
      api.sources.setSecret({ source: source.id, scheme, ...(secret === '' ? {} : { secret }) }),
    onSuccess: (saved) => {
      void client.invalidateQueries({ queryKey: sourcesQuery.queryKey });
      if (saved.secret !== null) return;
      toastDone(`${source.id} now requires a signature`);
      onClose();
    },
  });
  const made = saving.data?.secret ?? null;
  const submit = () => {
    if (!isTooShort && !saving.isPending && made === null) saving.mutate();
  };
  return (
    <Dialog
      title={`${source.signature ? 'Change the signature secret' : 'Require a signature'} of ${source.id}`}
      description="From then on, records without a right signature are refused."
      onClose={onClose}
      onSubmit={submit}
      isSticky={made !== null}
      footer={
        made !== null ? (
          <Button variant="primary" onClick={onClose}>
            I have copied it
          </Button>
        ) : (
          <>
            <Button variant="ghost" onClick={onClose}>
              Cancel
            </Button>
            <Button
              variant="primary"
              onClick={submit}
              isBusy={saving.isPending}
              refusal={isTooShort ? 'The secret is too short.' : null}
            >
              Require signature
            </Button>
          </>
        )
      }
    >
      {made !== null ? (
        <SecretBox label="Signature secret" secret={made} />
      ) : (
        <div className="flex flex-col gap-4">
          <Field
            label="Scheme"
            hint={
              scheme === 'timestamped'
                ? 'X-Watchfloor-Timestamp and X-Watchfloor-Signature: v1=… over "timestamp.body". A recorded request cannot be sent again after five minutes.'
                : 'X-Watchfloor-Signature or X-Hub-Signature-256: sha256=… over the body. For products that offer nothing better.'
            }
          >
            {(control) => (
              <SelectInput
                {...control}
                value={scheme}
                onChange={(event) => setScheme(event.target.value === 'body' ? 'body' : 'timestamped')}
              >
                <option value="timestamped">HMAC-SHA256 with time</option>
                <option value="body">HMAC-SHA256 of the body</option>
              </SelectInput>
            )}
          </Field>
          <Field
            label="Secret"
            hint="Leave it empty to have one made, which is then shown once."
            error={isTooShort ? 'At least 16 characters.' : null}
          >
            {(control) => (
              <TextInput
                {...control}
                type="password"
                autoComplete="new-password"
                maxLength={500}
                value={secret}
                onChange={(event) => setSecret(event.target.value)}
              />
            )}
          </Field>
          {saving.error ? <ErrorNote error={saving.error} /> : null}
        </div>
      )}
    </Dialog>
  );
}

/** Takes the requirement away, after saying what that means. */
export function SourceRemoveSecretForm({ source, onClose }: SecretFormProps) {
  const client = useQueryClient();
  const removing = useMutation({
    mutationFn: () => api.sources.removeSecret({ source: source.id }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: sourcesQuery.queryKey });
      toastDone(`${source.id} no longer requires a signature`);
      onClose();
    },
  });
  return (
    <Dialog
      title={`Remove the signature secret of ${source.id}?`}
      width="sm"
      onClose={onClose}
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Keep it
          </Button>
          <Button variant="danger" onClick={() => removing.mutate()} isBusy={removing.isPending}>
            Remove secret of {source.id}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3 text-sm text-ink-2">
        <p>
          Records of {source.id} are then accepted with an API key or a secret address alone. The secret
          cannot be brought back.
        </p>
        {removing.error ? <ErrorNote error={removing.error} /> : null}
      </div>
    </Dialog>
  );
}
