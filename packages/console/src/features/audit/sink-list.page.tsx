import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { AuditSink } from '@watchfloor/client';
import { CircleCheck, CirclePause, OctagonX, Plus, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { api } from '../../api.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { cx } from '../../ui/cx.ts';
import { countOf } from '../../ui/format.ts';
import { Page } from '../../ui/page.tsx';
import { Fact, Facts, Panel } from '../../ui/panel.tsx';
import { EmptyState, ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { Ago } from '../../ui/time.tsx';
import { toastDone, toastError } from '../../ui/toast.ts';
import { sinksQuery } from './audit-queries.ts';
import { SinkCreateForm } from './sink-create.form.tsx';
import { describeLag, refuseTest, sinkCondition } from './sink-words.ts';

const READ_EVERY_MS = 5_000;
const TEST_EVERY_MS = 1_000;

export function SinkListPage() {
  const query = useQuery({
    ...sinksQuery,
    // Lag and tests move by themselves.
    refetchInterval: ({ state }) =>
      state.data?.some((sink) => sink.test.is_running) ? TEST_EVERY_MS : READ_EVERY_MS,
  });
  const [isCreating, setIsCreating] = useState(false);
  const [deleting, setDeleting] = useState<AuditSink | null>(null);
  return (
    <Page
      title="Audit collectors"
      lead="Where the audit records are sent as they are sealed, so that a copy lies outside this installation."
      actions={
        <Button
          variant="primary"
          icon={<Plus aria-hidden className="size-3.5" />}
          onClick={() => setIsCreating(true)}
        >
          Add collector
        </Button>
      }
    >
      {query.error && !query.data ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : query.data === undefined ? (
        <SkeletonLines lines={6} label="collectors" />
      ) : query.data.length === 0 ? (
        <EmptyState title="No collectors">
          The records lie in the database alone. Add a collector, such as a SIEM or a log store, so that
          somebody with the database in hand cannot take them all away.
        </EmptyState>
      ) : (
        query.data.map((sink) => <SinkPanel key={sink.id} sink={sink} onDelete={() => setDeleting(sink)} />)
      )}
      {isCreating ? <SinkCreateForm onClose={() => setIsCreating(false)} /> : null}
      {deleting ? <DeleteForm sink={deleting} onClose={() => setDeleting(null)} /> : null}
    </Page>
  );
}

interface SinkPanelProps {
  readonly sink: AuditSink;
  readonly onDelete: () => void;
}

function SinkPanel({ sink, onDelete }: SinkPanelProps) {
  const client = useQueryClient();
  const readAgain = () => client.invalidateQueries({ queryKey: sinksQuery.queryKey });
  const testing = useMutation({
    mutationFn: () => api.auditSinks.test({ id: sink.id }),
    onSettled: readAgain,
    onError: toastError,
  });
  const isOn = sink.state === 'active';
  const switching = useMutation({
    mutationFn: () => api.auditSinks.update({ id: sink.id, enabled: !isOn }, { ifMatch: sink.version }),
    onSettled: readAgain,
    onError: toastError,
  });
  return (
    <Panel
      title={sink.name}
      note={sink.format === 'splunk_hec' ? 'Splunk HEC' : 'JSON lines'}
      actions={
        <>
          <Button
            size="sm"
            onClick={() => testing.mutate()}
            isBusy={testing.isPending || sink.test.is_running}
            refusal={refuseTest(sink)}
            aria-label={`Test ${sink.name}`}
          >
            Test
          </Button>
          <Button
            size="sm"
            onClick={() => switching.mutate()}
            isBusy={switching.isPending}
            aria-label={`${isOn ? 'Pause' : 'Resume'} ${sink.name}`}
          >
            {isOn ? 'Pause' : 'Resume'}
          </Button>
          <Button size="sm" onClick={onDelete} aria-label={`Remove ${sink.name}`}>
            Remove…
          </Button>
        </>
      }
    >
      <Facts>
        <Fact name="State">
          <SinkState sink={sink} />
        </Fact>
        <Fact name="Address">
          <span className="break-all font-mono text-xs">{sink.url}</span>
          <span className="block text-xs text-ink-3">
            {sink.has_authorization ? 'with a credential' : 'without a credential'},{' '}
            {sink.is_signed ? 'messages are signed' : 'messages are not signed'}
          </span>
        </Fact>
        <Fact name="Waiting">{describeLag(sink)}</Fact>
        <Fact name="Delivered">
          {countOf(sink.delivered, 'record')}
          {sink.last_delivered_at ? (
            <span className="text-ink-3">
              , last <Ago at={sink.last_delivered_at} />
            </span>
          ) : null}
          {sink.missed > 0 ? (
            <span className="block text-xs text-critical">
              {countOf(sink.missed, 'record')} were pruned before they could be delivered
            </span>
          ) : null}
        </Fact>
        <Fact name="Last test">
          <TestResult test={sink.test} />
        </Fact>
      </Facts>
    </Panel>
  );
}

const CONDITIONS = {
  works: { icon: CircleCheck, text: 'text-good', name: 'works' },
  failing: { icon: TriangleAlert, text: 'text-critical', name: 'fails' },
  paused: { icon: CirclePause, text: 'text-ink-3', name: 'paused' },
  refused: { icon: OctagonX, text: 'text-critical', name: 'the address may not be called' },
} as const;

function SinkState({ sink }: { readonly sink: AuditSink }) {
  const condition = sinkCondition(sink);
  const { icon: Icon, text, name } = CONDITIONS[condition];
  return (
    <>
      <span className={cx('inline-flex items-center gap-1.5', text)}>
        <Icon aria-hidden className="size-3.5 shrink-0" />
        {name}
      </span>
      {condition === 'failing' ? (
        <span className="text-xs text-ink-3">
          {' '}
          {countOf(sink.failures, 'time')} in a row, next try <Ago at={sink.next_attempt_at} />
        </span>
      ) : null}
      {sink.last_error && condition !== 'works' ? (
        <span className="block break-words text-xs text-ink-2">
          {sink.last_error}
          {sink.last_error_at ? (
            <span className="text-ink-3">
              {' '}
              <Ago at={sink.last_error_at} />
            </span>
          ) : null}
        </span>
      ) : null}
    </>
  );
}

function TestResult({ test }: { readonly test: AuditSink['test'] }) {
  if (test.is_running) return <span role="status">running…</span>;
  if (test.at === null) return <span className="text-ink-3">none yet</span>;
  return (
    <span role="status">
      <span className={test.error === null ? 'text-good' : 'text-critical'}>
        {test.error === null ? 'taken' : 'failed'}
      </span>{' '}
      <Ago at={test.at} className="text-ink-3" />
      {test.error ? <span className="block break-words text-xs text-ink-2">{test.error}</span> : null}
    </span>
  );
}

function DeleteForm({ sink, onClose }: { readonly sink: AuditSink; readonly onClose: () => void }) {
  const client = useQueryClient();
  return (
    <ConfirmDialog
      title={`Remove the collector “${sink.name}”?`}
      description={`No more records are sent to it, and its credentials are forgotten. ${sink.lag.records === 0 ? 'It has all that is sealed.' : `${countOf(sink.lag.records, 'record')} will not reach it.`}`}
      action="Remove collector"
      keep="Keep it"
      typed={sink.name}
      isDanger
      run={() => api.auditSinks.delete({ id: sink.id })}
      onDone={() => {
        void client.invalidateQueries({ queryKey: sinksQuery.queryKey });
        toastDone(`Removed the collector “${sink.name}”`);
        onClose();
      }}
      onClose={onClose}
    />
  );
}
