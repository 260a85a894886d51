import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Fingerprint } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, TextInput } from '../../ui/field.tsx';
import { toastDone } from '../../ui/toast.ts';
import { browserOf } from '../people/session-words.ts';
import { addPasskey } from '../session/passkeys.ts';
import { SignInErrorNote } from '../session/sign-in-error.tsx';
import { accountQuery } from './account-queries.ts';

/** Makes a passkey on this device. The name only helps to recognise it. */
export function PasskeyAddForm({ onClose }: { readonly onClose: () => void }) {
  const client = useQueryClient();
  const [name, setName] = useState(() => browserOf(navigator.userAgent));
  const adding = useMutation({
    mutationFn: () => addPasskey(name.trim()),
    onSuccess: (passkey) => {
      void client.invalidateQueries({ queryKey: accountQuery.queryKey });
      toastDone(`Added the passkey “${passkey.name}”`);
      onClose();
    },
  });
  const submit = () => {
    if (name.trim() !== '' && !adding.isPending) adding.mutate();
  };
  return (
    <Dialog
      title="Add a passkey"
      description="Your device keeps it and asks for your PIN, finger or face. There is nothing that could be typed into a wrong page or be stolen from this server."
      width="sm"
      onClose={onClose}
      onSubmit={submit}
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button
            variant="primary"
            onClick={submit}
            isBusy={adding.isPending}
            icon={<Fingerprint aria-hidden className="size-4" />}
            refusal={name.trim() === '' ? 'Give it a name first.' : null}
          >
            Add it
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <Field label="Name" hint="To recognise it by, such as the device it is on.">
          {(control) => (
            <TextInput
              {...control}
              maxLength={100}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        {adding.error ? <SignInErrorNote error={adding.error} what="passkey" /> : null}
      </div>
    </Dialog>
  );
}
