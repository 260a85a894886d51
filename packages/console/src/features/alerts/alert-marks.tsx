// The small signs of an alert: severity, score, status. None of them speaks by colour alone.

import {
  ArrowUpRight,
  CheckCheck,
  CircleCheck,
  CircleChevronDown,
  CircleDashed,
  CircleDot,
  Eye,
  Info,
  OctagonAlert,
  Search,
  ShieldAlert,
  ShieldCheck,
  ShieldQuestion,
  ShieldX,
  Siren,
  TriangleAlert,
} from 'lucide-react';
import type { ComponentType } from 'react';
import type { AlertStatus, Disposition, Severity, Verdict } from '../../api.ts';
import { cx } from '../../ui/cx.ts';
import { initialsOf } from '../../ui/format.ts';
import { DISPOSITION_WORDS, SEVERITY_WORDS, STATUS_WORDS, VERDICT_WORDS } from './alert-words.ts';

type Icon = ComponentType<{ className?: string; strokeWidth?: number; 'aria-hidden'?: boolean }>;

const SEVERITY_LOOK: Readonly<Record<Severity, { readonly icon: Icon; readonly text: string }>> = {
  critical: { icon: OctagonAlert, text: 'text-critical' },
  high: { icon: TriangleAlert, text: 'text-high' },
  medium: { icon: CircleDot, text: 'text-medium' },
  low: { icon: CircleChevronDown, text: 'text-low' },
  informational: { icon: Info, text: 'text-info' },
};

export function SeverityMark({ severity }: { readonly severity: Severity }) {
  const { icon: Icon, text } = SEVERITY_LOOK[severity];
  return (
    <span className={cx('inline-flex items-center gap-1.5 whitespace-nowrap text-xs font-medium', text)}>
      <Icon aria-hidden className="size-3.5 shrink-0" strokeWidth={2.25} />
      {SEVERITY_WORDS[severity]}
    </span>
  );
}

/** Red where it is high. The steps are those of the policy every tenant starts with. */
function scoreColour(score: number): string {
  if (score >= 85) return 'critical';
  if (score >= 60) return 'high';
  if (score >= 25) return 'medium';
  return 'info';
}

const SCORE_TEXT: Readonly<Record<string, string>> = {
  critical: 'text-critical',
  high: 'text-high',
  medium: 'text-medium',
  info: 'text-info',
};
const SCORE_BAR: Readonly<Record<string, string>> = {
  critical: 'bg-critical',
  high: 'bg-high',
  medium: 'bg-medium',
  info: 'bg-info',
};

interface ScoreProps {
  readonly score: number | null;
  readonly size?: 'row' | 'page';
}

/** The risk score as number and bar; a dash while nothing has been decided. */
export function ScoreMark({ score, size = 'row' }: ScoreProps) {
  if (score === null) {
    return (
      <span className="text-xs text-ink-3" title="Not decided yet">
        <span aria-hidden>—</span>
        <span className="sr-only">not decided yet</span>
      </span>
    );
  }
  const colour = scoreColour(score);
  const isPage = size === 'page';
  return (
    <span className={cx('inline-flex items-center gap-2', isPage && 'gap-2.5')}>
      <span
        className={cx(
          'tabular text-right font-semibold',
          SCORE_TEXT[colour],
          isPage ? 'text-xl leading-none' : 'w-6 text-sm',
        )}
      >
        {score}
        <span className="sr-only"> of 100</span>
      </span>
      <span
        aria-hidden
        className={cx('h-1 overflow-hidden rounded-full bg-line-strong/70', isPage ? 'w-20' : 'w-10')}
      >
        <span className={cx('block h-full rounded-full', SCORE_BAR[colour])} style={{ width: `${score}%` }} />
      </span>
    </span>
  );
}

