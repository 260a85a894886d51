// Exporting a stretch of the chain: which links it is, and the lines of the file, page by page. A time is a stretch from the first
// to the last record of that time, without gaps, so that the chain in the file holds; a few records beside it may come along.

import type { Sql } from '../../kernel/context.ts';
import { findLink, findStretch, type LinkedRow, listLinks } from './chain.store.ts';
import { GENESIS } from './chain-format.ts';
import type { Place } from './check-link.ts';
import { findCheckpoint, listCheckpointsWithin } from './checkpoint.store.ts';
import { cefLine } from './export-cef.ts';
import { checkpointLine, endLine, headerLine, recordLine } from './export-jsonl.ts';
import { makeCheckpoint, type SealParts, sealAll, sealScope } from './seal.ts';
import { openSigner } from './signing.ts';

const PAGE = 1_000;

export const EXPORT_FORMATS = ['jsonl', 'cef'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface ExportRequest {
  readonly tenantId: string;
  readonly format: ExportFormat;
  readonly from: Date | null;
  readonly to: Date | null;
  /** Of the product, for CEF. */
  readonly version: string;
}

export interface Stretch {
  /** The place before the first link. */
  readonly start: Place;
  /** The last link; the start's when there is none. */
  readonly last: number;
}

/** Seals and signs what is there, and finds the links of the time: done before the first byte goes out. */
export async function prepareExport(parts: SealParts, request: ExportRequest): Promise<Stretch> {
  await sealAll(parts, request.tenantId);
  return parts.database.transaction(request.tenantId, async (sql) => {
    const scope = sealScope(parts, { sql, tenantId: request.tenantId });
    const end = await makeCheckpoint(scope);
    const found = await findStretch(scope, request);
    if (!found) {
      const start = end ?? { sequence: 0, chain_hash: GENESIS };
      return { start, last: start.sequence };
    }
    const before = found.first - 1;
    if (before === 0) return { start: { sequence: 0, chain_hash: GENESIS }, last: found.last };
    const start = (await findLink(scope, before)) ?? (await findCheckpoint(scope, before));
    if (!start) throw new Error(`nothing stands before link ${found.first}`);
    return { start, last: found.last };
  });
}

/** The lines of the file. A link that is not there ends it without its last line, so that nobody takes it for whole. */
export async function* exportLines(
  parts: SealParts,
  request: ExportRequest,
  stretch: Stretch,
): AsyncGenerator<string> {
  const isJson = request.format === 'jsonl';
  if (isJson)
    yield await parts.database.transaction(request.tenantId, (sql) =>
      header(parts, request, { sql, stretch }),
    );
  let at = stretch.start;
  let records = 0;
  while (at.sequence < stretch.last) {
    const page = await readPage(parts, request.tenantId, { after: at.sequence, last: stretch.last });
    const first = page.links[0];
    const end = page.links.at(-1);
    if (!first || !end || first.sequence !== at.sequence + 1)
      throw new Error(`the chain has a gap after link ${at.sequence}`);
    records += page.links.length;
    yield isJson ? jsonPage(page) : cefPage(page.links, request.version);
    at = end;
  }
  if (isJson) yield endLine({ records, place: at });
}

interface ExportPage {
  readonly links: readonly LinkedRow[];
  readonly checkpoints: ReadonlyMap<number, string>;
}

async function readPage(
  parts: SealParts,
  tenantId: string,
  { after, last }: { readonly after: number; readonly last: number },
): Promise<ExportPage> {
  return parts.database.transaction(tenantId, async (sql) => {
    const limit = Math.min(PAGE, last - after);
    const links = await listLinks({ sql, tenantId }, { after, limit });
    const rows = await listCheckpointsWithin({ sql, tenantId }, { after, to: after + limit });
    return { links, checkpoints: new Map(rows.map((row) => [row.sequence, checkpointLine(row)])) };
  });
}

function jsonPage({ links, checkpoints }: ExportPage): string {
  return links.map((link) => recordLine(link) + (checkpoints.get(link.sequence) ?? '')).join('');
}

function cefPage(links: readonly LinkedRow[], version: string): string {
  return links
    .flatMap((link) => cefLine(link, version) ?? [])
    .map((text) => `${text}\n`)
    .join('');
}

async function header(
  parts: SealParts,
  request: ExportRequest,
  { sql, stretch }: { readonly sql: Sql; readonly stretch: Stretch },
): Promise<string> {
  const scope = sealScope(parts, { sql, tenantId: request.tenantId });
  const { keyId, publicKey } = await openSigner(scope);
  return headerLine({
    ...request,
    at: scope.at,
    start: stretch.start,
    publicKeys: [{ key_id: keyId, public_key: publicKey }],
  });
}
