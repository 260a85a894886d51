import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { OwnSession } from '@watchfloor/client';
import { useState } from 'react';
import { api } from '../../api.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { countOf } from '../../ui/format.ts';
import { Panel } from '../../ui/panel.tsx';
import { ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { ActionCell, Cell, NameCell, Row, Table } from '../../ui/table.tsx';
import { Ago } from '../../ui/time.tsx';
import { toastDone } from '../../ui/toast.ts';
import { browserOf, METHOD_WORDS } from '../people/session-words.ts';
import { ownSessionsQuery } from './account-queries.ts';

/** Where one is signed in oneself. */
export function SessionPanel() {
  const client = useQueryClient();
  const query = useQuery(ownSessionsQuery);
  const [ending, setEnding] = useState<OwnSession | 'others' | null>(null);
  const sessions = query.data;
  const others = (sessions ?? []).filter((session) => !session.is_current);
  const done = (ended: number) => {
    void client.invalidateQueries({ queryKey: ownSessionsQuery.queryKey });
    toastDone(ended === 1 ? 'The session has ended' : `${countOf(ended, 'session')} ended`);
    setEnding(null);
  };
  return (
    <Panel
      title="Sessions"
      note={sessions ? `${sessions.length} open` : null}
      actions={
        <Button
          size="sm"
          onClick={() => setEnding('others')}
          refusal={others.length === 0 ? 'There is no other session.' : null}
        >
          End all others…
        </Button>
      }
    >
      {query.error ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : sessions === undefined ? (
        <div className="p-3.5">
          <SkeletonLines lines={3} label="sessions" />
        </div>
      ) : (
        <div className="[&>div]:rounded-t-none [&>div]:border-0">
          <Table
            label="Your sessions"
            columns={['Device', 'Tenant', 'Address', 'Began', 'Last seen', 'Ends']}
            hasActions
          >
            {sessions.map((session) => (
              <SessionRow key={session.id} session={session} onEnd={() => setEnding(session)} />
            ))}
          </Table>
        </div>
      )}
      {ending === 'others' ? (
        <ConfirmDialog
          title="End all your other sessions?"
          description={`${countOf(others.length, 'session')} on other devices or in other browsers ${others.length === 1 ? 'is' : 'are'} signed out at once. This one stays.`}
          action="End the others"
          run={() => api.sessions.revoke({})}
          onDone={({ ended }) => done(ended)}
          onClose={() => setEnding(null)}
        />
      ) : ending !== null ? (
        <ConfirmDialog
          title={`End the session in ${browserOf(ending.user_agent)}?`}
          description={`It is signed out at once${ending.address ? ` at ${ending.address}` : ''}. If you do not know it, change your password and look at your passkeys as well.`}
          action="End session"
          run={() => api.sessions.revoke({ id: ending.id })}
          onDone={({ ended }) => done(ended)}
          onClose={() => setEnding(null)}
        />
      ) : null}
    </Panel>
  );
}

interface RowProps {
  readonly session: OwnSession;
  readonly onEnd: () => void;
}

function SessionRow({ session, onEnd }: RowProps) {
  const browser = browserOf(session.user_agent);
  return (
    <Row>
      <NameCell>
        <span title={session.user_agent ?? undefined} className="text-ink">
          {browser}
        </span>
        {session.is_current ? <span className="ml-2 text-xs text-good">this one</span> : null}
      </NameCell>
      <Cell isSmall>{session.tenant.name}</Cell>
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
        <Button
          size="sm"
          onClick={onEnd}
          refusal={session.is_current ? 'This is the session you are in: sign out instead.' : null}
          aria-label={`End session in ${browser}`}
        >
          End…
        </Button>
      </ActionCell>
    </Row>
  );
}
