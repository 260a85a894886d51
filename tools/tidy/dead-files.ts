// Code that nothing reaches. Ways in are what package.json names, tests, programs that a page or a script names, and pages.

import path from 'node:path';
import { importsOf } from './imports.ts';
import { isCode, isTest, type Rule, type Tree, type TreeFile, type Violation } from './tree.ts';

export const deadFileRules: readonly Rule[] = [{ id: 'dead-file', check: checkDeadFiles }];

function* checkDeadFiles(tree: Tree): Generator<Violation> {
  const reached = new Set<string>();
  const queue = waysIn(tree);
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (reached.has(file.path)) continue;
    reached.add(file.path);
    if (!/\.(?:ts|tsx|mjs)$/.test(file.path)) continue;
    for (const next of targetsOf(tree, file)) if (!reached.has(next.path)) queue.push(next);
  }
  for (const file of tree.files) {
    if (!isCode(file) || reached.has(file.path)) continue;
    yield {
      path: file.path,
      line: 1,
      rule: 'dead-file',
      message: 'nothing reaches this file: import it, name it in package.json or on a page, or delete it.',
    };
  }
}

function waysIn(tree: Tree): TreeFile[] {
  const named = new Set<string>();
  for (const file of tree.files) {
    const isManifest = path.basename(file.path) === 'package.json';
    if (!isManifest && !/\.(?:md|html)$|^\.ci\//.test(file.path)) continue;
    for (const [mention] of file.text.matchAll(/[\w@./-]+\.(?:ts|tsx|mjs)\b/g)) {
      named.add(path.posix.normalize(mention.replace(/^\.?\//, '')));
      named.add(path.posix.join(path.posix.dirname(file.path), mention.replace(/^\//, './')));
    }
  }
  return tree.files.filter(
    (file) => isCode(file) && (isTest(file) || /\.(?:config|d)\.ts$/.test(file.path) || named.has(file.path)),
  );
}

/** What a file imports, and what it names by a path of its own (a program that it starts). */
function* targetsOf(tree: Tree, file: TreeFile): Generator<TreeFile> {
  const folder = path.posix.dirname(file.path);
  for (const { target } of importsOf(file)) {
    const found = target === null ? undefined : tree.get(target);
    if (found) yield found;
  }
  for (const literal of file.source.literals) {
    if (literal.kind === 'regex' || !/^[\w./-]+\.(?:ts|tsx|mjs)$/.test(literal.text)) continue;
    for (const name of [path.posix.join(folder, literal.text), path.posix.normalize(literal.text)]) {
      const found = tree.get(name);
      if (found) yield found;
    }
  }
}
