import { cx } from '../../ui/cx.ts';
import type { PolicyBody } from './policy-fields.ts';

/** The scale of 0 to 100 with its bands, to see at a glance what the numbers mean. */
export function BandScale({ body }: { readonly body: PolicyBody }) {
  const {
    critical_immediate: act,
    suspicious_escalate: escalate,
    requires_investigation: investigate,
  } = body.bands;
  const bands = [
    { name: 'Benign', from: 0, to: investigate, ground: 'bg-good/20', text: 'text-good' },
    { name: 'Investigate', from: investigate, to: escalate, ground: 'bg-medium/25', text: 'text-medium' },
    { name: 'Escalate', from: escalate, to: act, ground: 'bg-high/30', text: 'text-high' },
    { name: 'Act now', from: act, to: 100, ground: 'bg-critical/35', text: 'text-critical' },
  ];
  return (
    <div
      className="flex gap-0.5"
      role="img"
      aria-label={`Bands: ${bands.map((band) => `${band.name} from ${band.from}`).join(', ')}`}
    >
      {bands.map((band) => (
        <div
          key={band.name}
          className="min-w-0"
          style={{ flexGrow: Math.max(0, band.to - band.from), flexBasis: 0 }}
        >
          <div className={cx('h-2 rounded-sm', band.ground)} />
          <p className="mt-1 truncate text-2xs">
            <span className="tabular text-ink-3">{band.from}</span>{' '}
            <span className={cx('font-medium', band.text)}>{band.name}</span>
          </p>
        </div>
      ))}
    </div>
  );
}
