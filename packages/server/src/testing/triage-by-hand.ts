// Triage without a worker: a server that only accepts, and the job run by hand, so that a test can stop it at any step, run it
// twice, and run it twice at once.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { decideAcceptedJob } from '../domains/triage/jobs/decide-accepted.ts';
import { systemClock } from '../kernel/clock.ts';
import type { Sql } from '../kernel/context.ts';
import type { DomainEvent } from '../kernel/event.ts';
import { fromWireId, type IdKind, makeIds, type TenantId } from '../kernel/ids.ts';
import type { JobContext } from '../kernel/job.ts';
import { openDatabase } from '../platform/db/database.ts';
import { writeEvents } from '../platform/db/domain-events.ts';
import { environmentRing } from '../platform/secrets/local-keys.ts';
import { makeRotations } from '../platform/secrets/rotation.ts';
import { makeSecretBox } from '../platform/secrets/secret-box.ts';
import { makeVault } from '../platform/secrets/vault.ts';
import { type FindingOptions, finding } from './records.ts';
import { startTestServer, type TestServer } from './server.ts';

export interface Fault {
  /** Which transaction of the run dies: before it begins, or when it is about to commit. */
  readonly transaction: number;
  readonly when: 'before' | 'inside';
  /** What it dies of. */
  readonly error?: Error;
}

export interface Run {
  readonly tenantId?: TenantId;
  readonly fault?: Fault;
  /** Done before every transaction but the first. */
  readonly between?: () => Promise<unknown>;
  /**
   * The first run is that of the job in the queue, and takes along the jobs behind it; 2 when left out, which decides just those
   * that are named.
   */
  readonly attempt?: number;
}

export interface TriageByHand {
  readonly server: TestServer;
  /** Submits findings; gives their alerts, undecided. */
  accept(...options: FindingOptions[]): Promise<string[]>;
  acceptOne(options?: FindingOptions): Promise<string>;
  decide(alerts: readonly string[], run?: Run): Promise<void>;
  linkEvents(events: readonly string[], run?: Run): Promise<void>;
  /** Everything that deciding writes, as text, to compare before and after. */
  everything(): Promise<string>;
  stop(): Promise<void>;
}

const log = { debug() {}, info() {}, warn() {}, error() {} };

export async function startTriageByHand(): Promise<TriageByHand> {
  const server = await startTestServer({ roles: ['api'] });
  const database = openDatabase({
    config: { connectionString: server.database.url },
    onError: (error) => assert.fail(error),
  });
  const ids = makeIds(systemClock);
  const secrets = makeSecretBox(randomBytes(32));
  const vault = makeVault({ masterKeys: environmentRing('ab'.repeat(32), []), ids });
  const vaultRotations = makeRotations({ vault, ids, database, clock: systemClock, log });
  const tenant = (await server.api.session.get({})).tenant.id;

  const contextOf = ({ fault, between, attempt = 2 }: Run, jobId: string | null): JobContext => {
    let count = 0;
    return {
      clock: systemClock,
      ids,
      log,
      secrets,
      vaultRotations,
      attempt,
      async transaction(tenantId, run) {
        count += 1;
        if (count > 1) await between?.();
        const isFaulty = fault?.transaction === count;
        if (isFaulty && fault.when === 'before') throw crashOf(fault);
        return database.jobTransaction(tenantId, async (sql) => {
          const events: DomainEvent[] = [];
          const at = systemClock.now();
          const result = await run({
            sql,
            at,
            vault: vault.of({ sql, tenantId, at }),
            publish: (event) => void events.push(event),
            takeAlong: (recordsMax) => takeAlong(sql, jobId, recordsMax),
          });
          await writeEvents({ sql, tenantId }, { events, ids, at, correlationOf: () => 'test' });
          if (isFaulty) throw crashOf(fault);
          return result;
        });
      },
    };
  };
  const runJob = async (alerts: readonly string[], events: readonly string[], run: Run) => {
    const payload = {
      tenant_id: run.tenantId ?? uuidOf('tenant', tenant),
      alerts: alerts.map((id) => uuidOf('alert', id)),
      events: events.map((id) => uuidOf('event', id)),
    };
    const begun = run.attempt === 1 ? payload.alerts[0] : undefined;
    await asWorker(server, begun, (jobId) => decideAcceptedJob.run(contextOf(run, jobId), payload));
  };
  const accept = (...options: FindingOptions[]) => submitFindings(server, options);
  return {
    server,
    accept,
    everything: () => everythingDecided(server),
    async acceptOne(options = {}) {
      const [id] = await accept(options);
      assert.ok(id);
      return id;
    },
    decide: (alerts, run = {}) => runJob(alerts, [], run),
    linkEvents: (events, run = {}) => runJob([], events, run),
    async stop() {
      await database.close();
      await server.stop();
    },
  };
}

function crashOf({ error = new Error('crashed') }: Fault): Error {
  return error;
}

async function submitFindings(server: TestServer, options: readonly FindingOptions[]): Promise<string[]> {
  const answer = await server.post('/v1/ingest/sentinel', options.map(finding));
  assert.equal(answer.status, 202, answer.text);
  return answer.body.data.map((row: { alert_id: string }) => row.alert_id);
}

/** Begins and ends the job that carries the alert, as a worker does; just runs when none is named or none carries it. */
async function asWorker(
  { database: { admin } }: TestServer,
  alertId: string | undefined,
  run: (jobId: string | null) => Promise<void>,
): Promise<void> {
  const { rows } = await admin.query(
    `update graphile_worker._private_jobs set locked_by = 'by-hand', locked_at = now(), attempts = attempts + 1
     where locked_by is null and (payload -> 'alerts')::jsonb ? $1 returning id`,
    [alertId ?? null],
  );
  await run(rows[0]?.id ?? null);
  await admin.query('delete from graphile_worker._private_jobs where id = $1', [rows[0]?.id ?? null]);
}

async function takeAlong(sql: Sql, jobId: string | null, recordsMax: number): Promise<unknown[]> {
  const taken = await sql.query<{ payload: unknown }>(
    'work.take-along',
    'select payload from wf_work.take_along($1::bigint, $2)',
    [jobId, recordsMax],
  );
  return taken.map((row) => row.payload);
}

/** The uuid behind a wire id, as the database holds it. */
export function uuidOf<Kind extends IdKind>(kind: Kind, wire: string) {
  const id = fromWireId(kind, wire);
  assert.ok(id, wire);
  return id;
}

async function everythingDecided({ database }: TestServer): Promise<string> {
  const tables = [
    'alert',
    'alert_revision',
    'alert_search',
    'decision',
    'domain_event',
    'entity',
    'entity_link',
    'triage_policy',
    'dedup_key',
  ];
  const { rows } = await database.admin.query(
    tables
      .map(
        (table) =>
          `select '${table}' as name, md5(string_agg(t::text, '' order by t::text)) from wf.${table} t`,
      )
      .join(' union all '),
  );
  return JSON.stringify(rows);
}
