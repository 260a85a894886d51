// Changing an alert. Every change names the version it was made on. When somebody else was faster, a change that touches nothing of
// theirs is put again on the new version; else nothing is done and the person is told who changed what.

import type { QueryClient } from '@tanstack/react-query';
import type { Alert, TimelineEntry } from '@watchfloor/client';
import { type AlertStatus, api, makeRepeatKeys, type Severity, type Verdict } from '../../api.ts';
import { isVersionConflict } from '../../errors.ts';
import { changesBetween, type EditableField, type FieldChange, mayRepeat } from './alert-actions.ts';
import { alertQuery, storeAlert, timelineQuery } from './alert-queries.ts';

export interface AlertChange {
  readonly status?: AlertStatus;
  readonly assignee?: string | null;
  readonly severity?: Severity;
  readonly labels?: string[];
  readonly note?: string;
}

/** Somebody else changed the alert first. Nothing was done. */
export class AlertConflict extends Error {
  readonly now: Alert;
  readonly changes: readonly FieldChange[];
  /** Who did it last, when the timeline tells. */
  readonly by: string | null;

  constructor(now: Alert, changes: readonly FieldChange[], by: string | null) {
    super(describeConflict(changes, by));
    this.name = 'AlertConflict';
    this.now = now;
    this.changes = changes;
    this.by = by;
  }
}

export function describeConflict(changes: readonly FieldChange[], by: string | null): string {
  const who = by ? `${by} changed the alert` : 'The alert was changed';
  if (changes.length === 0) return `${who} since you read it.`;
  return `${who}: ${changes.map((change) => `${change.field} ${change.before} → ${change.after}`).join('; ')}.`;
}

const FIELDS_OF: Readonly<Record<keyof AlertChange, EditableField>> = {
  status: 'status',
  assignee: 'assignee',
  severity: 'severity',
  labels: 'labels',
  note: 'notes',
};

// A change that is sent again because its answer never came carries the key of the first time.
const changeKeys = makeRepeatKeys();
const closeKeys = makeRepeatKeys();

/** Applies the change to the alert as it was read; gives the alert as it is then. Throws AlertConflict. */
export async function changeAlert(client: QueryClient, seen: Alert, change: AlertChange): Promise<Alert> {
  const put = async (version: number) => {
    const idempotencyKey = changeKeys.keyFor({ id: seen.id, version, change });
    const alert = await api.alerts.update({ id: seen.id, ...change }, { ifMatch: version, idempotencyKey });
    changeKeys.done();
    return alert;
  };
  // Object.keys forgets that these are the names of the change's fields.
  const fields = (Object.keys(change) as (keyof AlertChange)[]).map((name) => FIELDS_OF[name]);
  try {
    return finish(client, await put(seen.version));
  } catch (error) {
    if (!isVersionConflict(error)) throw error;
    const conflict = await readConflict(client, seen);
    if (!mayRepeat(seen, conflict.now, fields)) throw conflict;
    return finish(client, await put(conflict.now.version));
  }
}

export interface Closing {
  readonly verdict: Verdict;
  readonly reason: string;
  readonly note?: string;
}

/** Closes the alert as it was read. Never repeated by itself: a verdict is about what one has seen. Throws AlertConflict. */
export async function closeAlert(client: QueryClient, seen: Alert, closing: Closing): Promise<Alert> {
  return guarded(client, seen, async () => {
    const idempotencyKey = closeKeys.keyFor({ id: seen.id, version: seen.version, closing });
    const alert = await api.alerts.close(
      { id: seen.id, ...closing },
      { ifMatch: seen.version, idempotencyKey },
    );
    closeKeys.done();
    return alert;
  });
}

export async function reopenAlert(client: QueryClient, seen: Alert, reason: string): Promise<Alert> {
  return guarded(client, seen, () => api.alerts.reopen({ id: seen.id, reason }, { ifMatch: seen.version }));
}

async function guarded(client: QueryClient, seen: Alert, run: () => Promise<Alert>): Promise<Alert> {
  try {
    return finish(client, await run());
  } catch (error) {
    throw isVersionConflict(error) ? await readConflict(client, seen) : error;
  }
}

async function readConflict(client: QueryClient, seen: Alert): Promise<AlertConflict> {
  const [now, timeline] = await Promise.all([
    client.fetchQuery({ ...alertQuery(seen.id), staleTime: 0 }),
    client.fetchQuery({ ...timelineQuery(seen.id), staleTime: 0 }),
  ]);
  storeAlert(client, now);
  return new AlertConflict(now, changesBetween(seen, now), lastActor(timeline));
}

/** Who made the newest change. Timeline entries have no version, so this is the last of those that make one. */
export function lastActor(timeline: readonly TimelineEntry[]): string | null {
  const makesVersion = ['changed', 'closed', 'reopened', 'decided', 'revised'];
  return timeline.findLast((entry) => makesVersion.includes(entry.kind))?.actor ?? null;
}

function finish(client: QueryClient, alert: Alert): Alert {
  storeAlert(client, alert);
  void client.invalidateQueries({ queryKey: timelineQuery(alert.id).queryKey });
  void client.invalidateQueries({ queryKey: ['alert', alert.id, 'comments'] });
  return alert;
}
