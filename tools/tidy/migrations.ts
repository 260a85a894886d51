// Migrations: numbered without a gap, with a complete header, every tenant table protected, keys with the tenant first.

import path from 'node:path';
import { DOMAINS, SERVER } from './house.ts';
import { matchesOf, type Rule, type Tree, type TreeFile, type Violation } from './tree.ts';

const FOLDER = `${SERVER}migrations/`;
const KINDS = ['expand', 'backfill', 'contract'];
const OWNERS: readonly string[] = ['platform', ...DOMAINS];

function migrationsOf(tree: Tree): TreeFile[] {
  return tree.files.filter((file) => file.path.startsWith(FOLDER) && file.path.endsWith('.sql'));
}

function violation(file: TreeFile, at: number, found: Pick<Violation, 'rule' | 'message'>): Violation {
  return { path: file.path, line: file.lineOf(at), ...found };
}

export const migrationRules: readonly Rule[] = [
  { id: 'migrations.number', check: checkNumbers },
  { id: 'migrations.header', check: checkHeaders },
  { id: 'migrations.tenant-table', check: checkTables },
  { id: 'migrations.tenant-key', check: checkKeys },
  { id: 'migrations.plain-types', check: checkTypes },
];

function* checkNumbers(tree: Tree): Generator<Violation> {
  for (const [index, file] of migrationsOf(tree).entries()) {
    const wanted = String(index + 1).padStart(4, '0');
    const [, number] = /^(\d{4})_[a-z]+_[a-z0-9_]+\.sql$/.exec(path.basename(file.path)) ?? [];
    if (number === wanted) continue;
    const message =
      number === undefined
        ? 'a migration is named NNNN_<owner>_<change>.sql.'
        : `this should have number ${wanted}: numbers have no gap and no twin, so that two branches that take the same one conflict.`;
    yield violation(file, 0, { rule: 'migrations.number', message });
  }
}

function* checkHeaders(tree: Tree): Generator<Violation> {
  for (const file of migrationsOf(tree)) {
    const say = (message: string) => violation(file, 0, { rule: 'migrations.header', message });
    const header = new Map<string, string>();
    for (const line of file.text.split('\n')) {
      const [, name, value] = /^-- (\w+): *(.*)$/.exec(line) ?? [];
      if (name === undefined || value === undefined) break;
      header.set(name, value.trim());
    }
    for (const name of ['owner', 'why', 'kind', 'lock']) {
      if (!header.get(name))
        yield say(
          `the header lacks "-- ${name}: …": a reader must see who owns it, why, what kind, and what it locks.`,
        );
    }
    const owner = header.get('owner') ?? '';
    if (owner !== '' && !OWNERS.includes(owner))
      yield say(`"${owner}" is no domain: tables belong to one of ${OWNERS.join(', ')}.`);
    if (owner !== '' && !path.basename(file.path).includes(`_${owner}_`))
      yield say(`the file name should carry its owner: NNNN_${owner}_<change>.sql.`);
    const kind = header.get('kind') ?? '';
    if (kind !== '' && !KINDS.includes(kind)) yield say(`kind is one of ${KINDS.join(', ')}.`);
  }
}

interface Table {
  readonly name: string;
  readonly at: number;
  readonly body: string;
  readonly isPartition: boolean;
}

/** Tables that a migration makes by a statement of its own. */
function tablesOf(file: TreeFile): Table[] {
  const pattern =
    /^create (?:unlogged )?table (?:if not exists )?((?:\w+\.)?\w+)\s*(partition of|\()([\s\S]*?)(?:^\)|;)/gm;
  const statements = file.text.replaceAll(/--.*$/gm, (comment) => ' '.repeat(comment.length));
  return [...matchesOf(pattern, statements)].map(({ at, groups }) => ({
    name: groups[1] ?? '',
    at,
    body: groups[3] ?? '',
    isPartition: groups[2] === 'partition of',
  }));
}

function hasTenant(table: Table): boolean {
  return /^\s*tenant_id\s+uuid/m.test(table.body);
}

function* checkTables(tree: Tree): Generator<Violation> {
  for (const file of migrationsOf(tree)) {
    for (const table of tablesOf(file)) {
      const say = (message: string) =>
        violation(file, table.at, { rule: 'migrations.tenant-table', message });
      if (hasTenant(table)) {
        if (!file.text.includes(`call protect_tenant_table('${table.name}'`)) {
          yield say(
            `${table.name} has a tenant_id and no "call protect_tenant_table('${table.name}', …)": without it every tenant reads every row.`,
          );
        }
      } else if (
        !file.text.includes(`call protect_person_table('${table.name}'`) &&
        !new RegExp(`comment on table ${table.name.replace('.', '\\.')} is '(?:platform|tenant): `).test(
          file.text,
        )
      ) {
        yield say(
          `${table.name} has no tenant_id and no comment that says whose it is: "comment on table ${table.name} is 'platform: …'".`,
        );
      }
    }
  }
}

function* checkKeys(tree: Tree): Generator<Violation> {
  const tenantTables = new Set(
    migrationsOf(tree).flatMap((file) =>
      tablesOf(file)
        .filter(hasTenant)
        .map(({ name }) => name),
    ),
  );
  for (const file of migrationsOf(tree)) {
    for (const table of tablesOf(file)) {
      const say = (message: string) => violation(file, table.at, { rule: 'migrations.tenant-key', message });
      if (hasTenant(table) && !/primary key \(tenant_id\b/.test(table.body)) {
        yield say(
          `the primary key of ${table.name} must begin with tenant_id: rows of tenants are found and kept apart by it.`,
        );
      }
      for (const { groups } of matchesOf(/references (\w+)(?: \((\w+))?/g, table.body)) {
        const [, target = '', first = ''] = groups;
        if (!tenantTables.has(target) || first === 'tenant_id') continue;
        yield say(
          `${table.name} refers to ${target} without the tenant: foreign keys pass row-level security by, so they are (tenant_id, …).`,
        );
      }
    }
  }
}

function* checkTypes(tree: Tree): Generator<Violation> {
  for (const file of migrationsOf(tree)) {
    for (const { at } of matchesOf(/\bas enum\b/g, file.text)) {
      yield violation(file, at, {
        rule: 'migrations.plain-types',
        message:
          'enum equality is not leakproof, so its index is not used under row-level security: text with a check constraint.',
      });
    }
    for (const { at } of matchesOf(
      /\bdefault (?:now\(\)|current_timestamp|clock_timestamp\(\)|gen_random_uuid\(\))/g,
      file.text,
    )) {
      yield violation(file, at, {
        rule: 'migrations.plain-types',
        message: 'times and ids come from the caller, so that history can be replayed: no such default.',
      });
    }
  }
}
