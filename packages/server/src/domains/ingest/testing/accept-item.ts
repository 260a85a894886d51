// Items for the accept tests, made the way the receiver makes them: a test names what matters to it.

import type { JsonObject, NormalizedRecord, Severity } from '@watchfloor/sdk';
import { systemClock } from '../../../kernel/clock.ts';
import { makeIds } from '../../../kernel/ids.ts';
import type { AcceptItem } from '../accept.store.ts';
import { identityOf } from '../identity-of.ts';
import { packRaw } from '../receive.ts';
import { makeStorable } from '../storable.ts';

export interface AcceptItemOptions {
  readonly tenantId: string;
  /** The vendor's id; null makes the content the identity. */
  readonly ref: string | null;
  readonly kind?: 'alert' | 'event';
  readonly severity?: Severity;
  readonly title?: string;
  readonly at?: Date;
  /** A title that no check of the table lets pass, as no reader makes it. */
  readonly isPoisoned?: boolean;
}

const ids = makeIds(systemClock);

export function acceptItem(options: AcceptItemOptions): AcceptItem {
  const at = options.at ?? systemClock.now();
  const value: JsonObject = {
    id: options.ref,
    title: options.title ?? 'Beacon',
    severity: options.severity ?? 'high',
  };
  const record = makeStorable(normalized(options), at);
  const identity = identityOf('generic', record, value);
  return {
    tenantId: options.tenantId,
    source: 'generic',
    record: options.isPoisoned ? { ...record, title: 'x'.repeat(501) } : record,
    subjectId: ids.next(record.kind),
    recordId: ids.next('record'),
    key: identity.key,
    contentHash: identity.contentHash,
    receivedAt: at,
    expiresAt: new Date(at.getTime() + identity.windowHours * 3_600_000),
    slides: identity.slides,
    occurrences: 1,
    raw: packRaw(Buffer.from(JSON.stringify(value)), 'application/json'),
  };
}

function normalized(options: AcceptItemOptions): NormalizedRecord {
  const shared = {
    vendor: 'Example',
    product: 'Sensor',
    source_ref: options.ref,
    title: options.title ?? 'Beacon',
    description: '',
    category: '',
    severity: options.severity ?? 'high',
    sensor: 'network',
    occurred_at: null,
    entities: [],
    labels: [],
    links: [],
    flags: [],
    tactics: [],
    techniques: [],
    rule: { id: null, name: null },
  } as const;
  return options.kind === 'event'
    ? { ...shared, kind: 'event', action: 'login', outcome: 'success' }
    : { ...shared, kind: 'alert', closure: null };
}
