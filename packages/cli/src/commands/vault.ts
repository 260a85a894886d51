import type { Command } from 'commander';
import { connect } from '../connect.ts';
import { printRows } from '../output.ts';

interface Json {
  readonly json?: boolean;
}

type Api = ReturnType<typeof connect>['api'];
type VaultStatus = Awaited<ReturnType<Api['vault']['status']>>;
type MasterKeyStatus = Awaited<ReturnType<Api['vault']['masterKeyStatus']>>;

/** The keys of the secrets vault, and their rotation. */
export function addVaultCommands(program: Command): void {
  const vault = program.command('vault').description('Keys of stored secrets');
  vault
    .command('status')
    .description('Data keys of the tenant; with --master the master keys of the installation')
    .option('--master', 'the master keys of the installation')
    .option('--json', 'as JSON')
    .action(async (options: Json & { master?: boolean }) => {
      const { api } = connect();
      if (options.master) printMasterKeys(await api.vault.masterKeyStatus({}), options);
      else printDataKeys(await api.vault.status({}), options);
    });
  vault
    .command('rotate-data-key')
    .description('Make a new data key for the tenant and move its secrets to it')
    .option('--json', 'as JSON')
    .action(async (options: Json) => printDataKeys(await connect().api.vault.rotateDataKey({}), options));
  vault
    .command('rotate-master-key')
    .description('Wrap every data key of the installation under a new master key')
    .option('--json', 'as JSON')
    .action(async (options: Json) => printMasterKeys(await connect().api.vault.rotateMasterKey({}), options));
}

function printDataKeys(status: VaultStatus, options: Json): void {
  if (options.json) {
    printJson(status);
    return;
  }
  type Row = VaultStatus['data_keys'][number];
  printRows(
    status.data_keys,
    [
      { title: 'VERSION', value: (row: Row) => String(row.version) },
      { title: 'KEY', value: (row: Row) => row.id },
      { title: 'MASTER KEY', value: (row: Row) => row.master_key_id ?? 'none', wide: true },
      { title: 'SECRETS', value: (row: Row) => String(row.secrets) },
      { title: 'CREATED', value: (row: Row) => row.created_at },
      { title: 'RETIRED', value: (row: Row) => row.retired_at ?? 'no' },
    ],
    false,
  );
  process.stdout.write(
    status.rotating
      ? `${status.secrets_under_old_keys} of ${status.secrets} secrets are yet to be moved\n`
      : `${status.secrets} secrets, all under the newest key\n`,
  );
}

function printMasterKeys(status: MasterKeyStatus, options: Json): void {
  if (options.json) {
    printJson(status);
    return;
  }
  type Row = MasterKeyStatus['keys'][number];
  printRows(
    status.keys,
    [
      { title: 'MASTER KEY', value: (row: Row) => row.master_key_id, wide: true },
      { title: 'CURRENT', value: (row: Row) => (row.is_current ? 'yes' : 'no') },
      { title: 'TENANT KEYS', value: (row: Row) => String(row.tenant_keys) },
      { title: 'PLATFORM KEYS', value: (row: Row) => String(row.platform_keys) },
    ],
    false,
  );
  process.stdout.write(
    `${status.provider}: ${status.current_key_id} is current; ${status.keys_under_old_master_keys} keys are under others\n`,
  );
  const last = status.last_rotation;
  if (last) {
    process.stdout.write(
      `last rotation: asked for at ${last.requested_at}, ${last.finished_at ? `done at ${last.finished_at}` : 'under way'}, ${last.rewrapped} keys wrapped anew\n`,
    );
  }
}

function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
