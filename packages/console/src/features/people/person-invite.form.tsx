import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { explainError } from '../../errors.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, TextInput } from '../../ui/field.tsx';
import { ErrorNote } from '../../ui/states.tsx';
import { RoleSelect } from '../roles/role-select.tsx';
import { peopleQuery } from '../session/session.ts';
import { OneTimeLinkBox } from './one-time-link.tsx';
import { emailProblem } from './person-rules.ts';

/** Makes somebody a member and shows their link, once. */
export function PersonInviteForm({ onClose }: { readonly onClose: () => void }) {
  const client = useQueryClient();
  const [email, setEmail] = useState('');
  const [name, setName] = useState('');
  const [role, setRole] = useState('analyst');
  const [isChecked, setIsChecked] = useState(false);
  const inviting = useMutation({
    mutationFn: () => api.people.invite({ email: email.trim(), name: name.trim(), role }),
    onSuccess: () => client.invalidateQueries({ queryKey: peopleQuery.queryKey }),
  });
  const invited = inviting.data;
  if (invited) {
    return (
      <Dialog
        title={`${invited.name} is invited`}
        description={`${invited.email}, role ${invited.role}.`}
        onClose={onClose}
        isSticky
        footer={
          <Button variant="primary" onClick={onClose}>
            {invited.link ? 'I have copied it' : 'Done'}
          </Button>
        }
      >
        {invited.link ? (
          <OneTimeLinkBox link={invited.link} name={invited.name} />
        ) : (
          <p className="text-sm text-ink-2">
            Another tenant of this installation knows this address: they sign in with what they have there,
            and need no link.
          </p>
        )}
      </Dialog>
    );
  }
  const failed = inviting.error ? explainError(inviting.error) : null;
  const problems = {
    email: emailProblem(email),
    name: name.trim() === '' ? 'Say who they are.' : null,
  };
  const submit = () => {
    setIsChecked(true);
    if (problems.email === null && problems.name === null && !inviting.isPending) inviting.mutate();
  };
  return (
    <Dialog
      title="Invite somebody"
      description="They become a member at once, and sign in first with a link that you send them. It works for 72 hours."
      onClose={onClose}
      onSubmit={submit}
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button variant="primary" onClick={submit} isBusy={inviting.isPending}>
            Invite
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Field
          label="E-mail"
          error={failed?.field === 'email' ? failed.message : isChecked ? problems.email : null}
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
          label="Name"
          hint="As colleagues will see it on alerts and in the audit."
          error={isChecked ? problems.name : null}
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
        <RoleSelect value={role} onChange={setRole} without={['ingest']} />
        {failed && failed.field !== 'email' ? <ErrorNote error={inviting.error} /> : null}
      </div>
    </Dialog>
  );
}
