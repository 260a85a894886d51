// `npm run chaos`: kills and breaks the running product in every way that tests/chaos/README.md names, and says after each whether
// anything was lost, stuck or doubled. One line a scenario, a summary at the end.
//
//   npm run chaos                          everything: each failpoint, each fault, 50 random kills
//   npm run chaos -- --only=clock          scenarios whose name contains one of these, with commas
//   npm run chaos -- --seed=7              the same choices again as in the run that printed this seed
//   npm run chaos -- --kills=200           more random kills
//   npm run chaos -- --update-goldens      writes the list of commit boundaries from what this run has seen

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { FAULTS } from './faults.ts';
import { failpoints, firstStart, GOLDEN_BOUNDARIES, knownBoundaries, randomKills } from './kills.ts';
import { type Outcome, play, type Scenario } from './scenario.ts';
import { startWorld, type World } from './world.ts';

const KILLS = 50;
/** What the servers of a failed scenario have said. */
const LOGS = path.join(import.meta.dirname, '../../.cache/chaos');

const given = (name: string) =>
  process.argv
    .find((argument) => argument.startsWith(`--${name}=`))
    ?.split('=')
    .slice(1)
    .join('=');
const seed = Number(given('seed') ?? Math.floor(Math.random() * 1_000_000));
const only = given('only')?.split(',') ?? [];
const isUpdating = process.argv.includes('--update-goldens');
const scenarios = [
  ...FAULTS,
  firstStart,
  ...failpoints(),
  randomKills(Number(given('kills') ?? KILLS)),
].filter(({ name }) => only.length === 0 || only.some((part) => name.includes(part)));
if (scenarios.length === 0) {
  process.stderr.write('no scenario has such a name\n');
  process.exit(2);
}
console.log(`seed ${seed}, ${scenarios.length} scenarios`);
const outcomes: Outcome[] = [];
const seen = new Set<string>();
let world: World | null = null;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void (world?.stop() ?? Promise.resolve()).finally(() => process.exit(130)));
}
try {
  for (const [place, scenario] of scenarios.entries()) {
    world ??= await startWorld();
    const outcome = await playOne(world, scenario, seed + place);
    outcomes.push(outcome);
    for (const boundary of world.boundaries()) seen.add(boundary);
    // What one has left behind must not be the next one's fault.
    if (!outcome.ok) {
      mkdirSync(LOGS, { recursive: true });
      writeFileSync(path.join(LOGS, `${outcome.name.replaceAll(/[^a-z0-9]+/g, '-')}.log`), world.said);
      await world.stop();
      world = null;
    }
  }
} finally {
  await world?.stop();
}
const isWhole = only.length === 0;
const badBoundaries = judgeBoundaries();
summarise();
process.exit(outcomes.every(({ ok }) => ok) && badBoundaries === 0 ? 0 : 1);

async function playOne(on: World, scenario: Scenario, ownSeed: number): Promise<Outcome> {
  const outcome = await play(on, scenario, ownSeed);
  const { verdict } = outcome;
  console.log(
    `${outcome.ok ? 'ok  ' : 'FAIL'} ${outcome.name}: accepted ${verdict.accepted}, alerts ${verdict.alerts}, decided ${verdict.decided}, lost ${verdict.lost}, stuck ${verdict.stuck}, doubled ${verdict.doubled}, counted again ${verdict.countedAgain}; ${outcome.note}; at rest after ${(verdict.settleMs / 1_000).toFixed(1)} s (${outcome.seconds.toFixed(0)} s)`,
  );
  for (const problem of verdict.problems) console.log(`     ${problem.replaceAll('\n', '\n       ')}`);
  return outcome;
}

/** Gives how many boundaries are wrong: seen and not known, or, of a whole run, known and not seen. */
function judgeBoundaries(): number {
  const known = knownBoundaries();
  const fresh = [...seen].filter((boundary) => !known.includes(boundary)).sort();
  const gone = known.filter((boundary) => !seen.has(boundary));
  if (isUpdating) {
    const kept = isWhole ? [...seen] : [...new Set([...seen, ...known])];
    writeFileSync(GOLDEN_BOUNDARIES, `${kept.sort().join('\n')}\n`);
    console.log(`${kept.length} boundaries written, ${fresh.length} new`);
    return 0;
  }
  for (const boundary of fresh)
    console.log(`FAIL the boundary "${boundary}" is in no list: --update-goldens`);
  if (isWhole) for (const boundary of gone) console.log(`FAIL the boundary "${boundary}" was never reached`);
  return fresh.length + (isWhole ? gone.length : 0);
}

function summarise(): void {
  const sum = (pick: (outcome: Outcome) => number) =>
    outcomes.reduce((total, outcome) => total + pick(outcome), 0);
  const failed = outcomes.filter(({ ok }) => !ok).length;
  console.log(
    `${outcomes.length - failed} passed, ${failed} failed; accepted ${sum(({ verdict }) => verdict.accepted)}, lost ${sum(({ verdict }) => verdict.lost)}, stuck ${sum(({ verdict }) => verdict.stuck)}, doubled ${sum(({ verdict }) => verdict.doubled)}; seed ${seed}`,
  );
}
