import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { TenantTombstone } from '@watchfloor/client';
import { LoaderCircle, ShieldAlert, ShieldCheck } from 'lucide-react';
import { useEffect } from 'react';
import { Button } from '../../ui/button.tsx';
import { countOf } from '../../ui/format.ts';
import { Fact, Facts, Panel } from '../../ui/panel.tsx';
import { EmptyState, ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { ExactTime } from '../../ui/time.tsx';
import { tombstoneQuery } from './tenant-queries.ts';

/** A deletion while it goes on, and what is left when it has ended. */
export function TombstonePanel({ id }: { readonly id: string }) {
  const client = useQueryClient();
  const query = useQuery(tombstoneQuery(id));
  const isGone = query.data?.deleted_at !== null && query.data?.deleted_at !== undefined;
  useEffect(() => {
    if (isGone) void client.invalidateQueries({ queryKey: ['tenants'], exact: true });
  }, [isGone, client]);
  if (query.error) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data === undefined) return <SkeletonLines lines={4} label="the deletion" />;
  if (query.data === null) {
    return (
      <EmptyState title="There is no such tenant">
        Neither a tenant below this one nor a deleted one has this id.
      </EmptyState>
    );
  }
  return (
    <Tombstone stone={query.data} isVerifying={query.isFetching} onVerify={() => void query.refetch()} />
  );
}

interface TombstoneProps {
  readonly stone: TenantTombstone;
  readonly isVerifying: boolean;
  readonly onVerify: () => void;
}

function Tombstone({ stone, isVerifying, onVerify }: TombstoneProps) {
  const tables = Object.entries(stone.counts).sort(([, left], [, right]) => right - left);
  const removed = tables.reduce((sum, [, count]) => sum + count, 0);
  return (
    <>
      <Panel
        title={stone.deleted_at === null ? 'Deletion goes on' : 'Deleted'}
        actions={
          stone.deleted_at === null ? null : (
            <Button size="sm" onClick={onVerify} isBusy={isVerifying}>
              Verify again
            </Button>
          )
        }
      >
        <Facts>
          <Fact name="Asked for">
            <ExactTime at={stone.requested_at} /> by {stone.requested_by}
          </Fact>
          <Fact name="Reason">{stone.reason}</Fact>
          <Fact name="Ended">
            {stone.deleted_at === null ? (
              <span role="status" className="inline-flex items-center gap-2 text-ink-2">
                <LoaderCircle aria-hidden className="size-3.5 motion-safe:animate-turn" />
                {removed === 0 ? 'being removed' : `${countOf(removed, 'row')} removed so far`}
              </span>
            ) : (
              <ExactTime at={stone.deleted_at} />
            )}
          </Fact>
          <Fact name="Audit">
            <AuditState audit={stone.audit} />
          </Fact>
        </Facts>
      </Panel>
      {tables.length === 0 ? null : (
        <Panel title="What was removed" note={countOf(removed, 'row')}>
          <dl className="grid grid-cols-[repeat(auto-fill,minmax(15rem,1fr))] gap-x-6 gap-y-1 px-3.5 py-3 text-xs">
            {tables.map(([table, count]) => (
              <div key={table} className="flex justify-between gap-2">
                <dt className="font-mono text-ink-2">{table}</dt>
                <dd className="tabular text-ink">{count.toLocaleString('en-US')}</dd>
              </div>
            ))}
          </dl>
        </Panel>
      )}
    </>
  );
}

function AuditState({ audit }: { readonly audit: TenantTombstone['audit'] }) {
  if (audit === null) return <span className="text-ink-3">its chain is not closed yet</span>;
  const Mark = audit.ok ? ShieldCheck : ShieldAlert;
  return (
    <span className="flex flex-col gap-0.5">
      <span
        className={
          audit.ok
            ? 'inline-flex items-center gap-1.5 text-good'
            : 'inline-flex items-center gap-1.5 text-critical'
        }
      >
        <Mark aria-hidden className="size-4" />
        {audit.ok
          ? `verifies: ${countOf(audit.records, 'record')} lead to the signed end`
          : 'does not verify: the hashes do not lead to the signed end'}
      </span>
      <span className="break-all font-mono text-2xs text-ink-3">
        {audit.chain_hash} · key {audit.key_id}
      </span>
    </span>
  );
}
