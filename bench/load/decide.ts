// Deciding: how many alerts a second go from accepted to their final decision, sustained over a minute, and how long one alert
// takes at two hundred a second.

import type { Report } from '../run.ts';
import { progress, submit, untilQuiet } from './accept.ts';
import { percentile } from './drive.ts';
import type { World } from './world.ts';

const SUSTAINED_SECONDS = 60;
const OFFERED_PER_SECOND = 2_000;
const STEADY_RATE = 200;
const STEADY_SECONDS = 30;
const WARM_UP_SECONDS = 10;

export async function measureDecide(world: World, report: Report, scale: number): Promise<void> {
  progress(`decide: ${OFFERED_PER_SECOND} records a second are offered for ${SUSTAINED_SECONDS} s`);
  const before = await finalDecisions(world);
  const startedAt = performance.now();
  await submit(world, 'decide', {
    connections: 64,
    rate: OFFERED_PER_SECOND,
    seconds: SUSTAINED_SECONDS * scale,
  });
  const seconds = (performance.now() - startedAt) / 1_000;
  report('decided_per_s', ((await finalDecisions(world)) - before) / seconds, 'alerts/s');
  await untilQuiet(world);
  report('decided_p95_behind_storm_ms', await steadyP95(world, scale), 'ms');
}

export async function measureSteady(world: World, report: Report, scale: number): Promise<void> {
  await submit(world, 'warm-up', { connections: 16, rate: 100, seconds: WARM_UP_SECONDS * scale });
  report('decided_p95_ms', await steadyP95(world, scale), 'ms');
}

/** How long an alert waits for its decision at a rate that can be kept up. */
async function steadyP95(world: World, scale: number): Promise<number> {
  progress(`decide: ${STEADY_RATE} records a second for ${STEADY_SECONDS} s`);
  const since = new Date();
  await submit(world, 'decide-steady', {
    connections: 64,
    rate: STEADY_RATE,
    seconds: STEADY_SECONDS * scale,
  });
  await untilQuiet(world);
  return percentile(await decisionWaits(world, since), 0.95) ?? Number.NaN;
}

async function finalDecisions(world: World): Promise<number> {
  const { rows } = await world.admin.query<{ count: string }>(
    "select count(*) from wf.decision where phase = 'final'",
  );
  return Number(rows[0]?.count ?? 0);
}

/** Milliseconds from received to the commit of the first final decision, sorted; of alerts whose vendor's id is like this. */
export async function decisionWaits(world: World, since: Date, ref = '%'): Promise<number[]> {
  const { rows } = await world.admin.query<{ ms: number }>(
    `select extract(epoch from min(pg_xact_commit_timestamp(d.xmin)) - a.received_at)::float8 * 1000 as ms
     from wf.alert a join wf.decision d on d.tenant_id = a.tenant_id and d.alert_id = a.id and d.phase = 'final'
     where a.received_at >= $1 and coalesce(a.source_ref, '') like $2 group by a.tenant_id, a.id, a.received_at order by 1`,
    [since, ref],
  );
  return rows.map((row) => row.ms);
}
