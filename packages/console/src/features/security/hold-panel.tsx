import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { LegalHold } from '@watchfloor/client';
import { Gavel } from 'lucide-react';
import { useState } from 'react';
import { api, makeRepeatKeys } from '../../api.ts';
import { paths } from '../../paths.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Field, TextInput } from '../../ui/field.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { ActionCell, Cell, NameCell, Row, Table } from '../../ui/table.tsx';
import { Ago } from '../../ui/time.tsx';
import { toastDone } from '../../ui/toast.ts';
import { holdsQuery, retentionPreviewQuery } from './security-queries.ts';

/** What must not be removed, whatever its age: for an investigation, or since a court says so. */
export function HoldPanel() {
  const query = useQuery(holdsQuery);
  const [isPlacing, setIsPlacing] = useState(false);
  const [lifting, setLifting] = useState<LegalHold | null>(null);
  const holds = query.data;
  return (
    <Panel
      title="Legal holds"
      actions={
        <Button
          size="sm"
          icon={<Gavel aria-hidden className="size-3.5" />}
          onClick={() => setIsPlacing(true)}
        >
          Place a hold…
        </Button>
      }
    >
      {query.error ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : holds === undefined ? (
        <div className="p-3.5">
          <SkeletonLines lines={2} label="legal holds" />
        </div>
      ) : holds.length === 0 ? (
        <p className="px-3.5 py-3 text-sm text-ink-3">None, now or before.</p>
      ) : (
        <div className="[&>div]:rounded-t-none [&>div]:border-0">
          <Table label="Legal holds" columns={['On', 'Reason', 'Placed', 'Lifted']} hasActions>
            {holds.map((hold) => (
              <HoldRow key={hold.id} hold={hold} onLift={() => setLifting(hold)} />
            ))}
          </Table>
        </div>
      )}
      {isPlacing ? <PlaceForm onClose={() => setIsPlacing(false)} /> : null}
      {lifting ? <LiftForm hold={lifting} onClose={() => setLifting(null)} /> : null}
    </Panel>
  );
}

function HoldRow({ hold, onLift }: { readonly hold: LegalHold; readonly onLift: () => void }) {
  return (
    <Row isOff={hold.lifted_at !== null}>
      <NameCell className="text-sm">
        <HoldSubject subject={hold.subject} />
      </NameCell>
      <Cell isSmall className="max-w-80 break-words">
        {hold.reason}
      </Cell>
      <Cell isSmall>
        <Ago at={hold.placed_at} /> <span className="text-ink-3">by {hold.placed_by}</span>
      </Cell>
      <Cell isSmall className="max-w-80 break-words">
        {hold.lifted_at === null ? (
          <span className="text-high">stands</span>
        ) : (
          <>
            <Ago at={hold.lifted_at} />{' '}
            <span className="text-ink-3">
              by {hold.lifted_by}: {hold.lift_reason}
            </span>
          </>
        )}
      </Cell>
      <ActionCell>
        <Button
          size="sm"
          onClick={onLift}
          refusal={hold.lifted_at === null ? null : 'It was lifted already.'}
          aria-label={`Lift the hold: ${hold.reason}`}
        >
          Lift…
        </Button>
      </ActionCell>
    </Row>
  );
}

function HoldSubject({ subject }: { readonly subject: string }) {
  if (subject === 'tenant') return <span className="font-medium">the whole tenant</span>;
  return (
    <Link {...paths.alert(subject)} className="font-mono text-xs text-accent hover:underline">
      {subject}
    </Link>
  );
}

function useHoldsChanged(): () => void {
  const client = useQueryClient();
  return () => {
    void client.invalidateQueries({ queryKey: holdsQuery.queryKey });
    void client.invalidateQueries({ queryKey: retentionPreviewQuery.queryKey });
  };
}

function PlaceForm({ onClose }: { readonly onClose: () => void }) {
  const changed = useHoldsChanged();
  const [repeat] = useState(makeRepeatKeys);
  const [alertId, setAlertId] = useState('');
  const id = /alert_[0-9a-f]{32}/.exec(alertId)?.[0] ?? null;
  return (
    <ConfirmDialog
      reason="required"
      title="Place a legal hold"
      description="Nothing that it names is removed until it is lifted, also not by deleting the tenant. Every audit record is kept meanwhile."
      action="Place hold"
      run={(reason) => {
        if (alertId.trim() !== '' && id === null)
          return Promise.reject(new Error('This is no id and no address of an alert.'));
        const input = { alert_id: id, reason };
        return api.legalHolds.place(input, { idempotencyKey: repeat.keyFor(input) });
      }}
      onDone={() => {
        changed();
        toastDone('The hold stands');
        onClose();
      }}
      onClose={onClose}
    >
      <Field
        label="Alert"
        hint="Its id or address. Leave it empty to hold the whole tenant."
        error={alertId.trim() !== '' && id === null ? 'This is no id and no address of an alert.' : null}
      >
        {(control) => (
          <TextInput
            {...control}
            placeholder="alert_…"
            value={alertId}
            onChange={(event) => setAlertId(event.target.value)}
            className="font-mono text-xs"
          />
        )}
      </Field>
    </ConfirmDialog>
  );
}

interface LiftProps {
  readonly hold: LegalHold;
  readonly onClose: () => void;
}

function LiftForm({ hold, onClose }: LiftProps) {
  const changed = useHoldsChanged();
  return (
    <ConfirmDialog
      reason="required"
      title={`Lift the hold on ${hold.subject === 'tenant' ? 'the whole tenant' : 'this alert'}?`}
      description="What it kept is removed within the hour when it is older than its class is kept."
      action="Lift hold"
      keep="Keep it"
      isDanger
      run={(reason) => api.legalHolds.lift({ id: hold.id, reason })}
      onDone={() => {
        changed();
        toastDone('The hold is lifted');
        onClose();
      }}
      onClose={onClose}
    >
      <p>It was placed for: {hold.reason}</p>
    </ConfirmDialog>
  );
}
