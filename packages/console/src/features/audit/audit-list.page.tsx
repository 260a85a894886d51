import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import type { AuditRecord, Person } from '@watchfloor/client';
import { RefreshCw } from 'lucide-react';
import { useMemo } from 'react';
import { paths } from '../../paths.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { countOf, formatUtcSeconds } from '../../ui/format.ts';
import { Page } from '../../ui/page.tsx';
import { EmptyState, ErrorNote, ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { Cell, Row, Table } from '../../ui/table.tsx';
import { Ago } from '../../ui/time.tsx';
import { holds, peopleQuery, useSession } from '../session/session.ts';
import { differencesOf } from './audit-difference.ts';
import { AuditFilters } from './audit-filters.tsx';
import { ActorMark, SealMark } from './audit-marks.tsx';
import { auditQuery } from './audit-queries.ts';
import type { AuditSearch } from './audit-search.ts';
import { personOfUuid, placeOfSubject } from './audit-subjects.ts';

const route = getRouteApi('/app/audit');

export function AuditListPage() {
  const search = route.useSearch();
  const session = useSession();
  const navigate = useNavigate();
  const query = useInfiniteQuery({ ...auditQuery(search), placeholderData: keepPreviousData });
  const people = useQuery({ ...peopleQuery, enabled: holds(session, 'alerts:read') }).data ?? [];
  const pages = query.data?.pages;
  const records = useMemo(() => (pages ?? []).flatMap((page) => page.data), [pages]);
  const change = (next: AuditSearch) => void navigate({ ...paths.audit(next), replace: true });
  return (
    <Page
      title="Audit"
      lead="Every change and who made it. A record is written in the transaction of the change itself, and nobody can change or delete it unseen."
      actions={
        <>
          <Link {...paths.auditChain()} className="text-xs text-accent hover:underline">
            Verify and export
          </Link>
          <IconButton
            label="Read the list again"
            onClick={() => void query.refetch()}
            isBusy={query.isRefetching}
          >
            <RefreshCw aria-hidden className="size-3.5" />
          </IconButton>
        </>
      }
    >
      <AuditFilters search={search} onChange={change} />
      {records.length > 0 || (query.hasNextPage && pages !== undefined) ? (
        <>
          <Table
            label="Audit records, newest first"
            columns={['When (UTC)', 'Who', 'What', 'On what, and how', 'Place']}
            isDim={query.isPlaceholderData}
          >
            {records.map((record) => (
              <AuditRow
                key={record.id}
                record={record}
                people={people}
                onSubject={(subject) => change({ ...search, subject })}
              />
            ))}
          </Table>
          {query.error ? <ErrorNote error={query.error} onRetry={() => void query.fetchNextPage()} /> : null}
          <div className="flex items-center justify-center gap-3 pb-4 text-xs text-ink-3">
            {query.hasNextPage ? (
              <>
                <span>{countOf(records.length, 'record')} shown.</span>
                <Button
                  size="sm"
                  onClick={() => void query.fetchNextPage()}
                  isBusy={query.isFetchingNextPage}
                >
                  {search.q ? 'Look further back' : 'Show older records'}
                </Button>
              </>
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
        <EmptyState
          title="No records"
          actions={
            Object.keys(search).length > 0 ? <Button onClick={() => change({})}>Clear all</Button> : null
          }
        >
          {Object.keys(search).length > 0
            ? 'Nothing that was recorded matches. A subject and a request id must be written out in full.'
            : 'Nothing has been changed yet.'}
        </EmptyState>
      )}
    </Page>
  );
}

interface RowProps {
  readonly record: AuditRecord;
  readonly people: readonly Person[];
  readonly onSubject: (subject: string) => void;
}

function AuditRow({ record, people, onSubject }: RowProps) {
  const place = placeOfSubject(record.subject);
  const person = record.subject.startsWith('user:') ? personOfUuid(record.subject.slice(5), people) : null;
  const changed = differencesOf(record.before, record.after)
    .filter(({ change }) => change !== 'same')
    .map(({ name }) => name);
  return (
    <Row>
      <Cell isSmall className="whitespace-nowrap align-top">
        <Link
          {...paths.auditRecord(record.id)}
          className="tabular block text-ink hover:text-accent hover:underline"
        >
          {formatUtcSeconds(record.at)}
        </Link>
        <Ago at={record.at} className="text-ink-3" />
      </Cell>
      <Cell className="max-w-56 align-top">
        <ActorMark actor={record.actor} />
      </Cell>
      <Cell className="whitespace-nowrap align-top font-mono text-xs leading-5 text-ink">{record.event}</Cell>
      <Cell isSmall className="align-top">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-0.5">
          <button
            type="button"
            onClick={() => onSubject(record.subject)}
            title="Show only this subject"
            className="break-all text-left font-mono text-ink-2 hover:text-ink hover:underline"
          >
            {record.subject}
          </button>
          {place ? (
            <Link {...place.link} className="whitespace-nowrap text-accent hover:underline">
              {person ?? place.name}
            </Link>
          ) : null}
        </p>
        {record.reason ? <p className="mt-0.5 break-words text-sm text-ink">“{record.reason}”</p> : null}
        {changed.length > 0 ? (
          <p className="mt-0.5 max-w-[60ch] truncate text-ink-3">{changed.join(', ')}</p>
        ) : record.is_body_removed ? (
          <p className="mt-0.5 text-ink-3">before, after and reason were removed</p>
        ) : null}
      </Cell>
      <Cell className="whitespace-nowrap align-top">
        <SealMark sequence={record.sequence} />
      </Cell>
    </Row>
  );
}
