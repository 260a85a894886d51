// Fairness: one tenant sends ten thousand alerts at once; how long do the critical alerts of the others take meanwhile?

import type { Report } from '../run.ts';
import { progress, untilQuiet } from './accept.ts';
import { decisionWaits } from './decide.ts';
import { drive, percentile } from './drive.ts';
import { type LoadSource, loadRecord, SOURCES, TENANTS } from './records.ts';
import type { World } from './world.ts';

const ALERTS = 10_000;
const BATCH = 250;
const LOUD_CONNECTIONS = 8;
/** Of each other tenant one, spread over the time in which the loud one's alerts are accepted and decided. */
const CRITICAL_EVERY_MS = 500;
const CRITICAL_ALERTS = 40;

export async function measureFairness(world: World, report: Report, scale: number): Promise<void> {
  const alerts = ALERTS * scale;
  progress(`fairness: ${alerts} alerts of one tenant at once, critical ones of the others meanwhile`);
  const since = new Date();
  const [loudKey = '', ...otherKeys] = world.keys;
  const bodies = loudBodies(alerts, since);
  const loud = drive({
    url: world.url,
    connections: LOUD_CONNECTIONS,
    rate: null,
    seconds: 600,
    shot(n) {
      const body = bodies[n];
      if (!body) return null;
      return { path: `/v1/ingest/${body.source}`, method: 'POST', key: loudKey, body: body.text };
    },
  });
  const critical = drive({
    url: world.url,
    connections: 4,
    rate: 1_000 / CRITICAL_EVERY_MS,
    seconds: 600,
    shot: (n) =>
      n >= CRITICAL_ALERTS * scale
        ? null
        : {
            path: '/v1/ingest/generic',
            method: 'POST',
            key: otherKeys[n % otherKeys.length] ?? '',
            body: JSON.stringify({
              id: `critical-${since.getTime()}-${n}`,
              title: 'Ransomware on a file server',
              severity: 'critical',
              occurred_at: new Date().toISOString(),
              entities: [{ type: 'host', value: `files-${n}.corp.example.com` }],
            }),
          },
  });
  const [loudDriven, criticalDriven] = await Promise.all([loud, critical]);
  for (const { statuses } of [loudDriven, criticalDriven]) {
    if ([...statuses.keys()].some((status) => status !== 202)) {
      throw new Error(`not everything was accepted: ${JSON.stringify([...statuses])}`);
    }
  }
  progress(`the last of the ${alerts} was accepted after ${loudDriven.seconds.toFixed(1)} s`);
  await untilQuiet(world);
  const waits = await decisionWaits(world, since, 'critical-%');
  report('critical_beside_storm_p50_ms', percentile(waits, 0.5) ?? Number.NaN, 'ms');
  report('critical_beside_storm_max_ms', waits.at(-1) ?? Number.NaN, 'ms');
}

/** New alerts of all sources, each batch of one source, as a forwarder sends what it has kept. */
function loudBodies(alerts: number, at: Date): readonly { source: LoadSource; text: string }[] {
  const bySource = new Map<LoadSource, string[]>(SOURCES.map((source) => [source, []]));
  for (let n = 0, made = 0; made < alerts; n += 1) {
    const record = loadRecord(n * TENANTS, { run: `storm-${at.getTime()}`, at });
    if (record.outcome !== 'queued') continue;
    bySource.get(record.source)?.push(record.body);
    made += 1;
  }
  return [...bySource].flatMap(([source, records]) =>
    Array.from({ length: Math.ceil(records.length / BATCH) }, (_, index) => ({
      source,
      text: `[${records.slice(index * BATCH, (index + 1) * BATCH).join(',')}]`,
    })),
  );
}
