// `watchfloor`: thin verbs over the client, and the verbs that need no server. Exit codes: 0 done, 1 failed, 2 wrong usage.

import { Command, CommanderError } from 'commander';
import { addAccessCommands } from './commands/access.ts';
import { addAdminCommands } from './commands/admin.ts';
import { addAlertCommands } from './commands/alerts.ts';
import { addAuditCommands } from './commands/audit.ts';
import { addBackupCommands } from './commands/backup.ts';
import { addEventCommands } from './commands/events.ts';
import { addOfflineCommands } from './commands/offline.ts';
import { addReadingCommands } from './commands/reading.ts';
import { addServeCommands } from './commands/serve.ts';
import { addSubmitCommand } from './commands/submit.ts';
import { addTenantCommands } from './commands/tenants.ts';
import { addVaultCommands } from './commands/vault.ts';
import { addWorkCommands } from './commands/work.ts';
import { explain } from './explain.ts';

const program = new Command('watchfloor')
  .description('Watchfloor: an open security-operations platform')
  .exitOverride()
  .showHelpAfterError('(run with --help for the options)')
  .configureHelp({ sortSubcommands: true });

addServeCommands(program);
addSubmitCommand(program);
addOfflineCommands(program);
addAlertCommands(program);
addEventCommands(program);
addReadingCommands(program);
addAdminCommands(program);
addAccessCommands(program);
addVaultCommands(program);
addWorkCommands(program);
addAuditCommands(program);
addTenantCommands(program);
addBackupCommands(program);

// A reader that closes the pipe (`| head`) wants no more output; that is no error of ours.
process.stdout.on('error', (error) => {
  if ('code' in error && error.code === 'EPIPE') process.exit(0);
  throw error;
});

try {
  await program.parseAsync(process.argv);
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else {
    process.stderr.write(`${explain(error)}\n`);
    process.exitCode = 1;
  }
}
