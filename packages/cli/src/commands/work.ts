import type { DeadLetter, WorkStatus } from '@watchfloor/client';
import type { Command } from 'commander';
import { connect } from '../connect.ts';
import { UsageError } from '../explain.ts';
import { age, clean, printRows } from '../output.ts';

interface Json {
  readonly json?: boolean;
}

interface ListOptions extends Json {
  readonly job?: string;
  readonly stage?: string;
  readonly state: string;
  readonly from?: string;
  readonly to?: string;
  readonly limit: string;
  readonly cursor?: string;
}

interface ReplayOptions {
  readonly all?: boolean;
  readonly job?: string;
  readonly stage?: string;
  readonly from?: string;
  readonly to?: string;
  readonly limit: string;
}

type Filter = NonNullable<Parameters<ReturnType<typeof connect>['api']['deadLetters']['list']>[0]>;

/** What waits, and what failed for good. */
export function addWorkCommands(program: Command): void {
  program
    .command('work')
    .description('The work on what was accepted')
    .command('status')
    .description('What waits, runs, stands still and has failed, and whether workers are alive')
    .option('--json', 'as JSON')
    .action(async (options: Json) => printStatus(await connect().api.work.status({}), options.json ?? false));
  const letters = program.command('dead-letters').description('Work that failed for good');
  addReading(letters);
  letters
    .command('replay [ids...]')
    .description('Do the work again: of the named letters, or with --all of the open ones, oldest first')
    .option('--all', 'every open letter that the other options let pass, at most --limit')
    .option('--job <job>', 'of this job')
    .option('--stage <stage>', 'that stopped at this stage')
    .option('--from <time>', 'that failed at or after this ISO 8601 time')
    .option('--to <time>', 'that failed before this ISO 8601 time')
    .option('--limit <count>', 'at most, 1 to 500', '500')
    .action(replay);
  letters
    .command('discard <id>')
    .description('Leave the work undone; letter and alert stay and say so')
    .requiredOption('--reason <reason>', 'why')
    .action(async (id: string, { reason }: { reason: string }) => {
      const letter = await connect().api.deadLetters.discard({ id, reason });
      process.stdout.write(`discarded ${letter.id}\n`);
    });
}

function addReading(letters: Command): void {
  letters
    .command('list')
    .description('List them, the latest failure first')
    .option('--job <job>', 'of this job')
    .option('--stage <stage>', 'that stopped at this stage, or at several with commas between')
    .option('--state <state>', 'open, replayed, discarded, or several with commas between', 'open')
    .option('--from <time>', 'that failed at or after this ISO 8601 time')
    .option('--to <time>', 'that failed before this ISO 8601 time')
    .option('--limit <count>', 'rows, 1 to 200', '50')
    .option('--cursor <cursor>', 'go on where the list before ended')
    .option('--json', 'as JSON')
    .action(async ({ limit, json, ...filter }: ListOptions) => {
      // The server knows stages and states and refuses others by name.
      const page = await connect().api.deadLetters.list({
        ...(filter as unknown as Filter),
        limit: Number(limit),
      });
      printLetters(page.data, json ?? false);
      if (page.next_cursor !== null) process.stderr.write(`more: --cursor ${page.next_cursor}\n`);
    });
  letters
    .command('show <id>')
    .description('Show one with its error and payload')
    .option('--json', 'as JSON')
    .action(async (id: string, { json }: Json) => {
      const letter = await connect().api.deadLetters.get({ id });
      if (json) {
        process.stdout.write(`${JSON.stringify(letter, null, 2)}\n`);
        return;
      }
      const { error, payload, ...facts } = letter;
      for (const [name, value] of Object.entries(facts)) {
        const text = Array.isArray(value) ? value.join(' ') : value;
        if (text !== null && text !== '') process.stdout.write(`${name.padEnd(16)}${clean(String(text))}\n`);
      }
      process.stdout.write(`${'error'.padEnd(16)}${clean(`${error.class}: ${error.message}`)}\n`);
      process.stdout.write(`${'payload'.padEnd(16)}${clean(JSON.stringify(payload))}\n`);
    });
}

async function replay(ids: readonly string[], { all, limit, stage, ...rest }: ReplayOptions): Promise<void> {
  const { api } = connect();
  const filter = { ...rest, ...(stage === undefined ? {} : { stage: stage.split(',') }) };
  if (all) {
    if (ids.length > 0) throw new UsageError('Name letters, or use --all; not both.');
    const done = await api.deadLetters.replayMany({
      ...(filter as unknown as Pick<Filter, 'job'>),
      limit: Number(limit),
    });
    process.stdout.write(`replayed ${done.replayed}, ${done.remaining} left\n`);
    return;
  }
  if (ids.length === 0) throw new UsageError('Name the letters to replay, or use --all.');
  if (Object.keys(filter).length > 0) throw new UsageError('--job, --stage, --from and --to go with --all.');
  for (const id of ids) {
    const letter = await api.deadLetters.replay({ id });
    process.stdout.write(`replayed ${letter.id}\n`);
  }
}

function printLetters(rows: readonly DeadLetter[], json: boolean): void {
  const now = new Date();
  printRows(
    rows,
    [
      { title: 'ID', value: (row: DeadLetter) => row.id },
      { title: 'FAILED', value: (row: DeadLetter) => age(row.last_failed_at, now) },
      { title: 'JOB', value: (row: DeadLetter) => row.job },
      { title: 'STAGE', value: (row: DeadLetter) => row.stage },
      { title: 'STATE', value: (row: DeadLetter) => row.state },
      { title: 'ATTEMPTS', value: (row: DeadLetter) => row.attempts },
      { title: 'ABOUT', value: (row: DeadLetter) => aboutOf(row) },
      { title: 'ERROR', value: (row: DeadLetter) => `${row.error.class}: ${row.error.message}`, wide: true },
    ],
    json,
  );
}

function aboutOf({ alerts, events }: DeadLetter): string {
  const [first, ...more] = [...alerts, ...events];
  if (first === undefined) return '';
  return more.length === 0 ? first : `${first} and ${more.length} more`;
}

function printStatus(status: WorkStatus, json: boolean): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(status, null, 2)}\n`);
    return;
  }
  type Row = WorkStatus['queue'][number];
  printRows(
    status.queue,
    [
      { title: 'CLASS', value: (row: Row) => row.class },
      { title: 'JOBS', value: (row: Row) => row.jobs },
      { title: 'RECORDS', value: (row: Row) => row.records },
      { title: 'RUNNING', value: (row: Row) => row.running },
      { title: 'RETRYING', value: (row: Row) => row.retrying },
      { title: 'OLDEST', value: (row: Row) => (row.jobs === 0 ? '' : `${Math.round(row.oldest_seconds)} s`) },
    ],
    false,
  );
  const { alive, heard_seconds: heard } = status.workers;
  const last = heard === null ? 'none was ever heard of' : `last heard of ${Math.round(heard)} s ago`;
  process.stdout.write(`workers alive: ${alive} (${last})\n`);
  for (const { stage, alerts, oldest_at } of status.stuck)
    process.stdout.write(`stuck at ${stage}: ${alerts} alerts, the oldest since ${oldest_at}\n`);
  process.stdout.write(`open dead letters: ${status.dead_letters}\n`);
}
