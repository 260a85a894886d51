import type { SourceAdapter } from '@watchfloor/sdk';
import { z } from 'zod';
import type { OperationContext } from '../../../kernel/context.ts';
import { AppError } from '../../../kernel/errors.ts';
import { requireWireId, toWireId } from '../../../kernel/ids.ts';
import { operation } from '../../../kernel/operation.ts';
import {
  countMappings,
  deleteMapping,
  insertMapping,
  listMappings,
  lockMapping,
  MAPPINGS_MAX,
  type MappingRow,
  updateMapping,
} from '../mapping.store.ts';
import {
  mappingFields,
  mappingTestWire,
  mappingWire,
  TEST_RECORDS_MAX,
  testMapping,
  toMappingTest,
} from './test-mapping.ts';

/** The operations that take a source, which must be one of this server or none. */
export function mappingOperations(catalogue: readonly SourceAdapter[]) {
  const requireSource = (source: string | null): void => {
    if (source !== null && !catalogue.some(({ id }) => id === source))
      throw new AppError('unknown_source', { message: `There is no source "${source}".`, field: 'source' });
  };
  return { test: testOperation(requireSource), create: createOperation(requireSource) };
}

type RequireSource = (source: string | null) => void;

export const listMappingsOperation = operation({
  id: 'field-mappings.list',
  summary: "The tenant's own mappings of raw fields to entities",
  permission: 'integrations:read',
  effect: 'read',
  audit: { none: 'shows no secret' },
  idempotency: 'natural',
  expose: { http: { method: 'GET', path: '/v1/field-mappings' } },
  input: z.strictObject({}),
  output: z.array(mappingWire),
  errors: [],
  async run(ctx) {
    return (await listMappings(ctx)).map(toMappingWire);
  },
});

function testOperation(requireSource: RequireSource) {
  return operation({
    id: 'field-mappings.test',
    summary: 'What a mapping would find in the newest stored records; stores nothing',
    permission: 'integrations:manage',
    effect: 'read',
    audit: { none: 'stores nothing' },
    idempotency: 'natural',
    expose: { http: { method: 'POST', path: '/v1/field-mappings/test' } },
    input: z.strictObject({
      ...mappingFields,
      records: z
        .number()
        .int()
        .min(1)
        .max(TEST_RECORDS_MAX)
        .default(50)
        .describe('Newest records to read, 1 to 200.'),
    }),
    output: mappingTestWire,
    errors: ['unknown_source'],
    async run(ctx, input) {
      requireSource(input.source);
      return testMapping(ctx, input, input.records);
    },
  });
}

function createOperation(requireSource: RequireSource) {
  return operation({
    id: 'field-mappings.create',
    summary:
      'Map a raw field to an entity, for what arrives from now on; tested on the newest 200 records first',
    permission: 'integrations:manage',
    effect: 'write',
    audit: { event: 'mapping.created' },
    idempotency: 'key',
    expose: { http: { method: 'POST', path: '/v1/field-mappings', status: 201 } },
    input: z.strictObject({
      ...mappingFields,
      note: z.string().trim().max(1_000).default(''),
      enabled: z.boolean().default(true),
    }),
    output: mappingWire,
    errors: ['conflict', 'unknown_source'],
    async run(ctx, input) {
      requireSource(input.source);
      if ((await countMappings(ctx)) >= MAPPINGS_MAX)
        throw new AppError('conflict', {
          message: `There are ${MAPPINGS_MAX} mappings already: delete one first.`,
        });
      const row: MappingRow = {
        ...input,
        id: ctx.ids.next('mapping'),
        tested: await requireUsable(ctx, input),
        created_at: ctx.at,
        created_by: ctx.principal.name,
        updated_at: ctx.at,
        updated_by: ctx.principal.name,
        version: 1,
      };
      if (!(await insertMapping(ctx, row)))
        throw new AppError('conflict', {
          field: 'path',
          message: 'This source, path and type are mapped already.',
        });
      ctx.audit({ subject: `mapping:${row.id}`, after: auditOf(row) });
      return toMappingWire(row);
    },
  });
}

