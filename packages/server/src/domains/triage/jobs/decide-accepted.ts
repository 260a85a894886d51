// The way of an accepted batch: take over revisions, extract indicators, decide provisionally; then gather the evidence and
// decide finally. What is gathered today is in the database, so a batch does both in one transaction and writes each alert once.
// The way step by step, in two transactions, is for what could not go with the batch; evidence from outside providers will take it
// too, since no transaction waits for one.
//
// The job takes its ids as a hint only: it looks at where each alert stands and does what is left. So it may run twice, stop
// between the two transactions, or meet another worker on the same alert, and each step still happens once.

import { hash } from 'node:crypto';
import type { Entity } from '@watchfloor/sdk';
import { z } from 'zod';
import { canonicalJson } from '../../../kernel/canonical-json.ts';
import type { TenantId } from '../../../kernel/ids.ts';
import { type JobContext, type JobTransaction, job } from '../../../kernel/job.ts';
import {
  type AlertForTriage,
  applyRevisions,
  type DecisionCopy,
  followVendor,
  loadEvents,
  loadForTriage,
  retireDedupKeys,
  type Searchable,
  type SearchField,
  type Standing,
  searchVector,
  writeDecisionCopies,
  writeWords,
} from '../../alerts/index.ts';
import { recordRules } from '../../detect/index.ts';
import {
  extractFromRecord,
  type KnownEntities,
  knownEntitiesOf,
  linkEntities,
  listEnabledMappings,
  mapRecords,
  unlinkEntities,
} from '../../indicators/index.ts';
import {
  type DecisionInputs,
  type DecisionOutcome,
  decide,
  ENGINE_VERSION,
  type Evidence,
} from '../decide.ts';
import { DEFAULT_POLICY, type Policy } from '../policy.ts';
import { findPolicy, insertDecisions, insertPolicy, type NewDecision } from '../triage.store.ts';
import { beCareful, isCareful, isMissingKey, isOfRecord } from './careful.ts';
import { gatherEvidence, type Judged, loadJudged } from './gather-evidence.ts';

const payloadSchema = z.object({
  tenant_id: z.string(),
  alerts: z.array(z.string()).max(1_000),
  /** Those of the alerts whose key another alert had before; when it is not said, any may be. */
  renewed: z.array(z.string()).max(1_000).optional(),
  /** Those of the alerts that have new content to be taken over; when it is not said, any may have. */
  revised: z.array(z.string()).max(1_000).optional(),
  events: z.array(z.string()).max(1_000),
});

export const decideAcceptedJob = job({
  id: 'records.accepted',
  payload: payloadSchema,
  async run(ctx, payload) {
    // The payload was written by our own accept transaction, or the database refuses it as no uuid.
    const tenantId = payload.tenant_id as TenantId;
    const left = ctx.attempt > 1 ? payload : await runBatch(ctx, tenantId, payload);
    if (left.events.length > 0)
      await ctx.transaction(tenantId, (tx) => linkEvents({ ctx, tx, tenantId }, left.events));
    if (left.alerts.length === 0) return;
    await ctx.transaction(tenantId, (tx) => decideProvisionally({ ctx, tx, tenantId }, left.alerts));
    await ctx.transaction(tenantId, (tx) => decideFinally({ ctx, tx, tenantId }, left.alerts));
  },
});

interface Batch {
  readonly alerts: readonly string[];
  readonly renewed?: readonly string[] | undefined;
  readonly revised?: readonly string[] | undefined;
  readonly events: readonly string[];
}

interface Waiting {
  readonly alerts: readonly string[];
  /** Those that begin anew under a key that another alert had. */
  readonly renewed: readonly string[];
  /** Those that have new content to be taken over. */
  readonly revised: readonly string[];
}

/** Alerts and events that one run holds at most, its own and those it takes along: some tenths of a second of work. */
const BATCH_MAX = 100;
/**
 * The first run of a job: does its work together with that of the jobs behind it, since with many tenants a commit makes many jobs
 * of one or two records, and a batch costs little more than one. Gives what is left to do step by step: all of its own when the
 * batch failed, which may be the fault of what it took along.
 */
