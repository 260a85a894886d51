import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { FieldMapping } from '@watchfloor/client';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { api } from '../../api.ts';
import { paths } from '../../paths.ts';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Page } from '../../ui/page.tsx';
import { EmptyState, ErrorNote } from '../../ui/states.tsx';
import { Ago } from '../../ui/time.tsx';
import { toastDone, toastError } from '../../ui/toast.ts';
import { typeWords } from '../alerts/entity-words.ts';
import { holds, useSession } from '../session/session.ts';
import { MappingCreateForm } from './mapping-create.form.tsx';
import { CONVERSION_WORDS, mappingsQuery } from './mapping-queries.ts';

const REFUSAL = 'Your role may not manage integrations (integrations:manage).';

export function MappingListPage() {
  const { data: mappings } = useSuspenseQuery(mappingsQuery);
  const [isCreating, setIsCreating] = useState(false);
  const [deleting, setDeleting] = useState<FieldMapping | null>(null);
  const mayManage = holds(useSession(), 'integrations:manage');
  return (
    <Page
      title="Field mappings"
      lead="Fields of your raw records that hold a user, a host, an address or another entity, and that no source knows of."
      actions={
        <>
          <Link {...paths.preview()} className="text-xs text-accent hover:underline">
            Try a record
          </Link>
          <Button
            variant="primary"
            icon={<Plus aria-hidden className="size-3.5" />}
            onClick={() => setIsCreating(true)}
            refusal={mayManage ? null : REFUSAL}
          >
            Map a field
          </Button>
        </>
      }
    >
      {mappings.length === 0 ? (
        <EmptyState title="No mappings">
          The sources read what they know. A mapping adds a field of your own, such as a custom column of a
          rule.
        </EmptyState>
      ) : (
        <MappingTable mappings={mappings} refusal={mayManage ? null : REFUSAL} onDelete={setDeleting} />
      )}
      {isCreating ? <MappingCreateForm onClose={() => setIsCreating(false)} /> : null}
      {deleting ? <DeleteForm mapping={deleting} onClose={() => setDeleting(null)} /> : null}
    </Page>
  );
}

interface MappingTableProps {
  readonly mappings: readonly FieldMapping[];
  readonly refusal: string | null;
  readonly onDelete: (mapping: FieldMapping) => void;
}

function MappingTable({ mappings, refusal, onDelete }: MappingTableProps) {
  return (
    <div className="overflow-x-auto rounded-lg border border-line bg-surface">
      <table className="w-full text-sm">
        <caption className="sr-only">Field mappings by source and path</caption>
        <thead>
          <tr className="border-b border-line text-left">
            {['Source', 'Path', 'Is a', 'Part', 'Written', 'When saved', 'Changed', 'State'].map((name) => (
              <th key={name} scope="col" className="caption whitespace-nowrap px-3.5 py-1.5 font-medium">
                {name}
              </th>
            ))}
            <th scope="col" className="px-3.5 py-1.5">
              <span className="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {mappings.map((mapping) => (
            <MappingRow
              key={mapping.id}
              mapping={mapping}
              refusal={refusal}
              onDelete={() => onDelete(mapping)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface MappingRowProps {
  readonly mapping: FieldMapping;
  readonly refusal: string | null;
  readonly onDelete: () => void;
}

function MappingRow({ mapping, refusal, onDelete }: MappingRowProps) {
  const client = useQueryClient();
  const switching = useMutation({
    mutationFn: () =>
      api.fieldMappings.update({ id: mapping.id, enabled: !mapping.enabled }, { ifMatch: mapping.version }),
    onSettled: () => client.invalidateQueries({ queryKey: mappingsQuery.queryKey }),
    onError: toastError,
  });
  const { tested } = mapping;
  return (
    <tr className={cx('border-b border-line last:border-0', !mapping.enabled && 'text-ink-3')}>
      <td className="px-3.5 py-2 text-xs">{mapping.source ?? 'every source'}</td>
      <th scope="row" className="max-w-72 break-all px-3.5 py-2 text-left font-mono text-xs font-normal">
        {mapping.path}
      </th>
      <td className="px-3.5 py-2">{typeWords(mapping.type)}</td>
      <td className="px-3.5 py-2 text-xs">{mapping.role}</td>
      <td className="px-3.5 py-2 text-xs">{CONVERSION_WORDS[mapping.conversion]}</td>
      <td className="px-3.5 py-2 text-xs">
        in {tested.matched} of {tested.records} records
      </td>
      <td className="whitespace-nowrap px-3.5 py-2 text-xs">
        <Ago at={mapping.updated_at} /> <span className="text-ink-3">by {mapping.updated_by}</span>
      </td>
      <td className="px-3.5 py-2 text-xs">{mapping.enabled ? 'in use' : 'off'}</td>
      <td className="whitespace-nowrap px-3.5 py-1.5 text-right">
        <Button
          size="sm"
          onClick={() => switching.mutate()}
          isBusy={switching.isPending}
          refusal={refusal}
          aria-label={`${mapping.enabled ? 'Switch off' : 'Switch on'} ${mapping.path}`}
        >
          {mapping.enabled ? 'Switch off' : 'Switch on'}
        </Button>{' '}
        <Button size="sm" onClick={onDelete} refusal={refusal} aria-label={`Delete ${mapping.path}`}>
          Delete…
        </Button>
      </td>
    </tr>
  );
}

function DeleteForm({ mapping, onClose }: { readonly mapping: FieldMapping; readonly onClose: () => void }) {
  const client = useQueryClient();
  const deleting = useMutation({
    mutationFn: () => api.fieldMappings.delete({ id: mapping.id }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: mappingsQuery.queryKey });
      toastDone(`${mapping.path} is no longer mapped`);
      onClose();
    },
  });
  return (
    <Dialog
      title="Delete this mapping?"
      description="Entities that it found stay on their alerts and events. Nothing more is found by it."
      width="sm"
      onClose={onClose}
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Keep it
          </Button>
          <Button variant="danger" onClick={() => deleting.mutate()} isBusy={deleting.isPending}>
            Delete mapping
          </Button>
        </>
      }
    >
      <p className="break-all font-mono text-xs">
        {mapping.source ?? 'every source'}: {mapping.path}
      </p>
      {deleting.error ? <ErrorNote error={deleting.error} /> : null}
    </Dialog>
  );
}
