import { z } from 'zod';
import type { Sql } from '../../../kernel/context.ts';
import { operation } from '../../../kernel/operation.ts';

const isoTime = z.iso.datetime();
const bytes = z.number();
const growth = z.object({
  rows_per_day: z.number().nullable(),
  bytes_per_day: z.number().nullable(),
});

const storageSchema = z
  .object({
    at: isoTime,
    server_version: z.string(),
    database_bytes: bytes,
    disk_free_bytes: bytes
      .nullable()
      .describe('At the last hourly look; null when the database is not on a disk of a server of ours.'),
    days_until_full: z
      .number()
      .int()
      .nullable()
      .describe('At the rate of the last week; null when that is not known, or nothing grows.'),
    oldest_transaction_seconds: z
      .number()
      .nullable()
      .describe('null when there is none, or when the login of the server may not see those of others.'),
    transactions_left: z.number().describe('Until PostgreSQL stops to protect itself from wraparound.'),
    growth: z.object({
      since: isoTime.nullable().describe('null until two hourly samples lie an hour apart.'),
      bytes_per_day: z.number().nullable(),
      bytes_per_day_last_day: z.number().nullable(),
    }),
    tables: z
      .array(
        z.object({
          name: z.string(),
          partitions: z.number().int().describe('Summed in this row; 0 for a table without any.'),
          rows: z.number().describe('An estimate of PostgreSQL.'),
          dead_rows: z.number(),
          table_bytes: bytes,
          index_bytes: bytes,
          toast_bytes: bytes.describe('Long values, which PostgreSQL keeps apart.'),
          vacuumed_at: isoTime.nullable(),
          analyzed_at: isoTime.nullable(),
          growth,
        }),
      )
      .describe('The largest first.'),
    partitions: z
      .array(
        z.object({
          name: z.string(),
          parent: z.string(),
          from: isoTime.nullable().describe('null for the one that takes what no month takes.'),
          to: isoTime.nullable(),
          rows: z.number(),
          bytes,
        }),
      )
      .describe('Months of events and raw records.'),
    overdue: z
      .array(
        z.object({
          class: z.string(),
          tenants: z.number().int().describe('That have a time for this class.'),
          held: z.number().int().describe('Of these, under a legal hold.'),
          overdue_seconds: z.number().describe('By how much the oldest may be older than its time.'),
        }),
      )
      .describe('Retention of all tenants.'),
    forgotten: z
      .array(
        z.object({
          kind: z.string(),
          removed_rows: z.number(),
          oldest_finished_at: isoTime.nullable(),
        }),
      )
      .describe('What was removed past its use, of all tenants.'),
  })
  .meta({ id: 'StorageReport' });

/** Reads sizes and ages of the installation; the adapter that knows PostgreSQL's catalogue. */
export type ReadStorage = (sql: Sql, given: { readonly at: Date }) => Promise<z.infer<typeof storageSchema>>;

export const storageOperation = (readStorage: ReadStorage) =>
  operation({
    id: 'system.storage',
    summary: 'Size and growth of the database, its months, and what is behind with being removed',
    permission: 'installation:manage',
    effect: 'read',
    audit: { none: 'shows sizes, counts and ages, no row of any tenant' },
    idempotency: 'natural',
    expose: { http: { method: 'GET', path: '/v1/system/storage' } },
    input: z.strictObject({}),
    output: storageSchema,
    errors: [],
    run: async (ctx) => readStorage(ctx.sql, { at: ctx.at }),
  });
