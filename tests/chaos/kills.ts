// Dying at commit boundaries, each by name, and dying at random moments.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ANY_BOUNDARY, type Kill, type Refusal } from './control.ts';
import { ensureNodes, type Scenario, type Scene } from './scenario.ts';
import { FRESH, goOn, untilReady, type World } from './world.ts';

const GOLDEN = path.join(import.meta.dirname, 'golden/boundaries.txt');

/** Every commit boundary of the product under load; one that is not in here fails the run in which it is seen. */
export function knownBoundaries(): string[] {
  return readFileSync(GOLDEN, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
}

export const GOLDEN_BOUNDARIES = GOLDEN;

/** Boundaries where a record's life goes on: there the moment between the COMMIT and its answer counts as well. */
const HEART = /^wf_ingest |^wf_app (triage|work)\./;

export function failpoints(): Scenario[] {
  return knownBoundaries().map((boundary) => ({
    name: `failpoint ${boundary}`,
    async run(scene) {
      const sides = HEART.test(boundary)
        ? (['before', 'sent', 'answered'] as const)
        : (['before', 'answered'] as const);
      for (const side of sides) {
        const nth = 1 + scene.random.below(3);
        await dieAt(scene, { boundary, side, nth });
        await ensureNodes(scene.world, { all: ALL });
        await scene.load.untilAccepted(20);
      }
    },
  }));
}

/** The most telling boundaries and a random kill, all under one load: what `npm test` has the time for. */
export const shortRound: Scenario = {
  name: 'short round',
  async run(scene) {
    for (const [boundary, side] of [
      ['wf_ingest accept.keys', 'sent'],
      ['wf_app work.take-along', 'answered'],
      ['wf_app triage.load', 'before'],
    ] as const) {
      await dieAt(scene, { boundary, side, nth: 1 + scene.random.below(2) });
      await ensureNodes(scene.world, { all: ALL });
    }
    await scene.load.untilAccepted(10 + scene.random.below(20));
    await kill(scene.world, 'all', 0);
  },
};

interface Provocation {
  readonly of: RegExp;
  readonly refuse?: Refusal;
  /** Done again and again until the boundary is reached. */
  readonly sql?: string;
  readonly withinMs: number;
}

/** What happens only when work fails or stands still: there some work is made to. */
const PROVOCATIONS: readonly Provocation[] = [
  {
    // Step by step is for what could not go with the batch.
    of: /triage\.(waiting|load)/,
    refuse: { sqlState: '57014', statements: ['work.take-along'] },
    withinMs: 30_000,
  },
  {
    of: /fail_job|note_failure/,
    refuse: { sqlState: '53100', statements: ['decision.insert'] },
    withinMs: 90_000,
  },
  {
    // Senders wait for their answers, so a job has one alert; one that fails gets it twice, and so is a batch that can be split.
    of: /job\.split/,
    refuse: { sqlState: '53100', statements: ['decision.insert'] },
    sql: `update graphile_worker._private_jobs set payload =
            (payload::jsonb || jsonb_build_object('alerts', (payload -> 'alerts')::jsonb || (payload -> 'alerts')::jsonb))::json
          where locked_by is null and attempts > 0 and json_array_length(payload -> 'alerts') = 1`,
    withinMs: 120_000,
  },
  {
    of: /triage\.standing/,
    sql: 'delete from graphile_worker._private_jobs where locked_by is null',
    withinMs: 120_000,
  },
  // Each half minute, and only that often.
  { of: /rates\.prune/, withinMs: 60_000 },
  // The queue's own, at a random moment of a process's first minute.
  { of: /clear_stale_locks/, withinMs: 90_000 },
];
const REACHED_WITHIN_MS = 15_000;

async function dieAt(scene: Scene, kill: Kill): Promise<void> {
  const { world, note, problems } = scene;
  const node = world.nodes.find(({ name }) => name === 'all');
  if (!node) throw new Error('no server runs');
  const provocation = PROVOCATIONS.find(({ of }) => of.test(kill.boundary));
  const nth = provocation ? 1 : kill.nth;
  await node.tell({ kill: { ...kill, nth }, refuse: provocation?.refuse ?? null });
  const endsAt = performance.now() + (provocation?.withinMs ?? REACHED_WITHIN_MS);
  while (node.isUp && performance.now() < endsAt) {
    if (provocation?.sql) await world.admin.query(provocation.sql);
    await goOn(100);
  }
  if (!node.isUp) return note(`${kill.side} ${nth}`);
  await node.tell({ kill: null, refuse: null });
  // Reached when a server starts and hardly ever later: a second one dies of it beside the first.
  const end = await startToDie(world, { ...kill, nth: 1 });
  if (end === 'survived') problems.push(`the boundary was not reached: ${kill.boundary} ${kill.side}`);
  else note(`${kill.side} at a start`);
}

async function startToDie(world: World, kill: Kill, database?: string): Promise<'died' | 'survived'> {
  const options = { control: { kill }, ...(database === undefined ? {} : { database }) };
  try {
    const node = await world.start(database === undefined ? 'second' : FRESH, options);
    const isDead = await endsWithin(node.ended, database === undefined ? REACHED_WITHIN_MS : 3_000);
    await node.stop();
    return isDead ? 'died' : 'survived';
  } catch {
    // It died before it could say where it runs, as it should.
    return 'died';
  }
}

/** A first start that dies at commit after commit, and each time begins again on what it has left behind. */
export const firstStart: Scenario = {
  name: 'first-start',
  async run({ world, random, note, problems }) {
    const database = `fresh_${random.below(1_000_000)}`;
    await world.admin.query(`create database ${database}`);
    let deaths = 0;
    for (let nth = 1 + random.below(4); deaths < STARTS_MAX; nth += 1 + random.below(4)) {
      const side = random.pick(['before', 'sent', 'answered'] as const);
      if ((await startToDie(world, { boundary: ANY_BOUNDARY, side, nth }, database)) === 'survived') break;
      deaths += 1;
    }
    note(`died ${deaths} times`);
    if (deaths < 2) problems.push('the first start was hardly killed');
    const node = await world.start(FRESH, { database });
    await untilReady(node);
    await node.stop();
    await world.admin.query(`drop database ${database} with (force)`);
  },
};

const STARTS_MAX = 25;
const ALL = 'api,worker,scheduler';

function endsWithin(ended: Promise<unknown>, boundMs: number = REACHED_WITHIN_MS): Promise<boolean> {
  return Promise.race([ended.then(() => true), goOn(boundMs).then(() => false)]);
}

/** Kills at random moments: of the server, its worker, a backend, the postmaster. */
export function randomKills(count: number): Scenario {
  const nodes = { api: 'api', worker: 'worker,scheduler' };
  return {
    name: `${count} random kills`,
    nodes,
    async run({ world, random, note, load }) {
      const kills = { api: 0, worker: 0, backend: 0, postmaster: 0 };
      for (let round = 0; round < count; round += 1) {
        await goOn(100 + random.below(1_900));
        const victim = random.pick(['api', 'api', 'worker', 'worker', 'backend', 'postmaster'] as const);
        kills[victim] += 1;
        await kill(world, victim, random.below(8));
        await goOn(random.below(500));
        if (victim === 'postmaster') await world.postgres.start();
        await ensureNodes(world, nodes);
        // Something must get through between two kills, or the fiftieth would only repeat the first.
        await load.untilAccepted(5);
      }
      note(
        Object.entries(kills)
          .map(([name, times]) => `${name} ${times}`)
          .join(', '),
      );
    },
  };
}

async function kill(world: World, victim: string, turn: number): Promise<void> {
  if (victim === 'backend') await world.postgres.killBackend(world.admin, turn);
  else if (victim === 'postmaster') await world.postgres.killPostmaster();
  else await world.nodes.find((node) => node.name === victim)?.kill();
}
