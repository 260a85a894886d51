import { createReadStream, createWriteStream, existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { AuditRecord } from '@watchfloor/client';
import type { Command } from 'commander';
import { connect } from '../connect.ts';
import { UsageError } from '../explain.ts';
import { printRows } from '../output.ts';
import { addSinkCommands } from './audit-sinks.ts';

interface Json {
  readonly json?: boolean;
}

/** The audit record: reading it, taking it away, and verifying that nobody changed it, with a server or without. */
export function addAuditCommands(program: Command): void {
  const audit = program.command('audit').description('The audit record');
  addList(audit);
  addVerify(audit);
  addExport(audit);
  addSinkCommands(audit);
  audit
    .command('checkpoints')
    .description('Signed states of the chain, newest first')
    .option('--limit <count>', 'at most so many', '50')
    .option('--make', 'seal and sign the chain as it stands now, first')
    .option('--key', 'print the public key that they are signed with, and nothing else')
    .option('--json', 'as JSON')
    .action(async (options: Json & { limit: string; make?: boolean; key?: boolean }) => {
      const { api } = connect();
      if (options.key) {
        process.stdout.write((await api.audit.signingKey({})).public_key);
        return;
      }
      if (options.make) await api.audit.makeCheckpoint({});
      const { data } = await api.audit.checkpoints({ limit: Number(options.limit) });
      type Row = (typeof data)[number];
      printRows(
        data,
        [
          { title: 'SEQUENCE', value: (row: Row) => row.sequence },
          { title: 'AT', value: (row: Row) => row.at },
          { title: 'CHAIN HASH', value: (row: Row) => row.chain_hash, wide: true },
          { title: 'KEY', value: (row: Row) => row.key_id },
        ],
        options.json ?? false,
      );
    });
}

interface ListOptions extends Json {
  readonly event?: string;
  readonly actor?: string;
  readonly kind?: string;
  readonly subject?: string;
  readonly request?: string;
  readonly from?: string;
  readonly to?: string;
  readonly query?: string;
  readonly limit: string;
}

function addList(audit: Command): void {
  audit
    .command('list')
    .description('Audit records, newest first')
    .option('--event <beginning>', 'such as alert.closed, or alert.')
    .option('--actor <id>', 'of this actor')
    .option('--kind <kind>', 'user, key, agent or system')
    .option('--subject <subject>', 'such as alert:<uuid>')
    .option('--request <id>', 'of this request')
    .option('--from <time>', 'not before this ISO 8601 time')
    .option('--to <time>', 'before this ISO 8601 time')
    .option('-q, --query <words>', 'part of the subject or of the actor’s name')
    .option('--limit <count>', 'at most so many', '50')
    .option('--json', 'as JSON')
    .action(async (options: ListOptions) => {
      const page = await connect().api.audit.list({
        limit: Number(options.limit),
        ...(options.event && { event: options.event }),
        ...(options.actor && { actor_id: options.actor }),
        // The server knows the kinds and refuses others by name.
        ...(options.kind && { actor_kind: options.kind as 'user' }),
        ...(options.subject && { subject: options.subject }),
        ...(options.request && { request_id: options.request }),
        ...(options.from && { from: options.from }),
        ...(options.to && { to: options.to }),
        ...(options.query && { q: options.query }),
      });
      type Row = AuditRecord;
      printRows(
        page.data,
        [
          { title: 'AT', value: (row: Row) => row.at },
          { title: 'EVENT', value: (row: Row) => row.event },
          { title: 'ACTOR', value: (row: Row) => `${row.actor.kind} ${row.actor.name}` },
          { title: 'SUBJECT', value: (row: Row) => row.subject, wide: true },
          { title: 'ADDRESS', value: (row: Row) => row.address },
          { title: 'N', value: (row: Row) => row.sequence ?? 'waits' },
        ],
        options.json ?? false,
      );
    });
}

interface VerifyOptions extends Json {
  readonly key?: string;
}

function addVerify(audit: Command): void {
  audit
    .command('verify [file]')
    .description(
      'Verify the chain on the server, or an exported file without a server (- for standard input)',
    )
    .option(
      '--key <id or file>',
      'the key that must have signed the file: its id, or the public key in a file',
    )
    .option('--json', 'as JSON')
    .action(async (file: string | undefined, options: VerifyOptions) => {
      const ok = file === undefined ? await verifyServer(options) : await verifyFile(file, options);
      if (!ok) process.exitCode = 1;
    });
}

async function verifyServer(options: Json): Promise<boolean> {
  const { api } = connect();
  let links = 0;
  let checkpoints = 0;
  let cursor: string | null = null;
  while (true) {
    const found: Awaited<ReturnType<typeof api.audit.verify>> = await api.audit.verify(
      cursor === null ? {} : { cursor },
    );
    links += found.covered.links;
    checkpoints += found.checkpoints_checked;
    if (options.json) process.stdout.write(`${JSON.stringify(found)}\n`);
    if (found.broken) {
      if (!options.json) process.stdout.write(`BROKEN: ${found.broken.message}\n${placeOf(found.broken)}`);
      return false;
    }
    cursor = found.next_cursor;
    if (cursor !== null) continue;
    if (!options.json) {
      process.stdout.write(
        `ok: ${links} records, ${checkpoints} checkpoints; ${found.bodies_removed} bodies removed on record, ${found.unsealed} records wait to be sealed\n`,
      );
    }
    return true;
  }
}

function placeOf(broken: { readonly sequence: number | null; readonly record_id: string | null }): string {
  return `sequence ${broken.sequence ?? 'none'}, record ${broken.record_id ?? 'none'}\n`;
}

async function verifyFile(file: string, options: VerifyOptions): Promise<boolean> {
  if (file !== '-' && !existsSync(file)) throw new UsageError(`There is no file ${file}.`);
  const input = file === '-' ? process.stdin : createReadStream(file);
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  // Loaded here: the other verbs need no reader of exports.
  const { verifyExport } = await import('@watchfloor/server/offline');
  const found = await verifyExport(lines, options.key === undefined ? null : await keyIdOf(options.key));
  if (options.json) process.stdout.write(`${JSON.stringify(found)}\n`);
  else if (found.problem)
    process.stdout.write(`BROKEN in line ${found.problem.line}: ${found.problem.message}\n`);
  else {
    process.stdout.write(
      `ok: ${found.records} records (${found.first ?? 'none'} to ${found.last ?? 'none'}), ${found.checkpoints} checkpoints signed by ${found.keyIds.join(', ') || 'no key'}; ${found.unsigned} records after the last checkpoint are chained and not signed\n`,
    );
    if (options.key === undefined)
      process.stdout.write(
        'The key is the one in the file: compare its id with one from elsewhere, or give --key.\n',
      );
  }
  return found.problem === null;
}

async function keyIdOf(given: string): Promise<string> {
  if (/^[0-9a-f]{16}$/.test(given)) return given;
  if (!existsSync(given))
    throw new UsageError('--key is the id of a key (16 hexadecimal digits) or a file with one.');
  // Only needed here, and slow to load on a small machine.
  const { createHash, createPublicKey } = await import('node:crypto');
  const der = createPublicKey(readFileSync(given)).export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(der).digest('hex').slice(0, 16);
}

interface ExportOptions {
  readonly format: string;
  readonly from?: string;
  readonly to?: string;
  readonly output?: string;
}

function addExport(audit: Command): void {
  audit
    .command('export')
    .description('Write audit records to standard output or a file')
    .option('--format <format>', 'jsonl, which verifies by itself, or cef', 'jsonl')
    .option('--from <time>', 'not before this ISO 8601 time')
    .option('--to <time>', 'before this ISO 8601 time')
    .option('-o, --output <file>', 'write here; must not exist')
    .action(async (options: ExportOptions) => {
      const { url, headers } = connect();
      const query = new URLSearchParams({ format: options.format });
      if (options.from) query.set('from', options.from);
      if (options.to) query.set('to', options.to);
      const response = await fetch(`${url}/v1/audit/export?${query}`, { headers });
      if (!response.ok || !response.body) throw new UsageError(await refusalOf(response));
      const body = Readable.fromWeb(response.body);
      if (options.output === undefined) await pipeline(body, process.stdout, { end: false });
      else await pipeline(body, createWriteStream(options.output, { flags: 'wx', mode: 0o600 }));
    });
}

async function refusalOf(response: Response): Promise<string> {
  const text = await response.text();
  try {
    const { error } = JSON.parse(text) as { error: { message: string; code: string } };
    return `${error.message} (${error.code})`;
  } catch {
    // A proxy's page: its status is all there is to say.
    return `The server answered ${response.status}.`;
  }
}
