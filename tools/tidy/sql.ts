// Where SQL stands, which tables it names, and that it names the tenant.

import { domainOf, SERVER } from './house.ts';
import type { Literal } from './scan.ts';
import { isCode, isTest, matchesOf, type Rule, type Tree, type TreeFile, type Violation } from './tree.ts';

/**
 * Functions that run with their owner's rights (SECURITY DEFINER) and so pass row-level security by. A statement that calls one
 * names no tenant. A new one is added here with its reason, so that each is looked at.
 */
export const DEFINER_FUNCTIONS: Readonly<Record<string, string>> = {
  forget_rows:
    "removes rows past their use in the transaction's own tenant, by conditions of its own; asks for holds",
  read_forget_progress: 'counts and ages over all tenants, no row of any',
  read_retention_overdue: 'counts and ages over all tenants, no row of any',
  list_old_partitions: 'names of months that are over, from the catalogue',
  claim_old_partition: 'counts a month that every tenant in it is done with, so that each has it on record',
  detach_old_partition:
    'takes out a month that is empty or that every tenant in it is done with; asks for holds',
  drop_detached_partition: 'drops a month that the function before took out, and nothing else',
  resolve_api_key: 'the tenant is what the key tells; gives the one row whose hash the caller holds',
  resolve_session: 'the tenant is what the cookie tells; gives the one row whose hash the caller holds',
  find_key_holder: 'the tenant is what the key tells; gives the one row whose hash the caller holds',
  find_session_holder: 'the tenant is what the cookie tells; gives the one row whose hash the caller holds',
  list_child_access:
    "looks into the customers of the transaction's own tenant; gives names of those the holder was given",
  use_sign_in_link: 'the tenant is what the link tells; consumes the one row whose hash the caller holds',
  resolve_inbox_token: 'the tenant is what the address tells; gives the one row whose hash the caller holds',
  ensure_default_tenant: 'makes the first tenant, so there is none yet',
  create_tenant: 'makes a tenant, so there is none yet; not granted to the product',
  list_tenant_ids: 'work that goes over all tenants; gives ids only',
  read_platform_data_keys:
    'keys of the installation, which belong to no tenant; wrapped, so that they open nothing by themselves',
  add_platform_data_key: 'as read_platform_data_keys; adds the first one only',
  rewrap_platform_data_key: 'as read_platform_data_keys; changes only what the caller has read',
  count_wrapped_keys: 'what a master key still wraps must be counted over all tenants; gives counts only',
  list_tenants_to_rewrap: 'rotating the master key goes over all tenants; gives ids only',
  list_tenants_to_reseal:
    'finds rotations of data keys that were interrupted, over all tenants; gives ids only',
  list_tenants_with_sealed_secrets: 'moves secrets into the vault, over all tenants; gives ids only',
  prune_audit: 'removes the beginning of the chain of the transaction’s tenant, up to a checkpoint only',
  remove_audit_bodies: 'removes what sealed records of the transaction’s tenant tell, when that is on record',
  list_unsealed_audit: 'the sealer goes over all tenants; gives ids, counts and ages only',
  list_due_audit_sinks: 'delivery of audit records goes over all tenants; gives ids only',
  ensure_partitions: 'makes partitions, which belong to no tenant',
  invite_person: 'people are global; makes a member of the transaction’s tenant only',
  is_person_elsewhere: 'asks whether a member of the transaction’s tenant is also another’s; gives yes or no',
  list_member_factors: 'how members of the transaction’s tenant sign in is theirs; gives counts only',
  rename_unclaimed_person:
    'people are global; only a member of the transaction’s tenant whom nobody else knows',
  reset_person: 'ways of signing in are the person’s; only of a member in whom no other tenant has a say',
  unlock_person:
    'attempts are counted for the installation; forgets those of a member of the transaction’s tenant',
  find_by_words:
    'the full-text operator is not leakproof, so row-level security would keep the search off its index; own tenant, ids alone',
  delete_alert:
    'removes one alert of the transaction’s tenant from tables that are kept for good; asks for a hold itself',
  list_child_tenants: 'the tenants below the transaction’s own',
  claim_email:
    'people are global; only the transaction’s own person, and only while they have no e-mail of their own',
  end_presented_session:
    'ends the session whose cookie came along with a sign-in, in whichever tenant it was',
  list_own_sessions: 'sessions of the transaction’s own person, in all their tenants',
  end_own_sessions: 'ends sessions of the transaction’s own person, in all their tenants',
  first_tenant_of:
    'the tenant in which somebody begins is looked for over all of theirs; not granted to the product',
  find_sign_in: 'nobody is known yet; gives what a password is compared with, for one e-mail',
  find_person_sign_in: 'nobody has entered yet; for the person that a link or a step before has named',
  find_passkey: 'nobody is known yet; gives the public key of the one passkey that is named',
  has_second_factor: 'asked before the person has entered; gives yes or no',
  list_own_memberships: 'tenants of the transaction’s own person',
  begin_session_elsewhere: 'begins a session of the transaction’s own person in another tenant of theirs',
  create_child_tenant: 'makes a tenant below the transaction’s own',
  is_child_tenant: 'asks whether a tenant stands right below the transaction’s own; gives yes or no',
  read_child_tenants:
    'the tenants right below the transaction’s own: state, quotas and usage, nothing of their data',
  rename_tenant: 'the transaction’s own tenant, or one right below it',
  set_child_status: 'a tenant right below the transaction’s own; refuses to delete a held one',
  list_dying_tenants: 'deletion goes over all tenants; gives ids only',
  add_usage: 'each server counts for many tenants at once; adds and gives nothing',
  lock_holds: 'a lock named after the transaction’s tenant; reads nothing',
  count_expired: 'counts what retention would remove of the transaction’s tenant',
  remove_expired_raw:
    'removes records of the transaction’s tenant that are kept for good otherwise; asks for holds itself',
  remove_expired_evidence: 'as remove_expired_raw, for events, words and links',
  remove_expired_alerts: 'as remove_expired_raw, for closed alerts with all that hangs on them',
  list_purge_order: 'names of tables from the catalogue; reads none of them',
  purge_tenant_rows:
    'removes rows of the transaction’s tenant, whose state must say that it is being deleted',
  purge_tenant_people: 'as purge_tenant_rows, for people who are members of that tenant alone',
  finish_tenant_deletion: 'as purge_tenant_rows, for the tenant itself when nothing of it is left',
  lease_tokens:
    'rate limits of all credentials and addresses at once; a bucket is named by a keyed hash, and only its count is told',
  prune_rate_buckets: 'as lease_tokens; removes buckets that are full again',
  count_open_letters: 'a figure of the installation, over all tenants; gives a count only',
  count_alerts:
    'a trigger: the group commit may not write counts, and stores alerts of many tenants in one statement; not granted to the product',
  list_uncounted_tenants: 'merging counts goes over all tenants; gives ids only',
  merge_alert_counts:
    'the product may not write counts; those of the transaction’s tenant, from their own deltas',
  recount_alerts: 'as merge_alert_counts, from the alerts of the transaction’s tenant',
  list_standing_tenants: 'the sweeper goes over all tenants; gives ids only',
  read_own_queue: 'the queue belongs to another role; gives counts of the transaction’s tenant only',
  list_uncarried: 'as read_own_queue; says which of the given ids no job of that tenant carries',
  count_workers: 'workers belong to no tenant; gives their number and when one was last heard of',
  take_along:
    'as read_own_queue; removes jobs of the transaction’s tenant alone, which stand behind the one that is running',
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
    for (const { groups } of matchesOf(
      /^create (?:unlogged )?table (?:if not exists )?(?:\w+\.)?(\w+)/gm,
      file.text,
    )) {
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
  const persons = personTables(tree);
  for (const file of tree.files) {
    if (!isServerCode(file)) continue;
    for (const literal of file.source.literals.filter(isStatement)) {
      const tables = [...tablesIn(literal)].map(({ table }) => table).filter((table) => owners.has(table));
      const isConcerned = isStore(file) || tables.some((table) => !platform.has(table));
      if (!isConcerned || /\btenant_id\b/.test(literal.text)) continue;
      if (tables.length > 0 && tables.every((table) => platform.has(table))) continue;
      // A person's own rows are kept apart by the person as a tenant's by the tenant.
      const isOwn = tables.length > 0 && tables.every((table) => persons.has(table));
      if (isOwn && /\bperson_id\b/.test(literal.text)) continue;
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

/** Tables that belong to a person and to no tenant, as the call that protects them says. */
function personTables(tree: Tree): Set<string> {
  const names = new Set<string>();
  for (const file of tree.files) {
    if (!/\/migrations\/[^/]+\.sql$/.test(file.path)) continue;
    for (const { groups } of matchesOf(/call protect_person_table\('(\w+)'/g, file.text))
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
