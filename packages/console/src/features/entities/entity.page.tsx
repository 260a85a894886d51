import { type UseQueryResult, useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { Alert, AlertEvent, EntityDetail } from '@watchfloor/client';
import type { ReactNode } from 'react';
import { paths } from '../../paths.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { cx } from '../../ui/cx.ts';
import { defang } from '../../ui/defang.ts';
import { countOf } from '../../ui/format.ts';
import { Page as PageFrame } from '../../ui/page.tsx';
import { Fact, Facts, Panel } from '../../ui/panel.tsx';
import { ErrorNote, SkeletonLines } from '../../ui/states.tsx';
import { Ago, ExactTime } from '../../ui/time.tsx';
import { SeverityMark } from '../alerts/alert-marks.tsx';
import { SEVERITY_WORDS } from '../alerts/alert-words.ts';
import { EntityIcon } from '../alerts/entity-chip.tsx';
import { typeWords } from '../alerts/entity-words.ts';
import { entityAlertsQuery, entityEventsQuery, entityQuery } from './entity-queries.ts';
import { ENTITY_DAYS, type EntityPlace } from './entity-search.ts';
import { JudgementPanel } from './judgement-panel.tsx';
import { MarkChip } from './mark-chip.tsx';
import { boundedCount } from './mark-words.ts';

const route = getRouteApi('/app/entity');

/** Everything that was said about one user, host, address or file of late. */
export function EntityPage() {
  const place = route.useSearch();
  const { data: entity } = useSuspenseQuery(entityQuery(place));
  const alerts = useQuery(entityAlertsQuery(place));
  const events = useQuery(entityEventsQuery(place));
  return (
    <PageFrame
      title={entity.value}
      lead={
        <span className="flex flex-wrap items-center gap-2">
          <EntityIcon type={entity.type} />
          {typeWords(entity.type)}
          <MarkChip mark={entity} />
          <CopyButton text={entity.value} label="Copy the value" />
          <CopyButton text={defang(entity.type, entity.value)} label="Copy it defanged" icon="defanged" />
        </span>
      }
      actions={<DaysChoice place={place} />}
    >
      <div className="grid gap-4 xl:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="flex min-w-0 flex-col gap-4">
          <Panel
            title="Alerts"
            note={`${boundedCount(entity.alerts, entity.counted_to)} in ${entity.days} days`}
            actions={
              <Link
                {...paths.alertsOfEntity(entity.type, entity.value)}
                className="text-xs text-accent hover:underline"
              >
                Open in the alert list
              </Link>
            }
          >
            <Rows query={alerts} what="alerts" days={entity.days}>
              {(alert: Alert) => <AlertRow key={alert.id} alert={alert} />}
            </Rows>
          </Panel>
          <Panel
            title="Events"
            note={`${boundedCount(entity.events, entity.counted_to)} in ${entity.days} days`}
            actions={
              <Link
                {...paths.eventsOfEntity(entity.type, entity.value)}
                className="text-xs text-accent hover:underline"
              >
                Open in the event list
              </Link>
            }
          >
            <Rows query={events} what="events" days={entity.days}>
              {(event: AlertEvent) => <EventRow key={event.id} event={event} />}
            </Rows>
          </Panel>
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <JudgementPanel entity={entity} />
          <EntityFacts entity={entity} />
          <Related entity={entity} />
        </div>
      </div>
    </PageFrame>
  );
}

function DaysChoice({ place }: { readonly place: EntityPlace }) {
  const chosen = place.days ?? 30;
  return (
    <nav aria-label="Days back" className="flex gap-1">
      {ENTITY_DAYS.map((days) => (
        <Link
          key={days}
          to="/entity"
          search={{ of: place.of, ...(days === 30 ? {} : { days }) }}
          replace
          aria-current={days === chosen ? 'true' : undefined}
          className={cx(
            'rounded-md border px-2 py-0.5 text-xs',
            days === chosen ? 'border-accent text-accent' : 'border-line text-ink-2 hover:text-ink',
          )}
        >
          {days} days
        </Link>
      ))}
    </nav>
  );
}

interface RowsProps<Row> {
  readonly query: UseQueryResult<{ readonly data: readonly Row[]; readonly next_cursor: string | null }>;
  readonly what: string;
  readonly days: number;
  readonly children: (row: Row) => ReactNode;
}

function Rows<Row>({ query, what, days, children }: RowsProps<Row>) {
  if (query.isPending) return <SkeletonLines lines={3} label={what} />;
  if (query.error) return <ErrorNote error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data.data.length === 0)
    return (
      <p className="px-3.5 py-3 text-sm text-ink-3">
        No {what} in {days} days.
      </p>
    );
  return (
    <>
      <ul>{query.data.data.map(children)}</ul>
      {query.data.next_cursor ? (
        <p className="px-3.5 py-2 text-xs text-ink-3">The newest {query.data.data.length} are shown.</p>
      ) : null}
    </>
  );
}

