// The whole answer on storage: sizes, growth, months, what is overdue. For `watchfloor db status` and for the console.

import type { Sql } from '../../kernel/context.ts';
import {
  type DatabaseFacts,
  type PartitionSize,
  readDatabaseFacts,
  readPartitions,
  readTableSizes,
  type TableSize,
} from './storage-facts.ts';
import { daysUntilFull, perDay, readSamples, type Sample } from './storage-samples.ts';

export interface Growth {
  readonly rows_per_day: number | null;
  readonly bytes_per_day: number | null;
}

export interface StorageReport extends DatabaseFacts {
  readonly at: string;
  /** null when the database is not on this server's disk. */
  readonly disk_free_bytes: number | null;
  /** By the growth of the last week, or of as much of it as was seen; null when it is not known or there is none. */
  readonly days_until_full: number | null;
  readonly growth: {
    /** Since when it was measured; null until two samples lie an hour apart. */
    readonly since: string | null;
    readonly bytes_per_day: number | null;
    readonly bytes_per_day_last_day: number | null;
  };
  readonly tables: (TableSize & { readonly growth: Growth })[];
  readonly partitions: PartitionSize[];
  readonly overdue: Overdue[];
  readonly forgotten: Forgotten[];
}

export interface Overdue {
  readonly class: string;
  /** Tenants that have a time for this class; of these, held by a legal hold. */
  readonly tenants: number;
  readonly held: number;
  readonly overdue_seconds: number;
}

export interface Forgotten {
  readonly kind: string;
  readonly removed_rows: number;
  readonly oldest_finished_at: string | null;
}

interface Given {
  readonly at: Date;
  /** Of the disk now; the latest sample's when left out. */
  readonly diskFreeBytes?: number | null;
  /** By the login that may see other transactions, when it was asked before. */
  readonly facts?: DatabaseFacts;
}

export async function readStorageReport(sql: Sql, given: Given): Promise<StorageReport> {
  const { at } = given;
  const facts = given.facts ?? (await readDatabaseFacts(sql));
  const tables = await readTableSizes(sql);
  const { latest, day, week } = await readSamples(sql, at);
  const diskFreeBytes =
    given.diskFreeBytes === undefined ? (latest?.disk_free_bytes ?? null) : given.diskFreeBytes;
  const ofDatabase = (from: Sample) => facts.database_bytes - from.database_bytes;
  const bytesPerDay = perDay(week, at, ofDatabase);
  return {
    ...facts,
    at: at.toISOString(),
    disk_free_bytes: diskFreeBytes,
    days_until_full: daysUntilFull(diskFreeBytes, bytesPerDay),
    growth: {
      since: bytesPerDay === null ? null : (week?.at.toISOString() ?? null),
      bytes_per_day: bytesPerDay,
      bytes_per_day_last_day: perDay(day, at, ofDatabase),
    },
    tables: tables.map((table) => ({ ...table, growth: growthOf(table, week, at) })),
    partitions: await readPartitions(sql),
    overdue: await sql.query<Overdue>(
      'storage.overdue',
      'select class, tenants, held, overdue_seconds from read_retention_overdue($1)',
      [at],
    ),
    forgotten: await readForgotten(sql),
  };
}

function growthOf(table: TableSize, from: Sample | null, at: Date): Growth {
  const bytes = table.table_bytes + table.index_bytes + table.toast_bytes;
  const before = (sample: Sample) => sample.tables[table.name];
  const change = (now: number, then: number | undefined) => (then === undefined ? undefined : now - then);
  return {
    rows_per_day: perDay(from, at, (sample) => change(table.rows, before(sample)?.rows)),
    bytes_per_day: perDay(from, at, (sample) => change(bytes, before(sample)?.bytes)),
  };
}

async function readForgotten(sql: Sql): Promise<Forgotten[]> {
  const rows = await sql.query<{ kind: string; removed_rows: string; oldest_finished_at: Date | null }>(
    'storage.forgotten',
    'select kind, removed_rows, oldest_finished_at from read_forget_progress()',
  );
  return rows.map((row) => ({
    kind: row.kind,
    removed_rows: Number(row.removed_rows),
    oldest_finished_at: row.oldest_finished_at?.toISOString() ?? null,
  }));
}
