import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ApiKey } from '@watchfloor/client';
import { useState } from 'react';
import { api } from '../../api.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, SelectInput } from '../../ui/field.tsx';
import { SecretBox } from '../../ui/secret-box.tsx';
import { ErrorNote } from '../../ui/states.tsx';
import { ExactTime } from '../../ui/time.tsx';
import { keyQuery, keysQuery } from './key-queries.ts';

interface RotateProps {
  readonly apiKey: ApiKey;
  readonly onClose: () => void;
}

const OVERLAPS = [
  { hours: 0, name: 'none: it ends at once' },
  { hours: 1, name: '1 hour' },
  { hours: 24, name: '24 hours' },
  { hours: 72, name: '3 days' },
  { hours: 168, name: '7 days' },
] as const;

/** A new key with the same settings. The old one goes on for a while, so that nothing stands still in between. */
export function KeyRotateForm({ apiKey, onClose }: RotateProps) {
  const client = useQueryClient();
  const [hours, setHours] = useState(24);
  const rotating = useMutation({
    mutationFn: () => api.keys.rotate({ id: apiKey.id, overlap_hours: hours }),
    onSuccess: () => client.invalidateQueries({ queryKey: keysQuery.queryKey }),
  });
  const made = rotating.data;
  // Read apart from rotating: should it fail, the new key is shown all the same.
  const old = useQuery({ ...keyQuery(apiKey.id), enabled: made !== undefined });
  if (made) {
    return (
      <Dialog
        title={`Key “${made.name}” is rotated`}
        description="Put the new key where the old one is, before the old one ends."
        onClose={onClose}
        isSticky
        footer={
          <Button variant="primary" onClick={onClose}>
            I have copied it
          </Button>
        }
      >
        <div className="flex flex-col gap-3 text-sm text-ink-2">
          <SecretBox label="New API key" secret={made.key} />
          <p>
            The old key <span className="font-mono text-xs text-ink">{apiKey.hint}</span>{' '}
            {old.data?.expires_at ? (
              <>
                {hours === 0 ? 'ended' : 'works until'} <ExactTime at={old.data.expires_at} />.
              </>
            ) : old.error ? (
              'has an end now; the list of keys shows when.'
            ) : (
              '…'
            )}
          </p>
          {made.expires_at ? (
            <p>
              The new one works until <ExactTime at={made.expires_at} />.
            </p>
          ) : null}
        </div>
      </Dialog>
    );
  }
  const submit = () => {
    if (!rotating.isPending) rotating.mutate();
  };
  return (
    <Dialog
      title={`Rotate the key “${apiKey.name}”?`}
      description="A new key with the same role, limits and access takes its place."
      width="sm"
      onClose={onClose}
      onSubmit={submit}
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button variant="primary" onClick={submit} isBusy={rotating.isPending}>
            Rotate key
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <Field
          label="The old key goes on for"
          hint="Never longer than it would have. None when somebody else may have the old key."
        >
          {(control) => (
            <SelectInput
              {...control}
              value={hours}
              onChange={(event) => setHours(Number(event.target.value))}
            >
              {OVERLAPS.map((overlap) => (
                <option key={overlap.hours} value={overlap.hours}>
                  {overlap.name}
                </option>
              ))}
            </SelectInput>
          )}
        </Field>
        {rotating.error ? <ErrorNote error={rotating.error} /> : null}
      </div>
    </Dialog>
  );
}
