// Accepting: how many records a second with 256 connections, how that compares with the bare database, and how long an answer
// takes at a steady thousand a second.

import type { Report } from '../run.ts';
import { bareRecordsPerSecond } from './bare.ts';
import { type Driven, drive, percentile } from './drive.ts';
import { type LoadRecord, loadRecord } from './records.ts';
import { residentMb, type World } from './world.ts';

const CONNECTIONS = 256;
const SECONDS = 15;
const PREPARED = 60_000;
const STEADY_RATE = 1_000;
const STEADY_SECONDS = 15;
const BARE_RECORDS = 12_800;

export async function measureAccept(world: World, report: Report, scale: number): Promise<void> {
  progress('warming up');
  await submit(world, 'warm-up', { connections: 32, rate: 300, seconds: 5 * scale });
  progress(`accept: ${CONNECTIONS} connections for ${SECONDS} s`);
  const driven = await submit(world, 'accept', {
    connections: CONNECTIONS,
    rate: null,
    seconds: SECONDS * scale,
  });
  const perSecond = driven.times.length / driven.seconds;
  report('accept_per_s', perSecond, 'records/s');
  report('rss_load_mb', residentMb(world.serverPid), 'MiB');
  await untilQuiet(world);
  progress('bare database');
  const bare = await bareRecordsPerSecond(world.admin, Math.round(BARE_RECORDS * scale));
  report('bare_records_per_s', bare, 'records/s');
  report('accept_ratio_to_bare', perSecond / bare, 'ratio');
  progress(`accept: ${STEADY_RATE} a second for ${STEADY_SECONDS} s`);
  const steady = await submit(world, 'steady', {
    connections: CONNECTIONS,
    rate: STEADY_RATE,
    seconds: STEADY_SECONDS * scale,
  });
  report('accept_p99_ms', percentile(steady.times, 0.99) ?? Number.NaN, 'ms');
  await untilQuiet(world);
}

interface Pace {
  readonly connections: number;
  readonly rate: number | null;
  readonly seconds: number;
  /** So many and no more, as long as the seconds are enough for them. */
  readonly records?: number;
}

/** Sends the load of this name; fails when anything was refused, since a figure of refusals would be none. */
export async function submit(world: World, run: string, pace: Pace): Promise<Driven> {
  const at = new Date();
  const count = pace.records ?? (pace.rate === null ? PREPARED : pace.rate * pace.seconds);
  // Made before the clock starts: making a record costs about as much as reading one.
  const records: LoadRecord[] = Array.from({ length: count }, (_, n) =>
    loadRecord(n, { run: `${run}-${at.getTime()}`, at }),
  );
  const driven = await drive({
    url: world.url,
    ...pace,
    shot(n) {
      const record = records[n];
      if (!record) return null;
      return {
        path: `/v1/ingest/${record.source}`,
        method: 'POST',
        key: world.keys[record.tenant] ?? '',
        body: record.body,
      };
    },
  });
  const refused = [...driven.statuses].filter(([status]) => status !== 202);
  if (refused.length > 0) throw new Error(`not everything was accepted: ${JSON.stringify(refused)}`);
  return driven;
}

/** Waits until no accepted alert is left undecided. */
export async function untilQuiet(world: World): Promise<void> {
  for (;;) {
    const { rows } = await world.admin.query<{ waiting: string }>(
      "select count(*) as waiting from wf.alert where stage <> 'decided'",
    );
    const waiting = Number(rows[0]?.waiting ?? 0);
    if (waiting === 0) return;
    progress(`${waiting} alerts wait for their decision`);
    await new Promise((done) => setTimeout(done, 2_000));
  }
}

export function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}
