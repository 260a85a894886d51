import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { type Connection, connect } from '../connect.ts';
import { UsageError } from '../explain.ts';
import { printRows } from '../output.ts';

interface Json {
  readonly json?: boolean;
}

type Child = Awaited<ReturnType<Connection['api']['tenants']['list']>>[number];

/** The tenants of a service provider's customers. */
export function addTenantCommands(program: Command): void {
  const tenants = program
    .command('tenants')
    .alias('tenant')
    .description('Tenants below this one, and the data of a tenant as a file');
  addCreate(tenants);
  addList(tenants);
  addStatus(tenants);
  addDelete(tenants);
  addExport(tenants);
}

interface CreateOptions extends Json {
  readonly owner?: string;
  readonly key?: string;
  readonly keyRole: string;
  readonly recordsPerDay?: string;
  readonly storedBytes?: string;
}

function addCreate(tenants: Command): void {
  tenants
    .command('create <slug> <name>')
    .description('Make a tenant; the link of its owner and its key are printed this once')
    .option('--owner <email>', 'invite its first owner')
    .option('--key <name>', 'make a first API key of this name')
    .option('--key-role <role>', 'role of the key', 'ingest')
    .option('--records-per-day <count>', 'records that it may send a day')
    .option('--stored-bytes <count>', 'bytes of raw records that it may keep')
    .option('--json', 'as JSON')
    .action(async (slug: string, name: string, options: CreateOptions) => {
      const { api, url } = connect();
      const made = await api.tenants.create({
        slug,
        name,
        quotas: {
          ...(options.recordsPerDay === undefined ? {} : { records_per_day: countOf(options.recordsPerDay) }),
          ...(options.storedBytes === undefined ? {} : { stored_bytes: countOf(options.storedBytes) }),
        },
        ...(options.owner === undefined ? {} : { owner_email: options.owner }),
        // The server knows the roles and refuses others by name.
        ...(options.key === undefined
          ? {}
          : { key: { name: options.key, role: options.keyRole as 'ingest' } }),
      });
      if (options.json) {
        process.stdout.write(`${JSON.stringify(made, null, 2)}\n`);
        return;
      }
      process.stdout.write(`made ${made.tenant.slug} (${made.tenant.id})\n`);
      if (made.owner?.link) process.stdout.write(`link of the owner: ${url}${made.owner.link.path}\n`);
      if (made.key?.key) process.stdout.write(`key: ${made.key.key}\n`);
    });
}

function countOf(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new UsageError(`"${text}" is not a whole number.`);
  return Number(text);
}

function addList(tenants: Command): void {
  tenants
    .command('list')
    .description('The tenants below this one, with their usage')
    .option('--json', 'as JSON')
    .action(async (options: Json) => {
      printRows(
        await connect().api.tenants.list({}),
        [
          { title: 'ID', value: (row: Child) => row.id },
          { title: 'TENANT', value: (row: Child) => row.slug },
          { title: 'NAME', value: (row: Child) => row.name, wide: true },
          { title: 'STATE', value: (row: Child) => row.status },
          {
            title: 'TODAY',
            value: (row: Child) => usage(row.usage.records_today, row.quotas.records_per_day),
          },
          { title: 'BYTES', value: (row: Child) => usage(row.usage.stored_bytes, row.quotas.stored_bytes) },
        ],
        options.json ?? false,
      );
    });
}

function usage(used: number, quota: number | null): string {
  return quota === null ? String(used) : `${used}/${quota}`;
}

interface Reason {
  readonly reason: string;
}

function addStatus(tenants: Command): void {
  for (const verb of ['suspend', 'resume'] as const) {
    tenants
      .command(`${verb} <tenant>`)
      .description(
        verb === 'suspend'
          ? 'Stop every credential of a tenant within a second; its data stays'
          : 'Let a suspended tenant go on',
      )
      .requiredOption('--reason <text>', 'why, for the audit record')
      .action(async (tenant: string, { reason }: Reason) => {
        const { api } = connect();
        const { id } = await findTenant(api, tenant);
        const row = await api.tenants[verb]({ id, reason });
        process.stdout.write(`${row.slug} is ${row.status}\n`);
      });
  }
}

function addDelete(tenants: Command): void {
  tenants
    .command('delete <tenant>')
    .description('Delete a tenant with everything in it, for good')
    .requiredOption('--confirm <slug>', 'its short name once more')
    .requiredOption('--reason <text>', 'why, for the audit record')
    .action(async (tenant: string, { confirm, reason }: Reason & { readonly confirm: string }) => {
      const { api } = connect();
      const { id, slug } = await findTenant(api, tenant);
      await api.tenants.delete({ id, confirm, reason });
      process.stdout.write(
        `${slug} is being deleted; "watchfloor tenants tombstone ${id}" tells when it is done\n`,
      );
    });
  tenants
    .command('tombstone <id>')
    .description('What is left of a deleted tenant, and whether its audit hashes verify')
    .action(async (id: string) => {
      const stone = await connect().api.tenants.verifyTombstone({ id });
      process.stdout.write(`${JSON.stringify(stone, null, 2)}\n`);
      if (stone.audit?.ok === false) process.exitCode = 1;
    });
}

/** By id or short name. */
async function findTenant(api: Connection['api'], wanted: string): Promise<Child> {
  const found = (await api.tenants.list({})).find((row) => row.id === wanted || row.slug === wanted);
  if (found) return found;
  throw new UsageError(
    `There is no tenant "${wanted}" below this one: "watchfloor tenants list" names them.`,
  );
}

function addExport(tenants: Command): void {
  tenants
    .command('export [tenant]')
    .description('Write everything of this tenant, or of a customer’s where you have access, as gzip NDJSON')
    .requiredOption('-o, --output <file>', 'write here; must not exist')
    .action(async (tenant: string | undefined, { output }: { readonly output: string }) => {
      const { url, headers } = connect();
      const scope = tenant === undefined ? {} : { 'x-watchfloor-tenant': tenant };
      const response = await fetch(`${url}/v1/tenant/export`, { headers: { ...headers, ...scope } });
      if (!response.ok || !response.body) throw new UsageError(await refusalOf(response));
      await pipeline(
        Readable.fromWeb(response.body),
        createWriteStream(output, { flags: 'wx', mode: 0o600 }),
      );
      process.stdout.write(`wrote ${output}\n`);
    });
}

async function refusalOf(response: Response): Promise<string> {
  const text = await response.text();
  try {
    const { error } = JSON.parse(text) as { error: { message: string; code: string } };
    return `${error.message} (${error.code})`;
  } catch {
    // A proxy's page: its status is all there is to say.
    return `The server answered ${response.status}.`;
  }
}
