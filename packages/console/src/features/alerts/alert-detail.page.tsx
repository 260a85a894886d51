import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import type { Alert } from '@watchfloor/client';
import { ArrowLeft, ChevronDown, ChevronUp } from 'lucide-react';
import { type ReactNode, useRef, useState } from 'react';
import { LiveMark } from '../../app/live-mark.tsx';
import { StaleMark } from '../../app/stale-mark.tsx';
import { useShortcuts } from '../../app/use-shortcuts.ts';
import { ALERT_TABS, type AlertTab, paths } from '../../paths.ts';
import { IconButton } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { ExternalLink } from '../../ui/external-link.tsx';
import { useDocumentTitle } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ErrorNote, SkeletonLines } from '../../ui/states.tsx';
import { Ago } from '../../ui/time.tsx';
import { toastNote } from '../../ui/toast.ts';
import { useSession } from '../session/session.ts';
import { AlertActionBar, type AlertForm } from './alert-action-bar.tsx';
import { refuseAnyChange, refuseClose, refuseReopen } from './alert-actions.ts';
import { AlertActivity } from './alert-activity.tsx';
import { AlertCloseForm } from './alert-close.form.tsx';
import { AlertDecisions } from './alert-decisions.tsx';
import { AlertLabelsForm, AlertNoteForm } from './alert-edit.form.tsx';
import { AlertFacts } from './alert-facts.tsx';
import {
  AssigneeMark,
  DispositionMark,
  RepeatMarks,
  ScoreMark,
  SeverityMark,
  StatusMark,
  VerdictMark,
} from './alert-marks.tsx';
import { AlertOverview } from './alert-overview.tsx';
import { alertQuery, rawQuery } from './alert-queries.ts';
import { AlertReopenForm } from './alert-reopen.form.tsx';
import { closeReasonName } from './alert-words.ts';
import { setListPlace, useListPlace } from './list-place.ts';
import { useQuickActions } from './quick-actions.ts';
import { RawRecords } from './raw-records.tsx';
import { useNeighbours } from './use-neighbours.ts';
import { WorkFailedNote } from './work-failed-note.tsx';

const route = getRouteApi('/app/alerts/$id');

const TAB_NAMES: Readonly<Record<AlertTab, string>> = {
  overview: 'Overview',
  decisions: 'Decisions',
  raw: 'Raw record',
};

export function AlertDetailPage() {
  const { id } = route.useParams();
  const { tab = 'overview' } = route.useSearch();
  const { data: alert, dataUpdatedAt } = useSuspenseQuery(alertQuery(id));
  const [form, setForm] = useState<AlertForm | null>(null);
  const composerRef = useRef<HTMLTextAreaElement>(null);
  useDocumentTitle(alert.title);
  useDetailKeys(alert, setForm, composerRef);
  return (
    <div className="flex h-full flex-col">
      <TopBar alert={alert} updatedAtMs={dataUpdatedAt} />
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto w-full max-w-[105rem] px-5 pb-10">
          <AlertHeader alert={alert} onForm={setForm} />
          <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22rem] 2xl:grid-cols-[minmax(0,1fr)_25rem]">
            <div className="min-w-0">
              <WorkFailedNote alert={alert} />
              <Tabs id={id} tab={tab} />
              <TabPanel tab={tab} alert={alert} />
            </div>
            <div className="flex min-w-0 flex-col gap-4">
              <AlertActivity alert={alert} composerRef={composerRef} />
              <AlertFacts alert={alert} />
            </div>
          </div>
        </div>
      </div>
      {form === 'close' ? <AlertCloseForm alert={alert} onClose={() => setForm(null)} /> : null}
      {form === 'reopen' ? <AlertReopenForm alert={alert} onClose={() => setForm(null)} /> : null}
      {form === 'labels' ? <AlertLabelsForm alert={alert} onClose={() => setForm(null)} /> : null}
      {form === 'note' ? <AlertNoteForm alert={alert} onClose={() => setForm(null)} /> : null}
    </div>
  );
}

