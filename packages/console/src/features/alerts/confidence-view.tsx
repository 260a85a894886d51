import { Check, Minus } from 'lucide-react';
import type { Confidence } from '../../api.ts';
import { cx } from '../../ui/cx.ts';

const LOOK = { high: 'text-good', medium: 'text-medium', low: 'text-high' } as const;

/** How much stands behind the score: what is known, and what is not. */
export function ConfidenceView({ confidence }: { readonly confidence: Confidence }) {
  return (
    <div className="px-3.5 py-3">
      <p className="text-sm text-ink-2">
        <span className={cx('font-semibold', LOOK[confidence.label])}>
          {confidence.label.charAt(0).toUpperCase() + confidence.label.slice(1)}
        </span>
        <span className="tabular">
          {' '}
          · {Math.round(confidence.score * 100)} of 100 points of what can be known
        </span>
      </p>
      <ul className="mt-2 grid grid-cols-1 gap-x-6 gap-y-1 sm:grid-cols-2">
        {confidence.factors.map((factor) => {
          const isKnown = factor.points > 0;
          return (
            <li
              key={factor.id}
              className={cx('flex items-center gap-2 text-xs', isKnown ? 'text-ink-2' : 'text-ink-3')}
            >
              {isKnown ? (
                <Check aria-hidden className="size-3.5 shrink-0 text-good" />
              ) : (
                <Minus aria-hidden className="size-3.5 shrink-0" />
              )}
              <span className="min-w-0 flex-1">
                {isKnown ? '' : <span className="sr-only">Not known: </span>}
                {factor.label}
              </span>
              <span className="tabular">{isKnown ? `+${factor.points}` : '0'}</span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