export const updateMappingOperation = operation({
  id: 'field-mappings.update',
  summary: 'Change or switch off a mapping; what it is a mapping of stays',
  permission: 'integrations:manage',
  effect: 'write',
  audit: { event: 'mapping.updated' },
  idempotency: 'key',
  expose: { http: { method: 'PATCH', path: '/v1/field-mappings/{id}', ifMatch: 'version' } },
  input: z.strictObject({
    id: z.string().min(1).max(60),
    version: z.coerce.number().int().min(1).optional().describe('Version you have read (If-Match).'),
    role: mappingFields.role.removeDefault().optional(),
    conversion: mappingFields.conversion.removeDefault().optional(),
    note: z.string().trim().max(1_000).optional(),
    enabled: z.boolean().optional(),
  }),
  output: mappingWire,
  errors: ['version_mismatch'],
  async run(ctx, input) {
    const row = await requireMapping(ctx, input.id);
    if (input.version !== undefined && input.version !== row.version) {
      throw new AppError('version_mismatch', {
        message: `The mapping is at version ${row.version}, not ${input.version}: read it again and repeat.`,
      });
    }
    const changed: MappingRow = {
      ...row,
      role: input.role ?? row.role,
      conversion: input.conversion ?? row.conversion,
      note: input.note ?? row.note,
      enabled: input.enabled ?? row.enabled,
      updated_at: ctx.at,
      updated_by: ctx.principal.name,
    };
    // A mapping that is switched off need not fit what arrives today.
    const tested = changed.enabled ? await requireUsable(ctx, changed) : row.tested;
    await updateMapping(ctx, { ...changed, tested });
    ctx.audit({ subject: `mapping:${row.id}`, before: auditOf(row), after: auditOf(changed) });
    return toMappingWire({ ...changed, tested, version: row.version + 1 });
  },
});

export const deleteMappingOperation = operation({
  id: 'field-mappings.delete',
  summary: 'Delete a mapping; entities that it found stay on their alerts and events',
  permission: 'integrations:manage',
  effect: 'write',
  audit: { event: 'mapping.deleted' },
  idempotency: 'key',
  expose: { http: { method: 'DELETE', path: '/v1/field-mappings/{id}' } },
  input: z.strictObject({ id: z.string().min(1).max(60) }),
  output: mappingWire,
  errors: [],
  async run(ctx, input) {
    const row = await requireMapping(ctx, input.id);
    await deleteMapping(ctx, row.id);
    ctx.audit({ subject: `mapping:${row.id}`, before: auditOf(row) });
    return toMappingWire(row);
  },
});

async function requireMapping(ctx: OperationContext, wireId: string): Promise<MappingRow> {
  const row = await lockMapping(ctx, requireWireId('mapping', wireId));
  if (row === null) throw new AppError('not_found', { message: 'There is no mapping with this id.' });
  return row;
}

/** A mapping that finds values, none of which is of its type, is a mistake; one that finds nothing may be early. */
async function requireUsable(
  ctx: OperationContext,
  mapping: Pick<MappingRow, 'source' | 'path' | 'type' | 'role' | 'conversion'>,
): Promise<MappingRow['tested']> {
  const result = await testMapping(ctx, mapping, TEST_RECORDS_MAX);
  if (result.refused > 0 && result.values === 0) {
    throw new AppError('invalid', {
      field: 'path',
      message:
        `In the newest ${result.records} records the path holds ${result.refused} values, none of which is a valid ` +
        `${mapping.type}: choose another type or conversion.`,
    });
  }
  return toMappingTest(result, ctx.at);
}

function auditOf(row: MappingRow): Record<string, unknown> {
  const { source, path, type, role, conversion, enabled, note } = row;
  return { source, path, type, role, conversion, enabled, note };
}

function toMappingWire(row: MappingRow): z.input<typeof mappingWire> {
  return {
    id: toWireId('mapping', row.id),
    source: row.source,
    path: row.path,
    type: row.type,
    role: row.role,
    conversion: row.conversion,
    note: row.note,
    enabled: row.enabled,
    tested: row.tested,
    created_at: row.created_at.toISOString(),
    created_by: row.created_by,
    updated_at: row.updated_at.toISOString(),
    updated_by: row.updated_by,
    version: row.version,
  };
}
