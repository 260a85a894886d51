// Where SQL stands, which tables it names, and that it names the tenant.

import { domainOf, SERVER } from './house.ts';
import type { Literal } from './scan.ts';
import { isCode, isTest, matchesOf, type Rule, type Tree, type TreeFile, type Violation } from './tree.ts';

/**
 * Functions that run with their owner's rights (SECURITY DEFINER) and so pass row-level security by. A statement that calls one
 * names no tenant. A new one is added here with its reason, so that each is looked at.
 */
export const DEFINER_FUNCTIONS: Readonly<Record<string, string>> = {
  resolve_api_key: 'the tenant is what the key tells; gives the one row whose hash the caller holds',
  resolve_session: 'the tenant is what the cookie tells; gives the one row whose hash the caller holds',
  use_sign_in_link: 'the tenant is what the link tells; consumes the one row whose hash the caller holds',
  resolve_inbox_token: 'the tenant is what the address tells; gives the one row whose hash the caller holds',
  ensure_default_tenant: 'makes the first tenant, so there is none yet',
  create_tenant: 'makes a tenant, so there is none yet; not granted to the product',
  list_tenant_ids: 'work that goes over all tenants; gives ids only',
  ensure_partitions: 'makes partitions, which belong to no tenant',
  enqueue: 'the queue belongs to another role; every job carries its tenant in its payload',
};

