import type { Alert } from '@watchfloor/client';
import type { Command } from 'commander';
import { connect } from '../connect.ts';
import { UsageError } from '../explain.ts';
import { followChanges } from '../follow.ts';
import { age, clean, printRows, renderTable } from '../output.ts';
import { stopRequest } from '../until-stopped.ts';

interface FilterOptions {
  readonly status?: string;
  readonly severity?: string;
  readonly source?: string;
  readonly entity?: string;
  readonly assignee?: string;
  readonly query?: string;
  readonly json?: boolean;
}

interface ListOptions extends FilterOptions {
  readonly sort: string;
  readonly limit: string;
}

export function addAlertCommands(program: Command): void {
  const alerts = program.command('alerts').description('Alerts');
  alerts
    .command('list')
    .description('List alerts, newest first')
    .option('--status <status>', 'such as new,investigating')
    .option('--severity <severity>', 'such as critical,high')
    .option('--source <source>', 'such as okta')
    .option('--entity <type:value>', 'such as ip:192.0.2.1')
    .option('--assignee <who>', 'a name, or none')
    .option('-q, --query <words>', 'words, addresses, hashes')
    .option('--sort <column>', 'received_at, occurred_at, severity or risk_score', 'received_at')
    .option('--limit <rows>', 'rows, 1 to 200', '50')
    .option('--json', 'as JSON')
    .action(async (options: ListOptions) => {
      const { api } = connect();
      const page = await api.alerts.list(queryOf(options));
      printAlerts(page.data, options.json ?? false);
      if (page.next_cursor && !options.json)
        process.stdout.write(`more than ${options.limit}; narrow it or raise --limit\n`);
    });
  addFacets(alerts);
  alerts
    .command('show <id>')
    .description('Show one alert with its factors and timeline')
    .option('--json', 'as JSON')
    .action(async (id: string, options: { json?: boolean }) => {
      const { api } = connect();
      const [alert, decisions, timeline] = await Promise.all([
        api.alerts.get({ id }),
        api.alerts.decisions({ id }),
        api.alerts.timeline({ id }),
      ]);
      if (options.json) process.stdout.write(`${JSON.stringify({ alert, decisions, timeline }, null, 2)}\n`);
      else showAlert(alert, decisions[0]?.factors ?? [], timeline);
    });
  alerts
    .command('ocsf <id>')
    .description('Print one alert as an OCSF Detection Finding, as JSON')
    .action(async (id: string) => {
      const { api } = connect();
      process.stdout.write(`${JSON.stringify(await api.alerts.ocsf({ id }), null, 2)}\n`);
    });
  alerts
    .command('close <id>')
    .description('Close an alert with a verdict and a reason')
    .requiredOption(
      '--verdict <verdict>',
      'true_positive, benign_true_positive, false_positive or undetermined',
    )
    .requiredOption('--reason <reason>', 'why')
    .option('--note <note>', 'a comment')
    .action(async (id: string, options: { verdict: string; reason: string; note?: string }) => {
      const { api } = connect();
      const alert = await api.alerts.close({
        id,
        // The server knows the verdicts and refuses others by name.
        verdict: options.verdict as 'undetermined',
        reason: options.reason,
        ...(options.note === undefined ? {} : { note: options.note }),
      });
      process.stdout.write(`${alert.id} is ${alert.status}: ${alert.verdict}\n`);
    });
  addTail(alerts);
}

function addFacets(alerts: Command): void {
  alerts
    .command('facets')
    .description('Count alerts by severity, status, source, disposition and verdict')
    .option('--status <status>', 'such as new,investigating')
    .option('--severity <severity>', 'such as critical,high')
    .option('--source <source>', 'such as okta')
    .option('--entity <type:value>', 'such as ip:192.0.2.1')
    .option('--assignee <who>', 'a name, or none')
    .option('-q, --query <words>', 'words, addresses, hashes')
    .option('--json', 'as JSON')
    .action(async (options: FilterOptions) => {
      const { api } = connect();
      const answer = await api.alerts.facets(filtersOf(options));
      if (options.json) process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
      else process.stdout.write(`${renderFacets(answer)}\n`);
    });
}

type Facets = Awaited<ReturnType<ReturnType<typeof connect>['api']['alerts']['facets']>>;

