import type { Command } from 'commander';
import { connect } from '../connect.ts';

export function addEventCommands(program: Command): void {
  const events = program.command('events').description('Events');
  events
    .command('ocsf <id>')
    .description('Print one event as an OCSF Detection Finding that is no alert, as JSON')
    .action(async (id: string) => {
      const { api } = connect();
      process.stdout.write(`${JSON.stringify(await api.events.ocsf({ id }), null, 2)}\n`);
    });
}
