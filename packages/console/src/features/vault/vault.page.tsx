import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { MasterKeyStatus, VaultStatus } from '@watchfloor/client';
import { type ReactNode, useEffect, useState } from 'react';
import { api } from '../../api.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { countOf } from '../../ui/format.ts';
import { Page } from '../../ui/page.tsx';
import { Fact, Facts, Panel } from '../../ui/panel.tsx';
import { ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { Cell, NameCell, Row, Table } from '../../ui/table.tsx';
import { Ago, ExactTime } from '../../ui/time.tsx';
import { holds, useSession } from '../session/session.ts';
import {
  dataKeyProgress,
  masterKeyProgress,
  type Progress,
  providerWords,
  refuseRotation,
} from './vault-progress.ts';
import { masterKeyQuery, vaultQuery } from './vault-queries.ts';

export function VaultPage() {
  const session = useSession();
  return (
    <Page
      title="Keys of the vault"
      lead="Secrets lie sealed under a data key of this tenant, and that under the master key of the installation. Both can be changed while everything runs."
    >
      <DataKeyPanel />
      {holds(session, 'installation:manage') ? (
        <MasterKeyPanel />
      ) : (
        <p className="text-xs text-ink-3">
          The master key belongs to the installation: whoever holds installation:manage in its own tenant
          looks after it.
        </p>
      )}
    </Page>
  );
}

function DataKeyPanel() {
  const client = useQueryClient();
  const query = useQuery(vaultQuery);
  const [isAsking, setIsAsking] = useState(false);
  const status = query.data;
  const progress = status ? dataKeyProgress(status) : null;
  return (
    <Panel
      title="Data key of this tenant"
      actions={
        <Button
          size="sm"
          onClick={() => setIsAsking(true)}
          refusal={status === undefined ? 'Its state is not known.' : refuseRotation(progress)}
        >
          Rotate data key…
        </Button>
      }
    >
      <Read query={query} label="data keys">
        {status ? <DataKeyFacts status={status} progress={progress} /> : null}
      </Read>
      {isAsking ? (
        <ConfirmDialog
          title="Rotate the data key of this tenant?"
          description={`A new key is made and ${countOf(status?.secrets ?? 0, 'secret')} are moved to it, in the background. They stay readable meanwhile. The old key is then retired and nothing of it kept.`}
          action="Rotate data key"
          run={() => api.vault.rotateDataKey()}
          onDone={(now) => {
            client.setQueryData(vaultQuery.queryKey, now);
            setIsAsking(false);
          }}
          onClose={() => setIsAsking(false)}
        />
      ) : null}
    </Panel>
  );
}

interface DataKeyFactsProps {
  readonly status: VaultStatus;
  readonly progress: Progress | null;
}

function DataKeyFacts({ status, progress }: DataKeyFactsProps) {
  return (
    <>
      <Facts>
        <Fact name="Secrets">{status.secrets.toLocaleString('en-US')}</Fact>
        <Fact name="Last rotation">
          {status.last_rotation_at ? (
            <ExactTime at={status.last_rotation_at} />
          ) : (
            <span className="text-ink-3">never</span>
          )}
        </Fact>
        {progress ? (
          <Fact name="Under way">
            <ProgressBar progress={progress} noun="secret" verb="moved" />
          </Fact>
        ) : null}
      </Facts>
      {status.data_keys.length === 0 ? (
        <p className="border-t border-line px-3.5 py-3 text-sm text-ink-3">
          No data key yet: one is made with the first secret.
        </p>
      ) : (
        <div className="border-t border-line [&>div]:rounded-t-none [&>div]:border-0">
          <Table
            label="Data keys, newest first"
            columns={['Version', 'State', 'Secrets', 'Made', 'Wrapped by', 'Id']}
          >
            {status.data_keys.map((key) => (
              <Row key={key.id} isOff={key.retired_at !== null}>
                <NameCell className="tabular">{key.version}</NameCell>
                <Cell isSmall className="whitespace-nowrap">
                  {key.retired_at ? (
                    <>
                      retired <Ago at={key.retired_at} />
                    </>
                  ) : (
                    <span className="text-good">in use</span>
                  )}
                </Cell>
                <Cell className="tabular">{key.secrets.toLocaleString('en-US')}</Cell>
                <Cell isSmall className="whitespace-nowrap">
                  <Ago at={key.created_at} />
                </Cell>
                <Cell isSmall className="font-mono">
                  {key.master_key_id ?? <span className="text-ink-3">nothing of it is kept</span>}
                </Cell>
                <Cell isSmall className="break-all font-mono">
                  {key.id}
                </Cell>
              </Row>
            ))}
          </Table>
        </div>
      )}
    </>
  );
}

function MasterKeyPanel() {
  const client = useQueryClient();
  const query = useQuery(masterKeyQuery);
  const [isAsking, setIsAsking] = useState(false);
  const status = query.data;
  const progress = status ? masterKeyProgress(status) : null;
  const finishedAt = status?.last_rotation?.finished_at ?? null;
  useEffect(() => {
    // The data keys above are wrapped by another master key from then on.
    if (finishedAt !== null) void client.invalidateQueries({ queryKey: vaultQuery.queryKey, exact: true });
  }, [client, finishedAt]);
  return (
    <Panel
      title="Master key of the installation"
      actions={
        <Button
          size="sm"
          onClick={() => setIsAsking(true)}
          refusal={status === undefined ? 'Its state is not known.' : refuseRotation(progress)}
        >
          Rotate master key…
        </Button>
      }
    >
      <Read query={query} label="master keys">
        {status ? <MasterKeyFacts status={status} progress={progress} /> : null}
      </Read>
      {isAsking && status ? (
        <ConfirmDialog
          title="Rotate the master key of the installation?"
          description="Every data key of every tenant is wrapped anew. Secrets stay readable meanwhile. Back up the new key: a backup of the database without its master key cannot be read."
          action="Rotate master key"
          typed={status.current_key_id}
          isDanger
          run={() => api.vault.rotateMasterKey()}
          onDone={(now) => {
            client.setQueryData(masterKeyQuery.queryKey, now);
            setIsAsking(false);
          }}
          onClose={() => setIsAsking(false)}
        />
      ) : null}
    </Panel>
  );
}

interface MasterKeyFactsProps {
  readonly status: MasterKeyStatus;
  readonly progress: Progress | null;
}

function MasterKeyFacts({ status, progress }: MasterKeyFactsProps) {
  const last = status.last_rotation;
  return (
    <>
      <Facts>
        <Fact name="Kept in">{providerWords(status.provider)}</Fact>
        <Fact name="In use">
          <span className="font-mono text-xs">{status.current_key_id}</span>
        </Fact>
        <Fact name="Last rotation">
          {last ? (
            <>
              <ExactTime at={last.finished_at ?? last.requested_at} />
              <span className="block text-xs text-ink-3">
                asked for by {last.requested_by}; {countOf(last.rewrapped, 'key')} wrapped anew
              </span>
            </>
          ) : (
            <span className="text-ink-3">never</span>
          )}
        </Fact>
        {progress ? (
          <Fact name="Under way">
            <ProgressBar progress={progress} noun="key" verb="wrapped anew" />
          </Fact>
        ) : null}
      </Facts>
      <div className="border-t border-line [&>div]:rounded-t-none [&>div]:border-0">
        <Table
          label="Master keys that wrap something"
          columns={['Master key', 'State', 'Keys of tenants', 'Keys of the installation']}
        >
          {status.keys.map((key) => (
            <Row key={key.master_key_id}>
              <NameCell className="font-mono text-xs">{key.master_key_id}</NameCell>
              <Cell isSmall>
                {key.is_current ? (
                  <span className="text-good">in use</span>
                ) : (
                  <span className="text-medium">old, still needed</span>
                )}
              </Cell>
              <Cell className="tabular">{key.tenant_keys.toLocaleString('en-US')}</Cell>
              <Cell className="tabular">{key.platform_keys.toLocaleString('en-US')}</Cell>
            </Row>
          ))}
        </Table>
      </div>
    </>
  );
}

interface ReadProps {
  readonly query: { readonly error: unknown; readonly isPending: boolean; refetch(): unknown };
  readonly label: string;
  readonly children: ReactNode;
}

function Read({ query, label, children }: ReadProps) {
  if (query.error) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.isPending) return children;
  return (
    <div className="p-3.5">
      <SkeletonLines lines={4} label={label} />
    </div>
  );
}

interface ProgressBarProps {
  readonly progress: Progress;
  readonly noun: string;
  readonly verb: string;
}

function ProgressBar({ progress: { done, all }, noun, verb }: ProgressBarProps) {
  return (
    <span role="status" className="flex flex-col gap-1">
      <progress value={done} max={Math.max(all, 1)} className="h-1.5 w-64 accent-accent-fill" />
      <span className="text-xs text-ink-2">
        {done.toLocaleString('en-US')} of {countOf(all, noun)} {verb}
      </span>
    </span>
  );
}
