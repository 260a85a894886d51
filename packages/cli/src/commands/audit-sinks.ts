import { setTimeout as delay } from 'node:timers/promises';
import type { AuditSink } from '@watchfloor/client';
import type { Command } from 'commander';
import { connect } from '../connect.ts';
import { UsageError } from '../explain.ts';
import { age, printRows } from '../output.ts';
import { readInput } from '../read-input.ts';

interface Json {
  readonly json?: boolean;
}

interface AddOptions {
  readonly format: string;
  readonly authorizationFile?: string;
  readonly sign: boolean;
  readonly fromBeginning?: boolean;
}

const ASK_EVERY_MS = 500;
/** A test goes out within a second or two and may take as long as a call; longer means that no scheduler runs. */
const TEST_WITHIN_MS = 30_000;

/** Collectors that the audit records are sent to. */
export function addSinkCommands(audit: Command): void {
  const sinks = audit.command('sinks').description('Collectors (SIEM) that the audit records are sent to');
  sinks
    .command('list')
    .description('List them: how far each is, and what hinders it')
    .option('--json', 'as JSON')
    .action(async (options: Json) =>
      printSinks(await connect().api.auditSinks.list({}), options.json ?? false),
    );
  sinks
    .command('add <name> <url>')
    .description(
      'Send the records there from now on; prints the secret that messages are signed with, this once',
    )
    .option('--format <format>', 'jsonl or splunk_hec', 'jsonl')
    .option(
      '--authorization-file <file>',
      'file with the Authorization header\'s value, such as "Splunk <token>" (- for standard input)',
    )
    .option('--no-sign', 'do not sign the messages')
    .option('--from-beginning', 'send what is on record already, too')
    .action(addSink);
  sinks
    .command('remove <id>')
    .description('Send nothing more to a collector, and forget its credentials')
    .action(async (id: string) => {
      const sink = await connect().api.auditSinks.delete({ id });
      process.stdout.write(`removed ${sink.name} (${sink.delivered} records delivered)\n`);
    });
  sinks.command('test <id>').description('Send a test message and say how it went').action(testSink);
}

async function addSink(name: string, url: string, options: AddOptions): Promise<void> {
  const { format, authorizationFile, sign, fromBeginning } = options;
  if (format !== 'jsonl' && format !== 'splunk_hec')
    throw new UsageError('--format is "jsonl" or "splunk_hec".');
  // From a file and not from the command line, which everybody on the machine can read.
  const authorization =
    authorizationFile === undefined ? null : (await readInput(authorizationFile)).toString('utf8').trim();
  const sink = await connect().api.auditSinks.create({
    name,
    url,
    format,
    authorization,
    sign,
    from: fromBeginning ? 'beginning' : 'now',
  });
  process.stdout.write(`${sink.id}\n`);
  if (sink.signing_secret !== null)
    process.stdout.write(`Signing secret (shown this once): ${sink.signing_secret}\n`);
}

async function testSink(id: string): Promise<void> {
  const { api } = connect();
  const before = (await api.auditSinks.get({ id })).test.at;
  let sink = await api.auditSinks.test({ id });
  for (let waited = 0; sink.test.is_running || sink.test.at === before; waited += ASK_EVERY_MS) {
    if (waited >= TEST_WITHIN_MS) throw new Error('Nobody sent the test: does a server play the scheduler?');
    await delay(ASK_EVERY_MS);
    sink = await api.auditSinks.get({ id });
  }
  if (sink.test.error !== null) throw new Error(sink.test.error);
  process.stdout.write(`${sink.name} took the test message\n`);
}

function printSinks(rows: readonly AuditSink[], json: boolean): void {
  const now = new Date();
  printRows(
    rows,
    [
      { title: 'ID', value: (row: AuditSink) => row.id },
      { title: 'NAME', value: (row: AuditSink) => row.name },
      { title: 'URL', value: (row: AuditSink) => row.url, wide: true },
      { title: 'STATE', value: (row: AuditSink) => row.state },
      { title: 'WAITING', value: (row: AuditSink) => row.lag.records },
      { title: 'DELIVERED', value: (row: AuditSink) => row.delivered },
      {
        title: 'LAST',
        value: (row: AuditSink) => (row.last_delivered_at ? age(row.last_delivered_at, now) : 'never'),
      },
      {
        title: 'HINDERED BY',
        value: (row: AuditSink) => (row.failures > 0 ? (row.last_error ?? '') : ''),
        wide: true,
      },
    ],
    json,
  );
}
