// Verifying the chain of a tenant, in bounded pages: first link by link with the record of each and every checkpoint on the way,
// then the records the other way round, for one that stands in no link. The first thing that is wrong ends it and is named.
//
// What is written and sealed meanwhile changes nothing that was there, so each page may see a newer state than the one before.

import type { Sql } from '../../kernel/context.ts';
import {
  countUnsealed,
  findLastPrune,
  findLink,
  findStrayRecord,
  type LinkedRow,
  listLinks,
  listRemovalsOnRecord,
} from './chain.store.ts';
import { GENESIS } from './chain-format.ts';
import {
  type Break,
  bodyLost,
  checkLink,
  checkpointBroken,
  isBreak,
  missingLink,
  type Place,
} from './check-link.ts';
import {
  type CheckpointRow,
  findCheckpoint,
  findCheckpointWithoutLink,
  listCheckpoints,
  listCheckpointsWithin,
} from './checkpoint.store.ts';
import { isSigned, type VerifyingKeys } from './signing.ts';

export const VERIFY_LINKS_MAX = 100_000;
const PAGE = 2_000;
const STRAY_PAGE = 10_000;
/** Looking for a record by its id alone costs about a tenth of verifying a link. */
const STRAYS_PER_LINK = 10;
const PRUNED_CHECKPOINTS = 100;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

export interface VerifyScope {
  readonly sql: Sql;
  readonly tenantId: string;
  readonly keys: VerifyingKeys;
}

/** Where verifying goes on: after this link, or after the record of this id. */
export type VerifyCursor =
  | { readonly step: 'links'; readonly after: number }
  | { readonly step: 'records'; readonly after: string };

export interface VerifyRequest {
  readonly from: VerifyCursor | null;
  /** The last link to look at; null for all, and the records after them. */
  readonly to: number | null;
  /** Links to look at before a cursor is given. */
  readonly limit: number;
}

export interface Verification {
  readonly broken: Break | null;
  readonly first: number | null;
  readonly last: number | null;
  readonly links: number;
  readonly records: number;
  readonly checkpoints: number;
  readonly bodiesRemoved: number;
  readonly next: VerifyCursor | null;
}

interface Tally {
  first: number | null;
  last: number | null;
  links: number;
  records: number;
  checkpoints: number;
  bodiesRemoved: number;
}

/** Verifies the next stretch; throws nothing about the chain, whatever is wrong with it is told in `broken`. */
export async function verifyChain(scope: VerifyScope, request: VerifyRequest): Promise<Verification> {
  const tally: Tally = { first: null, last: null, links: 0, records: 0, checkpoints: 0, bodiesRemoved: 0 };
  const done = (broken: Break | null, next: VerifyCursor | null): Verification => ({
    ...tally,
    broken,
    next,
  });
  let after = FIRST_ID;
  if (request.from?.step === 'records') {
    after = request.from.after;
  } else {
    const walked = await walkLinks(scope, request, tally);
    if (walked.broken) return done(walked.broken, null);
    if (walked.isCut) return done(null, { step: 'links', after: walked.at });
    if (request.to !== null) return done(null, null);
  }
  while (tally.links + tally.records / STRAYS_PER_LINK < request.limit) {
    const page = await findStrayRecord(scope, { after, limit: STRAY_PAGE });
    tally.records += page.records;
    if (page.stray !== null) return done(notChained(page.stray), null);
    if (page.records < STRAY_PAGE) {
      const { missing } = await countUnsealed(scope);
      return done(missing === null ? null : missingUnsealed(missing), null);
    }
    after = page.last ?? after;
  }
  return done(null, { step: 'records', after });
}

interface Walk {
  readonly broken: Break | null;
  readonly at: number;
  readonly isCut: boolean;
}

async function walkLinks(scope: VerifyScope, request: VerifyRequest, tally: Tally): Promise<Walk> {
  const start = await startOf(scope, request.from?.step === 'links' ? request.from.after : 0, tally);
  if ('kind' in start) return { broken: start, at: 0, isCut: false };
  let at: Place = start;
  while (true) {
    const left = Math.min(request.limit - tally.links, (request.to ?? Number.MAX_SAFE_INTEGER) - at.sequence);
    if (left <= 0)
      return { broken: null, at: at.sequence, isCut: request.to === null || at.sequence < request.to };
    const limit = Math.min(PAGE, left);
    const links = await listLinks(scope, { after: at.sequence, limit });
    const broken = await checkPage(scope, { at, links }, tally);
    if (broken) return { broken, at: at.sequence, isCut: false };
    at = links.at(-1) ?? at;
    if (links.length === limit) continue;
    const beyond = await findCheckpointWithoutLink(scope, at.sequence);
    return {
      broken: beyond === null ? null : missingLink(at.sequence + 1, null),
      at: at.sequence,
      isCut: false,
    };
  }
}

