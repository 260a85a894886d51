// `npm run new migration <domain> <change>`: the next migration, with its header. It refuses to be applied until it is written.

import { readdirSync } from 'node:fs';
import path from 'node:path';
import { FILL, REPOSITORY, writeNew } from './parts/edit.ts';
import { UsageError } from './usage-error.ts';

const FOLDER = 'packages/server/src/migrations';
const USAGE = `Usage: npm run new migration <domain> <change>

  domain  the owner of the tables: a folder of packages/server/src/domains, or platform
  change  what changes, in words with underscores, such as alert_priority`;

/** Writes the migration into this repository, or below another root, and gives its path. */
export async function create(args: string[], root: string = REPOSITORY): Promise<string[]> {
  const [owner = '', change = '', ...rest] = args;
  if (rest.length > 0 || !isOwner(owner, root) || !/^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/.test(change))
    throw new UsageError(USAGE);
  const number = readdirSync(path.join(root, FOLDER)).filter((file) => file.endsWith('.sql')).length + 1;
  const name = `${String(number).padStart(4, '0')}_${owner}_${change}.sql`;
  return writeNew(root, { [`${FOLDER}/${name}`]: migrationText(owner, name) });
}

function isOwner(owner: string, root: string): boolean {
  return owner === 'platform' || readdirSync(path.join(root, 'packages/server/src/domains')).includes(owner);
}

function migrationText(owner: string, name: string): string {
  return `-- owner: ${owner}
-- why: ${FILL} the reason, for whoever reads this in a year
-- kind: ${FILL} expand (old code still runs), backfill, or contract (a release after its expand)
-- lock: ${FILL} what it locks and for how long on a large table

-- A tenant's table: a key that begins with tenant_id, foreign keys as (tenant_id, …), then protected and granted:
--
--   create table thing (
--     tenant_id uuid not null references tenant (id),
--     id uuid not null,
--     primary key (tenant_id, id)
--   );
--   call protect_tenant_table('thing', 'what its rows are');
--   grant select, insert on thing to wf_app;

do $$ begin raise exception '${FILL} ${name} is not written yet'; end $$;
`;
}
