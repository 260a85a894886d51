import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { useShortcuts } from '../../app/use-shortcuts.ts';
import { paths } from '../../paths.ts';
import { CHIP } from '../../ui/chip.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ExternalLink } from '../../ui/external-link.tsx';
import { countOf } from '../../ui/format.ts';
import { useDocumentTitle } from '../../ui/page.tsx';
import { Fact, Facts, Panel } from '../../ui/panel.tsx';
import { ErrorNote, SkeletonLines } from '../../ui/states.tsx';
import { ExactTime } from '../../ui/time.tsx';
import { SeverityMark } from '../alerts/alert-marks.tsx';
import { Description, Flags } from '../alerts/alert-overview.tsx';
import { EntityTable } from '../alerts/entity-table.tsx';
import { productName } from '../alerts/entity-words.ts';
import { AttackChip } from '../alerts/evidence-chip.tsx';
import { RawRecords } from '../alerts/raw-records.tsx';
import { OutcomeMark } from './event-list.page.tsx';
import { eventQuery, eventRawQuery } from './event-queries.ts';

const route = getRouteApi('/app/events/$id');

export function EventDetailPage() {
  const { id } = route.useParams();
  const navigate = useNavigate();
  const { data: event } = useSuspenseQuery(eventQuery(id));
  const raw = useQuery(eventRawQuery(id));
  useDocumentTitle(event.title);
  useShortcuts([
    { keys: 'Escape', label: 'Back to the list', group: 'Event', run: () => void navigate(paths.events()) },
  ]);
  return (
    <div className="flex h-full flex-col">
      <div className="flex h-12 shrink-0 items-center gap-2 border-b border-line px-4">
        <Link
          {...paths.events()}
          className="flex h-7 items-center gap-1.5 rounded-md pr-2 pl-1.5 text-sm text-ink-2 hover:bg-hover hover:text-ink"
        >
          <ArrowLeft aria-hidden className="size-4" />
          Events
        </Link>
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto w-full max-w-[105rem] px-5 pb-10">
          <header className="py-4">
            <div className="mb-1 flex items-center gap-3">
              <SeverityMark severity={event.severity} />
              <OutcomeMark outcome={event.outcome} />
            </div>
            <h1 className="break-words text-xl font-semibold tracking-tight text-ink">{event.title}</h1>
          </header>
          <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22rem]">
            <div className="flex min-w-0 flex-col gap-4">
              <Flags flags={event.flags} />
              {event.description === '' ? null : (
                <Panel title="Description">
                  <div className="px-3.5 pb-3">
                    <Description text={event.description} />
                  </div>
                </Panel>
              )}
              <Panel
                title="Entities"
                note={countOf(event.entities.length, 'entity', 'entities')}
                actions={<span className="text-xs text-ink-3">with alerts that name them</span>}
              >
                <EntityTable alertId={null} entities={event.entities} />
              </Panel>
              <Panel title="Raw record" note="as received, byte for byte">
                {raw.data ? (
                  <RawRecords records={raw.data} />
                ) : (
                  <div className="p-3.5">
                    {raw.error ? (
                      <ErrorNote error={raw.error} onRetry={() => void raw.refetch()} />
                    ) : (
                      <SkeletonLines lines={6} label="record" />
                    )}
                  </div>
                )}
              </Panel>
            </div>
            <Panel title="Properties">
              <Facts>
                <Fact name="Action">
                  <span className="font-mono text-xs">{event.action}</span>
                </Fact>
                <Fact name="Source">{event.source}</Fact>
                <Fact name="Product">{productName(event)}</Fact>
                <Fact name="Category">
                  {event.category === '' ? 'none' : event.category.replaceAll('_', ' ')}
                </Fact>
                <Fact name="Sensor">{event.sensor}</Fact>
                <Fact name="Occurred">
                  <ExactTime at={event.occurred_at} />
                </Fact>
                <Fact name="Received">
                  <ExactTime at={event.received_at} />
                </Fact>
                <Fact name="Techniques">
                  {event.techniques.length === 0 ? (
                    <span className="text-ink-3">none mapped</span>
                  ) : (
                    <span className="flex flex-wrap gap-1">
                      {event.techniques.map((technique) => (
                        <AttackChip key={technique} id={technique} />
                      ))}
                    </span>
                  )}
                </Fact>
                <Fact name="Labels">
                  {event.labels.length === 0 ? (
                    <span className="text-ink-3">none</span>
                  ) : (
                    <span className="flex flex-wrap gap-1">
                      {event.labels.map((label) => (
                        <span key={label} className={CHIP}>
                          <span className="truncate">{label}</span>
                        </span>
                      ))}
                    </span>
                  )}
                </Fact>
                {event.links.length > 0 ? (
                  <Fact name="At the vendor">
                    {event.links.map((link) => (
                      <ExternalLink
                        key={link.url}
                        href={link.url}
                        className="text-xs text-accent hover:underline"
                      >
                        {link.label}
                      </ExternalLink>
                    ))}
                  </Fact>
                ) : null}
                <Fact name="Vendor’s id">
                  <span className="break-all font-mono text-xs">{event.source_ref ?? 'it has none'}</span>
                </Fact>
                <Fact name="Id">
                  <span className="flex items-start gap-1">
                    <span className="min-w-0 break-all font-mono text-xs leading-5">{event.id}</span>
                    <CopyButton text={event.id} label="Copy id" className="-my-0.5" />
                  </span>
                </Fact>
              </Facts>
            </Panel>
          </div>
        </div>
      </div>
    </div>
  );
}
