import type { Command } from 'commander';
import { connect } from '../connect.ts';
import { printRows } from '../output.ts';

interface Json {
  readonly json?: boolean;
}

type Kind = 'service' | 'agent';

/** People, roles, service accounts, and access to customers' tenants. */
export function addAccessCommands(program: Command): void {
  addPeople(program);
  addPeopleChanges(program);
  addRoles(program);
  addServiceAccounts(program);
  addChildAccess(program);
}

const peopleOf = (program: Command): Command =>
  program.commands.find((command) => command.name() === 'people') ??
  program.command('people').description('People of the tenant');

function addPeople(program: Command): void {
  const people = peopleOf(program);
  people
    .command('list')
    .description('List people with their role and how they sign in')
    .option('--json', 'as JSON')
    .action(async (options: Json) => {
      const rows = await connect().api.people.list({});
      type Row = (typeof rows)[number];
      printRows(
        rows,
        [
          { title: 'ID', value: (row: Row) => row.id },
          { title: 'NAME', value: (row: Row) => row.name, wide: true },
          { title: 'E-MAIL', value: (row: Row) => row.email },
          { title: 'ROLE', value: (row: Row) => row.role },
          { title: 'STATE', value: (row: Row) => row.account?.status ?? '' },
          { title: 'FACTORS', value: (row: Row) => factorsOf(row.account) },
          { title: 'LAST SEEN', value: (row: Row) => row.account?.last_seen_at ?? 'never' },
        ],
        options.json ?? false,
      );
    });
  people
    .command('invite <email> <name>')
    .description('Make somebody a member; prints the one-time link for them, this once')
    .requiredOption('--role <role>', 'a built-in role or one of the tenant')
    .option('--json', 'as JSON')
    .action(async (email: string, name: string, options: Json & { role: string }) => {
      const { api, url } = connect();
      const person = await api.people.invite({ email, name, role: options.role });
      if (options.json) process.stdout.write(`${JSON.stringify(person, null, 2)}\n`);
      else if (person.link) process.stdout.write(`${url}${person.link.path}\n`);
      else process.stdout.write(`${person.name} belongs to another tenant too, and signs in as there\n`);
    });
  people
    .command('sessions <id>')
    .description('Where a person is signed in')
    .option('--end', 'sign them out everywhere')
    .option('--json', 'as JSON')
    .action(async (id: string, options: Json & { end?: boolean }) => {
      const { api } = connect();
      if (options.end) {
        const { ended } = await api.people.endSessions({ id });
        process.stdout.write(`${ended} sessions ended\n`);
        return;
      }
      const rows = await api.people.sessions({ id });
      type Row = (typeof rows)[number];
      printRows(
        rows,
        [
          { title: 'ID', value: (row: Row) => row.id },
          { title: 'SINCE', value: (row: Row) => row.created_at },
          { title: 'LAST SEEN', value: (row: Row) => row.last_seen_at },
          { title: 'BY', value: (row: Row) => row.method },
          { title: 'ADDRESS', value: (row: Row) => row.address ?? '' },
          { title: 'PROGRAM', value: (row: Row) => row.user_agent ?? '', wide: true },
        ],
        options.json ?? false,
      );
    });
}

function addPeopleChanges(program: Command): void {
  const people = peopleOf(program);
  const say = (what: string, person: { name: string; email: string }): void => {
    process.stdout.write(`${what} ${person.name} (${person.email})\n`);
  };
  people
    .command('role <id> <role>')
    .description("Change a person's role; it counts within a second")
    .option('--reason <reason>', 'why, for the audit log')
    .action(async (id: string, role: string, { reason }: { reason?: string }) =>
      say(`${role}:`, await connect().api.people.update({ id, role, reason: reason ?? '' })),
    );
  people
    .command('deactivate <id>')
    .description('Switch a person off: sessions and links end at once')
    .option('--reason <reason>', 'why, for the audit log')
    .action(async (id: string, { reason }: { reason?: string }) =>
      say('switched off', await connect().api.people.deactivate({ id, reason: reason ?? '' })),
    );
  people
    .command('reactivate <id>')
    .description('Let a person act again')
    .action(async (id: string) => say('switched on', await connect().api.people.reactivate({ id })));
  people
    .command('remove <id>')
    .description('Take a person out of this tenant')
    .action(async (id: string) => {
      await connect().api.people.remove({ id });
      process.stdout.write('removed\n');
    });
  people
    .command('reset <id>')
    .description('Take away every way in which a person signs in; prints a new one-time link, this once')
    .option('--reason <reason>', 'why, for the audit log')
    .action(async (id: string, { reason }: { reason?: string }) => {
      const { api, url } = connect();
      const { link } = await api.people.reset({ id, reason: reason ?? '' });
      process.stdout.write(`${url}${link.path}\n`);
    });
  people
    .command('unlock <id>')
    .description('Let somebody try to sign in again who was locked out')
    .action(async (id: string) => {
      await connect().api.people.unlock({ id });
      process.stdout.write('unlocked\n');
    });
}

