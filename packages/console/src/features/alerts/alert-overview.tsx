import { useQuery } from '@tanstack/react-query';
import type { Alert } from '@watchfloor/client';
import { Flag } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { countOf } from '../../ui/format.ts';
import { Panel } from '../../ui/panel.tsx';
import { ErrorNote, SkeletonLines } from '../../ui/states.tsx';
import { RulePanel } from '../rules/rule-panel.tsx';
import { decisionsQuery } from './alert-queries.ts';
import { FLAG_WORDS } from './alert-words.ts';
import { ConfidenceView } from './confidence-view.tsx';
import { EntityTable } from './entity-table.tsx';
import { FactorTable } from './factor-table.tsx';
import { IndicatorTable, indicatorsAsText } from './indicator-table.tsx';

/** What the alert says, what was decided and why, and whom it concerns. */
export function AlertOverview({ alert }: { readonly alert: Alert }) {
  const distinct = new Set(alert.entities.map((entity) => `${entity.type}:${entity.value}`)).size;
  return (
    <div className="flex flex-col gap-4">
      <Flags flags={alert.flags} />
      <Panel title="Summary">
        <div className="px-3.5 py-3">
          {alert.narrative ? (
            <p className="max-w-[80ch] break-words text-base leading-relaxed text-ink">{alert.narrative}</p>
          ) : (
            <p className="text-sm text-ink-3">
              Nothing has been decided yet. The first decision follows within seconds of receipt.
            </p>
          )}
          {alert.description === '' ? null : <Description text={alert.description} />}
        </div>
      </Panel>
      <RulePanel alert={alert} />
      <LatestFactors alert={alert} />
      {alert.confidence ? (
        <Panel title="Confidence">
          <ConfidenceView confidence={alert.confidence} />
        </Panel>
      ) : null}
      <Panel title="Entities" note={countOf(distinct, 'entity', 'entities')}>
        <EntityTable alertId={alert.id} entities={alert.entities} />
      </Panel>
      <Panel
        title="Indicators"
        note={countOf(alert.indicators.length, 'indicator')}
        actions={
          alert.indicators.length > 0 ? (
            <CopyButton
              text={indicatorsAsText(alert.indicators)}
              label="Copy all defanged"
              icon="defanged"
              isWide
            />
          ) : null
        }
      >
        <IndicatorTable indicators={alert.indicators} />
      </Panel>
    </div>
  );
}

/** What the reader had to do to the record, in words. */
export function Flags({ flags }: { readonly flags: Alert['flags'] }) {
  if (flags.length === 0) return null;
  return (
    <section
      aria-label="About the record"
      className="rounded-lg border border-medium/35 bg-medium/6 px-3.5 py-2.5"
    >
      <ul className="flex flex-col gap-1">
        {flags.map((flag) => (
          <li key={flag} className="flex items-start gap-2 text-sm text-ink">
            <Flag aria-hidden className="mt-1 size-3 shrink-0 text-medium" />
            {FLAG_WORDS[flag] ?? flag.replaceAll('_', ' ')}
          </li>
        ))}
      </ul>
    </section>
  );
}

const SHORT_LENGTH = 600;

/** The vendor's own words, as text and nothing else. */
export function Description({ text }: { readonly text: string }) {
  const [isWhole, setIsWhole] = useState(false);
  const isLong = text.length > SHORT_LENGTH;
  return (
    <div className="mt-3 border-l-2 border-line-strong pl-3">
      <h3 className="caption">The vendor writes</h3>
      <p className="max-w-[80ch] whitespace-pre-wrap break-words text-sm text-ink-2">
        {isLong && !isWhole ? `${text.slice(0, SHORT_LENGTH)}…` : text}
      </p>
      {isLong ? (
        <Button size="sm" variant="ghost" className="mt-1 -ml-2" onClick={() => setIsWhole(!isWhole)}>
          {isWhole ? 'Show less' : 'Show all of it'}
        </Button>
      ) : null}
    </div>
  );
}

function LatestFactors({ alert }: { readonly alert: Alert }) {
  const decisions = useQuery(decisionsQuery(alert.id));
  const latest = decisions.data?.[0];
  return (
    <Panel title="Why this score" note={latest ? `decision ${latest.version}, ${latest.phase}` : undefined}>
      {latest ? (
        <FactorTable factors={latest.factors} score={latest.risk_score} />
      ) : (
        <div className="px-3.5 py-3">
          {decisions.error ? (
            <ErrorNote error={decisions.error} onRetry={() => void decisions.refetch()} />
          ) : decisions.data ? (
            <p className="text-sm text-ink-3">Nothing has been decided yet.</p>
          ) : (
            <SkeletonLines lines={4} label="factors" />
          )}
        </div>
      )}
    </Panel>
  );
}
