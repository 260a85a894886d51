import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import type { Entity as EntityRecord } from '@watchfloor/client';
import { type FormEvent, useEffect, useMemo, useState } from 'react';
import { paths } from '../../paths.ts';
import { Button } from '../../ui/button.tsx';
import { Field, SelectInput, TextInput } from '../../ui/field.tsx';
import { countOf } from '../../ui/format.ts';
import { Page } from '../../ui/page.tsx';
import { EmptyState, ErrorNote, ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { Ago } from '../../ui/time.tsx';
import { ENTITY_TYPE_NAMES, EntityIcon } from '../alerts/entity-chip.tsx';
import { typeWords } from '../alerts/entity-words.ts';
import { entityListQuery } from './entity-queries.ts';
import type { EntitySearch } from './entity-search.ts';
import { MarkChip } from './mark-chip.tsx';
import { boundedCount } from './mark-words.ts';

const route = getRouteApi('/app/entities');

export function EntityListPage() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const query = useInfiniteQuery({ ...entityListQuery(search), placeholderData: keepPreviousData });
  const pages = query.data?.pages;
  const rows = useMemo(() => (pages ?? []).flatMap((page) => page.data), [pages]);
  const change = (next: EntitySearch) => void navigate({ ...paths.entities(next), replace: true });
  return (
    <Page
      title="Entities"
      lead="Users, hosts, addresses, files and all else that alerts and events named. Newest first, or by the beginning of the value."
    >
      <SearchForm search={search} onChange={change} />
      {query.error && !query.data ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : query.isPending ? (
        <SkeletonLines lines={8} label="entities" />
      ) : rows.length === 0 ? (
        <EmptyState title={search.q ? 'No record has named this' : 'Nothing has been named yet'}>
          {search.q
            ? 'Values are found whole or by their beginning. A value inside a text is found by the search of alerts.'
            : 'Entities come from alerts and events as they arrive.'}
        </EmptyState>
      ) : (
        <>
          <EntityRows rows={rows} />
          {query.isFetchNextPageError ? <ErrorNote error={query.error} /> : null}
          <div className="flex items-center gap-3 py-3 text-xs text-ink-3">
            <span>{countOf(rows.length, 'entity', 'entities')} shown</span>
            {query.hasNextPage ? (
              <Button size="sm" onClick={() => void query.fetchNextPage()} isBusy={query.isFetchingNextPage}>
                Show more
              </Button>
            ) : null}
          </div>
        </>
      )}
    </Page>
  );
}

interface SearchFormProps {
  readonly search: EntitySearch;
  readonly onChange: (next: EntitySearch) => void;
}

function SearchForm({ search, onChange }: SearchFormProps) {
  const [text, setText] = useState(search.q ?? '');
  useEffect(() => setText(search.q ?? ''), [search.q]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const q = text.trim();
    onChange({ ...(q && { q }), ...(search.type && { type: search.type }) });
  };
  return (
    <form onSubmit={submit} className="mb-4 flex flex-wrap items-end gap-3">
      <div className="w-96">
        <Field label="Value" isLabelHidden>
          {(control) => (
            <TextInput
              {...control}
              type="search"
              placeholder="alice, 192.0.2.7, evil[.]example[.]com …"
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
      </div>
      <Field label="Type" isLabelHidden>
        {(control) => (
          <SelectInput
            {...control}
            value={search.type ?? ''}
            onChange={(event) =>
              onChange({
                ...(search.q && { q: search.q }),
                ...(event.target.value && { type: event.target.value }),
              })
            }
          >
            <option value="">Every type</option>
            {ENTITY_TYPE_NAMES.map((type) => (
              <option key={type} value={type}>
                {typeWords(type)}
              </option>
            ))}
          </SelectInput>
        )}
      </Field>
      <Button type="submit">Search</Button>
    </form>
  );
}

function EntityRows({ rows }: { readonly rows: readonly EntityRecord[] }) {
  return (
    <div className="overflow-x-auto rounded-lg border border-line bg-surface">
      <table className="w-full text-sm">
        <caption className="sr-only">Entities</caption>
        <thead>
          <tr className="border-b border-line text-left">
            {['Type', 'Value', 'Alerts, 30 days', 'Events, 30 days', 'Last seen', 'First seen'].map(
              (name) => (
                <th key={name} scope="col" className="caption whitespace-nowrap px-3.5 py-1.5 font-medium">
                  {name}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} className="border-b border-line last:border-0 hover:bg-hover">
              <td className="whitespace-nowrap px-3.5 py-1.5 text-xs text-ink-2">
                <span className="flex items-center gap-1.5">
                  <EntityIcon type={row.type} />
                  {typeWords(row.type)}
                </span>
              </td>
              <th scope="row" className="max-w-96 px-3.5 py-1.5 text-left font-normal">
                <span className="flex flex-wrap items-center gap-2">
                  <Link
                    {...paths.entity(row.type, row.value)}
                    className="break-all font-mono text-xs text-ink hover:text-accent hover:underline"
                  >
                    {row.value}
                  </Link>
                  <MarkChip mark={row} />
                </span>
              </th>
              <td className="tabular px-3.5 py-1.5">{boundedCount(row.alerts, row.counted_to)}</td>
              <td className="tabular px-3.5 py-1.5">{boundedCount(row.events, row.counted_to)}</td>
              <td className="whitespace-nowrap px-3.5 py-1.5 text-xs">
                {row.last_seen ? <Ago at={row.last_seen} /> : <span className="text-ink-3">unknown</span>}
              </td>
              <td className="whitespace-nowrap px-3.5 py-1.5 text-xs">
                <Ago at={row.first_seen} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