/** The way back to the list, and to the alerts beside this one in it. */
function TopBar({ alert, updatedAtMs }: { readonly alert: Alert; readonly updatedAtMs: number }) {
  const { search } = useListPlace();
  const { before, after, position } = useNeighbours(alert.id);
  return (
    <div className="flex h-12 shrink-0 items-center gap-2 border-b border-line px-4">
      <Link
        {...paths.alerts(search)}
        className="flex h-7 items-center gap-1.5 rounded-md pr-2 pl-1.5 text-sm text-ink-2 hover:bg-hover hover:text-ink"
      >
        <ArrowLeft aria-hidden className="size-4" />
        Alerts
      </Link>
      <Neighbour to={before} label="Alert before in the list" keys="k">
        <ChevronUp aria-hidden className="size-4" />
      </Neighbour>
      <Neighbour to={after} label="Next alert in the list" keys="j">
        <ChevronDown aria-hidden className="size-4" />
      </Neighbour>
      {position ? <span className="tabular text-xs text-ink-3">{position}</span> : null}
      <div className="ml-auto flex items-center gap-2">
        <StaleMark what="Alert" atMs={updatedAtMs} />
        <LiveMark />
      </div>
    </div>
  );
}

interface NeighbourProps {
  readonly to: string | null;
  readonly label: string;
  readonly keys: string;
  readonly children: ReactNode;
}

function Neighbour({ to, label, keys, children }: NeighbourProps) {
  const navigate = useNavigate();
  const go = () => {
    if (to === null) return;
    setListPlace({ cursor: to });
    void navigate(paths.alert(to));
  };
  return (
    <IconButton
      label={label}
      keys={keys}
      onClick={go}
      refusal={to === null ? 'There is none in the list you came from.' : null}
    >
      {children}
    </IconButton>
  );
}

interface HeaderProps {
  readonly alert: Alert;
  readonly onForm: (form: AlertForm) => void;
}

function AlertHeader({ alert, onForm }: HeaderProps) {
  const session = useSession();
  return (
    <header className="py-4">
      <div className="flex flex-wrap items-start gap-x-6 gap-y-3">
        <div className="min-w-0 flex-1 basis-96">
          <div className="mb-1 flex items-center gap-3">
            <SeverityMark severity={alert.severity} />
            <RepeatMarks duplicates={alert.duplicate_count} revision={alert.revision} />
            <span className="text-xs text-ink-3">
              received <Ago at={alert.received_at} />
            </span>
          </div>
          <h1 className="break-words text-xl font-semibold tracking-tight text-ink">{alert.title}</h1>
        </div>
        <AlertActionBar alert={alert} onForm={onForm} />
      </div>
      <dl className="mt-4 flex flex-wrap items-stretch gap-y-3 rounded-lg border border-line bg-surface py-2.5">
        <Mark name="Risk">
          <ScoreMark score={alert.risk_score} size="page" />
        </Mark>
        <Mark name="Recommended">
          <DispositionMark disposition={alert.recommended_disposition} />
        </Mark>
        <Mark name="Disposition">
          {alert.disposition !== null && alert.disposition === alert.recommended_disposition ? (
            <span className="text-xs text-ink-2">as recommended</span>
          ) : (
            <DispositionMark disposition={alert.disposition} />
          )}
        </Mark>
        <Mark name="Status">
          <StatusMark status={alert.status} />
        </Mark>
        {alert.verdict ? (
          <Mark name="Verdict">
            <VerdictMark verdict={alert.verdict} />
            {alert.close_reason ? (
              <span className="text-xs text-ink-3"> · {closeReasonName(alert.close_reason)}</span>
            ) : null}
          </Mark>
        ) : null}
        <Mark name="Assignee">
          <AssigneeMark assignee={alert.assignee} me={session.principal.name} />
        </Mark>
        {alert.links.length > 0 ? (
          <Mark name="At the vendor">
            <span className="flex flex-wrap gap-x-3">
              {alert.links.map((link) => (
                <ExternalLink key={link.url} href={link.url} className="text-xs text-accent hover:underline">
                  {link.label}
                </ExternalLink>
              ))}
            </span>
          </Mark>
        ) : null}
      </dl>
    </header>
  );
}

