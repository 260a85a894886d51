import { loadConfig, REPOSITORY_ROOT } from '@watchfloor/server/config';
import type { Command } from 'commander';
import { stopRequest } from '../until-stopped.ts';

export function addServeCommands(program: Command): void {
  program
    .command('serve')
    .description('Start the server with all its roles; the database too unless DATABASE_URL is set')
    .action(async () => {
      const stop = stopRequest();
      // Loaded here: the other verbs need no server.
      const { startServer } = await import('@watchfloor/server');
      const server = await startServer(loadConfig(process.env, REPOSITORY_ROOT));
      try {
        if (stop.isAsked) return;
        const seconds = (server.startedMs / 1000).toFixed(1);
        process.stdout.write(`Watchfloor runs at ${server.url} (started in ${seconds} s).\n`);
        process.stdout.write(`Sign in once, within the hour: ${await server.signInLink()}\n`);
        process.stdout.write('Ctrl-C stops the server and its database.\n');
        await stop.asked;
      } finally {
        await server.stop();
      }
    });

  program
    .command('demo')
    .description('Start the server and submit the bundled samples of every source through the API')
    .option('--exit', 'stop when everything is decided')
    .option('--rate <alerts>', 'afterwards generate varied synthetic alerts: so many a second', Number)
    .option('--seconds <seconds>', 'for so long', Number)
    .action(async (options: { exit?: boolean; rate?: number; seconds?: number }) => {
      const { runDemo } = await import('../demo/demo.ts');
      await runDemo(options);
    });
}