const STATUS_LOOK: Readonly<Record<AlertStatus, { readonly icon: Icon; readonly text: string }>> = {
  new: { icon: CircleDashed, text: 'text-accent' },
  triaging: { icon: Eye, text: 'text-medium' },
  investigating: { icon: Search, text: 'text-medium' },
  escalated: { icon: Siren, text: 'text-critical' },
  resolved: { icon: CircleCheck, text: 'text-good' },
  auto_resolved: { icon: CheckCheck, text: 'text-good' },
};

export function StatusMark({ status }: { readonly status: AlertStatus }) {
  const { icon: Icon, text } = STATUS_LOOK[status];
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap text-xs text-ink-2">
      <Icon aria-hidden className={cx('size-3.5 shrink-0', text)} />
      {STATUS_WORDS[status]}
    </span>
  );
}

const DISPOSITION_LOOK: Readonly<Record<Disposition, string>> = {
  critical_immediate: 'tint-critical text-critical',
  suspicious_escalate: 'tint-high text-high',
  requires_investigation: 'tint-medium text-medium',
  benign_auto_resolved: 'tint-good text-good',
};

export function DispositionMark({ disposition }: { readonly disposition: Disposition | null }) {
  if (disposition === null) return <span className="text-xs text-ink-3">not decided</span>;
  const words = DISPOSITION_WORDS[disposition];
  return (
    <span
      title={words.hint}
      className={cx(
        'inline-flex h-5 items-center whitespace-nowrap rounded-sm px-1.5 text-xs font-medium',
        DISPOSITION_LOOK[disposition],
      )}
    >
      {words.short}
    </span>
  );
}

const VERDICT_LOOK: Readonly<Record<Verdict, { readonly icon: Icon; readonly text: string }>> = {
  true_positive: { icon: ShieldAlert, text: 'text-critical' },
  benign_true_positive: { icon: ShieldCheck, text: 'text-good' },
  false_positive: { icon: ShieldX, text: 'text-info' },
  undetermined: { icon: ShieldQuestion, text: 'text-medium' },
};

export function VerdictMark({ verdict }: { readonly verdict: Verdict }) {
  const { icon: Icon, text } = VERDICT_LOOK[verdict];
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap text-xs font-medium text-ink">
      <Icon aria-hidden className={cx('size-3.5 shrink-0', text)} />
      {VERDICT_WORDS[verdict].name}
    </span>
  );
}

interface AssigneeProps {
  readonly assignee: string | null;
  readonly me: string;
}

export function AssigneeMark({ assignee, me }: AssigneeProps) {
  if (assignee === null) return <span className="text-xs text-ink-3">Unassigned</span>;
  const isMe = assignee === me;
  return (
    <span className="inline-flex min-w-0 max-w-full items-center gap-1.5 text-xs text-ink-2" title={assignee}>
      <span
        aria-hidden
        className={cx(
          'flex size-4.5 shrink-0 items-center justify-center rounded-full text-[0.5625rem] font-semibold',
          isMe ? 'bg-accent-fill text-accent-ink' : 'bg-line-strong text-ink',
        )}
      >
        {initialsOf(assignee)}
      </span>
      <span className="truncate">{isMe ? 'You' : assignee}</span>
    </span>
  );
}

/** Small counts beside a title: how often it came, and how often the vendor changed it. */
export function RepeatMarks({
  duplicates,
  revision,
}: {
  readonly duplicates: number;
  readonly revision: number;
}) {
  return (
    <>
      {duplicates > 1 ? (
        <span
          className="tabular shrink-0 rounded-sm bg-line px-1 text-2xs text-ink-2"
          title={`Received ${duplicates} times`}
        >
          ×{duplicates}
          <span className="sr-only"> times received</span>
        </span>
      ) : null}
      {revision > 1 ? (
        <span
          className="tabular inline-flex shrink-0 items-center rounded-sm bg-line px-1 text-2xs text-ink-2"
          title={`Revision ${revision}: the vendor changed the alert`}
        >
          <ArrowUpRight aria-hidden className="size-2.5" />r{revision}
          <span className="sr-only"> is the vendor’s revision</span>
        </span>
      ) : null}
    </>
  );
}