/** A table of the values that occur; a plus where there may be more than were counted. */
export function renderFacets({ total, counted, looked_at_max: most, facets }: Facets): string {
  const mark = counted === 'exact' ? '' : '+';
  const rows = Object.entries(facets).flatMap(([facet, values]) =>
    values
      .filter(({ count }) => count !== 0)
      .map(({ value, count }) => ({ facet, value: value ?? '(none)', count: `${count}${mark}` })),
  );
  const columns = [
    { title: 'FACET', value: (row: (typeof rows)[number]) => row.facet },
    { title: 'VALUE', value: (row: (typeof rows)[number]) => row.value },
    { title: 'ALERTS', value: (row: (typeof rows)[number]) => row.count },
  ];
  const sum =
    counted === 'exact'
      ? `${total} alerts`
      : `at least ${total} alerts: only the newest ${most} were looked at`;
  return rows.length === 0 ? sum : `${renderTable(rows, columns, 120)}\n${sum}`;
}

function addTail(alerts: Command): void {
  alerts
    .command('tail')
    .description('Print alerts as they are decided, until Ctrl-C')
    .option('--json', 'as JSON lines')
    .action(async (options: { json?: boolean }) => {
      const stop = stopRequest();
      const connection = connect();
      const follow = await followChanges(connection, async (change) => {
        if (change.type !== 'alert.decided') return;
        const alert = await connection.api.alerts.get({ id: change.alert_id });
        process.stdout.write(options.json ? `${JSON.stringify(alert)}\n` : `${decisionLine(alert)}\n`);
      });
      await stop.asked;
      follow.stop();
    });
}

function queryOf(options: ListOptions) {
  const limit = Number(options.limit);
  if (!Number.isInteger(limit)) throw new UsageError('--limit must be a number.');
  // Words that the server does not know are refused there, by name.
  return { limit, sort: options.sort as 'received_at', ...filtersOf(options) };
}

function filtersOf(options: FilterOptions) {
  const words = (text: string | undefined) => text?.split(',');
  return {
    ...(options.status ? { status: words(options.status) as ['new'] } : {}),
    ...(options.severity ? { severity: words(options.severity) as ['high'] } : {}),
    ...(options.source ? { source: words(options.source) as string[] } : {}),
    ...(options.entity ? { entity: options.entity } : {}),
    ...(options.assignee ? { assignee: options.assignee } : {}),
    ...(options.query ? { q: options.query } : {}),
  };
}

export function printAlerts(rows: readonly Alert[], json: boolean): void {
  const now = new Date();
  printRows(
    rows,
    [
      { title: 'RISK', value: (row: Alert) => row.risk_score ?? '…' },
      { title: 'SEVERITY', value: (row: Alert) => row.severity },
      { title: 'STATUS', value: (row: Alert) => row.status },
      { title: 'TITLE', value: (row: Alert) => row.title, wide: true },
      { title: 'SOURCE', value: (row: Alert) => row.source },
      { title: 'AGE', value: (row: Alert) => age(row.received_at, now) },
      { title: 'N', value: (row: Alert) => row.duplicate_count },
      { title: 'ID', value: (row: Alert) => row.id },
    ],
    json,
  );
}

/** One line for a decision as it happens: score, severity, what is recommended, the alert, its main reasons. */
export function decisionLine(alert: Alert): string {
  const reasons = /mostly from (.*?); recommended/.exec(alert.narrative ?? '')?.[1] ?? '';
  return clean(
    `${String(alert.risk_score ?? '').padStart(3)}  ${alert.severity.padEnd(13)} ${(alert.recommended_disposition ?? '').padEnd(22)} ${alert.title}${reasons ? `: ${reasons}` : ''}`,
  );
}

function showAlert(
  alert: Alert,
  factors: readonly { points: number; label: string; detail: string }[],
  timeline: readonly { at: string; actor: string; summary: string }[],
): void {
  const out = (text = '') => process.stdout.write(`${text}\n`);
  out(clean(alert.title));
  out(
    `${alert.id}  ${alert.severity}  ${alert.status}${alert.verdict ? ` (${alert.verdict})` : ''}  risk ${alert.risk_score ?? 'not decided yet'}`,
  );
  out(
    `occurred ${alert.occurred_at}, received ${alert.received_at}, seen ${alert.duplicate_count} times, revision ${alert.revision}`,
  );
  if (alert.narrative) out(`\n${clean(alert.narrative)}`);
  out('\nWhy');
  for (const factor of factors)
    out(clean(`  ${String(factor.points).padStart(4)}  ${factor.label}: ${factor.detail}`));
  out('\nEntities');
  for (const entity of alert.entities)
    out(clean(`  ${entity.role.padEnd(12)} ${entity.type.padEnd(14)} ${entity.value}`));
  out('\nTimeline');
  for (const entry of timeline) out(clean(`  ${entry.at}  ${entry.actor}: ${entry.summary}`));
  if (alert.links.length > 0) out('\nIn the vendor’s console');
  for (const link of alert.links) out(clean(`  ${link.label}: ${link.url}`));
}
