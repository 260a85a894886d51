import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { FieldMappingTest } from '@watchfloor/client';
import { useState } from 'react';
import { api } from '../../api.ts';
import { explainError } from '../../errors.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, SelectInput, TextInput } from '../../ui/field.tsx';
import { ErrorNote } from '../../ui/states.tsx';
import { toastDone } from '../../ui/toast.ts';
import { ROLES } from '../alerts/alert-words.ts';
import { ENTITY_TYPE_NAMES } from '../alerts/entity-chip.tsx';
import { typeWords } from '../alerts/entity-words.ts';
import { sourcesQuery } from '../sources/source-queries.ts';
import { EMPTY_DRAFT, type MappingDraft, refuseSave, testSummary } from './mapping-draft.ts';
import { CONVERSION_WORDS, CONVERSIONS, mappingsQuery } from './mapping-queries.ts';

/** Makes a mapping: it is tried on stored records, and saved as it was tried. */
export function MappingCreateForm({ onClose }: { readonly onClose: () => void }) {
  const client = useQueryClient();
  const [draft, setDraft] = useState<MappingDraft>(EMPTY_DRAFT);
  const [tried, setTried] = useState<{ draft: MappingDraft; result: FieldMappingTest } | null>(null);
  const trying = useMutation({
    mutationFn: (wanted: MappingDraft) => api.fieldMappings.test({ ...wanted, records: 200 }),
    onSuccess: (result, wanted) => setTried({ draft: wanted, result }),
  });
  const saving = useMutation({
    mutationFn: () => api.fieldMappings.create({ ...draft }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: mappingsQuery.queryKey });
      toastDone(`${draft.path} is mapped from now on`);
      onClose();
    },
  });
  const refusal = refuseSave(draft, tried);
  const error = saving.error ?? trying.error;
  const failed = error ? explainError(error) : null;
  return (
    <Dialog
      title="Map a field"
      description="Names a field of the raw records that no source reads as an entity. It applies to what arrives from then on."
      width="lg"
      onClose={onClose}
      onSubmit={() => trying.mutate(draft)}
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button
            onClick={() => trying.mutate(draft)}
            isBusy={trying.isPending}
            refusal={draft.path.trim() === '' ? 'Name the path of the field first.' : null}
          >
            Try it
          </Button>
          <Button
            variant="primary"
            onClick={() => saving.mutate()}
            isBusy={saving.isPending}
            refusal={refusal}
          >
            Save mapping
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <DraftFields
          draft={draft}
          onChange={setDraft}
          pathError={failed?.field === 'path' ? failed.message : null}
        />
        {failed && failed.field !== 'path' ? <ErrorNote error={error} /> : null}
        {tried ? <TestResult result={tried.result} /> : null}
      </div>
    </Dialog>
  );
}

interface DraftFieldsProps {
  readonly draft: MappingDraft;
  readonly onChange: (draft: MappingDraft) => void;
  readonly pathError: string | null;
}

function DraftFields({ draft, onChange, pathError }: DraftFieldsProps) {
  const sources = useQuery(sourcesQuery);
  return (
    <>
      <Field
        label="Path"
        hint="a.b.c finds nested and dotted keys and enters lists; * is any key, [0] one element."
        error={pathError}
      >
        {(control) => (
          <TextInput
            {...control}
            placeholder="data.custom.victim"
            maxLength={300}
            value={draft.path}
            onChange={(event) => onChange({ ...draft, path: event.target.value })}
            className="font-mono text-xs"
          />
        )}
      </Field>
      <div className="grid grid-cols-2 gap-4">
        <Field label="Source">
          {(control) => (
            <SelectInput
              {...control}
              value={draft.source ?? ''}
              onChange={(event) => onChange({ ...draft, source: event.target.value || null })}
            >
              <option value="">Every source</option>
              {(sources.data ?? []).map((source) => (
                <option key={source.id} value={source.id}>
                  {source.id}
                </option>
              ))}
            </SelectInput>
          )}
        </Field>
        <Field label="Is a">
          {(control) => (
            <SelectInput
              {...control}
              value={draft.type}
              onChange={(event) =>
                onChange({
                  ...draft,
                  type: ENTITY_TYPE_NAMES.find((type) => type === event.target.value) ?? draft.type,
                })
              }
            >
              {ENTITY_TYPE_NAMES.map((type) => (
                <option key={type} value={type}>
                  {typeWords(type)}
                </option>
              ))}
            </SelectInput>
          )}
        </Field>
        <Field label="Part it plays">
          {(control) => (
            <SelectInput
              {...control}
              value={draft.role}
              onChange={(event) =>
                onChange({ ...draft, role: ROLES.find((role) => role === event.target.value) ?? draft.role })
              }
            >
              {ROLES.map((role) => (
                <option key={role} value={role}>
                  {role}
                </option>
              ))}
            </SelectInput>
          )}
        </Field>
        <Field label="Written">
          {(control) => (
            <SelectInput
              {...control}
              value={draft.conversion}
              onChange={(event) =>
                onChange({
                  ...draft,
                  conversion: CONVERSIONS.find((name) => name === event.target.value) ?? 'none',
                })
              }
            >
              {CONVERSIONS.map((name) => (
                <option key={name} value={name}>
                  {CONVERSION_WORDS[name]}
                </option>
              ))}
            </SelectInput>
          )}
        </Field>
      </div>
    </>
  );
}

function TestResult({ result }: { readonly result: FieldMappingTest }) {
  return (
    <section
      aria-label="What it finds"
      className="rounded-lg border border-line bg-raised px-3.5 py-3 text-sm"
    >
      <p role="status">{testSummary(result)}</p>
      {result.found.length > 0 ? (
        <ul className="mt-2 max-h-40 overflow-y-auto font-mono text-xs">
          {result.found.map(({ value, times }) => (
            <li key={value} className="break-all">
              {value} {times > 1 ? <span className="text-ink-3">× {times}</span> : null}
            </li>
          ))}
        </ul>
      ) : null}
      {result.unusable.length > 0 ? (
        <>
          <p className="mt-2 text-xs text-ink-2">Not of this type:</p>
          <ul className="max-h-28 overflow-y-auto font-mono text-xs text-ink-3">
            {result.unusable.map(({ raw, times }) => (
              <li key={raw} className="break-all">
                {raw} {times > 1 ? `× ${times}` : null}
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </section>
  );
}
