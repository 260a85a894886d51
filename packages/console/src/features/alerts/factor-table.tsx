import type { Decision } from '@watchfloor/client';
import { useState } from 'react';
import { CHIP_LINK } from '../../ui/chip.tsx';
import { cx } from '../../ui/cx.ts';
import { formatPoints } from '../../ui/format.ts';
import { EvidenceChip } from './evidence-chip.tsx';

interface FactorTableProps {
  readonly factors: Decision['factors'];
  readonly score: number;
}

const EVIDENCE_MAX = 8;

/** Why the score is what it is: each factor with its points, its reason and the evidence to open. */
export function FactorTable({ factors, score }: FactorTableProps) {
  const largest = Math.max(1, ...factors.map((factor) => Math.abs(factor.points)));
  const sum = factors.reduce((total, factor) => total + factor.points, 0);
  return (
    <table className="w-full text-sm">
      <caption className="sr-only">Factors of the risk score</caption>
      <thead>
        <tr className="border-b border-line text-left">
          <th scope="col" className="caption w-30 py-1 pl-3.5 font-medium">
            Points
          </th>
          <th scope="col" className="caption py-1 pr-3.5 font-medium">
            Factor and evidence
          </th>
        </tr>
      </thead>
      <tbody>
        {factors.map((factor) => (
          <tr key={factor.id} className="border-b border-line align-top last:border-0">
            <td className="py-2.5 pl-3.5">
              <Points points={factor.points} largest={largest} />
            </td>
            <td className="py-2 pr-3.5">
              <p className="break-words text-ink">
                <span className="font-medium">{factor.label}</span>
                <span className="text-ink-2"> · {factor.detail}</span>
              </p>
              <EvidenceList evidence={factor.evidence} />
            </td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr className="border-t border-line-strong">
          <td className="tabular py-2 pl-3.5 font-semibold text-ink">
            <span className="inline-block w-8 text-right">{score}</span>
          </td>
          <td className="py-2 pr-3.5 text-xs text-ink-3">
            Risk score of 100
            {sum === score ? '' : ` (the points give ${sum}; the score stays between 0 and 100)`}
          </td>
        </tr>
      </tfoot>
    </table>
  );
}

function Points({ points, largest }: { readonly points: number; readonly largest: number }) {
  const width = `${(Math.abs(points) / largest) * 100}%`;
  return (
    <span className="flex items-center gap-2">
      <span
        className={cx(
          'tabular w-8 shrink-0 text-right font-semibold',
          points > 0 ? 'text-ink' : points < 0 ? 'text-good' : 'text-ink-3',
        )}
      >
        {formatPoints(points)}
      </span>
      <span aria-hidden className="h-1 w-12 overflow-hidden rounded-full bg-line">
        <span
          className={cx('block h-full rounded-full', points < 0 ? 'bg-good' : 'bg-accent')}
          style={{ width }}
        />
      </span>
    </span>
  );
}

function EvidenceList({ evidence }: { readonly evidence: readonly string[] }) {
  const [isWhole, setIsWhole] = useState(false);
  if (evidence.length === 0) return null;
  const further = isWhole ? 0 : evidence.length - EVIDENCE_MAX;
  return (
    <ul aria-label="Evidence" className="mt-1.5 flex flex-wrap gap-1">
      {evidence.slice(0, isWhole ? undefined : EVIDENCE_MAX).map((item) => (
        <li key={item} className="flex min-w-0 max-w-64">
          <EvidenceChip evidence={item} />
        </li>
      ))}
      {further > 0 ? (
        <li>
          <button type="button" onClick={() => setIsWhole(true)} className={CHIP_LINK}>
            {further} more
          </button>
        </li>
      ) : null}
    </ul>
  );
}
