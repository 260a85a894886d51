import { Link } from '@tanstack/react-router';
import type { Alert } from '@watchfloor/client';
import { paths } from '../../paths.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import type { GridColumn } from '../../ui/data-grid.tsx';
import { Age } from '../../ui/time.tsx';
import { isClosed } from './alert-actions.ts';
import {
  AssigneeMark,
  DispositionMark,
  RepeatMarks,
  ScoreMark,
  SeverityMark,
  StatusMark,
} from './alert-marks.tsx';
import { EntityChip } from './entity-chip.tsx';
import { previewEntities, productName } from './entity-words.ts';

export const ALERT_ROW_HEIGHT = 44;

interface ColumnParts {
  readonly me: string;
  readonly isSelected: (alert: Alert) => boolean;
  readonly onSelect: (alert: Alert) => void;
}

export function alertColumns({ me, isSelected, onSelect }: ColumnParts): GridColumn<Alert>[] {
  return [
    {
      id: 'select',
      header: '',
      headerLabel: 'Selected',
      width: '0.875rem',
      cell: (alert) => (
        <Checkbox
          label={`Select ${alert.title}`}
          isChecked={isSelected(alert)}
          onChange={() => onSelect(alert)}
          isInGrid
        />
      ),
    },
    {
      id: 'severity',
      header: 'Severity',
      width: '5rem',
      sort: 'severity',
      cell: (alert) => <SeverityMark severity={alert.severity} />,
    },
    {
      id: 'risk',
      header: 'Risk',
      width: '4.75rem',
      sort: 'risk_score',
      cell: (alert) => <ScoreMark score={alert.risk_score} />,
    },
    {
      id: 'title',
      header: 'Alert',
      width: 'minmax(15rem, 1.25fr)',
      cell: (alert) => <TitleCell alert={alert} />,
    },
    {
      id: 'entities',
      header: 'Entities',
      width: 'minmax(0, 1fr)',
      fromWidth: 1_080,
      cell: (alert) => <EntitiesCell alert={alert} />,
    },
    {
      id: 'recommended',
      header: 'Recommended',
      width: '6.25rem',
      fromWidth: 780,
      cell: (alert) => <DispositionMark disposition={alert.recommended_disposition} />,
    },
    {
      id: 'status',
      header: 'Status',
      width: '7rem',
      cell: (alert) =>
        isClosed(alert.status) && alert.verdict ? (
          <span className="flex flex-col leading-4">
            <StatusMark status={alert.status} />
            <span className="truncate pl-5 text-2xs text-ink-3">{verdictShort(alert)}</span>
          </span>
        ) : (
          <StatusMark status={alert.status} />
        ),
    },
    {
      id: 'assignee',
      header: 'Assignee',
      width: '6.5rem',
      fromWidth: 900,
      cell: (alert) => <AssigneeMark assignee={alert.assignee} me={me} />,
    },
    {
      id: 'age',
      header: 'Age',
      headerLabel: 'Age, since received',
      width: '3rem',
      alignsRight: true,
      sort: 'received_at',
      cell: (alert) => <Age at={alert.received_at} className="tabular text-xs text-ink-2" />,
    },
  ];
}

function verdictShort(alert: Alert): string {
  const words = {
    true_positive: 'true positive',
    benign_true_positive: 'benign',
    false_positive: 'false positive',
    undetermined: 'undetermined',
  };
  return alert.verdict ? words[alert.verdict] : '';
}

function TitleCell({ alert }: { readonly alert: Alert }) {
  const rule = alert.rule.name ?? alert.rule.id;
  const origin = productName(alert);
  return (
    <div className="flex min-w-0 flex-1 flex-col">
      <span className="flex min-w-0 items-center gap-1.5">
        <Link
          {...paths.alert(alert.id)}
          tabIndex={-1}
          className="truncate text-sm font-medium text-ink hover:underline group-data-quiet:font-normal group-data-quiet:text-ink-2"
        >
          {alert.title}
        </Link>
        <RepeatMarks duplicates={alert.duplicate_count} revision={alert.revision} />
      </span>
      <span className="truncate text-xs text-ink-3">
        {origin}
        {rule && rule !== alert.title ? ` · ${rule}` : ''}
      </span>
    </div>
  );
}

function EntitiesCell({ alert }: { readonly alert: Alert }) {
  const shown = previewEntities(alert.entities, 2);
  const distinct = new Set(alert.entities.map((entity) => entity.value)).size;
  const further = distinct - shown.length;
  return (
    <div className="flex min-w-0 items-center gap-1">
      {shown.map((entity) => (
        <EntityChip key={`${entity.type}:${entity.value}`} type={entity.type} value={entity.value} isInGrid />
      ))}
      {further > 0 ? (
        <span className="tabular shrink-0 text-2xs text-ink-3" title={`${further} more entities`}>
          +{further}
        </span>
      ) : null}
    </div>
  );
}

/** What a screen reader says of a row. */
export function alertRowLabel(alert: Alert): string {
  const score = alert.risk_score === null ? 'not decided yet' : `risk ${alert.risk_score}`;
  return `${alert.severity}, ${score}: ${alert.title}`;
}
