// Direct submission: several events that the caller already knows to be one finding become one alert. Each event is read as if
// it had come alone; the alert joins what they name, takes the worst severity, and keeps the whole request as its record.

import { createHash } from 'node:crypto';
import {
  ENTITY_TYPES,
  type Entity,
  entityCollector,
  type JsonObject,
  type JsonValue,
  type NormalizedAlert,
  type NormalizedRecord,
  SEVERITIES,
  severityRank,
} from '@watchfloor/sdk';
import { z } from 'zod';
import { AppError } from '../../../kernel/errors.ts';
import type { Ids, TenantId } from '../../../kernel/ids.ts';
import type { WorkCause } from '../../../kernel/trace.ts';
import type { AcceptItem } from '../accept.store.ts';
import type { Accepter } from '../accepter.ts';
import { depthOf } from '../json-spans.ts';
import { parseVendorJson } from '../parse-json.ts';
import { packRaw, type ReceivedRecord, toReceived } from '../receive.ts';
import { AUTO, type Sources } from '../sources.ts';
import { DEPTH_MAX } from '../split-body.ts';
import { makeStorable } from '../storable.ts';

export const SUBMIT_EVENTS_MAX = 200;
export const SUBMIT_SOURCE = 'submit';
/** The request's own object and its list of events. */
const ENVELOPE_DEPTH = 2;

export const submitInput = z.strictObject({
  events: z
    .array(z.unknown())
    .min(1)
    .max(SUBMIT_EVENTS_MAX)
    .describe('Records of any product: objects or raw lines.'),
  rule_id: z.string().min(1).max(500).optional(),
  title: z.string().trim().min(1).max(500).optional(),
  description: z.string().max(20_000).optional(),
  severity: z.enum(SEVERITIES).optional(),
  labels: z.array(z.string().trim().min(1).max(100)).max(50).optional(),
});

export interface SubmitRequest {
  readonly tenantId: TenantId;
  readonly body: Buffer;
  /** Repeating the same key within 24 hours is the same submission; with another body it is refused. */
  readonly idempotencyKey: string | null;
  readonly at: Date;
  readonly cause?: WorkCause;
}

interface SubmitParts {
  /** Runs while nobody else, in any process, runs under this key; `find` gives the content hash under it, null when it is free. */
  inTurn<Result>(
    submission: Submission,
    run: (find: () => Promise<Buffer | null>) => Promise<Result>,
  ): Promise<Result>;
  readonly sources: Sources;
  readonly accepter: Accepter;
  readonly ids: Ids;
}

export interface Submission {
  readonly tenantId: TenantId;
  readonly key: Buffer;
  readonly at: Date;
}

/** Stores the alert and answers as a single ingest does. */
export async function submitAlert(parts: SubmitParts, request: SubmitRequest): Promise<ReceivedRecord> {
  const input = parseBody(request.body);
  const records = input.events.map((event, index) => readEvent(parts.sources, event, index));
  const record = makeStorable(joinRecords(records, input), request.at);
  const content = createHash('sha256').update(request.body).digest();
  const key = createHash('sha256')
    .update(
      request.idempotencyKey === null
        ? `content\0${content.toString('hex')}`
        : `key\0${request.idempotencyKey}`,
    )
    .digest();
  const item: AcceptItem = {
    tenantId: request.tenantId,
    source: SUBMIT_SOURCE,
    record,
    subjectId: parts.ids.next('alert'),
    recordId: parts.ids.next('record'),
    key,
    contentHash: content,
    receivedAt: request.at,
    expiresAt: new Date(request.at.getTime() + 24 * 3_600_000),
    slides: false,
    occurrences: 1,
    ...(request.cause && { cause: request.cause }),
    raw: packRaw(request.body, 'application/json'),
  };
  // Looking and storing are two transactions; another body under the same key must not get in between.
  const outcome = await parts.inTurn({ tenantId: request.tenantId, key, at: request.at }, async (find) => {
    const before = await find();
    if (before && !before.equals(content)) throw new AppError('idempotency_conflict');
    return (await parts.accepter.accept([item]))[0];
  });
  if (!outcome) throw new AppError('internal', { internal: 'a submission had no outcome' });
  if (!outcome.ok) throw outcome.error;
  return toReceived(item, outcome);
}

function parseBody(body: Buffer): z.output<typeof submitInput> {
  if (depthOf(body) > DEPTH_MAX + ENVELOPE_DEPTH) throw new AppError('too_deep');
  let value: JsonValue;
  try {
    value = parseVendorJson(body.toString('utf8'));
  } catch (cause) {
    throw new AppError('bad_json', { cause });
  }
  const parsed = submitInput.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field =
    issue?.path.map(String).join('.') || (issue?.code === 'unrecognized_keys' ? issue.keys[0] : null) || null;
  throw new AppError('invalid', {
    field,
    message: `${field ? `${field}: ` : ''}${issue?.message ?? 'not valid'}.`,
  });
}

function readEvent(sources: Sources, event: unknown, index: number): NormalizedRecord {
  if ((typeof event !== 'object' || event === null || Array.isArray(event)) && typeof event !== 'string') {
    throw new AppError('invalid', {
      field: `events.${index}`,
      message: 'An event must be an object or a line of text.',
    });
  }
  // Parsed from JSON just above: an object or a string is a JSON value.
  const reading = sources.read(AUTO, event as JsonObject | string);
  if (!reading.ok)
    throw new AppError('invalid', { field: `events.${index}`, message: reading.refusal.message });
  return reading.record;
}

function joinRecords(
  records: readonly NormalizedRecord[],
  input: z.output<typeof submitInput>,
): NormalizedAlert {
  const [first] = records;
  if (!first) throw new AppError('empty');
  const entities = entityCollector();
  for (const record of records)
    for (const entity of record.entities) entities.add(entity.type, entity.value, entity.role);
  const worst =
    [...records].sort((left, right) => severityRank(right.severity) - severityRank(left.severity))[0] ??
    first;
  const times = records.flatMap((record) => record.occurred_at ?? []).sort();
  const union = (pick: (record: NormalizedRecord) => readonly string[]) => [
    ...new Set(records.flatMap(pick)),
  ];
  return {
    kind: 'alert',
    vendor: first.vendor,
    product: first.product,
    source_ref: null,
    title: input.title ?? worst.title,
    description:
      input.description ??
      `${records.length} events submitted together: ${union((record) => [record.title])
        .slice(0, 10)
        .join('; ')}`,
    category: worst.category,
    severity: input.severity ?? worst.severity,
    sensor: worst.sensor,
    occurred_at: times[0] ?? null,
    entities: byType(entities.list()),
    labels: [...new Set([...(input.labels ?? []), ...union((record) => record.labels)])],
    links: records.flatMap((record) => record.links),
    flags: [...new Set(records.flatMap((record) => record.flags))].filter(
      (flag) => input.severity === undefined || flag !== 'severity_unknown',
    ),
    tactics: union((record) => record.tactics),
    techniques: union((record) => record.techniques),
    rule: { id: input.rule_id ?? worst.rule.id, name: worst.rule.name ?? input.title ?? null },
    closure: null,
  };
}

function byType(entities: readonly Entity[]): Entity[] {
  return [...entities].sort(
    (left, right) => ENTITY_TYPES.indexOf(left.type) - ENTITY_TYPES.indexOf(right.type),
  );
}
