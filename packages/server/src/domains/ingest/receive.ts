// From the bytes of a request to stored records and the answer: split, read, identify, accept. Everything before the accept is
// pure; one bad record is an entry of `errors` and takes no other with it.

import { createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { AppError } from '../../kernel/errors.ts';
import { type Ids, type TenantId, toWireId } from '../../kernel/ids.ts';
import type { WorkCause } from '../../kernel/trace.ts';
import type { AcceptItem } from './accept.store.ts';
import type { Accepter, AcceptOutcome } from './accepter.ts';
import { identityOf } from './identity-of.ts';
import { makeRepeats } from './repeats.ts';
import type { Sources } from './sources.ts';
import { bodyForm, type SplitBody, splitBody } from './split-body.ts';
import { makeStorable } from './storable.ts';

export interface ReceiveRequest {
  readonly tenantId: TenantId;
  readonly source: string;
  readonly contentType: string | undefined;
  /** The body after unpacking. */
  readonly body: Buffer;
  readonly at: Date;
  /** Throws `rate_limited` when so many records may not come now; null when there is nothing to wait for. */
  admit(records: number): Promise<void> | null;
  /** The request itself, for the log lines of what it brings about. */
  readonly cause?: WorkCause;
  /**
   * Throws `bad_signature` when this source requires one that the request lacks. Asked for the source that was addressed and,
   * under `auto`, for each source that a record turned out to be: recognition is no way around a signature.
   */
  requireSignature(source: string): void;
}

export interface ReceivedRecord {
  readonly alert_id: string | null;
  readonly event_id?: string;
  readonly kind: 'alert' | 'event';
  readonly status: 'queued' | 'updated' | 'deduplicated';
  readonly duplicate_count: number;
}

export interface RecordError {
  readonly index: number;
  readonly code: string;
  readonly field: string | null;
  readonly message: string;
}

export type ReceiveAnswer =
  | { readonly status: 202; readonly body: { readonly data: ReceivedRecord } }
  | {
      readonly status: 202;
      readonly body: {
        readonly data: readonly (ReceivedRecord & { readonly index: number })[];
        readonly errors: readonly RecordError[];
      };
    };

export interface Receiver {
  receive(request: ReceiveRequest): Promise<ReceiveAnswer>;
}

export function makeReceiver(parts: {
  readonly sources: Sources;
  readonly accepter: Accepter;
  readonly ids: Ids;
}): Receiver {
  const repeats = makeRepeats();
  return {
    async receive(request) {
      if (!parts.sources.has(request.source)) {
        throw new AppError('unknown_source', { message: `There is no source "${request.source}".` });
      }
      request.requireSignature(request.source);
      const name = repeats.nameOf(request);
      const known = name === null ? null : repeats.find(name, request.at);
      if (known !== null) {
        const admitted = request.admit(1);
        if (admitted !== null) await admitted;
        request.requireSignature(known.source);
        const outcomes = await parts.accepter.accept([repeated(parts.ids, known, request)]);
        return answer(SINGLE, joinOutcomes([{ item: known }], outcomes));
      }
      const form = bodyForm(request.contentType, request.body);
      if (form === null) throw new AppError('unsupported_media_type');
      const split = splitBody(request.body, form, (value) =>
        parts.sources.envelopesOf(request.source, value),
      );
      if (split.records.length === 0) throw new AppError('empty');
      const admitted = request.admit(split.records.length);
      if (admitted !== null) await admitted;
      const readings = split.records.map((record, index) =>
        prepare(parts, request, { split, record, index }),
      );
      const items = readings.flatMap((reading) => ('item' in reading ? [reading.item] : []));
      for (const source of new Set(items.map((item) => item.source))) request.requireSignature(source);
      const [first] = items;
      if (name !== null && first && !split.batch) repeats.remember(name, first);
      const outcomes = items.length > 0 ? await parts.accepter.accept(items) : [];
      return answer(split, joinOutcomes(readings, outcomes));
    },
  };
}

/** A body that came before as it comes now: the same reading under ids and times of its own, asked for by this request. */
function repeated(ids: Ids, known: AcceptItem, { at, cause }: ReceiveRequest): AcceptItem {
  const { cause: _former, ...item } = known;
  return {
    ...item,
    ...(cause && { cause }),
    subjectId: ids.next(item.record.kind),
    recordId: ids.next('record'),
    receivedAt: at,
    expiresAt: new Date(at.getTime() + item.expiresAt.getTime() - item.receivedAt.getTime()),
  };
}

type Prepared = { readonly item: AcceptItem } | { readonly refused: AppError };

interface Place {
  readonly split: SplitBody;
  readonly record: SplitBody['records'][number];
  readonly index: number;
}

function prepare(
  parts: { readonly sources: Sources; readonly ids: Ids },
  request: ReceiveRequest,
  { split, record }: Place,
): Prepared {
  if ('error' in record.content) {
    return { refused: new AppError(record.content.error, { message: record.content.message }) };
  }
  const { value } = record.content;
  const reading = parts.sources.read(request.source, value, request.at.toISOString());
  if (!reading.ok) {
    return {
      refused: new AppError('invalid', { field: reading.refusal.field, message: reading.refusal.message }),
    };
  }
  const storable = makeStorable(reading.record, request.at);
  const identity = identityOf(reading.source, storable, value);
  return {
    item: {
      tenantId: request.tenantId,
      source: reading.source,
      record: storable,
      subjectId: parts.ids.next(storable.kind),
      recordId: parts.ids.next('record'),
      key: identity.key,
      contentHash: identity.contentHash,
      receivedAt: request.at,
      expiresAt: new Date(request.at.getTime() + identity.windowHours * 3_600_000),
      slides: identity.slides,
      occurrences: 1,
      ...(request.cause && { cause: request.cause }),
      raw: packRaw(record.raw, split.contentType),
    },
  };
}

const DEFLATE_FROM_BYTES = 512;

/**
 * Fast deflate halves a typical JSON record for a fraction of what its insert costs. Its tables are kept small: setting up those
 * of the defaults costs as much again as packing a record of a kilobyte or two, and packs it no better.
 */
const DEFLATE = { level: 1, windowBits: 12, memLevel: 4, chunkSize: 4096 } as const;

export function packRaw(bytes: Buffer, contentType: string): AcceptItem['raw'] {
  const sha256 = createHash('sha256').update(bytes).digest();
  const packed = bytes.length >= DEFLATE_FROM_BYTES ? deflateRawSync(bytes, DEFLATE) : bytes;
  return {
    contentType,
    sizeBytes: bytes.length,
    sha256,
    encoding: packed === bytes ? 'identity' : 'deflate',
    body: packed,
  };
}

interface Joined {
  readonly accepted: readonly (ReceivedRecord & { readonly index: number })[];
  readonly refused: readonly { readonly index: number; readonly error: AppError }[];
}

function joinOutcomes(readings: readonly Prepared[], outcomes: readonly AcceptOutcome[]): Joined {
  const accepted: (ReceivedRecord & { index: number })[] = [];
  const refused: { index: number; error: AppError }[] = [];
  let next = 0;
  for (const [index, reading] of readings.entries()) {
    if ('refused' in reading) {
      refused.push({ index, error: reading.refused });
      continue;
    }
    const outcome = outcomes[next];
    next += 1;
    if (!outcome) continue;
    if (!outcome.ok) refused.push({ index, error: outcome.error });
    else accepted.push({ index, ...toReceived(reading.item, outcome) });
  }
  return { accepted, refused };
}

export function toReceived(item: AcceptItem, outcome: Extract<AcceptOutcome, { ok: true }>): ReceivedRecord {
  const { kind } = item.record;
  const shared = { kind, status: outcome.status, duplicate_count: outcome.count };
  if (kind === 'alert') return { alert_id: toWireId('alert', outcome.subjectId), ...shared };
  return { alert_id: null, event_id: toWireId('event', outcome.subjectId), ...shared };
}

const SINGLE = { batch: false, records: [] } as const;

/** A single record's failure is the request's; a batch fails only when nothing of it was accepted. */
function answer(split: Pick<SplitBody, 'batch' | 'records'>, joined: Joined): ReceiveAnswer {
  const first = joined.accepted[0];
  const firstRefused = joined.refused[0];
  if (!split.batch) {
    if (first) {
      const { index: _, ...data } = first;
      return { status: 202, body: { data } };
    }
    throw firstRefused?.error ?? new AppError('empty');
  }
  // The database being away is not the records' fault: the whole request may be sent again.
  const away = joined.refused.find(({ error }) => error.kind === 'operational');
  if (away && joined.accepted.length === 0) throw away.error;
  const errors = joined.refused.map(({ index, error }) => ({
    index,
    code: error.code,
    field: error.field,
    message: error.message,
  }));
  if (joined.accepted.length === 0) {
    throw new AppError('invalid', {
      field: firstRefused?.error.field ?? null,
      message: `None of the ${split.records.length} records was accepted; the first: ${firstRefused?.error.message ?? 'empty'}`,
    });
  }
  return { status: 202, body: { data: joined.accepted, errors } };
}