async function runBatch(ctx: JobContext, tenantId: TenantId, own: Batch): Promise<Batch> {
  const nowMs = ctx.clock.now().getTime();
  const known = knownEntitiesOf(ctx.ids);
  const linked: string[] = [];
  try {
    const left = await ctx.transaction(tenantId, async (tx) => {
      const work = { ctx, tx, tenantId, entities: { known, linked } };
      const room = BATCH_MAX - own.alerts.length - own.events.length;
      const beside = room <= 0 || isCareful(tenantId, nowMs) ? [] : await tx.takeAlong(room);
      const jobs = [own, ...beside.map((payload) => payloadSchema.parse(payload))];
      const events = [...new Set(jobs.flatMap((one) => one.events))];
      if (events.length > 0) await linkEvents(work, events);
      const alerts = [...new Set(jobs.flatMap((one) => one.alerts))];
      const renewed = jobs.flatMap((one) => one.renewed ?? one.alerts);
      const revised = jobs.flatMap((one) => one.revised ?? one.alerts);
      const halfway = alerts.length > 0 ? await decideAtOnce(work, { alerts, renewed, revised }) : [];
      return { alerts: halfway, events: [] };
    });
    known.add(tenantId, linked);
    return left;
  } catch (error) {
    // What was known may be gone; no record is to blame for that.
    if (isMissingKey(error)) known.forget();
    else if (isOfRecord(error)) beCareful(tenantId, nowMs);
    ctx.log.warn({ tenant: tenantId, error }, 'triage.batch-failed');
    return own;
  }
}

interface Work {
  readonly ctx: JobContext;
  readonly tx: JobTransaction;
  readonly tenantId: TenantId;
  /** Entities that need not be written again, and a list of those that were linked; left out, all are written. */
  readonly entities?: { readonly known: KnownEntities; readonly linked: string[] };
}

/** Links what each of them names. */
async function link(work: Work, subjects: Parameters<typeof linkEntities>[1]): Promise<void> {
  const scope = { sql: work.tx.sql, tenantId: work.tenantId };
  const linked = await linkEntities(scope, subjects, work.entities?.known);
  work.entities?.linked.push(...linked);
}

async function linkEvents(work: Work, ids: readonly string[]): Promise<void> {
  const scope = { sql: work.tx.sql, tenantId: work.tenantId };
  const [events, mappings] = await Promise.all([loadEvents(scope, ids), listEnabledMappings(scope)]);
  const mapped = await mapRecords(scope, { kind: 'event', subjects: events, mappings });
  await link(
    work,
    events.map((event) => ({
      kind: 'event',
      id: event.id,
      at: event.occurred_at,
      entities: mapped.get(event.id) ?? event.entities,
    })),
  );
}

/**
 * Both decisions in one transaction; whoever looks in between has not seen the first one, but it stands on record. Gives those that
 * a run before has left between the two.
 */
async function decideAtOnce(work: Work, waiting: Waiting): Promise<string[]> {
  const { alerts, halfway, policy, judged } = await prepare(work, waiting);
  if (alerts.length > 0) {
    const provisional = decideRound(work, { policy, alerts, phase: 'provisional', evidence: () => null });
    const seen = alerts.map((alert, index) => ({
      ...alert,
      decision_version: provisional.rows[index]?.version ?? alert.decision_version,
    }));
    const final = await decideWithEvidence(work, seen, { policy, judged });
    await writeRound(work, {
      alerts: seen,
      rows: [...provisional.rows, ...final.rows],
      copies: final.copies,
    });
  }
  return halfway;
}

async function decideProvisionally(work: Work, ids: readonly string[]): Promise<void> {
  const { alerts, policy } = await prepare(work, { alerts: ids, renewed: ids, revised: ids });
  if (alerts.length === 0) return;
  const round = decideRound(work, { policy, alerts, phase: 'provisional', evidence: () => null });
  await writeRound(work, { alerts, ...round });
}

async function decideFinally(work: Work, ids: readonly string[]): Promise<void> {
  const scope = { sql: work.tx.sql, tenantId: work.tenantId };
  const alerts = await loadForTriage(scope, ids, ['evidence']);
  if (alerts.length === 0) return;
  const [policy, judged] = await Promise.all([requirePolicy(work), loadJudged(evidenceScope(work), alerts)]);
  const round = await decideWithEvidence(work, alerts, { policy, judged });
  await writeRound(work, { alerts, ...round });
}

interface Prepared {
  readonly alerts: readonly AlertForTriage[];
  /** Alerts that stand between their two decisions. */
  readonly halfway: string[];
  readonly policy: Policy;
  readonly judged: Judged;
}

const NOTHING_PREPARED = {
  alerts: [],
  policy: DEFAULT_POLICY,
  judged: { benign: new Set<string>(), history: new Map() },
} as const;

