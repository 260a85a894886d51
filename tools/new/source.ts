// `npm run new source <vendor> <source> [form]`: the skeleton of a source. For a new vendor its folder, for a known one the
// files of one more source; in both cases the source is registered and its tests fail, with what to do, until it is filled.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UsageError } from './usage-error.ts';

const USAGE = `Usage: npm run new source <vendor> <source> [form]

  vendor   the vendor's folder in connectors/, such as okta
  source   the word in POST /v1/ingest/<source>, unique among all sources
  form     what one record is called, such as system-log; the source's name when left out

Names have 2 to 40 characters of a-z, 0-9 and -, and start with a letter.`;

const NAME = /^[a-z][a-z0-9-]{1,39}$/;

export interface SourceNames {
  readonly vendor: string;
  readonly source: string;
  readonly form: string;
}

/** Writes the skeleton into this repository and gives the paths written or changed. */
export async function create(args: string[]): Promise<string[]> {
  const [vendor = '', source = '', form = source, ...rest] = args;
  if (rest.length > 0 || ![vendor, source, form].every((name) => NAME.test(name)))
    throw new UsageError(USAGE);
  return createSource({ vendor, source, form }, join(import.meta.dirname, '../..'));
}

/** Writes the skeleton below `root`, which has a `connectors/index.ts`. */
export function createSource(names: SourceNames, root: string): string[] {
  const connectors = join(root, 'connectors');
  const folder = join(connectors, names.vendor);
  const path = (file: string): string => join(folder, file);
  const made: readonly (readonly [path: string, template: string])[] = [
    [path(`sources/${names.source}.ts`), 'source.ts'],
    [path(`mappers/${names.form}.ts`), 'mapper.ts'],
    [path(`fixtures/${names.form}.1.in.json`), 'fixture.in.json'],
  ];
  const index = join(connectors, 'index.ts');
  const taken = made.find(([file]) => existsSync(file));
  if (taken !== undefined) throw new UsageError(`${taken[0]} exists already.`);
  const known = readFileSync(index, 'utf8');
  if (known.includes(`/sources/${names.source}.ts'`)) {
    throw new UsageError(`A source named ${names.source} exists already: see connectors/index.ts.`);
  }

  for (const [file, template] of made) write(file, fill(template, names));
  const added = [
    addTo(path('README.md'), [fill('vendor.README.md', names), fill('source.README.md', names)]),
    addTo(path(`${names.vendor}.test.ts`), [fill('vendor.test.ts', names), fill('source.test.ts', names)]),
  ];
  write(index, registered(known, names));
  return [...made.map(([file]) => file), ...added, index];
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** Makes the file from its head and one part, or adds the part to the file there is; imports go to the other imports. */
function addTo(path: string, [head, part]: readonly [head: string, part: string]): string {
  if (!existsSync(path)) {
    write(path, `${head}${part}`);
    return path;
  }
  const isImport = (line: string): boolean => line.startsWith('import ');
  const imports = head.split('\n').filter((line) => isImport(line) && line.includes("from './"));
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  lines.splice(lines.findLastIndex(isImport) + 1, 0, ...imports);
  write(path, `${lines.join('\n')}\n\n${part.trimStart()}`);
  return path;
}

function fill(template: string, names: SourceNames): string {
  const text = readFileSync(join(import.meta.dirname, 'templates/source', `${template}.template`), 'utf8');
  const values: Readonly<Record<string, string>> = {
    vendor: names.vendor,
    vendorName: capital(names.vendor.replaceAll('-', ' ')),
    source: names.source,
    sourceConst: camel(names.source),
    form: names.form,
    formFunction: capital(camel(names.form)),
  };
  return text.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => values[name] ?? whole);
}

function camel(name: string): string {
  return name.replace(/-+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()).replaceAll('-', '');
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** The index with the source imported and listed last: `auto` asks it after the ones that are known to work. */
function registered(index: string, names: SourceNames): string {
  const line = `import { ${camel(names.source)} } from './${names.vendor}/sources/${names.source}.ts';`;
  const lines = index.split('\n');
  lines.splice(lines.findLastIndex((text) => text.startsWith('import ')) + 1, 0, line);
  const list = /(bundledSources[^=]*= \[)([^\]]*)\]/;
  return lines.join('\n').replace(list, (_whole, open: string, items: string) => {
    const listed = [...items.split(',').map((item) => item.trim()), camel(names.source)];
    return `${open}${listed.filter((item) => item !== '').join(', ')}]`;
  });
}
