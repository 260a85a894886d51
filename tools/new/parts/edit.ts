// What the generators share: names in their spellings, files that must not exist yet, and lines added to files that do.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from '../usage-error.ts';

export const REPOSITORY = path.join(import.meta.dirname, '../../..');
export const KEBAB = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/** What a person has to write: the type check or a test fails, and `npm run tidy` names the line, until it is gone. */
export const FILL = 'FILL IN:';

/** `close-alert` → `closeAlert`. */
export function camelOf(kebab: string): string {
  return kebab.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** `close-alert` → `CloseAlert`. */
export function pascalOf(kebab: string): string {
  const camel = camelOf(kebab);
  return camel.charAt(0).toUpperCase() + camel.slice(1);
}

/** Writes new files below the root, all or none; gives their paths. */
export function writeNew(root: string, files: Readonly<Record<string, string>>): string[] {
  const targets = Object.entries(files).map(([file, text]) => ({ file: path.join(root, file), text }));
  for (const { file } of targets) {
    if (existsSync(file)) throw new UsageError(`${path.relative(root, file)} exists already.`);
  }
  for (const { file, text } of targets) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return targets.map(({ file }) => file);
}

/** Reads a file that the generator builds on. */
export function readKnown(root: string, file: string): string {
  const found = path.join(root, file);
  if (!existsSync(found)) throw new UsageError(`${file} is not there.`);
  return readFileSync(found, 'utf8');
}

/** Adds an import behind the last one. */
export function addImport(text: string, line: string): string {
  const lines = text.split('\n');
  // An import may stretch over lines; its last one ends with the file's name.
  const last = lines.findLastIndex((candidate) =>
    /^(?:import .*|\} )from '[^']+';$|^\} from '[^']+';$/.test(candidate),
  );
  lines.splice(last + 1, 0, line);
  return lines.join('\n');
}

/** Puts an item first into the list that a member holds (`operations: [`). */
export function addToList(text: string, member: string, item: string): string {
  const open = `${member}: [`;
  if (!text.includes(open)) throw new UsageError(`there is no list "${open}" to add ${item} to.`);
  return text.replace(open, `${open}${item}, `).replace(`${item}, ]`, `${item}]`);
}
