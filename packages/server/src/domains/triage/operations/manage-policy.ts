import { z } from 'zod';
import { AppError } from '../../../kernel/errors.ts';
import { operation } from '../../../kernel/operation.ts';
import { isoTime } from '../../alerts/index.ts';
import { DEFAULT_POLICY, policySchema } from '../policy.ts';
import { findPolicy, insertPolicy } from '../triage.store.ts';

const policyWire = z
  .object({
    version: z.number().int(),
    body: policySchema,
    created_at: isoTime.nullable().describe('Null for the version every tenant starts with.'),
    created_by: z.string(),
  })
  .meta({ id: 'TriagePolicy' });

export const getPolicyOperation = operation({
  id: 'policies.get-triage',
  summary: 'The triage policy in force: weights, floors, bands',
  permission: 'alerts:read',
  effect: 'read',
  audit: { none: 'shows no secret' },
  idempotency: 'natural',
  expose: { http: { method: 'GET', path: '/v1/policies/triage' } },
  input: z.strictObject({}),
  output: policyWire,
  errors: [],
  async run(ctx) {
    const policy = await findPolicy(ctx);
    if (!policy) return { ...DEFAULT_POLICY, created_at: null, created_by: 'Watchfloor' };
    return { ...policy, created_at: policy.created_at.toISOString() };
  },
});

export const updatePolicyOperation = operation({
  id: 'policies.update-triage',
  summary: 'Make a new version of the triage policy; decisions made so far stay as they are',
  permission: 'settings:manage',
  effect: 'write',
  audit: { event: 'policy.changed' },
  idempotency: 'key',
  expose: { http: { method: 'PUT', path: '/v1/policies/triage', ifMatch: 'version' } },
  input: z.strictObject({
    version: z.coerce
      .number()
      .int()
      .min(1)
      .describe('The version you have read (If-Match): it is replaced by the next.'),
    body: policySchema,
    reason: z.string().trim().min(1).max(500),
  }),
  output: policyWire,
  errors: ['version_mismatch'],
  async run(ctx, input) {
    const current = (await findPolicy(ctx)) ?? DEFAULT_POLICY;
    if (current.version !== input.version) {
      throw new AppError('version_mismatch', {
        message: `The policy is at version ${current.version}, not ${input.version}: read it again and repeat.`,
      });
    }
    const version = current.version + 1;
    const stored = await insertPolicy(ctx, { version, body: input.body, at: ctx.at, by: ctx.principal.name });
    if (!stored)
      throw new AppError('version_mismatch', { message: 'Somebody changed the policy at the same time.' });
    ctx.audit({
      subject: 'policy:triage',
      before: { version: current.version, body: current.body },
      after: { version, body: input.body },
      reason: input.reason,
    });
    return { version, body: input.body, created_at: ctx.at.toISOString(), created_by: ctx.principal.name };
  },
});
