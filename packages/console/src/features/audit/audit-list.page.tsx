import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import type { AuditRecord } from '@watchfloor/client';
import { Bot, KeyRound, RefreshCw, User } from 'lucide-react';
import { type FormEvent, useEffect, useMemo, useState } from 'react';
import { alertIdOfSubject, paths } from '../../paths.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Field, TextInput } from '../../ui/field.tsx';
import { countOf, formatUtcSeconds } from '../../ui/format.ts';
import { JsonTree } from '../../ui/json-tree.tsx';
import { Page } from '../../ui/page.tsx';
import { EmptyState, ErrorNote, ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { Ago } from '../../ui/time.tsx';
import { type AuditSearch, auditQuery } from './audit-queries.ts';

const route = getRouteApi('/app/audit');

export function AuditListPage() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const query = useInfiniteQuery({ ...auditQuery(search), placeholderData: keepPreviousData });
  const pages = query.data?.pages;
  const records = useMemo(() => (pages ?? []).flatMap((page) => page.data), [pages]);
  const change = (next: AuditSearch) => void navigate({ ...paths.audit(next), replace: true });
  return (
    <Page
      title="Audit"
      lead="Every change and who made it. A record is written in the transaction of the change itself, and nobody can change or delete it."
      actions={
        <IconButton
          label="Read the list again"
          onClick={() => void query.refetch()}
          isBusy={query.isRefetching}
        >
          <RefreshCw aria-hidden className="size-3.5" />
        </IconButton>
      }
    >
      <SubjectFilter
        subject={search.subject ?? ''}
        onChange={(subject) => change(subject === '' ? {} : { subject })}
      />
      {records.length > 0 ? (
        <>
          <div
            className={cx(
              'overflow-x-auto rounded-lg border border-line bg-surface',
              query.isPlaceholderData && 'opacity-60',
            )}
          >
            <table className="w-full table-fixed text-sm">
              <caption className="sr-only">Audit records, newest first</caption>
              <thead>
                <tr className="border-b border-line text-left">
                  <th scope="col" className="caption w-44 px-3.5 py-1.5 font-medium">
                    When (UTC)
                  </th>
                  <th scope="col" className="caption w-48 px-3.5 py-1.5 font-medium">
                    Who
                  </th>
                  <th scope="col" className="caption w-44 px-3.5 py-1.5 font-medium">
                    What
                  </th>
                  <th scope="col" className="caption px-3.5 py-1.5 font-medium">
                    On what, and how
                  </th>
                </tr>
              </thead>
              <tbody>
                {records.map((record) => (
                  <AuditRow key={record.id} record={record} onSubject={(subject) => change({ subject })} />
                ))}
              </tbody>
            </table>
          </div>
          {query.error ? <ErrorNote error={query.error} onRetry={() => void query.fetchNextPage()} /> : null}
          <div className="flex items-center justify-center gap-3 pb-4 text-xs text-ink-3">
            {query.hasNextPage ? (
              <Button size="sm" onClick={() => void query.fetchNextPage()} isBusy={query.isFetchingNextPage}>
                Show older records
              </Button>
            ) : (
              <span role="status">End of list · {countOf(records.length, 'record')}</span>
            )}
          </div>
        </>
      ) : query.error ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : query.isPending ? (
        <SkeletonLines lines={8} label="audit records" />
      ) : (
        <EmptyState title="No records">
          {search.subject
            ? 'Nothing has been recorded about this subject. It must be written out in full.'
            : 'Nothing has been changed yet.'}
        </EmptyState>
      )}
    </Page>
  );
}

interface SubjectFilterProps {
  readonly subject: string;
  readonly onChange: (subject: string) => void;
}

function SubjectFilter({ subject, onChange }: SubjectFilterProps) {
  const [text, setText] = useState(subject);
  useEffect(() => setText(subject), [subject]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onChange(text.trim());
  };
  return (
    <form onSubmit={submit} className="flex max-w-2xl items-end gap-2">
      <div className="flex-1">
        <Field label="Subject">
          {(control) => (
            <TextInput
              {...control}
              value={text}
              maxLength={200}
              placeholder="policy:triage, source:okta, alert:<uuid>, key:<uuid>"
              onChange={(event) => setText(event.target.value)}
              className="font-mono text-xs"
            />
          )}
        </Field>
      </div>
      <Button type="submit">Filter</Button>
      {subject === '' ? null : (
        <Button variant="ghost" onClick={() => onChange('')}>
          Show all
        </Button>
      )}
    </form>
  );
}

const ACTORS = { user: User, key: KeyRound, system: Bot } as const;

function AuditRow({
  record,
  onSubject,
}: {
  readonly record: AuditRecord;
  readonly onSubject: (subject: string) => void;
}) {
  const Icon = ACTORS[record.actor.kind];
  const alertId = alertIdOfSubject(record.subject);
  const hasDetails = record.before !== null || record.after !== null;
  return (
    <tr className="border-b border-line align-top last:border-0">
      <td className="px-3.5 py-2 text-xs">
        <span className="tabular block text-ink">{formatUtcSeconds(record.at)}</span>
        <Ago at={record.at} className="text-ink-3" />
      </td>
      <td className="px-3.5 py-2">
        <span className="flex items-start gap-1.5 text-sm text-ink">
          <Icon aria-hidden className="mt-0.5 size-3.5 shrink-0 text-ink-3" />
          <span className="min-w-0 break-words">{record.actor.name}</span>
        </span>
        <span className="pl-5 text-xs text-ink-3">
          {record.actor.kind === 'key' ? 'API key' : record.actor.kind}
        </span>
      </td>
      <td className="break-words px-3.5 py-2 font-mono text-xs leading-5 text-ink">{record.event}</td>
      <td className="min-w-0 px-3.5 py-2">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs">
          <button
            type="button"
            onClick={() => onSubject(record.subject)}
            title="Show only this subject"
            className="break-all text-left font-mono text-ink-2 hover:text-ink hover:underline"
          >
            {record.subject}
          </button>
          {alertId ? (
            <Link {...paths.alert(alertId)} className="text-accent hover:underline">
              Open alert
            </Link>
          ) : null}
        </p>
        {record.reason ? <p className="mt-0.5 break-words text-sm text-ink">“{record.reason}”</p> : null}
        {hasDetails ? (
          <details className="mt-1">
            <summary className="w-fit cursor-default rounded-sm text-xs text-ink-3 hover:text-ink">
              Before and after
            </summary>
            <div className="mt-1.5 grid grid-cols-1 gap-3 lg:grid-cols-2">
              <Side name="Before" value={record.before} />
              <Side name="After" value={record.after} />
            </div>
            <p className="mt-1.5 font-mono text-2xs text-ink-3">{record.request_id}</p>
          </details>
        ) : null}
      </td>
    </tr>
  );
}

function Side({ name, value }: { readonly name: string; readonly value: Record<string, unknown> | null }) {
  return (
    <div className="min-w-0">
      <h3 className="caption mb-0.5">{name}</h3>
      {value === null ? (
        <span className="text-xs text-ink-3">nothing</span>
      ) : (
        <JsonTree value={value} openDepth={3} />
      )}
    </div>
  );
}
