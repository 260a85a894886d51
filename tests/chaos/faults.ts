// The faults: each scenario does one thing to the running product and undoes it. The verdict comes after (scenario.ts).

import pg from 'pg';
import { ensureNodes, type Scenario, type Scene } from './scenario.ts';
import { goOn, type Node, untilReady } from './world.ts';

const ALL = 'api,worker,scheduler';

export const FAULTS: readonly Scenario[] = [
  { name: 'nothing', run: () => goOn(3_000) },
  {
    name: 'kill-server',
    async run({ node, world, note }) {
      await node.kill();
      await goOn(500);
      note(`back after ${await msOf(() => ensureNodes(world, { all: ALL }))} ms`);
    },
  },
  {
    name: 'kill-worker',
    nodes: { api: 'api,scheduler', worker: 'worker' },
    async run({ world, load }) {
      for (let round = 0; round < 3; round += 1) {
        await world.nodes.find(({ name }) => name === 'worker')?.kill();
        await load.untilAccepted(30);
        await ensureNodes(world, { worker: 'worker' });
        await load.untilAccepted(30);
      }
    },
  },
  {
    name: 'kill-api',
    nodes: { api: 'api', worker: 'worker,scheduler' },
    async run({ world, load }) {
      for (let round = 0; round < 3; round += 1) {
        await world.nodes.find(({ name }) => name === 'api')?.kill();
        await ensureNodes(world, { api: 'api' });
        await load.untilAccepted(30);
      }
    },
  },
  { name: 'postgres-restart-fast', run: (scene) => outage(scene, { end: 'fast', awayMs: 0 }) },
  { name: 'postgres-restart-immediate', run: (scene) => outage(scene, { end: 'immediate', awayMs: 0 }) },
  { name: 'postgres-kill-postmaster', run: (scene) => outage(scene, { end: 'kill', awayMs: 0 }) },
  { name: 'postgres-away', run: (scene) => outage(scene, { end: 'immediate', awayMs: 25_000 }) },
  {
    name: 'postgres-kill-backend',
    async run({ world, load, random }) {
      for (let round = 0; round < 3; round += 1) {
        await world.postgres.killBackend(world.admin, random.below(8));
        await load.untilAccepted(40);
      }
    },
  },
  { name: 'pool-exhaustion', run: exhaustConnections },
  { name: 'disk-full', run: fillDisk },
  { name: 'slow-disk', run: slowDisk },
  { name: 'clock-forward', run: (scene) => jump(scene, 2 * 3_600_000) },
  { name: 'clock-back', run: (scene) => jump(scene, -3_600_000) },
  {
    name: 'two-servers',
    nodes: { left: ALL, right: ALL },
    async run({ world, load, random }) {
      for (let round = 0; round < 4; round += 1) {
        const name = random.pick(['left', 'right']);
        await world.nodes.find((node) => node.name === name)?.kill();
        await load.untilAccepted(40);
        await ensureNodes(world, { left: ALL, right: ALL });
      }
    },
  },
];

async function msOf(run: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await run();
  return Math.round(performance.now() - startedAt);
}

interface Outage {
  readonly end: 'fast' | 'immediate' | 'kill';
  readonly awayMs: number;
}

/** PostgreSQL goes and comes back: readiness says so meanwhile, and the server finds it again by itself. */
async function outage(scene: Scene, { end, awayMs }: Outage): Promise<void> {
  const { world, node } = scene;
  if (end === 'kill') await world.postgres.killPostmaster();
  else await world.postgres.stop(end);
  await expectNotReady(scene, node);
  await goOn(awayMs);
  if (awayMs > 0) await expectNotReady(scene, node);
  await world.postgres.start();
  scene.note(`ready again after ${await msOf(() => untilReady(node))} ms`);
}

/** An answer that is late is as bad as a wrong one: who asks for readiness does so every few seconds. */
const READINESS_WITHIN_MS = 8_000;

