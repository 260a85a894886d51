import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleCheck, RefreshCw, ShieldAlert } from 'lucide-react';
import { type ReactNode, useRef, useState } from 'react';
import { api } from '../../api.ts';
import { paths } from '../../paths.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { countOf } from '../../ui/format.ts';
import { Page } from '../../ui/page.tsx';
import { Fact, Facts, Panel } from '../../ui/panel.tsx';
import { ErrorNote, ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { Cell, NameCell, Row, Table } from '../../ui/table.tsx';
import { Ago, ExactTime } from '../../ui/time.tsx';
import { toastDone } from '../../ui/toast.ts';
import { AuditExportPanel } from './audit-export.tsx';
import { checkpointsQuery, newestAuditQuery, signingKeyQuery } from './audit-queries.ts';
import {
  addVerification,
  breakTitle,
  chainStateOf,
  NOTHING_VERIFIED,
  recordToOpen,
  type VerificationTotal,
} from './verification.ts';

/** Links of one call: a few seconds of work, so that one sees it go on. */
const LINKS_A_CALL = 20_000;

export function AuditChainPage() {
  return (
    <Page
      title="Audit chain"
      lead="Each record carries the hash of the one before it, and now and then the chain is signed. Verifying finds what was altered, removed or put in, also by somebody with the database in hand."
      actions={
        <Link {...paths.audit()} className="text-xs text-accent hover:underline">
          Audit records
        </Link>
      }
    >
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-2">
        <StatePanel />
        <VerifyPanel />
      </div>
      <CheckpointPanel />
      <AuditExportPanel />
    </Page>
  );
}

function StatePanel() {
  const newest = useQuery(newestAuditQuery);
  const checkpoints = useInfiniteQuery(checkpointsQuery);
  const key = useQuery(signingKeyQuery);
  const last = checkpoints.data?.pages[0]?.data[0];
  const state = newest.data ? chainStateOf(newest.data) : null;
  const error = newest.error ?? checkpoints.error ?? key.error;
  return (
    <Panel
      title="State"
      actions={
        <IconButton
          label="Read the state again"
          onClick={() => void Promise.all([newest.refetch(), checkpoints.refetch()])}
          isBusy={newest.isRefetching}
        >
          <RefreshCw aria-hidden className="size-3.5" />
        </IconButton>
      }
    >
      {error ? (
        <div className="p-3.5">
          <ErrorNote error={error} onRetry={() => void newest.refetch()} />
        </div>
      ) : null}
      <Facts>
        <Fact name="Sealed up to">
          {state === null ? (
            '…'
          ) : state.sealedTo === null ? (
            <span className="text-ink-3">nothing yet</span>
          ) : (
            <>
              <span className="tabular">{state.sealedTo.toLocaleString('en-US')}</span>{' '}
              <span className="text-xs text-ink-3">of the chain</span>
            </>
          )}
        </Fact>
        <Fact name="Not sealed yet">
          {state === null
            ? '…'
            : state.waiting === 0
              ? 'none'
              : `${countOf(state.waiting, 'record')}${state.isMore ? ' or more' : ''}, sealed within seconds`}
        </Fact>
        <Fact name="Last checkpoint">
          {last ? (
            <>
              at <span className="tabular">{last.sequence.toLocaleString('en-US')}</span>,{' '}
              <Ago at={last.at} />
            </>
          ) : (
            <span className="text-ink-3">{checkpoints.isPending ? '…' : 'none yet'}</span>
          )}
        </Fact>
        <Fact name="Signed with">
          {key.data ? (
            <span className="inline-flex items-center gap-1.5">
              {key.data.algorithm} <span className="font-mono text-xs">{key.data.key_id}</span>
              <CopyButton text={key.data.public_key} label="Copy public key" />
            </span>
          ) : (
            '…'
          )}
        </Fact>
      </Facts>
    </Panel>
  );
}

function VerifyPanel() {
  const client = useQueryClient();
  const [total, setTotal] = useState<VerificationTotal | null>(null);
  const isStopped = useRef(false);
  const verifying = useMutation({
    mutationFn: async () => {
      isStopped.current = false;
      let found = NOTHING_VERIFIED;
      setTotal(found);
      do {
        const cursor = found.cursor === null ? {} : { cursor: found.cursor };
        found = addVerification(found, await api.audit.verify({ limit: LINKS_A_CALL, ...cursor }));
        setTotal(found);
      } while (found.state === 'running' && !isStopped.current);
      return new Date().toISOString();
    },
    onSettled: () => {
      void client.invalidateQueries({ queryKey: newestAuditQuery.queryKey });
    },
  });
  return (
    <Panel
      title="Verify"
      actions={
        verifying.isPending ? (
          <Button
            size="sm"
            onClick={() => {
              isStopped.current = true;
            }}
          >
            Stop
          </Button>
        ) : (
          <Button size="sm" variant="primary" onClick={() => verifying.mutate()}>
            Verify now
          </Button>
        )
      }
    >
      <div className="flex flex-col gap-3 px-3.5 py-3 text-sm text-ink-2">
        {total === null ? (
          <p>
            Looks at every link and every record, and says which is altered. That it was verified, and with
            what result, is recorded too.
          </p>
        ) : (
          <Result total={total} isPending={verifying.isPending} at={verifying.data ?? null} />
        )}
        {verifying.error ? <ErrorNote error={verifying.error} onRetry={() => verifying.mutate()} /> : null}
      </div>
    </Panel>
  );
}

interface ResultProps {
  readonly total: VerificationTotal;
  readonly isPending: boolean;
  readonly at: string | null;
}

function Result({ total, isPending, at }: ResultProps) {
  if (total.state === 'broken') return <Broken total={total} />;
  if (total.state === 'holds') {
    return (
      <div role="status" className="rounded-md border border-good/40 bg-good/8 px-3 py-2">
        <p className="flex items-center gap-2 font-medium text-ink">
          <CircleCheck aria-hidden className="size-4 text-good" />
          The chain holds{at ? <Ago at={at} className="font-normal text-ink-3" /> : null}
        </p>
        <Counts total={total} />
      </div>
    );
  }
  return (
    <div role="status">
      <p className="font-medium text-ink">{isPending ? 'Verifying…' : 'Stopped before the end'}</p>
      {isPending ? null : <p className="text-xs">Nothing was found so far. The rest was not looked at.</p>}
      <Counts total={total} />
    </div>
  );
}

function Broken({ total }: { readonly total: VerificationTotal }) {
  const { broken } = total;
  const record = recordToOpen(broken);
  return (
    <div role="alert" className="rounded-md border border-critical/45 bg-critical/8 px-3 py-2">
      <p className="flex items-center gap-2 font-medium text-ink">
        <ShieldAlert aria-hidden className="size-4 shrink-0 text-critical" />
        {breakTitle(broken)}
      </p>
      {broken ? (
        <>
          <p className="mt-1 break-words text-ink">{broken.message}</p>
          <p className="mt-1 flex flex-wrap gap-x-3 text-xs">
            {broken.sequence === null ? null : <span>Place {broken.sequence.toLocaleString('en-US')}</span>}
            {broken.record_id ? <span className="break-all font-mono">{broken.record_id}</span> : null}
            {record ? (
              <Link {...paths.auditRecord(record)} className="text-accent hover:underline">
                Open the record
              </Link>
            ) : null}
          </p>
        </>
      ) : null}
      <p className="mt-1 text-xs">
        This is what is wrong first; what comes after it was not looked at. Keep the database as it is, export
        what there is, and compare it with a copy that your collector or a backup holds.
      </p>
      <Counts total={total} />
    </div>
  );
}

function Counts({ total }: { readonly total: VerificationTotal }) {
  const lines: ReactNode[] = [
    total.first === null || total.last === null
      ? 'No links yet.'
      : `Links ${total.first.toLocaleString('en-US')} to ${total.last.toLocaleString('en-US')}: ${countOf(total.links, 'link')} looked at.`,
    `${countOf(total.records, 'record')} looked up the other way round, ${countOf(total.checkpoints, 'signed checkpoint')} checked.`,
    total.bodiesRemoved === 0
      ? null
      : `Of ${countOf(total.bodiesRemoved, 'record')} before, after and reason were removed, as is on record.`,
    total.unsealed === 0 ? null : `${countOf(total.unsealed, 'record')} wait for a place in the chain.`,
  ];
  return (
    <ul className="mt-1 text-xs">
      {lines
        .filter((line) => line !== null)
        .map((line) => (
          <li key={String(line)}>{line}</li>
        ))}
    </ul>
  );
}

function CheckpointPanel() {
  const client = useQueryClient();
  const query = useInfiniteQuery(checkpointsQuery);
  const rows = (query.data?.pages ?? []).flatMap((page) => page.data);
  const making = useMutation({
    mutationFn: () => api.audit.makeCheckpoint(),
    onSuccess: ({ sequence }) => {
      toastDone(`Signed the chain up to ${sequence.toLocaleString('en-US')}`);
      void client.invalidateQueries({ queryKey: ['audit'] });
    },
  });
  return (
    <Panel
      title="Checkpoints"
      note="Signed states of the chain. They stay when old records are pruned."
      actions={
        <Button size="sm" onClick={() => making.mutate()} isBusy={making.isPending}>
          Sign now
        </Button>
      }
    >
      {making.error ? (
        <div className="p-3.5">
          <ErrorNote error={making.error} onRetry={() => making.mutate()} />
        </div>
      ) : null}
      {query.error && rows.length === 0 ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : query.isPending ? (
        <div className="p-3.5">
          <SkeletonLines lines={3} label="checkpoints" />
        </div>
      ) : rows.length === 0 ? (
        <p className="px-3.5 py-3 text-sm text-ink-3">
          None yet. One is made every 1,000 links or every hour, and before each export.
        </p>
      ) : (
        <div className="[&>div]:rounded-t-none [&>div]:border-0">
          <Table label="Checkpoints, newest first" columns={['Up to', 'Signed', 'Hash of the chain', 'Key']}>
            {rows.map((row) => (
              <Row key={row.sequence}>
                <NameCell className="tabular">{row.sequence.toLocaleString('en-US')}</NameCell>
                <Cell isSmall className="whitespace-nowrap">
                  <ExactTime at={row.at} />
                </Cell>
                <Cell isSmall>
                  <span className="inline-flex items-center gap-1 font-mono" title={row.chain_hash}>
                    {row.chain_hash.slice(0, 24)}…
                    <CopyButton
                      text={JSON.stringify(row)}
                      label={`Copy checkpoint ${row.sequence.toLocaleString('en-US')}`}
                    />
                  </span>
                </Cell>
                <Cell isSmall className="font-mono">
                  {row.key_id}
                </Cell>
              </Row>
            ))}
          </Table>
          {query.hasNextPage ? (
            <div className="flex justify-center py-2">
              <Button size="sm" onClick={() => void query.fetchNextPage()} isBusy={query.isFetchingNextPage}>
                Show older checkpoints
              </Button>
            </div>
          ) : null}
        </div>
      )}
    </Panel>
  );
}
