import type { Command } from 'commander';
import { UsageError } from '../explain.ts';
import { readInput } from '../read-input.ts';

/** Verbs that need no server: what the product makes of a record, and the indicators of a text. */
export function addOfflineCommands(program: Command): void {
  program
    .command('normalize <file>')
    .description('Print what each record of a file (- for standard input) becomes: one JSON line a record')
    .option('--source <source>', 'read as this source', 'auto')
    .option('--field <name>', 'the record is in this field of each line; its id beside it')
    .action(async (file: string, options: { source: string; field?: string }) => {
      const { makeOfflineReader, recordsOf } = await loadReader();
      const reader = makeOfflineReader();
      if (!reader.has(options.source)) throw new UsageError(`There is no source "${options.source}".`);
      const text = (await readInput(file)).toString('utf8');
      for (const input of recordsOf(text, options.field)) {
        await print({ ...idOf(input.id), ...reader.normalize(input.value, options.source) });
      }
    });

  program
    .command('extract <file>')
    .description('Print the indicators of each line of a file (- for standard input)')
    .option('--field <name>', 'the text is in this field of each line; its id beside it')
    .action(async (file: string, options: { field?: string }) => {
      const { makeOfflineReader, recordsOf } = await loadReader();
      const reader = makeOfflineReader();
      const text = (await readInput(file)).toString('utf8');
      for (const input of recordsOf(text, options.field)) {
        await print({ ...idOf(input.id), indicators: reader.extract(input.value) });
      }
    });
}

/** The adapters of every source take a moment to load: only for the verbs that read with them. */
async function loadReader() {
  const [{ makeOfflineReader }, { recordsOf }] = await Promise.all([
    import('@watchfloor/server/offline'),
    import('../read-lines.ts'),
  ]);
  return { makeOfflineReader, recordsOf };
}

function idOf(id: string | number | null): object {
  return id === null ? {} : { id };
}

/** One JSON line, waiting for a slow reader: a large file must not pile up in memory. */
async function print(value: object): Promise<void> {
  if (process.stdout.write(`${JSON.stringify(value)}\n`)) return;
  await new Promise<void>((resolve) => process.stdout.once('drain', () => resolve()));
}
