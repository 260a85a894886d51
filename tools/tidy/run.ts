// The house rules as a test: `npm run tidy` prints every place that breaks one, with the reason and what to do instead.

import path from 'node:path';
import { deadFileRules } from './dead-files.ts';
import { docsRules } from './docs.ts';
import { EXCEPTIONS, withoutExceptions } from './exceptions.ts';
import { importRules } from './imports.ts';
import { migrationRules } from './migrations.ts';
import { packageRules } from './packages.ts';
import { purityRules } from './purity.ts';
import { registryRules } from './registry.ts';
import { sqlRules } from './sql.ts';
import { styleRules } from './style.ts';
import { type Rule, readTree, type Tree, type Violation } from './tree.ts';

const ROOT = path.join(import.meta.dirname, '../..');

export const RULES: readonly Rule[] = [
  ...importRules,
  ...sqlRules,
  ...purityRules,
  ...styleRules,
  ...migrationRules,
  ...registryRules,
  ...docsRules,
  ...packageRules,
  ...deadFileRules,
];

/** Every place of the repository, or of the given tree, that breaks a rule. */
export function checkTree(tree: Tree = readTree(ROOT)): Violation[] {
  const found = RULES.flatMap((rule) => [...rule.check(tree)]);
  return withoutExceptions(found, EXCEPTIONS).sort(byPlace);
}

function byPlace(left: Violation, right: Violation): number {
  if (left.path !== right.path) return left.path < right.path ? -1 : 1;
  return left.line - right.line;
}

if (import.meta.main) {
  const started = performance.now();
  const violations = checkTree();
  for (const { path: file, line, rule, message } of violations)
    console.log(`${file}:${line}: ${rule}: ${message}`);
  const ms = Math.round(performance.now() - started);
  console.log(
    `${violations.length === 0 ? 'tidy' : 'not tidy'}: ${violations.length} violations of ${RULES.length} rules (${ms} ms)`,
  );
  process.exitCode = violations.length === 0 ? 0 : 1;
}
