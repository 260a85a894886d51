import { useQuery } from '@tanstack/react-query';
import { type FormEvent, type RefObject, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { RemovableChip } from '../../ui/chip.tsx';
import { Field, TextInput } from '../../ui/field.tsx';
import { FilterMenu, FilterPopover } from '../../ui/filter-menu.tsx';
import { countOf } from '../../ui/format.ts';
import { holds, peopleQuery, useSession } from '../session/session.ts';
import { sourcesQuery } from '../sources/source-queries.ts';
import { facetCounts, type ShownFacets, showCount } from './alert-facets.ts';
import { DispositionMark, SeverityMark, StatusMark, VerdictMark } from './alert-marks.tsx';
import { type AlertSearch, isFiltered, statusesOf, statusWords, withField } from './alert-search.ts';
import {
  DISPOSITION_WORDS,
  DISPOSITIONS,
  SEVERITIES,
  SEVERITY_WORDS,
  STATUS_WORDS,
  STATUSES,
  VERDICT_WORDS,
  VERDICTS,
} from './alert-words.ts';
import { typeWords } from './entity-words.ts';
import { SearchBox } from './search-box.tsx';
import { TimeFilter } from './time-filter.tsx';

interface FilterBarProps {
  readonly search: AlertSearch;
  readonly onChange: (search: AlertSearch) => void;
  readonly searchRef: RefObject<HTMLInputElement | null>;
  /** Counts beside the choices; null where they are not known. */
  readonly facets: ShownFacets | null;
}

const SEVERITY_CHOICES = SEVERITIES.map((value) => ({
  value,
  name: SEVERITY_WORDS[value],
  mark: <SeverityMark severity={value} />,
}));
const STATUS_CHOICES = STATUSES.map((value) => ({
  value,
  name: STATUS_WORDS[value],
  mark: <StatusMark status={value} />,
}));
const DISPOSITION_CHOICES = DISPOSITIONS.map((value) => ({
  value,
  name: DISPOSITION_WORDS[value].short,
  mark: (
    <>
      <DispositionMark disposition={value} />
      <span className="truncate text-xs text-ink-3">{DISPOSITION_WORDS[value].hint}</span>
    </>
  ),
}));
const VERDICT_CHOICES = VERDICTS.map((value) => ({
  value,
  name: VERDICT_WORDS[value].name,
  mark: <VerdictMark verdict={value} />,
}));
const RISK_CHOICES = [
  { value: '85', name: '85 and more' },
  { value: '60', name: '60 and more' },
  { value: '25', name: '25 and more' },
] as const;

export function AlertFilterBar({ search, onChange, searchRef, facets }: FilterBarProps) {
  const put = <Name extends keyof AlertSearch>(name: Name, value: AlertSearch[Name] | undefined) =>
    onChange(withField(search, name, value));
  const { since, from, to, ...untimed } = search;
  const range = { ...(since && { since }), ...(from && { from }), ...(to && { to }) };
  const statuses = search.status ? statusesOf(search.status) : [];
  return (
    <div className="flex flex-wrap items-center gap-1.5 px-4 pb-2.5">
      <SearchBox
        value={search.q ?? ''}
        onChange={(q) => put('q', q === '' ? undefined : q)}
        inputRef={searchRef}
      />
      <FilterMenu
        label="Severity"
        counts={facetCounts(facets, 'severity')}
        choices={SEVERITY_CHOICES}
        chosen={search.severity ?? []}
        onChange={(chosen) => put('severity', chosen)}
      />
      <FilterMenu
        label="Status"
        counts={facetCounts(facets, 'status')}
        choices={STATUS_CHOICES}
        chosen={statuses}
        summary={
          search.status?.every((word) => word === 'open' || word === 'closed')
            ? search.status.join(', ')
            : null
        }
        onChange={(chosen) => put('status', statusWords(chosen))}
      />
      <AssigneeFilter chosen={search.assignee} onChange={(assignee) => put('assignee', assignee)} />
      <SourceFilter
        chosen={search.source ?? []}
        counts={facetCounts(facets, 'source')}
        onChange={(source) => put('source', source)}
      />
      <FilterMenu
        label="Recommended"
        counts={facetCounts(facets, 'disposition')}
        choices={DISPOSITION_CHOICES}
        chosen={search.disposition ?? []}
        onChange={(chosen) => put('disposition', chosen)}
      />
      <FilterMenu
        label="Verdict"
        counts={facetCounts(facets, 'verdict')}
        choices={VERDICT_CHOICES}
        chosen={search.verdict ?? []}
        onChange={(chosen) => put('verdict', chosen)}
      />
      <FilterMenu
        label="Risk"
        isSingle
        choices={RISK_CHOICES}
        chosen={RISK_CHOICES.map((choice) => choice.value).filter(
          (value) => Number(value) === search.risk_min,
        )}
        onChange={([least]) => put('risk_min', least === undefined ? undefined : Number(least))}
      />
      <TechniqueFilter chosen={search.technique} onChange={(technique) => put('technique', technique)} />
      <TimeFilter label="Received" range={range} onChange={(next) => onChange({ ...untimed, ...next })} />
      <PivotChips search={search} onRemove={(name) => put(name, undefined)} />
      {isFiltered(search) ? (
        <Button size="sm" variant="ghost" onClick={() => onChange(sortOf(search))}>
          Clear all
        </Button>
      ) : null}
      {facets ? <TotalMark facets={facets} /> : null}
    </div>
  );
}

function TotalMark({ facets }: { readonly facets: ShownFacets }) {
  const total = showCount(facets.total, facets.counted);
  const most = facets.looked_at_max;
  return (
    <p
      className="ml-auto pl-2 text-xs text-ink-3 tabular-nums"
      title={
        most === null
          ? undefined
          : `Counted among the newest ${countOf(most, 'alert')} that were looked at: there may be more.`
      }
    >
      {total.words}
    </p>
  );
}

function sortOf({ sort, order }: AlertSearch): AlertSearch {
  return { ...(sort && { sort }), ...(order && { order }) };
}

/** Filters that come from somewhere else: a pivot, a rule, a label. */
function PivotChips({
  search,
  onRemove,
}: {
  readonly search: AlertSearch;
  readonly onRemove: (name: 'entity' | 'rule' | 'label') => void;
}) {
  const colon = search.entity?.indexOf(':') ?? -1;
  return (
    <>
      {search.entity ? (
        <RemovableChip
          label={typeWords(search.entity.slice(0, colon))}
          value={search.entity.slice(colon + 1)}
          onRemove={() => onRemove('entity')}
        />
      ) : null}
      {search.rule ? (
        <RemovableChip label="rule" value={search.rule} onRemove={() => onRemove('rule')} />
      ) : null}
      {search.label ? (
        <RemovableChip label="label" value={search.label} onRemove={() => onRemove('label')} />
      ) : null}
    </>
  );
}

interface AssigneeFilterProps {
  readonly chosen: string | undefined;
  readonly onChange: (assignee: string | undefined) => void;
}

function AssigneeFilter({ chosen, onChange }: AssigneeFilterProps) {
  const session = useSession();
  const people = useQuery(peopleQuery);
  const others = (people.data ?? [])
    .map((person) => person.name)
    .filter((name) => name !== session.principal.name);
  const named = chosen && chosen !== 'me' && chosen !== 'none' && !others.includes(chosen) ? [chosen] : [];
  const choices = [
    { value: 'me', name: 'me' },
    { value: 'none', name: 'nobody' },
    ...[...others, ...named].map((name) => ({ value: name, name })),
  ];
  return (
    <FilterMenu
      label="Assignee"
      isSingle
      choices={choices}
      chosen={chosen ? [chosen] : []}
      onChange={([assignee]) => onChange(assignee)}
    />
  );
}

interface SourceFilterProps {
  readonly chosen: readonly string[];
  readonly counts?: ReturnType<typeof facetCounts>;
  readonly onChange: (source: string[]) => void;
}

export function SourceFilter({ chosen, counts = null, onChange }: SourceFilterProps) {
  const session = useSession();
  const sources = useQuery({ ...sourcesQuery, enabled: holds(session, 'integrations:read') });
  const known = (sources.data ?? []).map((source) => source.id);
  // Who may not see how sources are set up sees those that have alerts.
  const counted = counts ? counts.keys() : [];
  const choices = [...new Set([...known, ...counted, ...chosen])].map((value) => ({ value, name: value }));
  return <FilterMenu label="Source" choices={choices} chosen={chosen} counts={counts} onChange={onChange} />;
}

interface TechniqueFilterProps {
  readonly chosen: string | undefined;
  readonly onChange: (technique: string | undefined) => void;
}

function TechniqueFilter({ chosen, onChange }: TechniqueFilterProps) {
  return (
    <FilterPopover label="Technique" chosen={chosen ?? null}>
      {(close) => (
        <TechniqueForm
          chosen={chosen}
          onChange={(technique) => {
            onChange(technique);
            close();
          }}
        />
      )}
    </FilterPopover>
  );
}

function TechniqueForm({ chosen, onChange }: TechniqueFilterProps) {
  const [text, setText] = useState(chosen ?? '');
  const [isWrong, setIsWrong] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const id = text.trim().toUpperCase();
    const isId = /^T\d{4}(\.\d{3})?$/.test(id);
    setIsWrong(id !== '' && !isId);
    if (id === '' || isId) onChange(id === '' ? undefined : id);
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <Field
        label="ATT&CK technique"
        hint="A technique also finds its sub-techniques."
        error={isWrong ? 'An id has the form T1059 or T1059.001.' : null}
      >
        {(control) => (
          <TextInput
            {...control}
            value={text}
            placeholder="T1059.001"
            onChange={(event) => {
              setText(event.target.value);
              setIsWrong(false);
            }}
          />
        )}
      </Field>
      <div className="flex justify-end gap-2">
        <Button size="sm" variant="ghost" onClick={() => onChange(undefined)}>
          Any technique
        </Button>
        <Button size="sm" variant="primary" type="submit">
          Apply
        </Button>
      </div>
    </form>
  );
}
