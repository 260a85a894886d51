import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { TriagePolicy } from '@watchfloor/client';
import { type FormEvent, useState } from 'react';
import { api } from '../../api.ts';
import { isVersionConflict } from '../../errors.ts';
import { Button } from '../../ui/button.tsx';
import { Field, TextArea, TextInput } from '../../ui/field.tsx';
import { countOf } from '../../ui/format.ts';
import { Panel } from '../../ui/panel.tsx';
import { ErrorNote } from '../../ui/states.tsx';
import { toastDone } from '../../ui/toast.ts';
import { BandScale } from './band-scale.tsx';
import {
  numberAt,
  POLICY_FIELDS,
  POLICY_GROUPS,
  type PolicyDifference,
  policyDifferences,
  policyProblems,
  withNumbers,
} from './policy-fields.ts';
import { policyQuery } from './policy-queries.ts';

interface EditFormProps {
  readonly policy: TriagePolicy;
  readonly onClose: () => void;
}

/** Changes numbers of the policy, shows what changes, and asks why. */
export function PolicyEditForm({ policy, onClose }: EditFormProps) {
  const client = useQueryClient();
  // The version that is being edited. When somebody is faster, what was typed stays and is compared with theirs.
  const [base, setBase] = useState(policy);
  const [typed, setTyped] = useState<ReadonlyMap<string, string>>(
    () => new Map(POLICY_FIELDS.map(({ path }) => [path, String(numberAt(policy.body, path) ?? '')])),
  );
  const [reason, setReason] = useState('');
  const [isChecked, setIsChecked] = useState(false);
  const problems = policyProblems(typed);
  const numbers = new Map([...typed].map(([path, text]) => [path, Number(text)]));
  const body = withNumbers(base.body, numbers);
  const differences = problems.size === 0 ? policyDifferences(base.body, body) : [];
  const saving = useMutation({
    mutationFn: () => api.policies.updateTriage({ body, reason: reason.trim() }, { ifMatch: base.version }),
    onSuccess: (saved) => {
      client.setQueryData(policyQuery.queryKey, saved);
      toastDone(`Version ${saved.version} of the triage policy is in force`);
      onClose();
    },
    onError: (error) => {
      if (isVersionConflict(error)) void client.invalidateQueries({ queryKey: policyQuery.queryKey });
    },
  });
  const isOld = policy.version !== base.version;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setIsChecked(true);
    if (problems.size === 0 && differences.length > 0 && reason.trim() !== '' && !saving.isPending && !isOld)
      saving.mutate();
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      {isOld ? (
        <div role="alert" className="rounded-md border border-high/50 bg-high/8 px-3.5 py-3 text-sm text-ink">
          <p className="font-medium">
            {policy.created_by} has made version {policy.version} in the meantime.
          </p>
          <DifferenceList differences={policyDifferences(base.body, policy.body)} />
          <Button
            size="sm"
            className="mt-2"
            onClick={() => {
              setBase(policy);
              saving.reset();
            }}
          >
            Go on from version {policy.version} with my numbers
          </Button>
        </div>
      ) : null}
      {problems.size === 0 ? <BandScale body={body} /> : null}
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-2">
        {POLICY_GROUPS.map((group) => (
          <Panel key={group.name} title={group.name}>
            <div className="grid grid-cols-2 gap-3 px-3.5 py-3">
              {group.fields.map((field) => (
                <Field
                  key={field.path}
                  label={field.unit ? `${field.name} (${field.unit})` : field.name}
                  hint={field.hint}
                  error={problems.get(field.path)}
                >
                  {(control) => (
                    <TextInput
                      {...control}
                      inputMode="numeric"
                      value={typed.get(field.path) ?? ''}
                      onChange={(event) => setTyped(new Map(typed).set(field.path, event.target.value))}
                      className="tabular"
                    />
                  )}
                </Field>
              ))}
            </div>
          </Panel>
        ))}
      </div>
      <Panel title="Save as a new version" note={countOf(differences.length, 'change')}>
        <div className="flex flex-col gap-3 px-3.5 py-3">
          {differences.length > 0 ? (
            <DifferenceList differences={differences} />
          ) : (
            <p className="text-sm text-ink-3">
              {problems.size > 0 ? 'Correct the numbers that are marked.' : 'Nothing has been changed yet.'}
            </p>
          )}
          <Field
            label="Why"
            error={isChecked && reason.trim() === '' ? 'Say why: it is kept in the audit.' : null}
          >
            {(control) => (
              <TextArea
                {...control}
                rows={2}
                maxLength={500}
                value={reason}
                onChange={(event) => setReason(event.target.value)}
              />
            )}
          </Field>
          {saving.error && !isVersionConflict(saving.error) ? <ErrorNote error={saving.error} /> : null}
          <div className="flex justify-end gap-2">
            <Button variant="ghost" onClick={onClose}>
              Cancel
            </Button>
            <Button
              variant="primary"
              type="submit"
              isBusy={saving.isPending}
              refusal={
                isOld
                  ? 'Look at the other version first.'
                  : problems.size > 0 || differences.length === 0
                    ? 'There is nothing to save.'
                    : null
              }
            >
              Save version {base.version + 1}
            </Button>
          </div>
        </div>
      </Panel>
    </form>
  );
}

function DifferenceList({ differences }: { readonly differences: readonly PolicyDifference[] }) {
  return (
    <ul className="mt-1 flex flex-col gap-0.5 text-sm text-ink-2">
      {differences.map(({ field, before, after }) => (
        <li key={field.path} className="tabular">
          {field.name}: {before} <span aria-hidden>→</span>
          <span className="sr-only">becomes</span> <span className="font-medium text-ink">{after}</span>
        </li>
      ))}
    </ul>
  );
}
