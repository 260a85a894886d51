// The timeline is not a table of its own: it is read from what already is the record, so that it cannot tell another story
// than the revisions, decisions, comments and changes do.

import { productLabel } from '@watchfloor/sdk';
import { z } from 'zod';
import { toWireId } from '../../../kernel/ids.ts';
import { operation } from '../../../kernel/operation.ts';
import type { AlertRow } from '../alert.row.ts';
import { alertIdText, timelineEntrySchema } from '../alert.schema.ts';
import { type ChangeRow, listChanges, listComments, listRevisions } from '../alert.store.ts';
import { requireAlert } from './get-alert.ts';

type Entry = z.input<typeof timelineEntrySchema>;

export const readTimelineOperation = operation({
  id: 'alerts.timeline',
  summary: 'What happened to an alert, oldest first',
  permission: 'alerts:read',
  effect: 'read',
  audit: { none: 'reading alerts is everyday work; access is logged by request' },
  idempotency: 'natural',
  expose: { http: { method: 'GET', path: '/v1/alerts/{id}/timeline' } },
  input: z.strictObject({ id: alertIdText }),
  output: z.array(timelineEntrySchema),
  errors: [],
  async run(ctx, input) {
    const alert = await requireAlert(ctx, input.id);
    const revisions = await listRevisions(ctx, alert.id);
    const comments = await listComments(ctx, alert.id);
    const changes = await listChanges(ctx, alert.id);
    const entries: Entry[] = [
      ...receivedEntries(alert),
      ...revisions.map((row) => ({
        at: row.received_at.toISOString(),
        kind: 'revised' as const,
        actor: `source ${alert.source}`,
        summary: `The vendor sent new content: revision ${row.revision}.`,
        details: { revision: row.revision, record: toWireId('record', row.record_id) },
      })),
      ...comments.map((row) => ({
        at: row.at.toISOString(),
        kind: 'commented' as const,
        actor: row.author_name,
        summary: row.body,
        details: { comment: toWireId('comment', row.id) },
      })),
      ...changes.filter((row) => row.type !== 'alert.commented').map(changeEntry),
    ];
    return entries.sort((left, right) => (left.at === right.at ? 0 : left.at < right.at ? -1 : 1));
  },
});

function receivedEntries(alert: AlertRow): Entry[] {
  const received: Entry = {
    at: alert.received_at.toISOString(),
    kind: 'received',
    actor: `source ${alert.source}`,
    summary: `Received from ${productLabel(alert.vendor, alert.product) || alert.source}.`,
    details: { record: toWireId('record', alert.record_id), occurred_at: alert.occurred_at.toISOString() },
  };
  if (alert.duplicate_count < 2) return [received];
  const repeated: Entry = {
    at: alert.last_seen.toISOString(),
    kind: 'repeated',
    actor: `source ${alert.source}`,
    summary: `Seen ${alert.duplicate_count} times, last now.`,
    details: { duplicate_count: alert.duplicate_count },
  };
  return [received, repeated];
}

function changeEntry(row: ChangeRow): Entry {
  const by = typeof row.payload['actor'] === 'string' ? row.payload['actor'] : 'triage';
  const kinds: Record<string, Entry['kind']> = {
    'alert.decided': 'decided',
    'alert.closed': 'closed',
    'alert.reopened': 'reopened',
  };
  return {
    at: row.at.toISOString(),
    kind: kinds[row.type] ?? 'changed',
    actor: by,
    summary: summaryOf(row),
    details: row.payload,
  };
}

function summaryOf(row: ChangeRow): string {
  if (row.type === 'alert.decided') {
    return `Decided (${row.payload['phase']}): risk ${row.payload['risk_score']}, recommended ${row.payload['recommended_disposition']}.`;
  }
  const after = row.payload['after'];
  const changed = after && typeof after === 'object' ? Object.entries(after) : [];
  if (changed.length === 0) return 'Saved without a change.';
  return `${changed.map(([field, value]) => `${field.replaceAll('_', ' ')} → ${textOf(value)}`).join('; ')}.`;
}

function textOf(value: unknown): string {
  if (value === null) return 'none';
  return Array.isArray(value) ? value.join(', ') || 'none' : String(value);
}
