// The files that the rules look at: read once, scanned when a rule asks. Tests make a tree from texts in memory.

import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { type Source, scan } from './scan.ts';

export interface Violation {
  readonly path: string;
  readonly line: number;
  readonly rule: string;
  /** What is wrong, why, and what to do instead. */
  readonly message: string;
}

export interface Rule {
  readonly id: string;
  check(tree: Tree): Iterable<Violation>;
}

export interface TreeFile {
  /** Below the repository's root, with slashes. */
  readonly path: string;
  readonly text: string;
  /** Where a symbolic link points; null for a plain file. */
  readonly link: string | null;
  /** The scanned text of a code file. */
  readonly source: Source;
  /** Line of an offset, from 1. */
  lineOf(offset: number): number;
}

export interface Tree {
  readonly files: readonly TreeFile[];
  get(path: string): TreeFile | undefined;
  /** Whether there is such a file or folder, of whatever kind. */
  has(path: string): boolean;
}

const SKIPPED_FOLDERS = new Set(['node_modules', '.git', '.watchfloor', '.cache', 'dist']);
const TEXT = /\.(?:ts|tsx|mjs|js|json|md|sql|css|html|svg|txt|yaml|yml|patch)$/;
const NAMED_TEXT = new Set(['LICENSE', 'NOTICE', '.npmrc', '.gitignore', 'run']);

/** Every file of the repository except what git ignores. */
export function readTree(root: string): Tree {
  const texts = new Map<string, { readonly text: string; readonly link: string | null }>();
  const others: string[] = [];
  const walk = (folder: string) => {
    for (const entry of readdirSync(path.join(root, folder), { withFileTypes: true })) {
      const file = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!SKIPPED_FOLDERS.has(entry.name)) walk(file);
      } else if (entry.name.endsWith('.tsbuildinfo')) continue;
      else if (TEXT.test(entry.name) || NAMED_TEXT.has(entry.name)) {
        const isLink = lstatSync(path.join(root, file)).isSymbolicLink();
        const link = isLink ? readlinkSync(path.join(root, file)) : null;
        texts.set(file, { text: isLink ? '' : readFileSync(path.join(root, file), 'utf8'), link });
      } else others.push(file);
    }
  };
  walk('');
  return treeOf(texts, others);
}

/** A tree of texts in memory, for the tests of the rules. */
export function makeTree(texts: Readonly<Record<string, string>>): Tree {
  return treeOf(new Map(Object.entries(texts).map(([file, text]) => [file, { text, link: null }])), []);
}

function treeOf(
  texts: ReadonlyMap<string, { readonly text: string; readonly link: string | null }>,
  others: readonly string[],
): Tree {
  const files = new Map([...texts].map(([file, { text, link }]) => [file, makeFile(file, text, link)]));
  const known = new Set<string>();
  for (const file of [...texts.keys(), ...others]) {
    for (let name = file; name !== '.'; name = path.posix.dirname(name)) known.add(name);
  }
  const sorted = [...files.values()].sort((left, right) => (left.path < right.path ? -1 : 1));
  return { files: sorted, get: (file) => files.get(file), has: (file) => known.has(file) };
}

function makeFile(file: string, text: string, link: string | null): TreeFile {
  let source: Source | null = null;
  let starts: number[] | null = null;
  return {
    path: file,
    text,
    link,
    get source() {
      source ??= scan(text);
      return source;
    },
    lineOf(offset) {
      starts ??= lineStarts(text);
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((starts[middle] ?? 0) <= offset) low = middle;
        else high = middle - 1;
      }
      return low + 1;
    },
  };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

export function isCode(file: TreeFile): boolean {
  return /\.(?:ts|tsx|mjs)$/.test(file.path) && !isGenerated(file);
}

/** What a program wrote: checked against its generator, not against the style. */
export function isGenerated(file: TreeFile): boolean {
  return file.path.includes('/generated/');
}

export function isTest(file: TreeFile): boolean {
  return /\.(?:test|e2e)\.tsx?$/.test(file.path);
}

export interface Match {
  readonly at: number;
  readonly groups: readonly string[];
}

/** Every match of a global pattern, with its offset. */
export function* matchesOf(pattern: RegExp, text: string): Generator<Match> {
  for (const match of text.matchAll(pattern)) {
    yield { at: match.index, groups: [...match].map((group) => group ?? '') };
  }
}