/**
 * The place before the first link to look at. What was pruned is proved by its checkpoint, and that it was pruned by a record
 * further on in the chain; what is missing without both is a gap.
 */
async function startOf(scope: VerifyScope, after: number, tally: Tally): Promise<Place | Break> {
  const pruned = prunedUpTo(await findLastPrune(scope));
  if (after > pruned) return (await findLink(scope, after)) ?? missingLink(after, null);
  if (pruned === 0) return { sequence: 0, chain_hash: GENESIS };
  for (const checkpoint of await listCheckpoints(scope, { before: pruned + 1, limit: PRUNED_CHECKPOINTS })) {
    tally.checkpoints += 1;
    if (!isGenuine(scope, checkpoint)) return checkpointBroken(checkpoint.sequence, 'signature');
  }
  const checkpoint = await findCheckpoint(scope, pruned);
  return checkpoint ?? missingLink(1, pruned + 1);
}

/** The subject of a pruning is `audit-chain:<last sequence>`. */
export function prunedUpTo(subject: string | null): number {
  const digits = /^audit-chain:(\d{1,15})$/.exec(subject ?? '')?.[1];
  return digits === undefined ? 0 : Number(digits);
}

interface Page {
  readonly at: Place;
  readonly links: readonly LinkedRow[];
}

/** The first break of the page, by its place. */
async function checkPage(scope: VerifyScope, { at, links }: Page, tally: Tally): Promise<Break | null> {
  const to = links.at(-1)?.sequence ?? at.sequence;
  const checkpoints = new Map(
    (await listCheckpointsWithin(scope, { after: at.sequence, to })).map((row) => [row.sequence, row]),
  );
  const removed: LinkedRow[] = [];
  let broken: Break | null = null;
  let previous = at;
  for (const link of links) {
    const check = checkLink(previous, link);
    broken = isBreak(check) ? check : checkCheckpoint(scope, link, checkpoints.get(link.sequence));
    if (broken) break;
    if (!isBreak(check) && check.isBodyRemoved) removed.push(link);
    if (checkpoints.has(link.sequence)) tally.checkpoints += 1;
    tally.first ??= link.sequence;
    tally.last = link.sequence;
    tally.links += 1;
    previous = link;
  }
  if (removed.length === 0) return broken;
  const onRecord = new Set(
    await listRemovalsOnRecord(
      scope,
      removed.map((link) => link.record_id),
    ),
  );
  const lost = removed.find((link) => !onRecord.has(link.record_id));
  tally.bodiesRemoved += removed.length;
  return lost ? bodyLost(lost) : broken;
}

function checkCheckpoint(
  scope: VerifyScope,
  link: Place,
  checkpoint: CheckpointRow | undefined,
): Break | null {
  if (!checkpoint) return null;
  if (!isGenuine(scope, checkpoint)) return checkpointBroken(link.sequence, 'signature');
  return checkpoint.chain_hash.equals(link.chain_hash) ? null : checkpointBroken(link.sequence, 'hash');
}

function isGenuine(scope: VerifyScope, checkpoint: CheckpointRow): boolean {
  const { sequence, chain_hash, at, key_id, signature } = checkpoint;
  return isSigned(
    scope.keys.get(key_id),
    {
      tenant_id: scope.tenantId,
      sequence,
      chain_hash: chain_hash.toString('hex'),
      at: at.toISOString(),
      key_id,
    },
    signature,
  );
}

function notChained(id: string): Break {
  return {
    kind: 'record_not_chained',
    sequence: null,
    record_id: id,
    part: null,
    message: 'A record stands in no link and does not wait for one: it was not written by this product.',
  };
}

function missingUnsealed(id: string): Break {
  return {
    kind: 'record_missing',
    sequence: null,
    record_id: id,
    part: null,
    message: 'A record that waited to be chained is not there any more.',
  };
}
