// All SQL on a tenant's mappings.

import type { EntityRole, EntityType } from '@watchfloor/sdk';
import type { Sql } from '../../kernel/context.ts';
import type { Conversion } from './convert-value.ts';

interface Scope {
  readonly sql: Sql;
  readonly tenantId: string;
}

/** What a mapping found in stored records when it was last saved. */
export interface MappingTest {
  readonly tested_at: string;
  readonly records: number;
  readonly matched: number;
  readonly values: number;
  readonly refused: number;
}

export interface MappingRow {
  readonly id: string;
  readonly source: string | null;
  readonly path: string;
  readonly type: EntityType;
  readonly role: EntityRole;
  readonly conversion: Conversion;
  readonly note: string;
  readonly enabled: boolean;
  readonly tested: MappingTest;
  readonly created_at: Date;
  readonly created_by: string;
  readonly updated_at: Date;
  readonly updated_by: string;
  readonly version: number;
}

const COLUMNS = `id, source, path, type, role, conversion, note, enabled, tested, created_at, created_by, updated_at,
  updated_by, version`;

/** A tenant has at most this many mappings: each one is looked for in every record of its source. */
export const MAPPINGS_MAX = 200;

export async function listMappings(scope: Scope): Promise<MappingRow[]> {
  return scope.sql.query<MappingRow>(
    'mapping.list',
    `select ${COLUMNS} from field_mapping where tenant_id = $1 order by source nulls first, path, type limit 200`,
    [scope.tenantId],
  );
}

/** The mappings in use, for the worker. */
export async function listEnabledMappings(scope: Scope): Promise<MappingRow[]> {
  return scope.sql.query<MappingRow>(
    'mapping.enabled',
    `select ${COLUMNS} from field_mapping where tenant_id = $1 and enabled order by id limit 200`,
    [scope.tenantId],
  );
}

/** One mapping, locked for change. */
export async function lockMapping(scope: Scope, id: string): Promise<MappingRow | null> {
  const rows = await scope.sql.query<MappingRow>(
    'mapping.lock',
    `select ${COLUMNS} from field_mapping where tenant_id = $1 and id = $2 for update`,
    [scope.tenantId, id],
  );
  return rows[0] ?? null;
}

/** Stores a new mapping; false when the tenant has one of this source, path and type. */
export async function insertMapping(scope: Scope, row: MappingRow): Promise<boolean> {
  const rows = await scope.sql.query(
    'mapping.insert',
    `insert into field_mapping (tenant_id, ${COLUMNS})
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) on conflict do nothing returning id`,
    [
      scope.tenantId,
      row.id,
      row.source,
      row.path,
      row.type,
      row.role,
      row.conversion,
      row.note,
      row.enabled,
      JSON.stringify(row.tested),
      row.created_at,
      row.created_by,
      row.updated_at,
      row.updated_by,
      row.version,
    ],
  );
  return rows.length === 1;
}

export async function updateMapping(scope: Scope, row: MappingRow): Promise<void> {
  await scope.sql.query(
    'mapping.update',
    `update field_mapping set role = $3, conversion = $4, note = $5, enabled = $6, tested = $7, updated_at = $8,
       updated_by = $9, version = version + 1
     where tenant_id = $1 and id = $2`,
    [
      scope.tenantId,
      row.id,
      row.role,
      row.conversion,
      row.note,
      row.enabled,
      JSON.stringify(row.tested),
      row.updated_at,
      row.updated_by,
    ],
  );
}

export async function deleteMapping(scope: Scope, id: string): Promise<void> {
  await scope.sql.query('mapping.delete', 'delete from field_mapping where tenant_id = $1 and id = $2', [
    scope.tenantId,
    id,
  ]);
}

export async function countMappings(scope: Scope): Promise<number> {
  const rows = await scope.sql.query<{ count: number }>(
    'mapping.count',
    'select count(*)::integer as count from field_mapping where tenant_id = $1',
    [scope.tenantId],
  );
  return rows[0]?.count ?? 0;
}