const STATEMENT =
  /^\s*(?:\(?select\s|insert into\s+[\w.$]|update\s+[\w.]+\s+(?:\w+\s+)?set\b|delete from\s+[\w.$]|with\s+\w+\s+as\s*\(|truncate\s+\w|lock table\s|create\s+(?:table|index|function|role|schema|database|policy)\s|alter\s+(?:table|role|database)\s|drop\s+(?:table|index|function|role|schema|database)\s|grant\s+\w+|call\s+\w+\()/;
const SHOUTED = /^\s*(?:SELECT\s.*\bFROM\b|INSERT INTO\s|UPDATE\s+\S+\s+SET\b|DELETE FROM\s)/s;
const WALL_CLOCK =
  /\b(?:now|clock_timestamp|statement_timestamp|transaction_timestamp)\s*\(\)|\b(?:current_timestamp|current_date|current_time|localtimestamp)\b/;

function isServerCode(file: TreeFile): boolean {
  return (
    isCode(file) &&
    file.path.startsWith(SERVER) &&
    !isTest(file) &&
    !file.path.startsWith(`${SERVER}testing/`)
  );
}

/** A file that may hold SQL of its domain. */
function isStore(file: TreeFile): boolean {
  return /\.(?:store|row)\.ts$/.test(file.path);
}

export function isStatement(literal: Literal): boolean {
  if (literal.kind === 'regex' || !STATEMENT.test(literal.text)) return false;
  // A sentence may begin with "select"; SQL goes on with a source or a call.
  return !/^\s*\(?select\s/.test(literal.text) || /\bfrom\b|\(|^\s*select 1\b/.test(literal.text);
}

/** Tables by name, with the owner that their migration's header names. */
export function tableOwners(tree: Tree): Map<string, string> {
  const owners = new Map<string, string>();
  for (const file of tree.files) {
    if (!/\/migrations\/[^/]+\.sql$/.test(file.path)) continue;
    const owner = /^-- owner: (\S+)/m.exec(file.text)?.[1] ?? 'nobody';
    for (const { groups } of matchesOf(/^create table (?:if not exists )?(?:\w+\.)?(\w+)/gm, file.text)) {
      owners.set(groups[1] ?? '', owner);
    }
  }
  return owners;
}

const TABLE_NAMED = /\b(?:from|join|into|update|using|table|lock)\s+(?:wf\.|wf_work\.)?([a-z_]+)\b/g;

function* tablesIn(literal: Literal): Generator<{ readonly table: string; readonly at: number }> {
  for (const { at, groups } of matchesOf(TABLE_NAMED, literal.text)) {
    yield { table: groups[1] ?? '', at: literal.start + 1 + at };
  }
}

export const sqlRules: readonly Rule[] = [
  {
    id: 'sql.place',
    *check(tree) {
      for (const file of tree.files) {
        if (!isServerCode(file) || domainOf(file.path) === null || isStore(file)) continue;
        for (const literal of file.source.literals.filter(isStatement)) {
          yield at(file, literal.start, {
            rule: 'sql.place',
            message:
              'SQL outside a store: put the statement into a function of <noun>.store.ts of this domain and call that.',
          });
        }
      }
    },
  },
  { id: 'sql.table-owner', check: checkOwners },
  { id: 'sql.tenant', check: checkTenants },
  {
    id: 'sql.wall-clock',
    *check(tree) {
      for (const file of tree.files) {
        const isDomain =
          isServerCode(file) && (domainOf(file.path) !== null || file.path.startsWith(`${SERVER}kernel/`));
        if (!isDomain) continue;
        for (const literal of file.source.literals) {
          if (
            literal.kind === 'regex' ||
            !(isStatement(literal) || isStore(file)) ||
            !WALL_CLOCK.test(literal.text)
          )
            continue;
          yield at(file, literal.start, {
            rule: 'sql.wall-clock',
            message:
              'the statement asks the database for the time: pass ctx.at as a parameter, so that history can be replayed.',
          });
        }
      }
    },
  },
  {
    id: 'sql.lower-case',
    *check(tree) {
      for (const file of tree.files) {
        if (!isServerCode(file)) continue;
        for (const literal of file.source.literals) {
          if (literal.kind === 'regex' || !SHOUTED.test(literal.text)) continue;
          yield at(file, literal.start, { rule: 'sql.lower-case', message: 'write SQL in lower case.' });
        }
      }
    },
  },
  { id: 'sql.definer-listed', check: checkDefiners },
];

function at(file: TreeFile, offset: number, found: Pick<Violation, 'rule' | 'message'>): Violation {
  return { path: file.path, line: file.lineOf(offset), ...found };
}

function* checkOwners(tree: Tree): Generator<Violation> {
  const owners = tableOwners(tree);
  for (const file of tree.files) {
    if (!isServerCode(file)) continue;
    const own = domainOf(file.path) ?? 'platform';
    for (const literal of file.source.literals) {
      if (literal.kind === 'regex' || !(isStatement(literal) || isStore(file))) continue;
      for (const named of tablesIn(literal)) {
        const owner = owners.get(named.table);
        if (owner === undefined || owner === own) continue;
        yield at(file, named.at, {
          rule: 'sql.table-owner',
          message: `${own} names the table ${named.table} of ${owner}: call a function of ${owner}'s index.ts, or publish an event that ${owner} answers.`,
        });
      }
    }
  }
}

function* checkTenants(tree: Tree): Generator<Violation> {
  const owners = tableOwners(tree);
  const platform = platformTables(tree);
  for (const file of tree.files) {
    if (!isServerCode(file)) continue;
    for (const literal of file.source.literals.filter(isStatement)) {
      const tables = [...tablesIn(literal)].map(({ table }) => table).filter((table) => owners.has(table));
      const isConcerned = isStore(file) || tables.some((table) => !platform.has(table));
      if (!isConcerned || /\btenant_id\b/.test(literal.text)) continue;
      if (tables.length > 0 && tables.every((table) => platform.has(table))) continue;
      if (callsDefiner(literal.text)) continue;
      const words = literal.text.trim().replace(/\s+/g, ' ').slice(0, 80);
      yield at(file, literal.start, {
        rule: 'sql.tenant',
        message: `"${words}" names no tenant_id: row-level security is the second lock, not the only one. Add "tenant_id = $1".`,
      });
    }
  }
}

/** Tables that belong to no tenant, as their comment says. */
function platformTables(tree: Tree): Set<string> {
  const names = new Set<string>();
  for (const file of tree.files) {
    if (!/\/migrations\/[^/]+\.sql$/.test(file.path)) continue;
    for (const { groups } of matchesOf(/comment on table (?:\w+\.)?(\w+) is 'platform: /g, file.text))
      names.add(groups[1] ?? '');
  }
  return names;
}

function callsDefiner(text: string): boolean {
  return [...matchesOf(/\b(?:wf\.|wf_work\.)?(\w+)\s*\(/g, text)].some(({ groups }) =>
    Object.hasOwn(DEFINER_FUNCTIONS, groups[1] ?? ''),
  );
}

function* checkDefiners(tree: Tree): Generator<Violation> {
  const found = new Set<string>();
  let anchor: TreeFile | null = null;
  for (const file of tree.files) {
    if (!/\/migrations\/[^/]+\.sql$/.test(file.path)) continue;
    anchor = file;
    const pattern =
      /create (?:or replace )?(?:function|procedure) (?:\w+\.)?(\w+)\s*\([\s\S]*?(?=\bbegin\b|\breturn\b|\bas \$)/g;
    for (const match of matchesOf(pattern, file.text)) {
      const name = match.groups[1] ?? '';
      if (!/\bsecurity definer\b/.test(match.groups[0] ?? '')) continue;
      found.add(name);
      if (Object.hasOwn(DEFINER_FUNCTIONS, name)) continue;
      yield at(file, match.at, {
        rule: 'sql.definer-listed',
        message: `${name} runs with its owner's rights and passes row-level security by: list it with its reason in tools/tidy/sql.ts.`,
      });
    }
  }
  if (anchor === null) return;
  for (const name of Object.keys(DEFINER_FUNCTIONS)) {
    if (found.has(name)) continue;
    yield {
      path: anchor.path,
      line: 1,
      rule: 'sql.definer-listed',
      message: `${name} is listed in tools/tidy/sql.ts and no migration makes it: take it off the list.`,
    };
  }
}