async function expectNotReady({ problems }: Scene, node: Node): Promise<void> {
  try {
    const answer = await fetch(`${node.url}/readyz`, { signal: AbortSignal.timeout(READINESS_WITHIN_MS) });
    const retryAfter = Number(answer.headers.get('retry-after') ?? 0);
    await answer.arrayBuffer();
    if (answer.status !== 503 || retryAfter <= 0)
      problems.push(`/readyz answered ${answer.status}, retry-after ${retryAfter}, without a database`);
  } catch (error) {
    problems.push(`/readyz did not answer within ${READINESS_WITHIN_MS} ms: ${String(error)}`);
  }
}

/** Others take every connection that PostgreSQL has, those of the product too, and keep them from it for a while. */
async function exhaustConnections(scene: Scene): Promise<void> {
  const { world, node, problems } = scene;
  const held: pg.Client[] = [];
  let isOver = false;
  const keepTaking = async () => {
    while (!isOver) {
      await world.admin.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'watchfloor wf_%'",
      );
      // Many at once, since the product wants the same places. As superuser, so that the reserved ones are taken as well.
      for (let hasRoom = true; hasRoom; ) {
        const taken = await Promise.all(Array.from({ length: 20 }, () => hold(world.admin, held)));
        hasRoom = taken.some(Boolean);
      }
    }
  };
  const startedAt = performance.now();
  const elapsedMs = () => performance.now() - startedAt;
  let refused = 0;
  const taking = keepTaking();
  try {
    while (elapsedMs() < EXHAUSTED_MS || (refused === 0 && elapsedMs() < 5 * EXHAUSTED_MS)) {
      const answer = await fetch(`${node.url}/readyz`, { signal: AbortSignal.timeout(READINESS_WITHIN_MS) });
      await answer.arrayBuffer();
      if (answer.status === 503) refused += 1;
      // While the product has caught a connection that was just given back, it is ready indeed.
      else if (answer.status !== 200) problems.push(`/readyz answered ${answer.status}`);
      await goOn(50);
    }
  } finally {
    isOver = true;
    await taking;
    await Promise.all(held.map((client) => client.end().catch(() => undefined)));
  }
  if (refused === 0) problems.push('/readyz never said that there is no connection');
  scene.note(`${held.length} connections taken, ready again after ${await msOf(() => untilReady(node))} ms`);
}

const EXHAUSTED_MS = 8_000;

/** Takes one more connection; false when there is none left. */
async function hold(pool: pg.Pool, held: pg.Client[]): Promise<boolean> {
  const client = new pg.Client({ ...connectionOf(pool), application_name: 'somebody else' });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch {
    return false;
  }
  held.push(client);
  return true;
}

function connectionOf(pool: pg.Pool): pg.ClientConfig {
  const { host, port, user, password, database } = pool.options;
  return { host, port, user, password: String(password), database } as pg.ClientConfig;
}

/** Every statement that writes fails with 53100, as it does when no page can be added to a table. */
async function fillDisk({ node, load, problems, note }: Scene): Promise<void> {
  await node.tell({ refuse: { sqlState: '53100' } });
  const accepted = load.ledger.accepted.length;
  const refused = load.ledger.refused;
  await goOn(8_000);
  // What was under way when it began may have been answered just then.
  if (load.ledger.accepted.length > accepted + 25) problems.push('records were accepted on a full disk');
  if (load.ledger.refused === refused) problems.push('nobody was told to come back');
  note(`${load.ledger.refused - refused} told to come back meanwhile`);
  await node.tell({ refuse: null });
}

/** Each commit takes two seconds, as on a disk that hangs; what waits must wait in bounds and not fail. */
async function slowDisk({ node, load, note }: Scene): Promise<void> {
  await node.tell({ commitDelayMs: 2_000 });
  const accepted = load.ledger.accepted.length;
  await goOn(15_000);
  note(`${load.ledger.accepted.length - accepted} accepted meanwhile`);
  await node.tell({ commitDelayMs: 0 });
}

/** The clock of the server jumps while it runs, stays there for a while, and jumps back. */
async function jump({ node, load }: Scene, clockMs: number): Promise<void> {
  await node.tell({ clockMs });
  await load.untilAccepted(150);
  await node.tell({ clockMs: 0 });
  await load.untilAccepted(100);
}
