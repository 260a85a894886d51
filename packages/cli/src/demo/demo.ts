// The demo: the real server, the bundled samples of every source sent through the public API, each decision printed as it
// happens. Nothing here has a private door: what it shows, any sender and any reader of the API would see.

import { createClient } from '@watchfloor/client';
import { loadConfig, REPOSITORY_ROOT, type Server, startServer } from '@watchfloor/server';
import { decisionLine, printAlerts } from '../commands/alerts.ts';
import { UsageError } from '../explain.ts';
import { followChanges } from '../follow.ts';
import { type StopRequest, stopRequest } from '../until-stopped.ts';
import { loadSamples, type Sample } from './samples.ts';
import { generateLoad } from './synthetic.ts';

export interface DemoOptions {
  readonly exit?: boolean;
  readonly rate?: number;
  readonly seconds?: number;
}

const DECIDED_WITHIN_MS = 60_000;

interface Summary {
  readonly submitted: number;
  readonly decided: number;
  readonly events: number;
  readonly sources: readonly string[];
  readonly seconds_to_first_decision: number | null;
  readonly seconds: number;
}

export async function runDemo(options: DemoOptions): Promise<void> {
  for (const [name, value] of [
    ['--rate', options.rate],
    ['--seconds', options.seconds],
  ] as const) {
    if (value !== undefined && !(value > 0 && value <= 10_000))
      throw new UsageError(`${name} must be a number above 0.`);
  }
  const startedAt = performance.now();
  const config = loadConfig(process.env, REPOSITORY_ROOT);
  const quiet =
    process.env['WATCHFLOOR_LOG_LEVEL'] === undefined ? { ...config, logLevel: 'warn' as const } : config;
  const stop = stopRequest();
  const server = await startServer(quiet);
  try {
    await Promise.race([show({ server, options, startedAt, stop }), stop.asked]);
  } finally {
    await server.stop();
  }
  // What was under way when the stop was asked for is given up with the process.
  if (stop.isAsked) process.exit();
}

interface Showing {
  readonly server: Server;
  readonly options: DemoOptions;
  readonly startedAt: number;
  readonly stop: StopRequest;
}

async function show({ server, options, startedAt, stop }: Showing): Promise<void> {
  const out = (text = '') => process.stdout.write(`${text}\n`);
  out(
    `Watchfloor runs at ${server.url} (ready in ${seconds(startedAt)} s). Submitting the samples of every source:\n`,
  );
  const headers = { authorization: `Bearer ${server.cliKey}` };
  const run = makeRun({ url: server.url, headers, startedAt, print: out });
  const samples = loadSamples(REPOSITORY_ROOT, new Date());
  const summary = await run.submit(samples);
  await printTable({ url: server.url, headers }, run.alertIds);
  out(`\n${JSON.stringify(summary)}`);
  if (options.rate !== undefined) {
    const { rate, seconds: length = 60 } = options;
    await generateLoad({ url: server.url, headers, rate, seconds: length, print: out });
  }
  const consoleFailure = (await server.console?.ready) ?? null;
  out(`\nConsole: ${server.url}${consoleFailure === null ? '' : ' (could not be built; the API works)'}`);
  out(`Sign in once, within the hour: ${await server.signInLink()}`);
  if (summary.decided !== summary.submitted) process.exitCode = 1;
  if (options.exit) return;
  out('Ctrl-C stops the server and its database.');
  await stop.asked;
}

interface RunParts {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly startedAt: number;
  print(text: string): void;
}

/** Sends samples and follows the stream until each alert among them is decided. */
function makeRun(parts: RunParts) {
  const api = createClient({ baseUrl: parts.url, headers: parts.headers });
  const waiting = new Set<string>();
  const decided = new Set<string>();
  const alertIds: string[] = [];
  let firstDecision: number | null = null;
  let allDecided: () => void = () => undefined;

  const onDecided = async (id: string) => {
    if (decided.has(id)) return;
    decided.add(id);
    firstDecision ??= performance.now();
    parts.print(decisionLine(await api.alerts.get({ id })));
    if ([...waiting].every((one) => decided.has(one))) allDecided();
  };

  return {
    alertIds,
    async submit(samples: readonly Sample[]): Promise<Summary> {
      const early: string[] = [];
      let sent = false;
      const follow = await followChanges(parts, async (change) => {
        if (change.type !== 'alert.decided') return;
        if (!sent) early.push(change.alert_id);
        if (waiting.has(change.alert_id)) await onDecided(change.alert_id);
      });
      let events = 0;
      for (const sample of samples) {
        const received = await post(parts, sample);
        if (received.kind === 'event') {
          events += 1;
          continue;
        }
        if (received.alert_id === null || waiting.has(received.alert_id)) continue;
        waiting.add(received.alert_id);
        alertIds.push(received.alert_id);
        if (early.includes(received.alert_id)) await onDecided(received.alert_id);
      }
      sent = true;
      for (const id of early) if (waiting.has(id)) await onDecided(id);
      // What an earlier run of the demo has sent already is counted again, not decided again.
      for (const id of waiting) {
        if (!decided.has(id) && (await api.alerts.get({ id })).stage === 'decided') await onDecided(id);
      }
      if (![...waiting].every((one) => decided.has(one))) {
        await Promise.race([
          new Promise<void>((resolve) => {
            allDecided = resolve;
          }),
          new Promise<void>((resolve) => setTimeout(resolve, DECIDED_WITHIN_MS).unref()),
        ]);
      }
      follow.stop();
      return {
        submitted: waiting.size,
        decided: decided.size,
        events,
        sources: [...new Set(samples.map((sample) => sample.source))].sort(),
        seconds_to_first_decision: firstDecision === null ? null : rounded(firstDecision - parts.startedAt),
        seconds: rounded(performance.now() - parts.startedAt),
      };
    },
  };
}

async function post(
  parts: RunParts,
  sample: Sample,
): Promise<{ readonly alert_id: string | null; readonly kind: 'alert' | 'event' }> {
  const response = await fetch(`${parts.url}/v1/ingest/${sample.source}`, {
    method: 'POST',
    headers: { ...parts.headers, 'content-type': sample.contentType },
    body: sample.body,
  });
  const body = (await response.json()) as {
    data: { alert_id: string | null; kind: 'alert' | 'event' };
    error?: { message: string };
  };
  if (response.status !== 202)
    throw new UsageError(`The sample ${sample.name} was refused: ${body.error?.message}`);
  return body.data;
}

async function printTable(
  connection: Pick<RunParts, 'url' | 'headers'>,
  ids: readonly string[],
): Promise<void> {
  const api = createClient({ baseUrl: connection.url, headers: connection.headers });
  const rows = await Promise.all(ids.map((id) => api.alerts.get({ id })));
  process.stdout.write('\n');
  printAlerts(
    rows.sort((left, right) => (right.risk_score ?? 0) - (left.risk_score ?? 0)),
    false,
  );
}

function seconds(since: number): string {
  return rounded(performance.now() - since).toFixed(1);
}

function rounded(ms: number): number {
  return Math.round(ms) / 1000;
}
