// `npm run bench:profile`: where the time goes while records are accepted and decided. Sends the load of load/records.ts as fast as 256
// connections allow, waits until all is decided, and prints what a record has cost: processor time of the server and of PostgreSQL, and
// the statements by their time, as pg_stat_statements counts them. `npm run bench:profile -- 20` sends for 20 seconds,
// `npm run bench:profile -- 20 200` at 200 records a second.
//
// Processor time tells more than the clock on a machine that others use too; the statements' times are by the clock.

import { readFileSync } from 'node:fs';
import { submit, untilQuiet } from './load/accept.ts';
import { startWorld, type World } from './load/world.ts';

const SECONDS = 15;
const STATEMENTS = 25;
const SETTINGS = [
  'shared_preload_libraries=pg_stat_statements',
  'pg_stat_statements.track=all',
  'pg_stat_statements.track_planning=on',
];
/** Ticks of /proc are hundredths of a second on every Linux that we know. */
const MICROSECONDS_A_TICK = 10_000;

const seconds = Number(process.argv[2] ?? SECONDS);
const rate = process.argv[3] === undefined ? null : Number(process.argv[3]);
const world = await startWorld({ settings: SETTINGS });
try {
  await world.admin.query('create extension if not exists pg_stat_statements');
  await submit(world, 'warm-up', { connections: 16, rate: 100, seconds: 5 });
  await untilQuiet(world);
  await world.admin.query('select pg_stat_statements_reset()');
  const postmaster = await postmasterOf(world);
  const before = { server: spentBy(world.serverPid), postgres: spentBy(postmaster) };
  const driven = await submit(world, 'profile', { connections: 256, rate, seconds });
  await untilQuiet(world);
  const records = driven.times.length;
  print('accepted_per_s', records / driven.seconds, 'records/s');
  print('server_us_per_record', (spentBy(world.serverPid) - before.server) / records, 'µs');
  print('postgres_us_per_record', (spentBy(postmaster) - before.postgres) / records, 'µs');
  await printStatements(world, records);
} finally {
  await world.stop();
}

function print(name: string, value: number, unit: string): void {
  process.stdout.write(`${JSON.stringify({ name, value: Math.round(value), unit })}\n`);
}

async function printStatements(given: World, records: number): Promise<void> {
  const { rows } = await given.admin.query<{ us: number; plan_us: number; calls: string; query: string }>(
    `select round(total_exec_time * 1000 / $1)::integer as us, round(total_plan_time * 1000 / $1)::integer as plan_us, calls,
       left(regexp_replace(query, '\\s+', ' ', 'g'), 90) as query
     from pg_stat_statements order by total_exec_time + total_plan_time desc limit $2`,
    [records, STATEMENTS],
  );
  process.stderr.write('µs a record   planning   calls   statement\n');
  for (const { us, plan_us, calls, query } of rows) {
    process.stderr.write(
      `${String(us).padStart(11)} ${String(plan_us).padStart(10)} ${calls.padStart(7)}   ${query}\n`,
    );
  }
}

async function postmasterOf(given: World): Promise<number> {
  const { rows } = await given.admin.query<{ pid: string }>(
    "select split_part(pg_read_file('postmaster.pid'), E'\\n', 1) as pid",
  );
  return Number(rows[0]?.pid);
}

/** Processor time in microseconds of a process and of all that it started and that still run. */
function spentBy(pid: number): number {
  const children = read(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number);
  // Behind the command's name, which may hold anything: utime and stime are the 12th and 13th of the fields.
  const fields = read(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ') ?? [];
  const own = (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * MICROSECONDS_A_TICK;
  return children.reduce((sum, child) => sum + spentBy(child), own);
}

/** Empty for a process that has ended meanwhile. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
