// Reading with many alerts stored: what an analyst's clicks cost, all through the API with a tenant's key.

import type { Report } from '../run.ts';
import { progress } from './accept.ts';
import { drive, percentile, type Shot } from './drive.ts';
import { fill } from './fill.ts';
import { TENANTS } from './records.ts';
import type { World } from './world.ts';

/** Asked before the clock starts: a server at work has compiled its code and its plans. */
const WARM_UP = 500;
const ROUNDS = 600;
/** One caller: what an answer costs, and not how long four wait for each other on two cores. */
const CONNECTIONS = 1;
const OPEN = 'status=new,triaging,investigating,escalated';

export async function measureReads(world: World, report: Report, stored: number): Promise<void> {
  await fill(world, stored);
  const ids = await Promise.all(world.keys.map((key) => someAlerts(world, key)));
  const of = (n: number) => n % TENANTS;
  const alertOf = (n: number) => {
    const own = ids[of(n)] ?? [];
    return own[Math.floor(n / TENANTS) % own.length] ?? '';
  };
  const searches = ['beaconing', 'credential dumping', 'user17', '203.0.113.77', 'neverthere', 'cdn-'];
  const figures: Readonly<Record<string, (n: number) => Omit<Shot, 'key'>>> = {
    list_p95_ms: () => ({ method: 'GET', path: `/v1/alerts?${OPEN}&limit=50` }),
    // By turns what the console asks for over its list of open alerts, and over all.
    facets_p95_ms: (n) => ({ method: 'GET', path: `/v1/alerts/facets${n % 2 === 0 ? `?${OPEN}` : ''}` }),
    detail_p95_ms: (n) => ({ method: 'GET', path: `/v1/alerts/${alertOf(n)}` }),
    search_p95_ms: (n) => ({
      method: 'GET',
      path: `/v1/alerts?limit=50&q=${encodeURIComponent(searches[n % searches.length] ?? '')}`,
    }),
    status_change_p95_ms: (n) => ({
      method: 'PATCH',
      path: `/v1/alerts/${alertOf(n)}`,
      body: JSON.stringify({ status: n % 2 === 0 ? 'triaging' : 'investigating' }),
    }),
  };
  for (const [name, shot] of Object.entries(figures)) {
    progress(name);
    const ask = (rounds: number) =>
      drive({
        url: world.url,
        connections: CONNECTIONS,
        rate: null,
        seconds: 60,
        shot: (n) => (n < rounds ? { ...shot(n), key: world.keys[of(n)] ?? '' } : null),
      });
    await ask(WARM_UP);
    const driven = await ask(ROUNDS);
    const failed = [...driven.statuses].filter(([status]) => status !== 200);
    if (failed.length > 0) throw new Error(`${name}: ${JSON.stringify(failed)}`);
    report(name, percentile(driven.times, 0.95) ?? Number.NaN, 'ms');
  }
}

async function someAlerts(world: World, key: string): Promise<string[]> {
  const answer = await fetch(`${world.url}/v1/alerts?${OPEN}&limit=50`, {
    headers: { authorization: `Bearer ${key}` },
  });
  const body = (await answer.json()) as { data: { id: string }[] };
  return body.data.map((alert) => alert.id);
}
