import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import type { DetectionRule } from '@watchfloor/client';
import { type FormEvent, useEffect, useMemo, useState } from 'react';
import { paths } from '../../paths.ts';
import { Button } from '../../ui/button.tsx';
import { Field, SelectInput, TextInput } from '../../ui/field.tsx';
import { countOf } from '../../ui/format.ts';
import { Page } from '../../ui/page.tsx';
import { EmptyState, ErrorNote, ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { Ago } from '../../ui/time.tsx';
import { SeverityMark } from '../alerts/alert-marks.tsx';
import { productName } from '../alerts/entity-words.ts';
import { ruleListQuery } from './rule-queries.ts';
import type { RuleSearch } from './rule-search.ts';

const route = getRouteApi('/app/rules');

export function RuleListPage() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const query = useInfiniteQuery({ ...ruleListQuery(search), placeholderData: keepPreviousData });
  const pages = query.data?.pages;
  const rows = useMemo(() => (pages ?? []).flatMap((page) => page.data), [pages]);
  const change = (next: RuleSearch) => void navigate({ ...paths.rules(next), replace: true });
  return (
    <Page
      title="Detection rules"
      lead="Every rule of every product that has raised an alert here: how often it fires, what its alerts proved to be, and what your people wrote about it."
    >
      <SearchForm search={search} onChange={change} />
      {query.error && !query.data ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : query.isPending ? (
        <SkeletonLines lines={8} label="rules" />
      ) : rows.length === 0 ? (
        <EmptyState title={search.q ? 'No rule is called so' : 'No rule has raised an alert yet'}>
          A rule is recorded when its first alert is decided.
        </EmptyState>
      ) : (
        <>
          <RuleRows rows={rows} />
          {query.isFetchNextPageError ? <ErrorNote error={query.error} /> : null}
          <div className="flex items-center gap-3 py-3 text-xs text-ink-3">
            <span>{countOf(rows.length, 'rule')} shown</span>
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
  readonly search: RuleSearch;
  readonly onChange: (next: RuleSearch) => void;
}

function SearchForm({ search, onChange }: SearchFormProps) {
  const [text, setText] = useState(search.q ?? '');
  useEffect(() => setText(search.q ?? ''), [search.q]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const q = text.trim();
    onChange({ ...(q && { q }), ...(search.sort && { sort: search.sort }) });
  };
  return (
    <form onSubmit={submit} className="mb-4 flex flex-wrap items-end gap-3">
      <div className="w-96">
        <Field label="Name or id" isLabelHidden>
          {(control) => (
            <TextInput
              {...control}
              type="search"
              placeholder="Part of a name or id"
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
      </div>
      <Field label="Order" isLabelHidden>
        {(control) => (
          <SelectInput
            {...control}
            value={search.sort ?? 'last_seen'}
            onChange={(event) =>
              onChange({
                ...(search.q && { q: search.q }),
                ...(event.target.value === 'alerts' && { sort: 'alerts' as const }),
              })
            }
          >
            <option value="last_seen">Last fired first</option>
            <option value="alerts">Most alerts first</option>
          </SelectInput>
        )}
      </Field>
      <Button type="submit">Search</Button>
    </form>
  );
}

function RuleRows({ rows }: { readonly rows: readonly DetectionRule[] }) {
  return (
    <div className="overflow-x-auto rounded-lg border border-line bg-surface">
      <table className="w-full text-sm">
        <caption className="sr-only">Detection rules</caption>
        <thead>
          <tr className="border-b border-line text-left">
            {['Rule', 'Severity', 'Product', 'Alerts, 30 days', 'Last fired', 'Documentation'].map((name) => (
              <th key={name} scope="col" className="caption whitespace-nowrap px-3.5 py-1.5 font-medium">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((rule) => (
            <tr key={rule.id} className="border-b border-line last:border-0 hover:bg-hover">
              <th scope="row" className="max-w-lg px-3.5 py-1.5 text-left font-normal">
                <Link
                  {...paths.rule(rule.source, rule.key)}
                  className="break-words text-ink hover:text-accent hover:underline"
                >
                  {rule.name}
                </Link>
              </th>
              <td className="px-3.5 py-1.5">
                <SeverityMark severity={rule.severity} />
              </td>
              <td className="px-3.5 py-1.5 text-xs text-ink-2">{productName(rule)}</td>
              <td className="tabular px-3.5 py-1.5">{rule.alerts.toLocaleString('en-US')}</td>
              <td className="whitespace-nowrap px-3.5 py-1.5 text-xs">
                <Ago at={rule.last_seen} />
              </td>
              <td className="px-3.5 py-1.5 text-xs text-ink-2">
                {rule.documented ? 'written' : <span className="text-ink-3">none yet</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
