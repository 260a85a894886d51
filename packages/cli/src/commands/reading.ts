import { productLabel } from '@watchfloor/sdk';
import type { Command } from 'commander';
import { connect } from '../connect.ts';
import { UsageError } from '../explain.ts';
import { age, printRows } from '../output.ts';
import { readInput } from '../read-input.ts';

interface Json {
  readonly json?: boolean;
}

/** What was read in records: entities, detection rules, a tenant's mappings, and the dry run. */
export function addReadingCommands(program: Command): void {
  addEntities(program);
  addRules(program);
  addMappings(program);
  program
    .command('preview <file>')
    .description('Show what the server would read in one record (- for standard input); stores nothing')
    .option('--source <source>', 'read as this source', 'auto')
    .action(async (file: string, options: { source: string }) => {
      const text = (await readInput(file)).toString('utf8').trim();
      if (text === '') throw new UsageError('The record is empty.');
      const { api } = connect();
      printJson(await api.records.preview({ source: options.source, record: recordOf(text) }));
    });
}

function recordOf(text: string): string | Record<string, unknown> {
  if (!text.startsWith('{')) return text;
  try {
    return JSON.parse(text);
  } catch {
    // Not quite JSON: the server reads it as the line that it is.
    return text;
  }
}

function printJson(value: object): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

function addEntities(program: Command): void {
  const entities = program
    .command('entities')
    .description('Users, hosts, addresses and all else that records named');
  entities
    .command('list [value]')
    .description('The newest, or those whose value begins so')
    .option('--type <type>', 'such as ip, user or host')
    .option('--limit <count>', 'at most so many', '50')
    .option('--json', 'as JSON')
    .action(async (value: string | undefined, options: Json & { type?: string; limit: string }) => {
      const page = await connect().api.entities.list({
        limit: Number(options.limit),
        ...(value && { q: value }),
        // The server knows the types and refuses others by name.
        ...(options.type && { type: [options.type as 'ip'] }),
      });
      type Row = (typeof page.data)[number];
      const now = new Date();
      printRows(
        page.data,
        [
          { title: 'TYPE', value: (row: Row) => row.type },
          { title: 'VALUE', value: (row: Row) => row.value, wide: true },
          { title: 'ALERTS 30 D', value: (row: Row) => bounded(row.alerts, row.counted_to) },
          { title: 'EVENTS 30 D', value: (row: Row) => bounded(row.events, row.counted_to) },
          { title: 'LAST SEEN', value: (row: Row) => (row.last_seen ? age(row.last_seen, now) : '') },
          { title: 'KNOWN AS', value: (row: Row) => row.list ?? row.scope ?? '' },
        ],
        options.json ?? false,
      );
    });
  entities
    .command('get <entity>')
    .description('One of them as JSON, by its id or as type:value')
    .option('--days <count>', 'days back that are counted', '30')
    .action(async (entity: string, options: { days: string }) => {
      printJson(await connect().api.entities.get({ id: entity, days: Number(options.days) }));
    });
  entities
    .command('judge <entity> <verdict>')
    .description(
      'Say what it is to you: benign (joins alerts no more), watch or malicious; "none" takes it back',
    )
    .option('--note <text>', 'why', '')
    .option('--until <time>', 'when that ends')
    .action(async (entity: string, verdict: string, options: { note: string; until?: string }) => {
      const { api } = connect();
      const { judgement } =
        verdict === 'none'
          ? await api.entities.unjudge({ id: entity })
          : await api.entities.judge({
              id: entity,
              // The server knows the verdicts and refuses others by name.
              verdict: verdict as 'watch',
              note: options.note,
              expires_at: options.until ?? null,
            });
      process.stdout.write(`${entity}: ${judgement?.verdict ?? 'nothing said'}\n`);
    });
}

function bounded(count: number, bound: number): string {
  return count >= bound ? `${bound}+` : String(count);
}

