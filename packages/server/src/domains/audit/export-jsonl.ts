// An export as JSON lines that verifies by itself: a header with the key and the place before the first record, the links with
// their records, the checkpoints between them, and an end without which the file was cut off. docs/audit-format.md describes it.

import type { LinkedRow } from './chain.store.ts';
import { CHAIN_FORMAT } from './chain-format.ts';
import type { Place } from './check-link.ts';
import type { CheckpointRow } from './checkpoint.store.ts';

export interface ExportHeader {
  readonly tenantId: string;
  readonly at: Date;
  readonly from: Date | null;
  readonly to: Date | null;
  /** The place before the first link. */
  readonly start: Place;
  readonly publicKeys: readonly { readonly key_id: string; readonly public_key: string }[];
}

export function headerLine(header: ExportHeader): string {
  return line({
    type: 'header',
    format: CHAIN_FORMAT,
    tenant_id: header.tenantId,
    exported_at: header.at.toISOString(),
    from: header.from?.toISOString() ?? null,
    to: header.to?.toISOString() ?? null,
    after_sequence: header.start.sequence,
    previous_chain_hash: header.start.chain_hash.toString('hex'),
    public_keys: header.publicKeys,
  });
}

/** A link with its record; before, after and reason stand apart, since the record's hash holds their hash. */
export function recordLine(link: LinkedRow): string {
  const { before = null, after = null, reason = null, ...record } = link.record ?? {};
  return line({
    type: 'record',
    sequence: link.sequence,
    chain_hash: link.chain_hash.toString('hex'),
    record_hash: link.record_hash.toString('hex'),
    body_hash: link.body_hash.toString('hex'),
    body_salt: link.body_salt?.toString('hex') ?? null,
    record: link.record && record,
    body: link.body_salt === null ? null : { after, before, reason },
  });
}

export function checkpointLine(checkpoint: CheckpointRow): string {
  return line({
    type: 'checkpoint',
    sequence: checkpoint.sequence,
    chain_hash: checkpoint.chain_hash.toString('hex'),
    at: checkpoint.at.toISOString(),
    key_id: checkpoint.key_id,
    signature: checkpoint.signature.toString('base64'),
  });
}

export function endLine(end: { readonly records: number; readonly place: Place }): string {
  return line({
    type: 'end',
    records: end.records,
    last_sequence: end.place.sequence,
    chain_hash: end.place.chain_hash.toString('hex'),
  });
}

function line(value: object): string {
  return `${JSON.stringify(value)}\n`;
}