function Mark({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="min-w-0 border-r border-line px-4 last:border-0">
      <dt className="caption">{name}</dt>
      <dd className="flex h-7 items-center">{children}</dd>
    </div>
  );
}

function Tabs({ id, tab }: { readonly id: string; readonly tab: AlertTab }) {
  return (
    <nav aria-label="Parts of the alert" className="mb-3 flex gap-1">
      {ALERT_TABS.map((name) => (
        <Link
          key={name}
          {...paths.alert(id, name)}
          replace
          preload={false}
          activeOptions={{ exact: true, includeSearch: true }}
          aria-current={tab === name ? 'page' : undefined}
          className={cx(
            'flex h-7.5 items-center rounded-md px-2.5 text-sm',
            tab === name ? 'bg-hover font-medium text-ink' : 'text-ink-2 hover:bg-hover hover:text-ink',
          )}
        >
          {TAB_NAMES[name]}
        </Link>
      ))}
    </nav>
  );
}

function TabPanel({ tab, alert }: { readonly tab: AlertTab; readonly alert: Alert }): ReactNode {
  switch (tab) {
    case 'overview':
      return <AlertOverview alert={alert} />;
    case 'decisions':
      return <AlertDecisions alert={alert} />;
    case 'raw':
      return <RawTab id={alert.id} />;
    default: {
      const never: never = tab;
      return never;
    }
  }
}

function RawTab({ id }: { readonly id: string }) {
  const raw = useQuery(rawQuery(id));
  return (
    <Panel title="Raw record" note="as received, byte for byte">
      {raw.data ? (
        <RawRecords records={raw.data} />
      ) : (
        <div className="p-3.5">
          {raw.error ? (
            <ErrorNote error={raw.error} onRetry={() => void raw.refetch()} />
          ) : (
            <SkeletonLines lines={8} label="record" />
          )}
        </div>
      )}
    </Panel>
  );
}

function useDetailKeys(
  alert: Alert,
  setForm: (form: AlertForm) => void,
  composerRef: { readonly current: HTMLTextAreaElement | null },
): void {
  const navigate = useNavigate();
  const session = useSession();
  const quick = useQuickActions();
  const { search } = useListPlace();
  const { before, after } = useNeighbours(alert.id);
  const go = (id: string | null) => {
    if (id === null) return;
    setListPlace({ cursor: id });
    void navigate(paths.alert(id));
  };
  const form = (name: AlertForm, refusal: string | null) => () => {
    if (refusal) toastNote(refusal);
    else setForm(name);
  };
  const tab = (name: AlertTab) => () => void navigate({ ...paths.alert(alert.id, name), replace: true });
  const change = refuseAnyChange(session);
  const group = 'Alert';
  useShortcuts([
    { keys: 'j', label: 'Next alert of the list', group, run: () => go(after) },
    { keys: 'k', label: 'Alert before', group, run: () => go(before) },
    { keys: 'a', label: 'Assign to me', group, run: () => quick.assignToMe(alert) },
    { keys: 'e', label: 'Escalate', group, run: () => quick.setStatus(alert, 'escalated') },
    { keys: 'i', label: 'Investigating', group, run: () => quick.setStatus(alert, 'investigating') },
    { keys: 'c', label: 'Close with a verdict', group, run: form('close', refuseClose(session, alert)) },
    { keys: 'r', label: 'Reopen', group, run: form('reopen', refuseReopen(session, alert)) },
    { keys: 'm', label: 'Write a comment', group, run: () => composerRef.current?.focus() },
    { keys: 'n', label: 'Write a note', group, run: form('note', change) },
    { keys: 'l', label: 'Labels', group, run: form('labels', change) },
    { keys: '1', label: 'Overview', group: 'Parts of the alert', run: tab('overview') },
    { keys: '2', label: 'Decisions', group: 'Parts of the alert', run: tab('decisions') },
    { keys: '3', label: 'Raw record', group: 'Parts of the alert', run: tab('raw') },
    { keys: 'Escape', label: 'Back to the list', group, run: () => void navigate(paths.alerts(search)) },
  ]);
}