/** Takes over what was revised, and writes down what the waiting alerts name and by which words each is found. */
async function prepare(work: Work, waiting: Waiting): Promise<Prepared> {
  const scope = { sql: work.tx.sql, tenantId: work.tenantId };
  await applyRevisions(scope, waiting.revised, work.tx.at);
  const [unfinished, mappings, found] = await Promise.all([
    loadForTriage(scope, waiting.alerts, ['accepted', 'evidence']),
    listEnabledMappings(scope),
    findPolicy(scope),
  ]);
  const halfway = unfinished.filter((alert) => alert.stage === 'evidence').map((alert) => alert.id);
  const accepted = unfinished.filter((alert) => alert.stage === 'accepted');
  if (accepted.length === 0) return { ...NOTHING_PREPARED, halfway };
  const policy = found ?? (await makePolicy(work));
  const mapped = await mapRecords(scope, { kind: 'alert', subjects: accepted, mappings });
  const alerts = accepted.map((alert) => {
    const read = { ...alert, entities: mapped.get(alert.id) ?? alert.entities };
    return { ...read, indicators: extractFromRecord(read, '') };
  });
  const replaced = alerts.filter((alert) => alert.revision > 1).map((alert) => alert.id);
  // None needs what another answers, so they are sent at once. What a revised alert named goes before what it names now is linked.
  const [judged] = await Promise.all([
    loadJudged(evidenceScope(work), alerts),
    retireDedupKeys(scope, waiting.renewed),
    unlinkEntities(scope, replaced),
    link(
      work,
      alerts.map((alert) => ({
        kind: 'alert',
        id: alert.id,
        at: alert.received_at,
        entities: joinEntities(alert),
      })),
    ),
    recordRules(
      scope,
      alerts.map((alert) => ({ ...alert, counts: alert.decision_version === 0 })),
    ),
    writeWords(
      scope,
      alerts.map((alert) => ({ id: alert.id, words: searchVector(work.tenantId, searchableOf(alert)) })),
    ),
  ]);
  return { alerts, halfway, policy, judged };
}

function evidenceScope({ tx: { sql, at }, tenantId }: Work) {
  return { sql, at, tenantId };
}

async function decideWithEvidence(
  work: Work,
  alerts: readonly AlertForTriage[],
  given: Pick<Prepared, 'policy' | 'judged'>,
): Promise<DecidedRound> {
  const evidence = await gatherEvidence(evidenceScope(work), alerts, given);
  return decideRound(work, {
    policy: given.policy,
    alerts,
    phase: 'final',
    evidence: (alert) => evidence.get(alert.id) ?? { linked: [], rule_history: null },
  });
}

interface Round {
  readonly policy: Policy;
  readonly alerts: readonly AlertForTriage[];
  readonly phase: 'provisional' | 'final';
  evidence(alert: AlertForTriage): Evidence | null;
}

interface DecidedRound {
  readonly rows: readonly NewDecision[];
  readonly copies: readonly DecisionCopy[];
}

/** Decides every alert of the round; writes nothing. */
function decideRound(work: Work, round: Round): DecidedRound {
  const rows: NewDecision[] = [];
  const copies: DecisionCopy[] = [];
  for (const alert of round.alerts) {
    const inputs = inputsOf(alert, round);
    const outcome = decide(inputs, round.policy);
    const row = rowOf(work, { alert, inputs, outcome, policy: round.policy });
    rows.push(row);
    copies.push(copyOf(work, alert, row));
  }
  return { rows, copies };
}

interface Written extends DecidedRound {
  readonly alerts: readonly AlertForTriage[];
}

/** Writes the decisions, the copy of each alert's latest, and what others are told. */
async function writeRound(work: Work, { alerts, rows, copies }: Written): Promise<void> {
  const scope = { sql: work.tx.sql, tenantId: work.tenantId };
  const byId = new Map<string, AlertForTriage>(alerts.map((alert) => [alert.id, alert]));
  for (const row of rows) {
    const alert = byId.get(row.alert_id);
    if (row.phase !== 'final' || !alert) continue;
    work.tx.publish({
      type: 'alert.decided',
      version: 1,
      subjectId: alert.id,
      payload: {
        actor: 'triage',
        phase: row.phase,
        decision_version: row.version,
        revision: alert.revision,
        risk_score: row.risk_score,
        recommended_disposition: row.recommended_disposition,
        severity: alert.severity,
        title: alert.title,
      },
    });
  }
  await Promise.all([insertDecisions(scope, rows), writeDecisionCopies(scope, copies)]);
  publishStandings(work, alerts, copies);
}

