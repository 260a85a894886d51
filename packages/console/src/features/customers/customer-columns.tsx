import { hrefInCustomer, paths } from '../../paths.ts';
import type { GridColumn } from '../../ui/data-grid.tsx';
import { Age } from '../../ui/time.tsx';
import {
  AssigneeMark,
  DispositionMark,
  RepeatMarks,
  ScoreMark,
  SeverityMark,
  StatusMark,
} from '../alerts/alert-marks.tsx';
import { productName } from '../alerts/entity-words.ts';
import type { CustomerAlert } from './customer-queries.ts';

/** Where an alert of a customer opens: in the customer's tenant. */
export function customerAlertHref(alert: CustomerAlert): string {
  return hrefInCustomer(alert.customer.slug, paths.alert(alert.id));
}

export function customerAlertColumns(me: string): GridColumn<CustomerAlert>[] {
  return [
    {
      id: 'customer',
      header: 'Customer',
      width: '9rem',
      cell: (alert) => (
        <span title={alert.customer.slug} className="truncate text-sm font-medium text-ink-2">
          {alert.customer.name}
        </span>
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
      width: 'minmax(14rem, 1fr)',
      cell: (alert) => <TitleCell alert={alert} />,
    },
    {
      id: 'recommended',
      header: 'Recommended',
      width: '6.25rem',
      fromWidth: 860,
      cell: (alert) => <DispositionMark disposition={alert.recommended_disposition} />,
    },
    {
      id: 'status',
      header: 'Status',
      width: '7rem',
      cell: (alert) => <StatusMark status={alert.status} />,
    },
    {
      id: 'assignee',
      header: 'Assignee',
      width: '6.5rem',
      fromWidth: 980,
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

function TitleCell({ alert }: { readonly alert: CustomerAlert }) {
  const rule = alert.rule.name ?? alert.rule.id;
  return (
    <div className="flex min-w-0 flex-1 flex-col">
      <span className="flex min-w-0 items-center gap-1.5">
        {/* A plain link: another tenant is another page. */}
        <a
          href={customerAlertHref(alert)}
          tabIndex={-1}
          className="truncate text-sm font-medium text-ink hover:underline group-data-quiet:font-normal group-data-quiet:text-ink-2"
        >
          {alert.title}
        </a>
        <RepeatMarks duplicates={alert.duplicate_count} revision={alert.revision} />
      </span>
      <span className="truncate text-xs text-ink-3">
        {productName(alert)}
        {rule && rule !== alert.title ? ` · ${rule}` : ''}
      </span>
    </div>
  );
}

/** What a screen reader says of a row. */
export function customerRowLabel(alert: CustomerAlert): string {
  const score = alert.risk_score === null ? 'not decided yet' : `risk ${alert.risk_score}`;
  return `${alert.customer.name}: ${alert.severity}, ${score}: ${alert.title}`;
}
