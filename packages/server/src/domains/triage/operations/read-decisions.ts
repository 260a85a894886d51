import { z } from 'zod';
import { canonicalHash, canonicalJson } from '../../../kernel/canonical-json.ts';
import type { OperationContext } from '../../../kernel/context.ts';
import { AppError } from '../../../kernel/errors.ts';
import { toWireId } from '../../../kernel/ids.ts';
import { operation } from '../../../kernel/operation.ts';
import {
  alertIdText,
  confidenceSchema,
  DISPOSITIONS,
  factorSchema,
  isoTime,
  renderNarrative,
  requireAlert,
} from '../../alerts/index.ts';
import { type DecisionOutcome, decide, ENGINE_VERSION } from '../decide.ts';
import type { Policy } from '../policy.ts';
import { type DecisionRow, findPolicyVersion, listDecisions } from '../triage.store.ts';

const decisionSchema = z
  .object({
    id: z.string(),
    alert_id: z.string(),
    version: z.number().int(),
    phase: z.enum(['provisional', 'final']),
    alert_revision: z.number().int(),
    as_of: isoTime,
    inputs_hash: z.string().describe('SHA-256 over the stored inputs with sorted keys.'),
    inputs: z.record(z.string(), z.unknown()),
    policy_version: z.number().int(),
    engine_version: z.string(),
    risk_score: z.number().int(),
    recommended_disposition: z.enum(DISPOSITIONS),
    disposition: z.enum(DISPOSITIONS),
    confidence: confidenceSchema,
    factors: z.array(factorSchema),
    narrative: z.string(),
    supersedes: z.number().int().nullable(),
  })
  .meta({ id: 'Decision' });

export const listDecisionsOperation = operation({
  id: 'alerts.decisions',
  summary: 'Every decision about an alert with its inputs and factors, newest first',
  permission: 'alerts:read',
  effect: 'read',
  audit: { none: 'reading alerts is everyday work; access is logged by request' },
  idempotency: 'natural',
  expose: { http: { method: 'GET', path: '/v1/alerts/{id}/decisions' } },
  input: z.strictObject({ id: alertIdText }),
  output: z.array(decisionSchema),
  errors: [],
  async run(ctx, input) {
    const alert = await requireAlert(ctx, input.id);
    return (await listDecisions(ctx, alert.id)).map(toDecisionWire);
  },
});

export const replayDecisionOperation = operation({
  id: 'decisions.replay',
  summary: 'Decide again from the stored inputs and compare with the stored decision',
  permission: 'alerts:read',
  effect: 'read',
  audit: { none: 'computes from stored inputs and changes nothing' },
  idempotency: 'natural',
  expose: { http: { method: 'GET', path: '/v1/alerts/{id}/decisions/{version}/replay' } },
  input: z.strictObject({ id: alertIdText, version: z.coerce.number().int().min(1) }),
  output: z.object({
    identical: z.boolean().describe('Whether every part of the outcome is the same, bit for bit.'),
    inputs_intact: z
      .boolean()
      .describe('Whether the stored inputs still have the hash they were decided with.'),
    engine_version: z.string(),
    stored_hash: z.string(),
    replayed_hash: z.string(),
  }),
  errors: ['conflict'],
  async run(ctx, input) {
    const alert = await requireAlert(ctx, input.id);
    const row = (await listDecisions(ctx, alert.id)).find((candidate) => candidate.version === input.version);
    if (!row) throw new AppError('not_found', { message: `The alert has no decision ${input.version}.` });
    if (row.engine_version !== ENGINE_VERSION) {
      throw new AppError('conflict', {
        message: `Decision ${row.version} was made by engine ${row.engine_version}; this server has ${ENGINE_VERSION}.`,
      });
    }
    const replayed = decide(row.inputs, await policyOf(ctx, row.policy_version));
    const stored = outcomeOf(row);
    return {
      identical: canonicalJson(replayed) === canonicalJson(stored),
      inputs_intact: canonicalHash(row.inputs) === row.inputs_hash.toString('hex'),
      engine_version: ENGINE_VERSION,
      stored_hash: canonicalHash(stored),
      replayed_hash: canonicalHash(replayed),
    };
  },
});

async function policyOf(ctx: OperationContext, version: number): Promise<Policy> {
  const policy = await findPolicyVersion(ctx, version);
  if (policy) return policy;
  throw new AppError('internal', { internal: `policy ${version} of a stored decision is missing` });
}

function outcomeOf(row: DecisionRow): DecisionOutcome {
  return {
    risk_score: row.risk_score,
    recommended_disposition: row.recommended_disposition,
    disposition: row.disposition,
    factors: row.factors,
    confidence: row.confidence,
    narrative: row.narrative,
  };
}

function toDecisionWire(row: DecisionRow): z.input<typeof decisionSchema> {
  return {
    id: toWireId('decision', row.id),
    alert_id: toWireId('alert', row.alert_id),
    version: row.version,
    phase: row.phase,
    alert_revision: row.alert_revision,
    as_of: row.as_of.toISOString(),
    inputs_hash: row.inputs_hash.toString('hex'),
    inputs: { ...row.inputs },
    policy_version: row.policy_version,
    engine_version: row.engine_version,
    risk_score: row.risk_score,
    recommended_disposition: row.recommended_disposition,
    disposition: row.disposition,
    confidence: { ...row.confidence, factors: [...row.confidence.factors] },
    factors: row.factors.map((factor) => ({ ...factor, evidence: [...factor.evidence] })),
    narrative: renderNarrative(row.narrative),
    supersedes: row.supersedes,
  };
}