/** What the vendor closed is told like what a person closes, so that the timeline has it. */
function publishStandings(
  work: Work,
  alerts: readonly AlertForTriage[],
  copies: readonly DecisionCopy[],
): void {
  for (const [index, alert] of alerts.entries()) {
    const standing = copies[index]?.standing;
    if (!standing) continue;
    const of = ({ status, verdict, close_reason }: Standing) => ({ status, verdict, close_reason });
    work.tx.publish({
      type: standing.status === 'resolved' ? 'alert.closed' : 'alert.reopened',
      version: 1,
      subjectId: alert.id,
      payload: { actor: `source ${alert.source}`, before: of(alert), after: of(standing) },
    });
  }
}

function inputsOf(alert: AlertForTriage, round: Round): DecisionInputs {
  return {
    phase: round.phase,
    alert: {
      severity: alert.severity,
      sensor: alert.sensor,
      vendor: alert.vendor,
      product: alert.product,
      source: alert.source,
      rule_id: alert.rule_id,
      rule_name: alert.rule_name,
      tactics: alert.tactics,
      techniques: alert.techniques,
      flags: alert.flags,
      entities: alert.entities.slice(0, 50),
      revision: alert.revision,
    },
    evidence: round.evidence(alert),
  };
}

interface Decided {
  readonly alert: AlertForTriage;
  readonly inputs: DecisionInputs;
  readonly outcome: DecisionOutcome;
  readonly policy: Policy;
}

function rowOf(work: Work, { alert, inputs, outcome, policy }: Decided): NewDecision {
  const inputsText = canonicalJson(inputs);
  return {
    ...outcome,
    alert_id: alert.id,
    version: alert.decision_version + 1,
    id: work.ctx.ids.next('decision'),
    phase: inputs.phase,
    alert_revision: alert.revision,
    as_of: work.tx.at,
    inputs,
    inputs_text: inputsText,
    inputs_hash: hash('sha256', inputsText, 'buffer'),
    policy_version: policy.version,
    engine_version: ENGINE_VERSION,
    supersedes: alert.decision_version === 0 ? null : alert.decision_version,
  };
}

function copyOf(work: Work, alert: AlertForTriage, row: NewDecision): DecisionCopy {
  return {
    id: alert.id,
    stage: row.phase === 'final' ? 'decided' : 'evidence',
    decision_version: row.version,
    risk_score: row.risk_score,
    recommended_disposition: row.recommended_disposition,
    disposition: row.disposition,
    confidence: row.confidence,
    narrative: row.narrative,
    indicators: alert.indicators,
    entities: alert.entities,
    standing: row.phase === 'final' ? followVendor(alert, alert.closure, work.tx.at) : null,
  };
}

/** The tenant's policy; the first decision of a tenant writes version 1 down, so that every decision's policy is on record. */
async function requirePolicy(work: Work): Promise<Policy> {
  return (await findPolicy({ sql: work.tx.sql, tenantId: work.tenantId })) ?? makePolicy(work);
}

/** The first policy of a tenant, written when its first alert is decided. */
async function makePolicy(work: Work): Promise<Policy> {
  const scope = { sql: work.tx.sql, tenantId: work.tenantId };
  await insertPolicy(scope, { ...DEFAULT_POLICY, at: work.tx.at, by: 'Watchfloor' });
  return (await findPolicy(scope)) ?? DEFAULT_POLICY;
}

/** Entities and those indicators that are not among them, for linking. */
function joinEntities(alert: AlertForTriage): Pick<Entity, 'type' | 'value' | 'role'>[] {
  const seen = new Set(alert.entities.map((entity) => `${entity.type}\0${entity.value}`));
  const extra = alert.indicators
    .filter((indicator) => !seen.has(`${indicator.type}\0${indicator.value}`))
    .map((indicator) => ({ ...indicator, role: 'related' as const }));
  return [...alert.entities, ...extra];
}

function searchableOf(alert: AlertForTriage): Searchable {
  const field = (name: SearchField) => (value: string) => ({ name, value });
  return {
    title: alert.title,
    rule: [alert.rule_name ?? '', alert.rule_id ?? ''],
    values: joinEntities(alert),
    fields: [
      ...[alert.vendor].map(field('vendor')),
      ...[alert.product].map(field('product')),
      ...[alert.source].map(field('source')),
      ...[alert.category].map(field('category')),
      ...alert.labels.map(field('label')),
      ...alert.techniques.map(field('technique')),
      ...alert.tactics.map(field('tactic')),
    ],
    description: `${alert.source_ref ?? ''} ; ${alert.description}`,
  };
}
