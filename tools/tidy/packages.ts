// Dependencies: exact versions, one version each, declared where they are used, and each with a reason on record.

import path from 'node:path';
import { importsOf } from './imports.ts';
import { isCode, isTest, type Rule, type Tree, type TreeFile, type Violation } from './tree.ts';

const RECORD = 'docs/adr/0009-dependencies.md';
const KINDS = ['dependencies', 'devDependencies', 'optionalDependencies'] as const;

interface Manifest {
  readonly file: TreeFile;
  readonly folder: string;
  readonly name: string;
  readonly version: string;
  readonly entries: readonly { readonly name: string; readonly version: string; readonly kind: string }[];
}

function manifestsOf(tree: Tree): Manifest[] {
  return tree.files
    .filter((file) => path.basename(file.path) === 'package.json')
    .map((file) => {
      // Our own files; one that is not JSON fails the install long before this.
      const json = JSON.parse(file.text) as Record<string, unknown>;
      const entries = KINDS.flatMap((kind) =>
        Object.entries((json[kind] ?? {}) as Record<string, string>).map(([name, version]) => ({
          name,
          version,
          kind,
        })),
      );
      const folder = path.posix.dirname(file.path) === '.' ? '' : `${path.posix.dirname(file.path)}/`;
      return {
        file,
        folder,
        name: String(json['name'] ?? ''),
        version: String(json['version'] ?? ''),
        entries,
      };
    });
}

function violation(manifest: Manifest, name: string, found: Pick<Violation, 'rule' | 'message'>): Violation {
  const at = manifest.file.text.indexOf(`"${name}"`);
  return { path: manifest.file.path, line: manifest.file.lineOf(Math.max(0, at)), ...found };
}

export const packageRules: readonly Rule[] = [
  { id: 'packages.exact-version', check: checkVersions },
  { id: 'packages.reason', check: checkReasons },
  { id: 'packages.declared', check: checkDeclared },
];

function* checkVersions(tree: Tree): Generator<Violation> {
  const manifests = manifestsOf(tree);
  const own = new Map(manifests.map((manifest) => [manifest.name, manifest.version]));
  const seen = new Map<string, string>();
  for (const manifest of manifests) {
    for (const { name, version } of manifest.entries) {
      const say = (message: string) => violation(manifest, name, { rule: 'packages.exact-version', message });
      if (!/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version))
        yield say(
          `${name} is "${version}": pin the exact version, so that an install tomorrow is the install of today.`,
        );
      else if (own.has(name) && own.get(name) !== version)
        yield say(`${name} is at ${own.get(name)}, this asks for ${version}.`);
      else if (seen.has(name) && seen.get(name) !== version)
        yield say(`${name} is ${seen.get(name)} elsewhere and ${version} here: one version each.`);
      seen.set(name, version);
    }
  }
}

function* checkReasons(tree: Tree): Generator<Violation> {
  const record = tree.get(RECORD)?.text;
  if (record === undefined) return;
  for (const manifest of manifestsOf(tree)) {
    for (const { name } of manifest.entries) {
      if (name.startsWith('@watchfloor/') || record.includes(`\`${name}\``)) continue;
      yield violation(manifest, name, {
        rule: 'packages.reason',
        message: `${name} has no line in ${RECORD}: every dependency says why it is there, what else there was, and how to leave it.`,
      });
    }
  }
}

function* checkDeclared(tree: Tree): Generator<Violation> {
  const manifests = manifestsOf(tree).sort((left, right) => right.folder.length - left.folder.length);
  const root = manifests.find(({ folder }) => folder === '');
  for (const file of tree.files) {
    if (!isCode(file)) continue;
    const manifest = manifests.find(({ folder }) => file.path.startsWith(folder));
    if (!manifest) continue;
    const isLoose = isTest(file) || file.path.includes('/testing/') || manifest.folder === '';
    const all = isLoose
      ? manifests.flatMap(({ entries }) => entries)
      : [...manifest.entries, ...devEntries(root)];
    const names = new Set(all.map(({ name }) => name));
    for (const { specifier, target, line } of importsOf(file)) {
      const name = specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/');
      if (
        target !== null ||
        /^(?:node:|\/|#|virtual:)/.test(specifier) ||
        name === manifest.name ||
        names.has(name)
      )
        continue;
      yield {
        path: file.path,
        line,
        rule: 'packages.declared',
        message: `${name} is not in ${manifest.file.path}: it works only as long as another package happens to bring it.`,
      };
    }
  }
}

/** Tools that every package may use while it is built and tested. */
function devEntries(root: Manifest | undefined): Manifest['entries'] {
  return root?.entries.filter(({ kind }) => kind === 'devDependencies') ?? [];
}