function addRoles(program: Command): void {
  const roles = program.command('roles').description('Built-in roles and those of the tenant');
  roles
    .command('list')
    .description('List roles with what they give and how many hold them')
    .option('--json', 'as JSON')
    .action(async (options: Json) => {
      const rows = await connect().api.roles.list({});
      type Row = (typeof rows)[number];
      printRows(
        rows,
        [
          { title: 'ROLE', value: (row: Row) => row.name },
          { title: 'KIND', value: (row: Row) => (row.built_in ? 'built in' : 'own') },
          { title: 'PEOPLE', value: (row: Row) => String(row.held_by.people) },
          { title: 'KEYS', value: (row: Row) => String(row.held_by.keys) },
          { title: 'GIVES', value: (row: Row) => row.permissions.join(' '), wide: true },
        ],
        options.json ?? false,
      );
    });
  roles
    .command('create <name> <permission...>')
    .description('Make a role from permissions that you hold')
    .option('--description <text>', 'what it is for', '')
    .action(async (name: string, permissions: string[], { description }: { description: string }) => {
      // The server knows the permissions and refuses others by name.
      const role = await connect().api.roles.create({
        name,
        description,
        permissions: permissions as 'ai:use'[],
      });
      process.stdout.write(`${role.name}: ${role.permissions.join(' ')}\n`);
    });
  roles
    .command('delete <name>')
    .description('Delete a role that nobody holds')
    .action(async (name: string) => {
      await connect().api.roles.delete({ name });
      process.stdout.write(`deleted ${name}\n`);
    });
  roles
    .command('permissions')
    .description('What each permission allows')
    .option('--json', 'as JSON')
    .action(async (options: Json) => {
      const rows = await connect().api.permissions.list({});
      type Row = (typeof rows)[number];
      printRows(
        rows,
        [
          { title: 'PERMISSION', value: (row: Row) => row.name },
          { title: 'OPERATIONS', value: (row: Row) => String(row.operations.length) },
          { title: 'ALLOWS', value: (row: Row) => row.text, wide: true },
        ],
        options.json ?? false,
      );
    });
}

function addServiceAccounts(program: Command): void {
  const accounts = program
    .command('service-accounts')
    .description('Programs and agents with keys that change');
  accounts
    .command('list')
    .description('List service accounts and agents')
    .option('--json', 'as JSON')
    .action(async (options: Json) => {
      const rows = await connect().api.serviceAccounts.list({});
      type Row = (typeof rows)[number];
      printRows(
        rows,
        [
          { title: 'ID', value: (row: Row) => row.id },
          { title: 'NAME', value: (row: Row) => row.name, wide: true },
          { title: 'KIND', value: (row: Row) => row.kind },
          { title: 'ROLE', value: (row: Row) => row.role },
          { title: 'STATE', value: (row: Row) => row.status },
          { title: 'KEYS', value: (row: Row) => String(row.keys) },
          { title: 'LAST USED', value: (row: Row) => row.last_used_at ?? 'never' },
        ],
        options.json ?? false,
      );
    });
  accounts
    .command('create <name>')
    .description('Make one; its keys are made with: keys create <name> --account <id>')
    .requiredOption('--role <role>', 'a built-in role or one of the tenant')
    .option('--agent', 'a model acts by it')
    .option('--description <text>', 'what it is for', '')
    .action(async (name: string, options: { role: string; agent?: boolean; description: string }) => {
      const kind: Kind = options.agent ? 'agent' : 'service';
      const { role, description } = options;
      const account = await connect().api.serviceAccounts.create({ name, kind, role, description });
      process.stdout.write(`${account.id}\n`);
    });
  for (const verb of ['disable', 'enable'] as const) {
    accounts
      .command(`${verb} <id>`)
      .description(verb === 'disable' ? 'Switch it off: its keys stop within a second' : 'Switch it on again')
      .action(async (id: string) => {
        const account = await connect().api.serviceAccounts[verb]({ id });
        process.stdout.write(`${account.name}: ${account.status}\n`);
      });
  }
}

function addChildAccess(program: Command): void {
  const access = program.command('child-access').description("Who may act in which customer's tenant");
  access
    .command('list')
    .description('List who may act where, and as what')
    .option('--json', 'as JSON')
    .action(async (options: Json) => {
      const rows = await connect().api.childAccess.list({});
      type Row = (typeof rows)[number];
      printRows(
        rows,
        [
          { title: 'ID', value: (row: Row) => row.id },
          { title: 'WHO', value: (row: Row) => row.holder.name, wide: true },
          { title: 'KIND', value: (row: Row) => row.holder.kind },
          { title: 'TENANT', value: (row: Row) => row.tenant?.slug ?? 'all' },
          { title: 'ROLE', value: (row: Row) => row.role },
        ],
        options.json ?? false,
      );
    });
  access
    .command('grant <holder>')
    .description("Let a person (user_…) or key (key_…) act in customers' tenants")
    .requiredOption('--role <role>', 'what they are there')
    .option('--tenant <tenant>', 'id or short name; all when left out')
    .action(async (holder: string, { role, tenant }: { role: string; tenant?: string }) => {
      const grant = await connect().api.childAccess.grant({ holder, role, tenant: tenant ?? null });
      process.stdout.write(`${grant.id}\n`);
    });
  access
    .command('revoke <id>')
    .description('Take access back; it counts within a second')
    .action(async (id: string) => {
      await connect().api.childAccess.revoke({ id });
      process.stdout.write('revoked\n');
    });
}

interface Factors {
  readonly factors: { readonly password: boolean; readonly passkeys: number; readonly totp: boolean };
}

function factorsOf(account: Factors | null): string {
  if (!account) return '';
  const { password, passkeys, totp } = account.factors;
  const named = [password ? 'password' : '', passkeys > 0 ? `${passkeys} passkeys` : '', totp ? 'totp' : ''];
  return named.filter((name) => name !== '').join(', ') || 'none';
}
