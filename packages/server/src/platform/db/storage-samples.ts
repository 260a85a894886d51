// Sizes by the hour, and what they say of the growth. One row an hour however many schedulers there are, kept for 35 days.

import type { Sql } from '../../kernel/context.ts';
import type { TableSize } from './storage-facts.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const KEPT_DAYS = 35;
/** Growth that was seen for less than this says nothing of a day. */
const SPAN_MIN_MS = HOUR_MS;

export interface Sample {
  readonly at: Date;
  readonly database_bytes: number;
  readonly disk_free_bytes: number | null;
  readonly tables: Readonly<Record<string, { readonly rows: number; readonly bytes: number }>>;
}

export function sampleOf(
  at: Date,
  given: {
    readonly databaseBytes: number;
    readonly diskFreeBytes: number | null;
    readonly tables: readonly TableSize[];
  },
): Sample {
  const entries = given.tables.map((table) => [
    table.name,
    { rows: table.rows, bytes: table.table_bytes + table.index_bytes + table.toast_bytes },
  ]);
  return {
    at,
    database_bytes: given.databaseBytes,
    disk_free_bytes: given.diskFreeBytes,
    tables: Object.fromEntries(entries),
  };
}

/** Keeps the sample of this hour unless there is one, and removes those that are too old. */
export async function keepSample(sql: Sql, sample: Sample): Promise<void> {
  const hour = new Date(Math.floor(sample.at.getTime() / HOUR_MS) * HOUR_MS);
  await sql.query(
    'storage.keep-sample',
    `insert into storage_sample (at, database_bytes, disk_free_bytes, tables) values ($1, $2, $3, $4) on conflict (at) do nothing`,
    [hour, sample.database_bytes, sample.disk_free_bytes, JSON.stringify(sample.tables)],
  );
  await sql.query('storage.forget-samples', 'delete from storage_sample where at < $1', [
    new Date(hour.getTime() - KEPT_DAYS * DAY_MS),
  ]);
}

/** The latest sample, and for a day and a week the oldest one within that time; null where there is none. */
export async function readSamples(
  sql: Sql,
  at: Date,
): Promise<{ latest: Sample | null; day: Sample | null; week: Sample | null }> {
  const oldestSince = async (days: number) => {
    const rows = await sql.query<SampleRow>(
      'storage.oldest-sample',
      `select at, database_bytes, disk_free_bytes, tables from storage_sample where at >= $1 and at <= $2 order by at limit 1`,
      // The sample of the hour in which that day began counts as well.
      [new Date(at.getTime() - days * DAY_MS - HOUR_MS), at],
    );
    return toSample(rows[0]);
  };
  const latest = await sql.query<SampleRow>(
    'storage.latest-sample',
    'select at, database_bytes, disk_free_bytes, tables from storage_sample where at <= $1 order by at desc limit 1',
    [at],
  );
  return { latest: toSample(latest[0]), day: await oldestSince(1), week: await oldestSince(7) };
}

type SampleRow = Omit<Sample, 'database_bytes' | 'disk_free_bytes'> & {
  readonly database_bytes: string;
  readonly disk_free_bytes: string | null;
};

function toSample(row: SampleRow | undefined): Sample | null {
  if (!row) return null;
  const free = row.disk_free_bytes;
  return {
    ...row,
    database_bytes: Number(row.database_bytes),
    disk_free_bytes: free === null ? null : Number(free),
  };
}

/** Change a day between a sample and now; null when they lie too close together. */
export function perDay(
  from: Sample | null,
  at: Date,
  change: (from: Sample) => number | undefined,
): number | null {
  if (from === null) return null;
  const spanMs = at.getTime() - from.at.getTime();
  const changed = change(from);
  return spanMs < SPAN_MIN_MS || changed === undefined ? null : Math.round((changed * DAY_MS) / spanMs);
}

/** Whole days until the free space is used up at this rate; null when it does not grow or the space is not known. */
export function daysUntilFull(freeBytes: number | null, bytesPerDay: number | null): number | null {
  if (freeBytes === null || bytesPerDay === null || bytesPerDay <= 0) return null;
  return Math.floor(freeBytes / bytesPerDay);
}
