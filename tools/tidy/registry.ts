// What is declared is also used: operations and jobs stand in their module, modules in main.ts, error codes are thrown.

import { domainOf, SERVER } from './house.ts';
import { isCode, isTest, matchesOf, type Rule, type Tree, type TreeFile, type Violation } from './tree.ts';

export const registryRules: readonly Rule[] = [
  { id: 'registry.operation', check: checkOperations },
  { id: 'registry.job', check: checkJobs },
  { id: 'registry.module', check: checkModules },
  { id: 'registry.operation-id', check: checkIds },
  { id: 'registry.error-code', check: checkErrorCodes },
];

function* declared(
  tree: Tree,
  word: 'operation' | 'job',
): Generator<{ file: TreeFile; name: string; at: number; exported: boolean }> {
  const pattern = new RegExp(`(export )?const (\\w+) = ${word}\\(`, 'g');
  for (const file of tree.files) {
    if (!isCode(file) || isTest(file) || domainOf(file.path) === null) continue;
    for (const { at, groups } of matchesOf(pattern, file.source.code)) {
      yield { file, name: groups[2] ?? '', at, exported: (groups[1] ?? '') !== '' };
    }
  }
}

function moduleOf(tree: Tree, file: TreeFile): TreeFile | undefined {
  return tree.get(`${SERVER}domains/${domainOf(file.path)}/module.ts`);
}

function* checkOperations(tree: Tree): Generator<Violation> {
  for (const { file, name, at, exported } of declared(tree, 'operation')) {
    const code = moduleOf(tree, file)?.source.code ?? '';
    // Operations over parameters are made by a function, whose result the module takes apart.
    const registered = exported
      ? new RegExp(`\\banyOperation\\(${name}\\)`)
      : new RegExp(`\\banyOperation\\(\\w+\\.${name}\\)`);
    if (registered.test(code)) continue;
    yield {
      path: file.path,
      line: file.lineOf(at),
      rule: 'registry.operation',
      message: `${name} is not in the operations of ${domainOf(file.path)}/module.ts, so nobody can call it: add anyOperation(${name}).`,
    };
  }
}

function* checkJobs(tree: Tree): Generator<Violation> {
  for (const { file, name, at } of declared(tree, 'job')) {
    if (new RegExp(`\\banyJob\\(${name}\\)`).test(moduleOf(tree, file)?.source.code ?? '')) continue;
    yield {
      path: file.path,
      line: file.lineOf(at),
      rule: 'registry.job',
      message: `${name} is not in the jobs of ${domainOf(file.path)}/module.ts, so no worker runs it: add anyJob(${name}).`,
    };
  }
}

function* checkModules(tree: Tree): Generator<Violation> {
  const main = tree.get(`${SERVER}main.ts`)?.source.code ?? '';
  for (const file of tree.files) {
    if (!/\/domains\/[\w-]+\/module\.ts$/.test(file.path)) continue;
    for (const { at, groups } of matchesOf(/export (?:const|function) (\w+Module)\b/g, file.source.code)) {
      const name = groups[1] ?? '';
      const uses = [...matchesOf(new RegExp(`\\b${name}\\b`, 'g'), main)].length;
      if (uses >= 2) continue;
      yield {
        path: file.path,
        line: file.lineOf(at),
        rule: 'registry.module',
        message: `${name} is not among the modules of main.ts: import it there and add it to makeModules.`,
      };
    }
  }
}

function* checkIds(tree: Tree): Generator<Violation> {
  const seen = new Map<string, string>();
  for (const { file, at } of declared(tree, 'operation')) {
    const literal = file.source.literals.find((candidate) => candidate.start > at);
    const id = literal?.text ?? '';
    const say = (message: string) => ({
      path: file.path,
      line: file.lineOf(at),
      rule: 'registry.operation-id',
      message,
    });
    if (!/^[a-z]+(?:-[a-z]+)*\.[a-z]+(?:-[a-z]+)*$/.test(id)) {
      yield say(
        'the first member of an operation is its id, as in "alerts.close": a plural noun, a dot, a verb.',
      );
    } else if (seen.has(id)) yield say(`${id} is declared in ${seen.get(id)} too: an id is one operation.`);
    seen.set(id, file.path);
  }
}

/** Files that list codes for documents and do not raise them. */
const LISTS = ['kernel/errors.ts', 'kernel/operation.ts', 'roles/hand-written-paths.ts'].map(
  (file) => `${SERVER}${file}`,
);

function* checkErrorCodes(tree: Tree): Generator<Violation> {
  const registry = tree.get(`${SERVER}kernel/errors.ts`);
  if (!registry) return;
  const raised = new Set<string>();
  for (const file of tree.files) {
    if (!isCode(file) || isTest(file) || !file.path.startsWith(SERVER) || LISTS.includes(file.path)) continue;
    for (const literal of file.source.literals) {
      const line = file.source.code.slice(
        file.source.code.lastIndexOf('\n', literal.start) + 1,
        literal.start,
      );
      if (!/^\s*errors: \[/.test(line)) raised.add(literal.text);
    }
  }
  for (const { at, groups } of matchesOf(/^ {2}(\w+): \{(?= status| *\n)/gm, registry.source.code)) {
    const code = groups[1] ?? '';
    if (raised.has(code)) continue;
    yield {
      path: registry.path,
      line: registry.lineOf(at),
      rule: 'registry.error-code',
      message: `nothing raises ${code}: callers would be told to handle what never comes. Raise it or take it out.`,
    };
  }
}