const ROW = 'flex items-center gap-3 border-b border-line px-3.5 py-1.5 text-sm last:border-0 hover:bg-hover';

function AlertRow({ alert }: { readonly alert: Alert }) {
  return (
    <li className={ROW}>
      <SeverityMark severity={alert.severity} />
      <Link {...paths.alert(alert.id)} className="min-w-0 flex-1 truncate text-ink hover:underline">
        {alert.title}
      </Link>
      <span className="text-xs text-ink-3">{alert.status.replaceAll('_', ' ')}</span>
      <Ago at={alert.received_at} className="whitespace-nowrap text-xs text-ink-2" />
    </li>
  );
}

function EventRow({ event }: { readonly event: AlertEvent }) {
  return (
    <li className={ROW}>
      <Link {...paths.event(event.id)} className="min-w-0 flex-1 truncate text-ink hover:underline">
        {event.title}
      </Link>
      <span className="text-xs text-ink-3">{event.outcome}</span>
      <Ago at={event.occurred_at} className="whitespace-nowrap text-xs text-ink-2" />
    </li>
  );
}

const SEVERITIES = ['critical', 'high', 'medium', 'low', 'informational'] as const;

function EntityFacts({ entity }: { readonly entity: EntityDetail }) {
  const bySeverity = SEVERITIES.filter((severity) => (entity.severities[severity] ?? 0) > 0);
  return (
    <Panel title="Activity">
      <Facts>
        <Fact name="First seen">
          <ExactTime at={entity.first_seen} />
        </Fact>
        <Fact name="Last seen">
          {entity.last_seen ? (
            <ExactTime at={entity.last_seen} />
          ) : (
            <span className="text-ink-3">unknown</span>
          )}
        </Fact>
        <Fact name="Severities">
          {bySeverity.length === 0 ? (
            <span className="text-ink-3">no alerts</span>
          ) : (
            bySeverity.map((severity) => (
              <span key={severity} className="block">
                {SEVERITY_WORDS[severity]}: <span className="tabular">{entity.severities[severity]}</span>
              </span>
            ))
          )}
        </Fact>
      </Facts>
    </Panel>
  );
}

function Related({ entity }: { readonly entity: EntityDetail }) {
  return (
    <Panel title="Seen together" note={countOf(entity.related.length, 'entity', 'entities')}>
      {entity.related.length === 0 ? (
        <p className="px-3.5 py-3 text-sm text-ink-3">Nothing else stands on its alerts and events.</p>
      ) : (
        <ul>
          {entity.related.map((other) => (
            <li key={other.id} className={ROW}>
              <EntityIcon type={other.type} />
              <Link
                {...paths.entity(other.type, other.value)}
                title={`${typeWords(other.type)} ${other.value}`}
                className="min-w-0 flex-1 truncate font-mono text-xs text-ink hover:underline"
              >
                {other.value}
              </Link>
              <span className="tabular text-xs text-ink-2">{countOf(other.shared, 'time')}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
