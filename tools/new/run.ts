// Generators: `npm run new <kind> <arguments>`. Each kind is a file beside this one that exports
// `create(args: string[]): Promise<string[]>`, which writes what a new one of its kind needs and gives the paths written.

import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { UsageError } from './usage-error.ts';

type Create = (args: string[]) => Promise<string[]>;

const NOT_KINDS: ReadonlySet<string> = new Set(['run', 'usage-error']);

function kinds(): readonly string[] {
  const names = readdirSync(import.meta.dirname).filter((file) => /^[a-z-]+\.ts$/.test(file));
  return names.map((file) => file.slice(0, -'.ts'.length)).filter((name) => !NOT_KINDS.has(name));
}

async function loadKind(name: string): Promise<Create> {
  // The contract of the folder: every kind exports `create`.
  const module: { create?: Create } = await import(`./${name}.ts`);
  if (module.create === undefined) throw new Error(`tools/new/${name}.ts exports no create()`);
  return module.create;
}

async function main(args: readonly string[]): Promise<number> {
  const [kind, ...rest] = args;
  if (kind === undefined || !kinds().includes(kind)) {
    console.error(`Usage: npm run new <${kinds().join('|')}> <arguments>`);
    return 2;
  }
  try {
    const create = await loadKind(kind);
    for (const path of await create(rest)) console.log(relative(process.cwd(), path));
    const howTo = ['add-a', 'add-an', 'write-a']
      .map((verb) => join(import.meta.dirname, `../../docs/how-to/${verb}-${kind}.md`))
      .find((page) => existsSync(page));
    if (howTo) console.log(`Next: ${relative(process.cwd(), howTo)}`);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(error.message);
    return 2;
  }
}

process.exitCode = await main(process.argv.slice(2));
