// A mapping's form on the wire, and trying it on stored records, which creating and changing one do as well as asking does.

import { ENTITY_ROLES, ENTITY_TYPES } from '@watchfloor/sdk';
import { z } from 'zod';
import type { OperationContext } from '../../../kernel/context.ts';
import { isoTime, listRecentRecords } from '../../alerts/index.ts';
import { fieldsOf, openRaw } from '../../ingest/index.ts';
import { CONVERSION_MEANING, CONVERSIONS } from '../convert-value.ts';
import type { MappingTest } from '../mapping.store.ts';
import { applyMappings, type Mapping } from '../mapping.ts';
import { refusePath } from '../read-path.ts';

export const TEST_RECORDS_MAX = 200;
const SHOWN_MAX = 50;

export const mappingFields = {
  source: z
    .string()
    .min(1)
    .max(60)
    .nullable()
    .default(null)
    .describe('Source whose records are meant; null for those of every source.'),
  path: z
    .string()
    .trim()
    .superRefine((path, check) => {
      const refusal = refusePath(path);
      if (refusal !== null) check.addIssue({ code: 'custom', message: refusal });
    })
    .describe('`a.b.c` finds nested and dotted keys and enters lists; `*` is any key, `[0]` one element.'),
  type: z.enum(ENTITY_TYPES),
  role: z.enum(ENTITY_ROLES).default('related'),
  conversion: z
    .enum(CONVERSIONS)
    .default('none')
    .describe(CONVERSIONS.map((name) => `\`${name}\`: ${CONVERSION_MEANING[name]}`).join('; ')),
};

export const mappingWire = z
  .object({
    id: z.string(),
    source: z.string().nullable(),
    path: z.string(),
    type: z.enum(ENTITY_TYPES),
    role: z.enum(ENTITY_ROLES),
    conversion: z.enum(CONVERSIONS),
    note: z.string(),
    enabled: z.boolean(),
    tested: z
      .object({
        tested_at: isoTime,
        records: z.number().int(),
        matched: z.number().int().describe('Records that have something at the path.'),
        values: z.number().int(),
        refused: z.number().int(),
      })
      .describe('What it found in stored records when it was last saved.'),
    created_at: isoTime,
    created_by: z.string(),
    updated_at: isoTime,
    updated_by: z.string(),
    version: z.number().int(),
  })
  .meta({ id: 'FieldMapping' });

export const mappingTestWire = z
  .object({
    records: z.number().int().describe('Records that were read.'),
    matched: z.number().int().describe('Records that have something at the path.'),
    values: z.number().int().describe('Values that are valid for the type, repeats counted.'),
    refused: z.number().int().describe('Values that are not.'),
    found: z.array(z.object({ value: z.string(), times: z.number().int() })).max(SHOWN_MAX),
    unusable: z.array(z.object({ raw: z.string(), times: z.number().int() })).max(SHOWN_MAX),
  })
  .meta({ id: 'FieldMappingTest' });

type TestResult = z.input<typeof mappingTestWire>;

/** Applies the mapping to the newest records of its source. */
export async function testMapping(
  ctx: OperationContext,
  mapping: Mapping & { readonly source: string | null },
  limit: number,
): Promise<TestResult> {
  const records = await listRecentRecords(ctx, mapping.source, limit);
  const found = new Map<string, number>();
  const unusable = new Map<string, number>();
  const totals = { matched: 0, values: 0, refused: 0 };
  for (const record of records) {
    const results = applyMappings(fieldsOf(openRaw(record.body)), [mapping]);
    if (results.length > 0) totals.matched += 1;
    for (const { raw, values } of results) {
      totals.values += values.length;
      for (const value of values) found.set(value, (found.get(value) ?? 0) + 1);
      if (values.length > 0) continue;
      totals.refused += 1;
      unusable.set(raw, (unusable.get(raw) ?? 0) + 1);
    }
  }
  return {
    records: records.length,
    ...totals,
    found: mostFrequent(found).map(([value, times]) => ({ value, times })),
    unusable: mostFrequent(unusable).map(([raw, times]) => ({ raw, times })),
  };
}

export function toMappingTest(result: TestResult, at: Date): MappingTest {
  const { records, matched, values, refused } = result;
  return { tested_at: at.toISOString(), records, matched, values, refused };
}

function mostFrequent(counts: ReadonlyMap<string, number>): [string, number][] {
  return [...counts].sort((left, right) => right[1] - left[1]).slice(0, SHOWN_MAX);
}
