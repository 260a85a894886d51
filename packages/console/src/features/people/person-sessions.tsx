import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Person, PersonSession } from '@watchfloor/client';
import { useState } from 'react';
import { api } from '../../api.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { ActionCell, Cell, NameCell, Row, Table } from '../../ui/table.tsx';
import { Ago } from '../../ui/time.tsx';
import { toastDone } from '../../ui/toast.ts';
import { personQuery, personSessionsQuery } from './people-queries.ts';
import { browserOf, METHOD_WORDS } from './session-words.ts';

interface SessionsProps {
  readonly person: Person;
  readonly refusal: string | null;
  readonly onEndAll: () => void;
}

/** Where somebody is signed in. */
export function PersonSessions({ person, refusal, onEndAll }: SessionsProps) {
  const query = useQuery(personSessionsQuery(person.id));
  const [ending, setEnding] = useState<PersonSession | null>(null);
  const sessions = query.data;
  const none = sessions?.length === 0 ? 'There is no session to end.' : null;
  return (
    <Panel
      title="Sessions"
      note={sessions ? `${sessions.length} open` : null}
      actions={
        <Button size="sm" onClick={onEndAll} refusal={refusal ?? none}>
          End all…
        </Button>
      }
    >
      {query.error ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : sessions === undefined ? (
        <div className="p-3.5">
          <SkeletonLines lines={3} label="sessions" />
        </div>
      ) : sessions.length === 0 ? (
        <p className="px-3.5 py-3 text-sm text-ink-3">{person.name} is not signed in anywhere.</p>
      ) : (
        <div className="[&>div]:rounded-t-none [&>div]:border-0">
          <Table
            label={`Sessions of ${person.name}`}
            columns={['Browser', 'Address', 'Began', 'Last seen', 'Ends']}
            hasActions
          >
            {sessions.map((session) => (
              <SessionRow
                key={session.id}
                session={session}
                refusal={refusal}
                onEnd={() => setEnding(session)}
              />
            ))}
          </Table>
        </div>
      )}
      {ending ? <EndForm person={person} session={ending} onClose={() => setEnding(null)} /> : null}
    </Panel>
  );
}

interface RowProps {
  readonly session: PersonSession;
  readonly refusal: string | null;
  readonly onEnd: () => void;
}

function SessionRow({ session, refusal, onEnd }: RowProps) {
  const browser = browserOf(session.user_agent);
  return (
    <Row>
      <NameCell>
        <span title={session.user_agent ?? undefined}>{browser}</span>
      </NameCell>
      <Cell isSmall className="break-all font-mono">
        {session.address ?? <span className="text-ink-3">unknown</span>}
      </Cell>
      <Cell isSmall className="whitespace-nowrap">
        <Ago at={session.created_at} />{' '}
        <span className="text-ink-3">by {METHOD_WORDS[session.method] ?? session.method}</span>
      </Cell>
      <Cell isSmall className="whitespace-nowrap">
        <Ago at={session.last_seen_at} />
      </Cell>
      <Cell isSmall className="whitespace-nowrap">
        <Ago at={session.expires_at} />
      </Cell>
      <ActionCell>
        <Button size="sm" onClick={onEnd} refusal={refusal} aria-label={`End session in ${browser}`}>
          End…
        </Button>
      </ActionCell>
    </Row>
  );
}

interface EndProps {
  readonly person: Person;
  readonly session: PersonSession;
  readonly onClose: () => void;
}

function EndForm({ person, session, onClose }: EndProps) {
  const client = useQueryClient();
  return (
    <ConfirmDialog
      title={`End this session of ${person.name}?`}
      description={`${browserOf(session.user_agent)} at ${session.address ?? 'an unknown address'} is signed out at once. They can sign in again.`}
      action="End session"
      run={() => api.people.endSession({ id: person.id, session: session.id })}
      onDone={() => {
        void client.invalidateQueries({ queryKey: personQuery(person.id).queryKey });
        toastDone('The session has ended');
        onClose();
      }}
      onClose={onClose}
    />
  );
}
