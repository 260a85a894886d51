// Once an hour: how large the database is, for the growth that `watchfloor db status` shows. For /metrics: the free disk and what is overdue.

import { statfs } from 'node:fs/promises';
import { readOverdue } from '../domains/identity/index.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Database } from '../platform/db/database.ts';
import { readDatabaseFacts, readTableSizes } from '../platform/db/storage-facts.ts';
import { keepSample, sampleOf } from '../platform/db/storage-samples.ts';
import type { Metrics } from '../platform/telemetry/metrics.ts';

export interface SampleParts {
  readonly database: Pick<Database, 'transaction'>;
  readonly clock: Clock;
  readonly metrics: Pick<Metrics, 'diskFreeBytes' | 'retentionOverdue'>;
  /** The folder that holds the database; null when it is elsewhere and its disk is not known. */
  readonly databaseHome: string | null;
}

export async function sampleStorage(parts: SampleParts): Promise<void> {
  const at = parts.clock.now();
  const diskFreeBytes = parts.databaseHome === null ? null : await readFreeBytes(parts.databaseHome);
  await parts.database.transaction(null, async (sql) => {
    const facts = await readDatabaseFacts(sql);
    const sample = sampleOf(at, {
      databaseBytes: facts.database_bytes,
      diskFreeBytes,
      tables: await readTableSizes(sql),
    });
    await keepSample(sql, sample);
  });
  if (diskFreeBytes !== null) parts.metrics.diskFreeBytes.set(diskFreeBytes);
  for (const row of await parts.database.transaction(null, (sql) => readOverdue(sql, at))) {
    parts.metrics.retentionOverdue.set({ class: row.class }, row.overdue_seconds);
  }
}

/** What an ordinary user may still write there. */
export async function readFreeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
