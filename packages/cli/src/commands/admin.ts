import { productLabel } from '@watchfloor/sdk';
import type { Command } from 'commander';
import { connect } from '../connect.ts';
import { migrateDatabase, showDatabase } from '../database.ts';
import { runDoctor } from '../doctor.ts';
import { UsageError } from '../explain.ts';
import { printRows } from '../output.ts';

interface Json {
  readonly json?: boolean;
}

interface NewKeyOptions extends Json {
  readonly role?: string;
  readonly account?: string;
  readonly scope?: string[];
  readonly source?: string[];
  readonly expires?: string;
}

/** Keys, sources, sign-in links, the database, and what to do when something does not work. */
export function addAdminCommands(program: Command): void {
  addKeys(program);
  addSources(program);
  program
    .command('sign-in')
    .description('Print a new one-time sign-in link for the console')
    .option('--email <email>', 'whose link it is', 'owner@localhost')
    .action(async ({ email }: { email: string }) => {
      const { api, url } = connect();
      const link = await api.signInLinks.create({ email });
      process.stdout.write(`${url}${link.path}\n`);
    });
  const db = program.command('db').description('The database');
  db.command('migrate')
    .description('Bring the database to this release')
    .action(() => migrateDatabase());
  db.command('status')
    .description('Size and growth of the database and its tables, months, retention, migrations')
    .option('--all', 'small tables, too')
    .option('--json', 'as JSON')
    .action((options: Json & { all?: boolean }) => showDatabase(options));
  program
    .command('doctor')
    .description('Check this installation and say what to do about what is wrong')
    .option('--json', 'as JSON')
    .action(async (options: Json) => {
      const ok = await runDoctor(options.json ?? false);
      if (!ok) process.exitCode = 1;
    });
}

function addKeys(program: Command): void {
  const keys = program.command('keys').description('API keys');
  keys
    .command('create <name>')
    .description('Create a key; it is printed this once')
    .option('--role <role>', 'a built-in role or one of the tenant; ingest when left out')
    .option('--account <id>', 'the service account or agent whose key it is; its role is that of the account')
    .option('--scope <permission...>', 'permissions of the role that it is limited to')
    .option('--source <source...>', 'sources it may submit to; all when left out')
    .option('--expires <time>', 'ISO 8601 time')
    .option('--json', 'as JSON')
    .action(async (name: string, options: NewKeyOptions) => {
      const key = await connect().api.keys.create({
        name,
        ...(options.role === undefined ? {} : { role: options.role }),
        account: options.account ?? null,
        // The server knows the permissions and refuses others by name.
        scopes: options.scope === undefined ? null : (options.scope as 'ai:use'[]),
        sources: options.source ?? null,
        expires_at: options.expires ?? null,
      });
      if (options.json) process.stdout.write(`${JSON.stringify(key, null, 2)}\n`);
      else process.stdout.write(`${key.key}\n`);
    });
  keys
    .command('list')
    .description('List keys')
    .option('--json', 'as JSON')
    .action(async (options: Json) => {
      const rows = await connect().api.keys.list({});
      type Row = (typeof rows)[number];
      printRows(
        rows,
        [
          { title: 'ID', value: (row: Row) => row.id },
          { title: 'NAME', value: (row: Row) => row.name, wide: true },
          { title: 'KEY', value: (row: Row) => row.hint },
          { title: 'ROLE', value: (row: Row) => row.role },
          { title: 'SOURCES', value: (row: Row) => row.sources?.join(',') ?? 'all' },
          { title: 'LAST USED', value: (row: Row) => row.last_used_at ?? 'never' },
          { title: 'ACCOUNT', value: (row: Row) => row.account?.name ?? '' },
          { title: 'STATE', value: (row: Row) => (row.replaced_by ? `${row.status}, replaced` : row.status) },
        ],
        options.json ?? false,
      );
    });
  keys
    .command('rotate <id>')
    .description('Make a new key with the same settings, printed this once; the old one goes on for a while')
    .option('--overlap <hours>', 'how long the old key goes on, 0 to 168', '24')
    .action(async (id: string, { overlap }: { overlap: string }) => {
      const key = await connect().api.keys.rotate({ id, overlap_hours: Number(overlap) });
      process.stdout.write(`${key.key}\n`);
    });
  keys
    .command('revoke <id>')
    .description('Revoke a key; it stops working within a second')
    .action(async (id: string) => {
      const key = await connect().api.keys.revoke({ id });
      process.stdout.write(`revoked ${key.name} (${key.hint})\n`);
    });
}

function addSources(program: Command): void {
  const sources = program.command('sources').description('Sources of alerts and events');
  sources
    .command('list')
    .description('List the sources that this server reads')
    .option('--json', 'as JSON')
    .action(async (options: Json) => {
      const rows = await connect().api.sources.list({});
      type Row = (typeof rows)[number];
      printRows(
        rows,
        [
          { title: 'SOURCE', value: (row: Row) => row.id },
          { title: 'PRODUCT', value: (row: Row) => productLabel(row.vendor, row.product) },
          { title: 'SIGNATURE', value: (row: Row) => row.signature ?? 'none' },
          { title: 'READS', value: (row: Row) => row.summary, wide: true },
        ],
        options.json ?? false,
      );
    });
  sources
    .command('secret <source>')
    .description('Require a body signature from a source; prints the new secret, or takes yours')
    .option('--scheme <scheme>', 'timestamped or body', 'timestamped')
    .option('--value <secret>', 'use this secret')
    .option('--remove', 'no longer require a signature')
    .action(async (source: string, options: { scheme: string; value?: string; remove?: boolean }) => {
      const { api } = connect();
      if (options.remove) {
        await api.sources.removeSecret({ source });
        process.stdout.write(`${source}: no signature is required\n`);
        return;
      }
      if (options.scheme !== 'timestamped' && options.scheme !== 'body') {
        throw new UsageError('--scheme is "timestamped" or "body".');
      }
      const set = await api.sources.setSecret({
        source,
        scheme: options.scheme,
        ...(options.value === undefined ? {} : { secret: options.value }),
      });
      process.stdout.write(set.secret === null ? `${source}: the secret is set\n` : `${set.secret}\n`);
    });
  sources
    .command('setup <source>')
    .description(
      'How to make the vendor send here, with a secret address for vendors that cannot set headers',
    )
    .option('--replace', 'revoke the addresses made before')
    .action(async (source: string, options: { replace?: boolean }) => {
      const { api, url } = connect();
      const setup = await api.sources.setup({ source, replace: options.replace ?? false });
      const address = `${url}${setup.token_path}`;
      process.stdout.write(
        `${setup.instructions.replaceAll('{url}', address)}\n\nAddress (shown this once): ${address}\n`,
      );
      if (setup.revoked > 0) process.stdout.write(`${setup.revoked} earlier addresses are revoked.\n`);
    });
}
