import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { Person } from '@watchfloor/client';
import { useState } from 'react';
import { paths, uuidOf } from '../../paths.ts';
import { Button } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';
import { Fact, Facts, Panel } from '../../ui/panel.tsx';
import { Ago, ExactTime } from '../../ui/time.tsx';
import { rolesQuery } from '../roles/role-queries.ts';
import { holds, peopleQuery, useSession } from '../session/session.ts';
import { personQuery } from './people-queries.ts';
import { type PersonAction, PersonActionForm } from './person-action.form.tsx';
import { FactorList, PersonStatusMark } from './person-marks.tsx';
import { type PersonRefusals, refusalsFor } from './person-rules.ts';
import { PersonSessions } from './person-sessions.tsx';

const route = getRouteApi('/app/settings/people/$id');

export function PersonPage() {
  const { id } = route.useParams();
  const session = useSession();
  const { data: person } = useSuspenseQuery(personQuery(id));
  const people = useQuery(peopleQuery);
  const roles = useQuery(rolesQuery);
  const [open, setOpen] = useState<PersonAction | null>(null);
  const refusals = refusalsFor(person, {
    session,
    people: people.data ?? [person],
    roles: roles.data ?? [],
  });
  return (
    <Page
      title={person.name}
      lead={person.email}
      actions={
        <Link {...paths.people()} className="text-xs text-accent hover:underline">
          All people
        </Link>
      }
    >
      <div className="grid grid-cols-1 gap-4 lg:grid-cols-[minmax(0,5fr)_minmax(0,6fr)]">
        <AccountPanel person={person} />
        <ActionPanel person={person} refusals={refusals} onAction={setOpen} />
      </div>
      <PersonSessions
        person={person}
        refusal={refusals.endSessions}
        onEndAll={() => setOpen('end-sessions')}
      />
      {open ? <PersonActionForm action={open} person={person} onClose={() => setOpen(null)} /> : null}
    </Page>
  );
}

function AccountPanel({ person }: { readonly person: Person }) {
  const session = useSession();
  const { account } = person;
  const uuid = uuidOf(person.id);
  return (
    <Panel title="Account">
      <Facts>
        <Fact name="Role">{person.role}</Fact>
        {account ? (
          <>
            <Fact name="State">
              <PersonStatusMark account={account} />
            </Fact>
            <Fact name="Signs in with">
              <FactorList account={account} />
            </Fact>
            {account.factors.totp ? (
              <Fact name="Recovery codes">{account.factors.recovery_codes} left</Fact>
            ) : null}
            <Fact name="Member since">
              <ExactTime at={account.joined_at} />
            </Fact>
            <Fact name="Last seen">
              {account.last_seen_at ? <ExactTime at={account.last_seen_at} /> : 'never'}
            </Fact>
            {account.deactivated_at ? (
              <Fact name="Switched off">
                <Ago at={account.deactivated_at} />
              </Fact>
            ) : null}
          </>
        ) : null}
        {holds(session, 'audit:read') ? (
          <Fact name="Audit">
            <Link {...paths.audit({ actor: uuid })} className="text-accent hover:underline">
              What they did
            </Link>
            {' · '}
            <Link {...paths.audit({ subject: `user:${uuid}` })} className="text-accent hover:underline">
              What was done to their account
            </Link>
          </Fact>
        ) : null}
      </Facts>
    </Panel>
  );
}

interface ActionPanelProps {
  readonly person: Person;
  readonly refusals: PersonRefusals;
  readonly onAction: (action: PersonAction) => void;
}

function ActionPanel({ person, refusals, onAction }: ActionPanelProps) {
  const isOff = person.account?.status === 'deactivated';
  return (
    <Panel title="What can be done">
      <ul className="divide-y divide-line">
        <Action
          name="Change role…"
          text="What they may do; counts within a second, also in the sessions that are open."
          refusal={refusals.changeRole}
          onPress={() => onAction('role')}
        />
        <Action
          name="Reset sign-in…"
          text="Takes away password, passkeys, codes and sessions, and makes a new one-time link. For a lost device or a stolen password."
          refusal={refusals.reset}
          onPress={() => onAction('reset')}
        />
        <Action
          name="Unlock…"
          text="Forgets failed attempts, and ends a lock that they brought about before its time."
          refusal={refusals.unlock}
          onPress={() => onAction('unlock')}
        />
        {isOff ? (
          <Action
            name="Let in again…"
            text="They act again with the role and the ways to sign in that they have."
            refusal={refusals.reactivate}
            onPress={() => onAction('reactivate')}
          />
        ) : (
          <Action
            name="Switch off…"
            text="Their sessions and links end at once. They can be let in again."
            refusal={refusals.deactivate}
            onPress={() => onAction('deactivate')}
          />
        )}
        <Action
          name="Remove…"
          text="Takes them out of this tenant. What they did keeps their name."
          refusal={refusals.remove}
          onPress={() => onAction('remove')}
        />
      </ul>
    </Panel>
  );
}

interface ActionProps {
  readonly name: string;
  readonly text: string;
  readonly refusal: string | null;
  readonly onPress: () => void;
}

/** The reason stands on the page: whoever looks for a button that is off wants to know why at once. */
function Action({ name, text, refusal, onPress }: ActionProps) {
  return (
    <li className="flex items-center gap-3 px-3.5 py-2">
      <div className="min-w-0 flex-1 text-xs">
        <p className="text-ink-2">{text}</p>
        {refusal ? <p className="mt-0.5 text-medium">{refusal}</p> : null}
      </div>
      <Button size="sm" onClick={onPress} refusal={refusal}>
        {name}
      </Button>
    </li>
  );
}
