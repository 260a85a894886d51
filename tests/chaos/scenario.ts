// One scenario from its beginning to its verdict: servers up, load on, the fault, load still on, everything answered, and then
// the question what is true.

import { type Ledger, type Load, startLoad } from './load.ts';
import { makeRandom, type Random } from './random.ts';
import { WATCHED, watchStream } from './sinks.ts';
import { judge, type Verdict } from './verdict.ts';
import { type Node, untilReady, type World } from './world.ts';

export interface Scene {
  readonly world: World;
  readonly load: Load;
  readonly random: Random;
  /** What is wrong beyond the records: said by the scenario itself. */
  readonly problems: string[];
  /** The first server of the scenario. */
  readonly node: Node;
  /** What the line about the scenario shall say beside the verdict. */
  note(text: string): void;
}

export interface Scenario {
  readonly name: string;
  /** Roles of the servers that run at its beginning, by name; one with all roles when left out. */
  readonly nodes?: Readonly<Record<string, string>>;
  /** Records a second; the usual load when left out. */
  readonly rate?: number;
  run(scene: Scene): Promise<void>;
}

export interface Outcome {
  readonly name: string;
  readonly ok: boolean;
  readonly seconds: number;
  readonly verdict: Verdict;
  /** What the callers were answered: whoever doubts the verdict judges again. */
  readonly ledger: Ledger;
  readonly note: string;
}

const RATE = 40;
const BEFORE_RECORDS = 60;
const AFTER_RECORDS = 60;
const ALL_ROLES: Readonly<Record<string, string>> = { all: 'api,worker,scheduler' };

export async function play(world: World, scenario: Scenario, seed: number): Promise<Outcome> {
  const startedAt = performance.now();
  const wanted = scenario.nodes ?? ALL_ROLES;
  for (const node of world.nodes) if (wanted[node.name] !== node.roles) await node.stop();
  await ensureNodes(world, wanted);
  const [node] = world.nodes;
  if (!node) throw new Error('no server runs');
  const url = (turn: number) => world.apiUrl(turn);
  const watchers = await Promise.all(
    WATCHED.map((tenant) => watchStream(tenant, { key: world.keys[tenant] ?? '', url: () => url(tenant) })),
  );
  const load = startLoad({
    run: `${scenario.name.replaceAll(/[^a-z0-9]+/g, '_')}_${Date.now().toString(36)}`,
    keys: world.keys,
    url,
    rate: scenario.rate ?? RATE,
  });
  const problems: string[] = [];
  const notes: string[] = [];
  try {
    await load.untilAccepted(BEFORE_RECORDS);
    const random = makeRandom(seed);
    await scenario.run({ world, load, random, problems, node, note: (text) => void notes.push(text) });
    await ensureNodes(world, wanted);
    await load.untilAccepted(AFTER_RECORDS);
  } catch (error) {
    problems.push(error instanceof Error ? describe(error) : String(error));
    await ensureNodes(world, wanted);
  }
  const ledger = await load.stop();
  const verdict = await judge(world, ledger, watchers);
  for (const watcher of watchers) watcher.stop();
  const all = [...problems, ...verdict.problems];
  return {
    name: scenario.name,
    ok: all.length === 0,
    seconds: (performance.now() - startedAt) / 1_000,
    verdict: { ...verdict, problems: all },
    ledger,
    note: [...notes, `lost answers ${ledger.lostAnswers}`, `refused ${ledger.refused}`].join(', '),
  };
}

function describe(error: Error): string {
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}

/** Starts those of the servers that do not run: what was killed comes back as a supervisor would bring it back. */
export async function ensureNodes(world: World, wanted: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, roles] of Object.entries(wanted)) {
    const running = world.nodes.find((node) => node.name === name && node.isUp);
    await untilReady(running ?? (await world.start(name, { roles })));
  }
}
