import type { Command } from 'commander';
import { connect } from '../connect.ts';
import { UsageError } from '../explain.ts';
import { readInput } from '../read-input.ts';

const BATCH = 500;

export function addSubmitCommand(program: Command): void {
  program
    .command('submit <file>')
    .description('Submit the records of a file (- for standard input): JSON, JSON lines or raw lines')
    .option('--source <source>', 'the source they come from', 'auto')
    .option('--field <name>', 'the record is in this field of each line')
    .option('--json', 'print every answer as a JSON line')
    .action(async (file: string, options: { source: string; field?: string; json?: boolean }) => {
      const { url, headers } = connect();
      // Loaded here: it brings the server's reader along.
      const { recordsOf } = await import('../read-lines.ts');
      const records = recordsOf((await readInput(file)).toString('utf8'), options.field);
      if (records.length === 0) throw new UsageError(`${file} holds no record.`);
      const counts = new Map<string, number>();
      let refused = 0;
      for (let start = 0; start < records.length; start += BATCH) {
        const batch = records.slice(start, start + BATCH).map((record) => record.value);
        const answer = await post(`${url}/v1/ingest/${encodeURIComponent(options.source)}`, headers, batch);
        for (const row of answer.data) {
          counts.set(`${row.kind} ${row.status}`, (counts.get(`${row.kind} ${row.status}`) ?? 0) + 1);
          if (options.json) process.stdout.write(`${JSON.stringify({ ...row, index: start + row.index })}\n`);
        }
        for (const error of answer.errors) {
          refused += 1;
          process.stderr.write(`record ${start + error.index + 1}: ${error.message} (${error.code})\n`);
        }
      }
      if (!options.json) {
        for (const [what, count] of [...counts].sort()) process.stdout.write(`${count} ${what}\n`);
      }
      if (refused > 0) process.exitCode = 1;
    });
}

interface BatchAnswer {
  readonly data: readonly { readonly index: number; readonly kind: string; readonly status: string }[];
  readonly errors: readonly { readonly index: number; readonly code: string; readonly message: string }[];
}

async function post(
  url: string,
  headers: Readonly<Record<string, string>>,
  batch: readonly unknown[],
): Promise<BatchAnswer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(batch),
  });
  const body = (await response.json()) as BatchAnswer & { error?: { code: string; message: string } };
  if (response.status === 202) return body;
  throw new UsageError(
    `${body.error?.message ?? response.statusText} (${body.error?.code ?? response.status})`,
  );
}
