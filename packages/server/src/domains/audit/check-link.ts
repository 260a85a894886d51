// One link of the chain against the link before it and the record that it names: what is wrong first, in words that an auditor
// can act on. Pure, and used alike on the database and on an exported file.

import { bodyHash, chainHash, type RecordBody, type RecordFields, recordHash } from './chain-format.ts';

export const BREAK_KINDS = [
  'record_altered',
  'record_missing',
  'record_not_chained',
  'link_altered',
  'link_missing',
  'checkpoint_mismatch',
] as const;
export type BreakKind = (typeof BREAK_KINDS)[number];

export interface Break {
  readonly kind: BreakKind;
  readonly sequence: number | null;
  readonly record_id: string | null;
  /** `fields`: who, when, what; `body`: before, after and reason; null where the kind says it all. */
  readonly part: 'fields' | 'body' | null;
  readonly message: string;
}

export interface Place {
  readonly sequence: number;
  readonly chain_hash: Buffer;
}

export interface CheckedLink extends Place {
  readonly record_id: string;
  readonly body_salt: Buffer | null;
  readonly body_hash: Buffer;
  readonly record_hash: Buffer;
  readonly record: (RecordFields & RecordBody) | null;
}

export type LinkCheck = { readonly isBodyRemoved: boolean } | Break;

export function isBreak(check: LinkCheck): check is Break {
  return 'kind' in check;
}

/** A break, or that the link holds; a body that is not there any more is for the caller to find on record. */
export function checkLink(previous: Place, link: CheckedLink): LinkCheck {
  const expected = previous.sequence + 1;
  if (link.sequence !== expected) return missingLink(expected, link.sequence);
  const { sequence, record_id } = link;
  const found = (kind: BreakKind, part: Break['part'], message: string): Break => ({
    kind,
    sequence,
    record_id,
    part,
    message,
  });
  if (!chainHash(previous.chain_hash, link.record_hash, sequence).equals(link.chain_hash))
    return found(
      'link_altered',
      null,
      `Link ${sequence} was altered: its hash is not that of what it chains.`,
    );
  const { record } = link;
  if (record === null)
    return found('record_missing', null, `The record of link ${sequence} is not there any more.`);
  const isBodyRemoved = link.body_salt === null;
  const hashNow = link.body_salt && bodyHash(link.body_salt, record);
  if (!recordHash(record, link.body_hash).equals(link.record_hash)) {
    const isLinkAltered = hashNow !== null && recordHash(record, hashNow).equals(link.record_hash);
    return isLinkAltered
      ? found('link_altered', 'body', `Link ${sequence} was altered: it names another hash of the body.`)
      : found('record_altered', 'fields', `The record of link ${sequence} was altered: who, when or what.`);
  }
  const isBodyAltered = hashNow === null ? hasBody(record) : !hashNow.equals(link.body_hash);
  if (isBodyAltered)
    return found(
      'record_altered',
      'body',
      `The record of link ${sequence} was altered: before, after or reason.`,
    );
  return { isBodyRemoved };
}

export function missingLink(expected: number, next: number | null): Break {
  const to = next === null || next - 1 === expected ? '' : ` to ${next - 1}`;
  return {
    kind: 'link_missing',
    sequence: expected,
    record_id: null,
    part: null,
    message: `The chain has a gap: nothing stands at ${expected}${next !== null && next > expected ? to : ''}.`,
  };
}

/** A body that is gone although nobody put its removal on record. */
export function bodyLost(link: Pick<CheckedLink, 'sequence' | 'record_id'>): Break {
  return {
    kind: 'record_altered',
    sequence: link.sequence,
    record_id: link.record_id,
    part: 'body',
    message: `The body of the record of link ${link.sequence} is gone, and no removal is on record.`,
  };
}

export function checkpointBroken(sequence: number, why: 'signature' | 'hash'): Break {
  return {
    kind: 'checkpoint_mismatch',
    sequence,
    record_id: null,
    part: null,
    message:
      why === 'signature'
        ? `The checkpoint at ${sequence} is not signed by a key of this installation.`
        : `The checkpoint at ${sequence} does not match the chain: what stands before it was altered.`,
  };
}

function hasBody(record: RecordBody): boolean {
  return record.before !== null || record.after !== null || record.reason !== null;
}
