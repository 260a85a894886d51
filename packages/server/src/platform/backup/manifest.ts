// What a backup says of itself: at its beginning what it holds, after each table and at its end how much that was.

import { z } from 'zod';

const name = z.string().min(1).max(63);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.number().int().min(0);

export const SCHEMAS = ['wf', 'wf_work', 'graphile_worker'] as const;

const tableSchema = z.strictObject({
  schema: z.enum(SCHEMAS),
  name,
  columns: z.array(name).min(1).max(1_600),
});
export type BackupTable = z.infer<typeof tableSchema>;

const sequenceSchema = z.strictObject({
  schema: tableSchema.shape.schema,
  name,
  last_value: z
    .string()
    .regex(/^-?\d+$/)
    .nullable(),
});

export const manifestSchema = z.strictObject({
  format: z.number().int(),
  release: z.string().max(100),
  postgres_major: z.number().int(),
  made_at: z.iso.datetime(),
  migrations: z
    .array(z.strictObject({ number: z.number().int().min(1), name: z.string().max(200), sha256 }))
    .max(9_999),
  tables: z.array(tableSchema).max(5_000),
  /** Tables that are not in here, and why. */
  left_out: z.array(z.strictObject({ name: z.string(), reason: z.string() })),
  /** Months of partitioned tables, as the first moment of each. */
  months: z.array(z.iso.datetime()).max(5_000),
  sequences: z.array(sequenceSchema).max(5_000),
  /** Stored transaction ids are below this. */
  next_transaction: z.string().regex(/^\d{1,19}$/),
  /** Master keys under which stored secrets lie. Without them everything but those secrets can be used. */
  master_keys_needed: z.array(z.string().max(200)).max(1_000),
  /** The master keys themselves, newest first, when that was asked for. Never shown. */
  master_keys: z.array(sha256).max(32).nullable(),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** Of a table's stream of COPY in text form, which has one line a row. */
export const sumSchema = z.strictObject({ rows: count, bytes: count, sha256 });
export type TableSum = z.infer<typeof sumSchema>;

export const endSchema = z.strictObject({
  rows: count,
  bytes: count,
  tables: z.array(sumSchema.extend({ schema: tableSchema.shape.schema, name })),
});
export type BackupEnd = z.infer<typeof endSchema>;

/** What a frame is. */
export const FRAME = { manifest: 1, data: 2, sum: 3, end: 4 } as const;

/** As it may be shown: without the master keys. */
export type ShownManifest = Omit<Manifest, 'master_keys'> & { readonly holds_master_keys: boolean };

export interface BackupShown {
  readonly manifest: ShownManifest;
  readonly end: BackupEnd;
}

export function shownManifest({ master_keys: keys, ...manifest }: Manifest): ShownManifest {
  return { ...manifest, holds_master_keys: keys !== null };
}
