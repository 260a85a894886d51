import { z } from 'zod';
import { decodeCursor, encodeCursor } from '../../../kernel/cursor.ts';
import { AppError } from '../../../kernel/errors.ts';
import { operation, pageOf } from '../../../kernel/operation.ts';
import { checkpointSchema, toCheckpointWire } from '../audit.schema.ts';
import { listCheckpoints } from '../checkpoint.store.ts';
import { makeCheckpoint, sealBatch } from '../seal.ts';
import { openSigner } from '../signing.ts';

const CURSOR_SORT = 'audit-checkpoints';

export const listCheckpointsOperation = operation({
  id: 'audit.checkpoints',
  summary: 'Signed states of the chain of audit records, newest first',
  permission: 'audit:read',
  effect: 'read',
  audit: { none: 'reading the record does not change it' },
  idempotency: 'natural',
  expose: { http: { method: 'GET', path: '/v1/audit/checkpoints' } },
  input: z.strictObject({
    limit: z.coerce.number().int().min(1).max(200).default(50),
    cursor: z.string().max(200).optional(),
  }),
  output: pageOf(checkpointSchema),
  errors: [],
  async run(ctx, input) {
    const before = input.cursor === undefined ? null : cursorOf(input.cursor);
    const rows = await listCheckpoints(ctx, { before, limit: input.limit + 1 });
    const page = rows.slice(0, input.limit);
    const last = page.at(-1);
    return {
      data: page.map(toCheckpointWire),
      next_cursor:
        rows.length > input.limit && last
          ? encodeCursor({ sort: CURSOR_SORT, values: [last.sequence] })
          : null,
    };
  },
});

function cursorOf(text: string): number {
  const [sequence] = decodeCursor(text, CURSOR_SORT, 1);
  if (Number.isSafeInteger(sequence)) return Number(sequence);
  throw new AppError('invalid', { field: 'cursor', message: 'The cursor is not one of ours.' });
}

export const makeCheckpointOperation = operation({
  id: 'audit.make-checkpoint',
  summary: 'Seal what waits and sign the chain of audit records as it stands now',
  permission: 'audit:read',
  effect: 'write',
  audit: { event: 'audit.checkpoint-made' },
  idempotency: 'key',
  expose: { http: { method: 'POST', path: '/v1/audit/checkpoints', status: 201 } },
  input: z.strictObject({}),
  output: checkpointSchema,
  errors: [],
  async run(ctx) {
    // One batch: what is beyond it is sealed within seconds by the scheduler, and not by a request.
    await sealBatch(ctx, { wait: true });
    const checkpoint = await makeCheckpoint(ctx);
    if (!checkpoint) {
      throw new AppError('unavailable', {
        message: 'No audit record is sealed yet: repeat it in a moment.',
        retryAfterSeconds: 2,
      });
    }
    const { sequence, chain_hash } = toCheckpointWire(checkpoint);
    ctx.audit({ subject: `tenant:${ctx.tenantId}`, after: { sequence, chain_hash } });
    return toCheckpointWire(checkpoint);
  },
});

export const readSigningKeyOperation = operation({
  id: 'audit.signing-key',
  summary: 'The public key that checkpoints are signed with now',
  permission: 'audit:read',
  effect: 'read',
  audit: { none: 'a public key is for everybody' },
  idempotency: 'natural',
  expose: { http: { method: 'GET', path: '/v1/audit/signing-key' } },
  input: z.strictObject({}),
  output: z
    .object({
      key_id: z.string().describe('First 16 hexadecimal digits of the SHA-256 of the key (SPKI, DER).'),
      algorithm: z.literal('Ed25519'),
      public_key: z.string().describe('SPKI, PEM.'),
    })
    .meta({ id: 'AuditSigningKey' }),
  errors: [],
  async run(ctx) {
    const { keyId, publicKey } = await openSigner(ctx);
    return { key_id: keyId, algorithm: 'Ed25519' as const, public_key: publicKey };
  },
});
