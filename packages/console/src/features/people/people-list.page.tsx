import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import type { Person } from '@watchfloor/client';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { paths } from '../../paths.ts';
import { Button } from '../../ui/button.tsx';
import { Field, TextInput } from '../../ui/field.tsx';
import { FilterMenu } from '../../ui/filter-menu.tsx';
import { countOf } from '../../ui/format.ts';
import { Page } from '../../ui/page.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { Cell, NameCell, Row, Table } from '../../ui/table.tsx';
import { Ago } from '../../ui/time.tsx';
import { peopleQuery, useSession } from '../session/session.ts';
import { filterPeople, PERSON_STATUSES, type PeopleSearch } from './people-search.ts';
import { PersonInviteForm } from './person-invite.form.tsx';
import { FactorList, PersonStatusMark } from './person-marks.tsx';

const route = getRouteApi('/app/settings/people');

export function PeopleListPage() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const { data: people } = useSuspenseQuery(peopleQuery);
  const [isInviting, setIsInviting] = useState(false);
  const shown = filterPeople(people, search);
  const change = (next: PeopleSearch) => void navigate({ ...paths.people(next), replace: true });
  return (
    <Page
      title="People"
      lead="Who belongs to this tenant, what they may do, and how they sign in. Open somebody to change it."
      actions={
        <Button
          variant="primary"
          icon={<Plus aria-hidden className="size-3.5" />}
          onClick={() => setIsInviting(true)}
        >
          Invite
        </Button>
      }
    >
      <PeopleFilters search={search} onChange={change} />
      {shown.length === 0 ? (
        <EmptyState title="Nobody matches" actions={<Button onClick={() => change({})}>Show all</Button>}>
          Nobody of {countOf(people.length, 'person', 'people')} has these words or this state.
        </EmptyState>
      ) : (
        <Table
          label="People of this tenant"
          columns={['Name', 'Role', 'State', 'Signs in with', 'Last seen']}
        >
          {shown.map((person) => (
            <PersonRow key={person.id} person={person} />
          ))}
        </Table>
      )}
      {isInviting ? <PersonInviteForm onClose={() => setIsInviting(false)} /> : null}
    </Page>
  );
}

interface FiltersProps {
  readonly search: PeopleSearch;
  readonly onChange: (next: PeopleSearch) => void;
}

const STATUS_CHOICES = PERSON_STATUSES.map((value) => ({
  value,
  name: value === 'deactivated' ? 'switched off' : value,
}));

function PeopleFilters({ search, onChange }: FiltersProps) {
  const { status: _status, ...unfiltered } = search;
  const { q: _q, ...unworded } = search;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <div className="w-72">
        <Field label="Find people" isLabelHidden>
          {(control) => (
            <TextInput
              {...control}
              type="search"
              placeholder="Name, e-mail or role"
              value={search.q ?? ''}
              onChange={(event) => {
                const q = event.target.value;
                onChange({ ...unworded, ...(q !== '' && { q }) });
              }}
            />
          )}
        </Field>
      </div>
      <FilterMenu
        label="State"
        choices={STATUS_CHOICES}
        chosen={search.status ?? []}
        onChange={(status) => onChange({ ...unfiltered, ...(status.length > 0 && { status }) })}
      />
    </div>
  );
}

function PersonRow({ person }: { readonly person: Person }) {
  const me = useSession().principal.id;
  const { account } = person;
  return (
    <Row isOff={account?.status === 'deactivated'}>
      <NameCell>
        <Link {...paths.person(person.id)} className="font-medium text-ink hover:text-accent hover:underline">
          {person.name}
        </Link>
        {person.id === me ? <span className="text-xs text-ink-3"> you</span> : null}
        <span className="block break-all text-xs text-ink-3">{person.email}</span>
      </NameCell>
      <Cell>{person.role}</Cell>
      <Cell>{account ? <PersonStatusMark account={account} /> : null}</Cell>
      <Cell>{account ? <FactorList account={account} /> : null}</Cell>
      <Cell isSmall className="whitespace-nowrap">
        {account?.last_seen_at ? (
          <Ago at={account.last_seen_at} />
        ) : (
          <span className="text-ink-3">never</span>
        )}
      </Cell>
    </Row>
  );
}
