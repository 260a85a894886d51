import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Person } from '@watchfloor/client';
import { useState } from 'react';
import { api } from '../../api.ts';
import { paths } from '../../paths.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, TextInput } from '../../ui/field.tsx';
import { countOf } from '../../ui/format.ts';
import { ErrorNote } from '../../ui/states.tsx';
import { toastDone } from '../../ui/toast.ts';
import { RoleSelect } from '../roles/role-select.tsx';
import { peopleQuery } from '../session/session.ts';
import { OneTimeLinkBox } from './one-time-link.tsx';
import { personQuery } from './people-queries.ts';
import { isOwnerChange } from './person-rules.ts';

export type PersonAction =
  | 'role'
  | 'reset'
  | 'unlock'
  | 'deactivate'
  | 'reactivate'
  | 'remove'
  | 'end-sessions';

interface FormProps {
  readonly person: Person;
  readonly onClose: () => void;
}

interface ActionFormProps extends FormProps {
  readonly action: PersonAction;
}

/** The dialog of what is done to somebody's account. */
export function PersonActionForm({ action, ...form }: ActionFormProps) {
  if (action === 'role') return <RoleForm {...form} />;
  if (action === 'reset') return <ResetForm {...form} />;
  if (action === 'unlock') return <UnlockForm {...form} />;
  if (action === 'remove') return <RemoveForm {...form} />;
  if (action === 'end-sessions') return <EndSessionsForm {...form} />;
  return <SwitchForm {...form} isOff={action === 'deactivate'} />;
}

function useReadAgain(person: Person): () => void {
  const client = useQueryClient();
  return () => {
    void client.invalidateQueries({ queryKey: peopleQuery.queryKey });
    void client.invalidateQueries({ queryKey: personQuery(person.id).queryKey });
  };
}

function RoleForm({ person, onClose }: FormProps) {
  const readAgain = useReadAgain(person);
  const [role, setRole] = useState(person.role);
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const isOwners = isOwnerChange(person.role, role);
  const saving = useMutation({
    mutationFn: () => api.people.update({ id: person.id, role, reason: reason.trim() }),
    onSuccess: (saved) => {
      readAgain();
      toastDone(`${saved.name} is now ${saved.role}`);
      onClose();
    },
  });
  const refusal =
    role === person.role
      ? 'Choose another role.'
      : isOwners && typed.trim() !== person.name.trim()
        ? `Type “${person.name}” first.`
        : null;
  const submit = () => {
    if (refusal === null && !saving.isPending) saving.mutate();
  };
  return (
    <Dialog
      title={`Role of ${person.name}`}
      description={`Now ${person.role}. Another role counts within a second.`}
      width="sm"
      onClose={onClose}
      onSubmit={submit}
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button variant="primary" onClick={submit} isBusy={saving.isPending} refusal={refusal}>
            Change role
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <RoleSelect value={role} onChange={setRole} without={['ingest']} />
        {isOwners ? (
          <Field
            label={`Type “${person.name}” to confirm`}
            hint={
              role === 'owner'
                ? 'An owner may do everything, also change you.'
                : 'They can then no longer make or change owners.'
            }
          >
            {(control) => (
              <TextInput {...control} value={typed} onChange={(event) => setTyped(event.target.value)} />
            )}
          </Field>
        ) : null}
        <Field label="Why" hint="Kept in the audit. It may be left empty.">
          {(control) => (
            <TextInput
              {...control}
              maxLength={500}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
        {saving.error ? <ErrorNote error={saving.error} /> : null}
      </div>
    </Dialog>
  );
}

function ResetForm({ person, onClose }: FormProps) {
  const readAgain = useReadAgain(person);
  const [made, setMade] = useState<Awaited<ReturnType<typeof api.people.reset>> | null>(null);
  if (made !== null) {
    const { removed } = made;
    return (
      <Dialog
        title={`Sign-in of ${person.name} is reset`}
        description={`Taken away: ${removed.passwords > 0 ? 'the password, ' : ''}${countOf(removed.passkeys, 'passkey')}, ${countOf(removed.totp, 'code generator')}, ${countOf(removed.sessions, 'session')}.`}
        onClose={onClose}
        isSticky
        footer={
          <Button variant="primary" onClick={onClose}>
            I have copied it
          </Button>
        }
      >
        <OneTimeLinkBox link={made.link} name={person.name} />
      </Dialog>
    );
  }
  return (
    <ConfirmDialog
      title={`Reset the sign-in of ${person.name}?`}
      description="Password, passkeys, code generator, recovery codes and sessions are taken away. They sign in next with a new one-time link, shown to you once."
      action="Reset sign-in"
      isDanger
      reason="optional"
      run={(reason) => api.people.reset({ id: person.id, reason })}
      onDone={(answer) => {
        setMade(answer);
        readAgain();
      }}
      onClose={onClose}
    />
  );
}

function UnlockForm({ person, onClose }: FormProps) {
  const readAgain = useReadAgain(person);
  return (
    <ConfirmDialog
      title={`Unlock ${person.name}?`}
      description="Failed attempts are forgotten, so that they can try again at once. Ask first whether the attempts were theirs."
      action="Unlock"
      reason="optional"
      run={(reason) => api.people.unlock({ id: person.id, reason })}
      onDone={() => {
        readAgain();
        toastDone(`${person.name} can try to sign in again`);
        onClose();
      }}
      onClose={onClose}
    />
  );
}

function SwitchForm({ person, onClose, isOff }: FormProps & { readonly isOff: boolean }) {
  const readAgain = useReadAgain(person);
  return (
    <ConfirmDialog
      title={isOff ? `Switch ${person.name} off?` : `Let ${person.name} in again?`}
      description={
        isOff
          ? 'Their sessions and one-time links end at once, and they cannot sign in here. They can be let in again.'
          : `They can sign in again as ${person.role}, with the ways they have.`
      }
      action={isOff ? 'Switch off' : 'Let in again'}
      isDanger={isOff}
      reason="optional"
      run={(reason) =>
        isOff
          ? api.people.deactivate({ id: person.id, reason })
          : api.people.reactivate({ id: person.id, reason })
      }
      onDone={() => {
        readAgain();
        toastDone(isOff ? `${person.name} is switched off` : `${person.name} can act again`);
        onClose();
      }}
      onClose={onClose}
    />
  );
}

function RemoveForm({ person, onClose }: FormProps) {
  const client = useQueryClient();
  const navigate = useNavigate();
  return (
    <ConfirmDialog
      title={`Remove ${person.name} from this tenant?`}
      description="They can no longer sign in here. What they did keeps their name; other tenants that know them are not touched."
      action="Remove"
      keep="Keep them"
      typed={person.name}
      isDanger
      run={() => api.people.remove({ id: person.id })}
      onDone={() => {
        void client.invalidateQueries({ queryKey: peopleQuery.queryKey });
        toastDone(`${person.name} is removed`);
        void navigate(paths.people());
      }}
      onClose={onClose}
    />
  );
}

function EndSessionsForm({ person, onClose }: FormProps) {
  const readAgain = useReadAgain(person);
  return (
    <ConfirmDialog
      title={`End all sessions of ${person.name}?`}
      description="They are signed out of this tenant everywhere at once, and can sign in again."
      action="End all sessions"
      run={() => api.people.endSessions({ id: person.id })}
      onDone={({ ended }) => {
        readAgain();
        toastDone(`${countOf(ended, 'session')} of ${person.name} ended`);
        onClose();
      }}
      onClose={onClose}
    />
  );
}
