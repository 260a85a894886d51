import { useMutation, useQuery } from '@tanstack/react-query';
import type { Alert, Decision } from '@watchfloor/client';
import { BadgeCheck, ShieldAlert, ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { api, type Replay } from '../../api.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { cx } from '../../ui/cx.ts';
import { JsonTree } from '../../ui/json-tree.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ErrorNote, SkeletonLines } from '../../ui/states.tsx';
import { Ago, ExactTime } from '../../ui/time.tsx';
import { DispositionMark, ScoreMark } from './alert-marks.tsx';
import { decisionsQuery } from './alert-queries.ts';
import { decisionDifferences } from './decision-differences.ts';
import { FactorTable } from './factor-table.tsx';

/** Every decision about the alert. They are rows that nobody changes, so each can be computed again and compared. */
export function AlertDecisions({ alert }: { readonly alert: Alert }) {
  const decisions = useQuery(decisionsQuery(alert.id));
  const [chosen, setChosen] = useState<number | null>(null);
  if (decisions.isPending) {
    return (
      <Panel title="Decisions">
        <div className="px-3.5 py-3">
          <SkeletonLines lines={6} label="decisions" />
        </div>
      </Panel>
    );
  }
  if (!decisions.data) return <ErrorNote error={decisions.error} onRetry={() => void decisions.refetch()} />;
  const shown = decisions.data.find((decision) => decision.version === chosen) ?? decisions.data[0];
  if (!shown) {
    return (
      <Panel title="Decisions">
        <p className="px-3.5 py-3 text-sm text-ink-3">
          Nothing has been decided yet. The first decision follows within seconds of receipt.
        </p>
      </Panel>
    );
  }
  return (
    <div className="flex flex-col gap-4">
      <Panel title="Decisions" note="newest first">
        <ol aria-label="Decisions">
          {decisions.data.map((decision, index) => (
            <DecisionRow
              key={decision.id}
              decision={decision}
              before={decisions.data[index + 1]}
              isShown={decision.version === shown.version}
              onShow={() => setChosen(decision.version)}
            />
          ))}
        </ol>
      </Panel>
      <DecisionView key={shown.id} alertId={alert.id} decision={shown} />
    </div>
  );
}

interface DecisionRowProps {
  readonly decision: Decision;
  readonly before: Decision | undefined;
  readonly isShown: boolean;
  readonly onShow: () => void;
}

function DecisionRow({ decision, before, isShown, onShow }: DecisionRowProps) {
  const differences = before ? decisionDifferences(before, decision) : [];
  return (
    <li className="border-b border-line last:border-0">
      <button
        type="button"
        aria-pressed={isShown}
        onClick={onShow}
        className={cx(
          'flex w-full items-center gap-3 px-3.5 py-2 text-left',
          isShown ? 'bg-accent/8 shadow-[inset_2px_0_0_var(--accent)]' : 'hover:bg-hover',
        )}
      >
        <span className="tabular w-7 text-sm font-medium text-ink">v{decision.version}</span>
        <span className="w-20 text-xs text-ink-2">{decision.phase}</span>
        <ScoreMark score={decision.risk_score} />
        <DispositionMark disposition={decision.recommended_disposition} />
        <span className="min-w-0 flex-1 truncate text-xs text-ink-3">
          {before
            ? differences.length > 0
              ? differences.join(' · ')
              : 'the same outcome'
            : 'the first decision'}
        </span>
        <Ago at={decision.as_of} className="shrink-0 text-xs text-ink-3" />
      </button>
    </li>
  );
}

function DecisionView({ alertId, decision }: { readonly alertId: string; readonly decision: Decision }) {
  const replay = useMutation({
    mutationFn: () => api.decisions.replay({ id: alertId, version: decision.version }),
  });
  return (
    <Panel
      title={`Decision ${decision.version}`}
      note={`${decision.phase}, engine ${decision.engine_version}, policy ${decision.policy_version}`}
      actions={
        <Button
          size="sm"
          icon={<BadgeCheck aria-hidden className="size-3.5" />}
          isBusy={replay.isPending}
          onClick={() => replay.mutate()}
          hint="Decides again from the stored inputs and compares every part"
        >
          Verify
        </Button>
      }
    >
      {replay.error ? (
        <div className="p-3">
          <ErrorNote error={replay.error} />
        </div>
      ) : null}
      {replay.data ? <ReplayResult replay={replay.data} /> : null}
      <p className="max-w-[80ch] px-3.5 py-3 text-sm text-ink">{decision.narrative}</p>
      <div className="border-t border-line">
        <FactorTable factors={decision.factors} score={decision.risk_score} />
      </div>
      <div className="border-t border-line px-3.5 py-3">
        <h3 className="caption mb-1.5">Inputs</h3>
        <p className="mb-2 flex flex-wrap items-center gap-x-4 gap-y-1 text-xs text-ink-3">
          <span>
            As of <ExactTime at={decision.as_of} className="text-ink-2" />
          </span>
          <span className="flex min-w-0 items-center gap-1">
            sha-256{' '}
            <span className="truncate font-mono text-ink-2">{decision.inputs_hash.slice(0, 16)}…</span>
            <CopyButton text={decision.inputs_hash} label="Copy hash of the inputs" />
          </span>
        </p>
        <JsonTree value={decision.inputs} />
      </div>
    </Panel>
  );
}

function ReplayResult({ replay }: { readonly replay: Replay }) {
  const isGood = replay.identical && replay.inputs_intact;
  const Icon = isGood ? ShieldCheck : ShieldAlert;
  return (
    <div
      role="status"
      className={cx(
        'flex items-start gap-2.5 border-b px-3.5 py-2.5 text-sm',
        isGood ? 'border-good/30 bg-good/8' : 'border-critical/40 bg-critical/8',
      )}
    >
      <Icon aria-hidden className={cx('mt-0.5 size-4 shrink-0', isGood ? 'text-good' : 'text-critical')} />
      <div className="min-w-0">
        <p className="font-medium text-ink">
          {isGood ? 'Verified: decided again, the same in every part.' : 'Not verified.'}
        </p>
        {replay.identical ? null : (
          <p className="text-ink-2">Deciding again from the stored inputs gives another outcome.</p>
        )}
        {replay.inputs_intact ? null : (
          <p className="text-ink-2">The stored inputs no longer have the hash they were decided with.</p>
        )}
        <p className="mt-0.5 break-all font-mono text-xs text-ink-3">
          stored {replay.stored_hash.slice(0, 16)}… · now {replay.replayed_hash.slice(0, 16)}…
        </p>
      </div>
    </div>
  );
}
