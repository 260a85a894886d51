// `npm run bench`: how fast the product is, through its own HTTP API, with real keys and the load of load/records.ts. One JSON line
// a figure on standard output, {"name","value","unit"}; what is going on on standard error.
//
//   npm run bench                 every figure, in minutes
//   npm run bench:full            the same with one million alerts stored before
//   npm run bench -- accept       one group: normalize, start, steady, accept, decide, fair, read
//   npm run bench -- --home=DIR   in a folder that stays: the next run finds the alerts that this one has stored
//   npm run bench -- --quick      a tenth of the time: shows that it works, and no figure worth keeping
//
// Load and server share the machine's cores, so a figure is that of a machine that also makes its own load.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { measureAccept } from './load/accept.ts';
import { measureDecide, measureSteady } from './load/decide.ts';
import { measureFairness } from './load/fair.ts';
import { measureReads } from './load/reads.ts';
import { residentMb, startServerProcess, startWorld } from './load/world.ts';

export type Report = (name: string, value: number, unit: string) => void;

const GROUPS = ['normalize', 'start', 'steady', 'accept', 'decide', 'fair', 'read'] as const;
/** Those that need a running server with tenants. */
const IN_WORLD = ['steady', 'accept', 'decide', 'fair', 'read'] as const;
const FULL_ALERTS = 1_000_000;
const STORED_ALERTS = 20_000;

const report: Report = (name, value, unit) => {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  process.stdout.write(`${JSON.stringify({ name, value: Number(value.toFixed(digits)), unit })}\n`);
};

const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const unknown = wanted.filter((name) => !GROUPS.some((group) => group === name));
if (unknown.length > 0) {
  process.stderr.write(`There is no group ${unknown.join(', ')}: ${GROUPS.join(', ')}.\n`);
  process.exit(2);
}
const has = (group: (typeof GROUPS)[number]) => wanted.length === 0 || wanted.includes(group);
const home = process.argv.find((argument) => argument.startsWith('--home='))?.slice('--home='.length);
const isQuick = process.argv.includes('--quick');
const stored = process.argv.includes('--full') ? FULL_ALERTS : isQuick ? STORED_ALERTS / 20 : STORED_ALERTS;
const scale = isQuick ? 0.1 : 1;

// A program of its own too, `npm run bench:read`: it prints its figures when it is loaded.
if (has('normalize')) await import('./read.ts');
if (has('start')) await measureStart();
if (IN_WORLD.some(has)) {
  // A decision is there when it is committed.
  const world = await startWorld({ settings: ['track_commit_timestamp=on'], home });
  try {
    report('rss_idle_mb', residentMb(world.serverPid), 'MiB');
    // Before the storms, which leave much to be vacuumed.
    if (has('steady')) await measureSteady(world, report, scale);
    if (has('accept')) await measureAccept(world, report, scale);
    if (has('decide')) await measureDecide(world, report, scale);
    if (has('fair')) await measureFairness(world, report, scale);
    if (has('read')) await measureReads(world, report, stored);
  } finally {
    await world.stop();
  }
}

/** From an empty folder, and once more with what the first start has made: until the server says that it is ready. */
async function measureStart(): Promise<void> {
  const home = mkdtempSync(path.join(tmpdir(), 'wf-bench-start-'));
  try {
    for (const name of ['start_cold_ms', 'start_warm_ms']) {
      const server = await startServerProcess(home, {});
      await server.stop();
      report(name, server.readyMs, 'ms');
    }
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
