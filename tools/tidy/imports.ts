// Who may import whom.

import path from 'node:path';
import { DOMAINS, domainOf, PACKAGES, packageOf, partOf, SERVER, TEST_IMPORTS } from './house.ts';
import { isCode, isTest, type Rule, type Tree, type TreeFile, type Violation } from './tree.ts';

export interface Import {
  readonly specifier: string;
  /** The file of the repository that is meant; null for packages. */
  readonly target: string | null;
  readonly line: number;
}

/** Every import, re-export and `import()` of a fixed name. */
export function importsOf(file: TreeFile): Import[] {
  const { code, literals } = file.source;
  const found: Import[] = [];
  for (const literal of literals) {
    if (literal.kind !== 'string') continue;
    const before = code.slice(Math.max(0, literal.start - 40), literal.start);
    if (!/(?:\bfrom|\bimport|\bimport\s*\()\s*$/.test(before)) continue;
    const target = literal.text.startsWith('.')
      ? path.posix.join(path.posix.dirname(file.path), literal.text)
      : null;
    found.push({ specifier: literal.text, target, line: file.lineOf(literal.start) });
  }
  return found;
}

type Refusal = string | null;

function rule(id: string, refuse: (file: TreeFile, found: Import) => Refusal): Rule {
  return {
    id,
    *check(tree: Tree): Generator<Violation> {
      for (const file of tree.files) {
        if (!isCode(file)) continue;
        for (const found of importsOf(file)) {
          const message = refuse(file, found);
          if (message !== null) yield { path: file.path, line: found.line, rule: id, message };
        }
      }
    },
  };
}

export const importRules: readonly Rule[] = [
  rule('imports.layer', refuseLayer),
  rule('imports.domain-order', refuseDomainOrder),
  rule('imports.domain-front-door', refuseBackDoor),
  rule('imports.package', refusePackage),
  rule('imports.package-border', refuseBorder),
];

/** kernel ← platform, kernel ← domains; platform and domains do not know each other. */
function refuseLayer(file: TreeFile, { specifier, target }: Import): Refusal {
  if (isTest(file)) return null;
  const from = partOf(file.path);
  if (from === 'outside' || from === 'composition') return null;
  if (target === null) {
    const isOurs = specifier.startsWith('@watchfloor/');
    if (!isOurs || (from === 'domains' && specifier === '@watchfloor/sdk')) return null;
    return `${from} imports ${specifier}: ${from === 'domains' ? 'domains know the sdk only' : 'the kernel and the adapters have no words of the field'}; hand it in from main.ts.`;
  }
  const to = partOf(target);
  const allowed: Readonly<Record<typeof from, readonly string[]>> = {
    kernel: ['kernel'],
    platform: ['kernel', 'platform'],
    domains: ['kernel', 'domains'],
  };
  if (to === 'outside' || allowed[from].includes(to)) return null;
  return `${from} imports ${to} (${target}): it may import ${allowed[from].join(' and ')} only; take it from the context argument, or hand it in from main.ts.`;
}

function refuseDomainOrder(file: TreeFile, { target }: Import): Refusal {
  const from = domainOf(file.path);
  const to = target === null ? null : domainOf(target);
  if (from === null || to === null || from === to || isTest(file)) return null;
  const order: readonly string[] = DOMAINS;
  if (!order.includes(to)) return `there is no domain "${to}" in the order of domains (tools/tidy/house.ts).`;
  if (order.indexOf(to) < order.indexOf(from)) return null;
  return `${from} imports ${to}, which stands to its right: imports point left. Publish a domain event that ${to} subscribes to, or move the code into ${to}.`;
}

function refuseBackDoor(file: TreeFile, { target }: Import): Refusal {
  const to = target === null ? null : domainOf(target);
  // Tools and benchmarks measure what is inside, and tests and what helps them test it.
  const isForTests = isTest(file) || file.path.startsWith(`${SERVER}testing/`);
  if (to === null || isForTests || partOf(file.path) === 'outside') return null;
  const isOwn = domainOf(file.path) === to;
  const isFront = target === `${SERVER}domains/${to}/index.ts`;
  if (isOwn && isFront)
    return `a file of ${to} imports the domain's own index.ts, which imports it: import the file that has it.`;
  if (isOwn || isFront) return null;
  return `${target} is inside ${to}: import it from domains/${to}/index.ts, which says what others may rely on.`;
}

function refusePackage(file: TreeFile, { specifier }: Import): Refusal {
  const own = packageOf(file.path);
  if (own === null || !PACKAGES.some(({ name }) => specifier === name || specifier.startsWith(`${name}/`)))
    return null;
  if (own.mayImport.includes(specifier)) return null;
  if (isTest(file) && TEST_IMPORTS.includes(specifier)) return null;
  const isTesting = file.path.startsWith(`${SERVER}testing/`);
  if (isTesting && specifier === '@watchfloor/client') return null;
  const list = own.mayImport.length === 0 ? 'no other package of ours' : own.mayImport.join(', ');
  return `${own.name} imports ${specifier}: it may import ${list}.`;
}

/** A relative path does not leave its package; tools, tests and benchmarks stand outside and may look in. */
function refuseBorder(file: TreeFile, { target, specifier }: Import): Refusal {
  const own = packageOf(file.path);
  if (own === null || target === null || target.startsWith(own.folder) || isTest(file)) return null;
  return `${specifier} leaves ${own.folder}: import the package by its name, at what its package.json exports.`;
}