function addRules(program: Command): void {
  const rules = program.command('rules').description('Detection rules of the products that sent alerts');
  rules
    .command('list [part]')
    .description('Rules by when they last fired, or those with this in their name')
    .option('--sort <order>', 'last_seen or alerts', 'last_seen')
    .option('--limit <count>', 'at most so many', '50')
    .option('--json', 'as JSON')
    .action(async (part: string | undefined, options: Json & { sort: string; limit: string }) => {
      const page = await connect().api.detectionRules.list({
        limit: Number(options.limit),
        // The server knows the orders and refuses others by name.
        sort: options.sort as 'alerts',
        ...(part && { q: part }),
      });
      type Row = (typeof page.data)[number];
      const now = new Date();
      printRows(
        page.data,
        [
          { title: 'ID', value: (row: Row) => row.id },
          { title: 'RULE', value: (row: Row) => row.name, wide: true },
          { title: 'PRODUCT', value: (row: Row) => productLabel(row.vendor, row.product) },
          { title: 'SEVERITY', value: (row: Row) => row.severity },
          { title: 'ALERTS 30 D', value: (row: Row) => row.alerts },
          { title: 'LAST', value: (row: Row) => age(row.last_seen, now) },
          { title: 'DOCUMENTED', value: (row: Row) => (row.documented ? 'yes' : '') },
        ],
        options.json ?? false,
      );
    });
  rules
    .command('get <id>')
    .description('One rule as JSON, with its volume and verdicts')
    .action(async (id: string) => printJson(await connect().api.detectionRules.get({ id })));
  rules
    .command('document <id> <file>')
    .description('Write what analysts should know about a rule: Markdown from a file (- for standard input)')
    .action(async (id: string, file: string) => {
      const documentation = (await readInput(file)).toString('utf8');
      const rule = await connect().api.detectionRules.document({ id, documentation });
      process.stdout.write(`documented ${rule.name}\n`);
    });
}

interface MappingOptions {
  readonly source?: string;
  readonly role: string;
  readonly conversion: string;
}

function addMappings(program: Command): void {
  const mappings = program.command('mappings').description('Raw fields of your own that hold entities');
  mappings
    .command('list')
    .description('List them')
    .option('--json', 'as JSON')
    .action(async (options: Json) => {
      const rows = await connect().api.fieldMappings.list({});
      type Row = (typeof rows)[number];
      printRows(
        rows,
        [
          { title: 'ID', value: (row: Row) => row.id },
          { title: 'SOURCE', value: (row: Row) => row.source ?? 'every' },
          { title: 'PATH', value: (row: Row) => row.path, wide: true },
          { title: 'TYPE', value: (row: Row) => row.type },
          { title: 'ROLE', value: (row: Row) => row.role },
          { title: 'WRITTEN', value: (row: Row) => row.conversion },
          { title: 'FOUND', value: (row: Row) => `${row.tested.matched}/${row.tested.records}` },
          { title: 'STATE', value: (row: Row) => (row.enabled ? 'in use' : 'off') },
        ],
        options.json ?? false,
      );
    });
  const withOptions = (command: Command) =>
    command
      .option('--source <source>', 'records of this source only')
      .option('--role <role>', 'the part it plays', 'related')
      .option('--conversion <name>', 'how it is written: none, split, url_host, strip_port …', 'none');
  withOptions(
    mappings.command('test <path> <type>').description('What a mapping would find in stored records'),
  ).action(async (path: string, type: string, options: MappingOptions) =>
    printJson(await connect().api.fieldMappings.test(mappingOf(path, type, options))),
  );
  withOptions(
    mappings
      .command('add <path> <type>')
      .description('Map a field, for what arrives from now on; tested first'),
  ).action(async (path: string, type: string, options: MappingOptions) => {
    const made = await connect().api.fieldMappings.create(mappingOf(path, type, options));
    const { matched, records } = made.tested;
    process.stdout.write(`${made.id} (found in ${matched} of the newest ${records} records)\n`);
  });
  mappings
    .command('delete <id>')
    .description('Delete a mapping; what it found stays')
    .action(async (id: string) => {
      const gone = await connect().api.fieldMappings.delete({ id });
      process.stdout.write(`deleted ${gone.path}\n`);
    });
}

/** The server knows the words and refuses others by name. */
function mappingOf(path: string, type: string, options: MappingOptions) {
  return {
    path,
    type: type as 'ip',
    source: options.source ?? null,
    role: options.role as 'related',
    conversion: options.conversion as 'none',
  };
}
