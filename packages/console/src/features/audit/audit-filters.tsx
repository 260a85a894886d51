import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useEffect, useState } from 'react';
import { uuidOf } from '../../paths.ts';
import { Button } from '../../ui/button.tsx';
import { RemovableChip } from '../../ui/chip.tsx';
import { Field, TextInput } from '../../ui/field.tsx';
import { FilterMenu, FilterPopover } from '../../ui/filter-menu.tsx';
import { TimeFilter } from '../alerts/time-filter.tsx';
import { holds, peopleQuery, useSession } from '../session/session.ts';
import {
  ACTOR_KINDS,
  ACTOR_WORDS,
  type AuditSearch,
  EVENT_FAMILIES,
  readAuditInput,
} from './audit-search.ts';

interface FiltersProps {
  readonly search: AuditSearch;
  readonly onChange: (next: AuditSearch) => void;
}

export function AuditFilters({ search, onChange }: FiltersProps) {
  const { since, from, to, ...untimed } = search;
  const { subject, ...unsubjected } = search;
  const { request, ...unrequested } = search;
  const { kind: _kind, ...unkinded } = search;
  return (
    <div className="flex flex-col gap-2">
      <SearchForm search={search} onChange={onChange} />
      <div className="flex flex-wrap items-center gap-1.5">
        <EventFilter search={search} onChange={onChange} />
        <FilterMenu
          label="By"
          isSingle
          choices={ACTOR_KINDS.map((value) => ({ value, name: ACTOR_WORDS[value] }))}
          chosen={search.kind ? [search.kind] : []}
          onChange={([kind]) => onChange({ ...unkinded, ...(kind && { kind }) })}
        />
        <PersonFilter search={search} onChange={onChange} />
        <TimeFilter
          label="When"
          range={{ ...(since && { since }), ...(from && { from }), ...(to && { to }) }}
          onChange={(range) => onChange({ ...untimed, ...range })}
        />
        {subject ? (
          <RemovableChip label="subject" value={subject} onRemove={() => onChange(unsubjected)} />
        ) : null}
        {request ? (
          <RemovableChip label="request" value={request} onRemove={() => onChange(unrequested)} />
        ) : null}
        {Object.keys(search).length > 0 ? (
          <Button size="sm" variant="ghost" onClick={() => onChange({})}>
            Clear all
          </Button>
        ) : null}
      </div>
    </div>
  );
}

/** One field for words, a subject or the id of a request; which it is, its form tells. */
function SearchForm({ search, onChange }: FiltersProps) {
  const [text, setText] = useState(search.q ?? '');
  useEffect(() => setText(search.q ?? ''), [search.q]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { q: _q, ...unworded } = search;
    const read = readAuditInput(text);
    if (read.q === undefined) setText('');
    onChange({ ...unworded, ...read });
  };
  return (
    <form onSubmit={submit} className="flex max-w-2xl items-end gap-2">
      <div className="flex-1">
        <Field
          label="Find"
          hint="Part of a name or subject; or a whole subject (policy:triage, key:<uuid>) or request id (req_…)."
        >
          {(control) => (
            <TextInput
              {...control}
              type="search"
              maxLength={200}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
      </div>
      <Button type="submit" className="mb-5.5">
        Find
      </Button>
    </form>
  );
}

function EventFilter({ search, onChange }: FiltersProps) {
  const { event, ...unfiltered } = search;
  const family = EVENT_FAMILIES.find(({ value }) => value === event);
  return (
    <FilterPopover label="Event" chosen={family?.name ?? event ?? null}>
      {(close) => (
        <EventForm
          event={event}
          onChange={(next) => {
            onChange({ ...unfiltered, ...(next && { event: next }) });
            close();
          }}
        />
      )}
    </FilterPopover>
  );
}

interface EventFormProps {
  readonly event: string | undefined;
  readonly onChange: (event: string | undefined) => void;
}

function EventForm({ event, onChange }: EventFormProps) {
  const [text, setText] = useState(event ?? '');
  const submit = (submitted: FormEvent) => {
    submitted.preventDefault();
    onChange(text.trim() || undefined);
  };
  return (
    <div className="flex flex-col gap-3">
      <ul className="grid max-h-64 grid-cols-1 gap-0.5 overflow-y-auto">
        {EVENT_FAMILIES.map(({ value, name }) => (
          <li key={value}>
            <button
              type="button"
              aria-pressed={event === value}
              onClick={() => onChange(event === value ? undefined : value)}
              className="flex h-6.5 w-full items-center rounded-md px-2 text-left text-xs text-ink-2 hover:bg-ink/7 hover:text-ink aria-pressed:bg-accent/12 aria-pressed:font-medium aria-pressed:text-ink"
            >
              {name}
            </button>
          </li>
        ))}
      </ul>
      <form onSubmit={submit} className="flex flex-col gap-2 border-t border-line pt-3">
        <Field label="Name of the event begins with">
          {(control) => (
            <TextInput
              {...control}
              maxLength={100}
              placeholder="key.revoked"
              value={text}
              onChange={(changed) => setText(changed.target.value)}
              className="font-mono text-xs"
            />
          )}
        </Field>
        <div className="flex justify-end gap-2">
          <Button size="sm" variant="ghost" onClick={() => onChange(undefined)}>
            Any event
          </Button>
          <Button size="sm" variant="primary" type="submit">
            Apply
          </Button>
        </div>
      </form>
    </div>
  );
}

function PersonFilter({ search, onChange }: FiltersProps) {
  const session = useSession();
  const people = useQuery({ ...peopleQuery, enabled: holds(session, 'alerts:read') }).data ?? [];
  const { actor, ...unfiltered } = search;
  const known = people.map((person) => ({ value: uuidOf(person.id), name: person.name }));
  const choices =
    actor === undefined || known.some(({ value }) => value === actor)
      ? known
      : [...known, { value: actor, name: actor }];
  return (
    <FilterMenu
      label="Person"
      isSingle
      choices={choices}
      chosen={actor ? [actor] : []}
      onChange={([next]) => onChange({ ...unfiltered, ...(next && { actor: next }) })}
    />
  );
}
