import {
  ENTITY_ROLES,
  ENTITY_TYPES,
  type JsonValue,
  RECORD_FLAGS,
  SENSORS,
  SEVERITIES,
} from '@watchfloor/sdk';
import { z } from 'zod';
import type { OperationContext } from '../../../kernel/context.ts';
import { AppError } from '../../../kernel/errors.ts';
import { requireWireId } from '../../../kernel/ids.ts';
import { operation } from '../../../kernel/operation.ts';
import {
  entitySchema,
  indicatorSchema,
  isoTime,
  linkSchema,
  loadAlertRecords,
  loadEventRecords,
  ruleSchema,
} from '../../alerts/index.ts';
import { fieldsOf, openRaw, type Sources } from '../../ingest/index.ts';
import { CONVERSIONS } from '../convert-value.ts';
import { extractFromRecord } from '../extract-record.ts';
import { listEnabledMappings } from '../mapping.store.ts';
import { applyMappings, joinMapped, type MappedValue, mappedEntities } from '../mapping.ts';
import { mappingFields } from './test-mapping.ts';

const TEXT_MAX = 1_048_576;
const MAPPINGS_TRIED_MAX = 20;

const previewWire = z
  .object({
    source: z.string().describe('The source that read it; `auto` finds it.'),
    kind: z.enum(['alert', 'event']),
    vendor: z.string(),
    product: z.string(),
    source_ref: z.string().nullable(),
    title: z.string(),
    description: z.string(),
    category: z.string(),
    severity: z.enum(SEVERITIES),
    sensor: z.enum(SENSORS),
    occurred_at: isoTime.nullable(),
    action: z.string().nullable().describe('Of an event.'),
    outcome: z.enum(['success', 'failure', 'unknown']).nullable(),
    rule: ruleSchema,
    tactics: z.array(z.string()),
    techniques: z.array(z.string()),
    labels: z.array(z.string()),
    links: z.array(linkSchema),
    flags: z.array(z.enum(RECORD_FLAGS)),
    passes: z.object({
      adapter: z.array(entitySchema).describe('First: what the source reads as entities.'),
      texts: z
        .array(indicatorSchema)
        .describe('Second: what title, description and commands say beyond that.'),
      mappings: z
        .array(
          z.object({
            path: z.string(),
            type: z.enum(ENTITY_TYPES),
            role: z.enum(ENTITY_ROLES),
            conversion: z.enum(CONVERSIONS),
            raw: z.string(),
            values: z.array(z.string()).describe('Empty when the raw value is not of the type.'),
          }),
        )
        .describe('Third: what the mappings find in the raw record, saved ones and those of this request.'),
    }),
    entities: z.array(entitySchema),
    indicators: z.array(indicatorSchema),
  })
  .meta({ id: 'RecordPreview' });

/** The dry run: what this server would read in a record, and which pass found what. */
export function previewOperation(sources: Sources) {
  return operation({
    id: 'records.preview',
    summary: 'What would be read in a record, pass by pass; stores nothing',
    permission: 'alerts:read',
    effect: 'read',
    audit: { none: 'stores nothing; a stored record is read as it is on its alert' },
    idempotency: 'natural',
    expose: { http: { method: 'POST', path: '/v1/records/preview' } },
    input: z.strictObject({
      source: z.string().min(1).max(60).default('auto').describe('As in /v1/ingest/{source}.'),
      record: z
        .union([z.string().min(1).max(TEXT_MAX), z.record(z.string(), z.unknown())])
        .optional()
        .describe('A JSON object or a line of text, as the vendor sends it.'),
      alert: z.string().min(1).max(60).optional().describe('In its place: the stored record of this alert.'),
      event: z.string().min(1).max(60).optional().describe('In its place: the stored record of this event.'),
      mappings: z
        .array(z.strictObject(mappingFields))
        .max(MAPPINGS_TRIED_MAX)
        .default([])
        .describe('Mappings to try beside the saved ones.'),
    }),
    output: previewWire,
    errors: ['unknown_source'],
    async run(ctx, input) {
      const given = await recordOf(ctx, input);
      const source = given.source ?? input.source;
      if (!sources.has(source))
        throw new AppError('unknown_source', { message: `There is no source "${source}".`, field: 'source' });
      const reading = sources.read(source, given.value, given.near.toISOString());
      if (!reading.ok)
        throw new AppError('invalid', {
          field: reading.refusal.field ?? 'record',
          message: reading.refusal.message,
        });
      const mappings = [...(await listEnabledMappings(ctx)), ...input.mappings].filter(
        (mapping) => mapping.source === null || mapping.source === reading.source,
      );
      return toPreview(reading, applyMappings(fieldsOf(given.value), mappings));
    },
  });
}

type Reading = Extract<ReturnType<Sources['read']>, { ok: true }>;

function toPreview({ source, record }: Reading, mapped: readonly MappedValue[]): z.input<typeof previewWire> {
  const entities = joinMapped(record.entities, mappedEntities(mapped));
  const indicators = extractFromRecord({ ...record, entities }, '');
  const known = new Set(entities.map((entity) => `${entity.type} ${entity.value}`));
  return {
    source,
    kind: record.kind,
    vendor: record.vendor,
    product: record.product,
    source_ref: record.source_ref,
    title: record.title,
    description: record.description,
    category: record.category,
    severity: record.severity,
    sensor: record.sensor,
    occurred_at: record.occurred_at,
    action: record.kind === 'event' ? record.action : null,
    outcome: record.kind === 'event' ? record.outcome : null,
    rule: { id: record.rule.id, name: record.rule.name },
    tactics: [...record.tactics],
    techniques: [...record.techniques],
    labels: [...record.labels],
    links: [...record.links],
    flags: [...record.flags],
    passes: {
      adapter: [...record.entities],
      texts: indicators.filter(({ type, value }) => !known.has(`${type} ${value}`)),
      mappings: mapped.map(({ mapping: { path, type, role, conversion }, raw, values }) => ({
        path,
        type,
        role,
        conversion,
        raw,
        values: [...values],
      })),
    },
    entities,
    indicators,
  };
}

interface Given {
  readonly value: JsonValue;
  /** The source it came from; null for what the request carries. */
  readonly source: string | null;
  readonly near: Date;
}

async function recordOf(
  ctx: OperationContext,
  input: {
    readonly record?: unknown;
    readonly alert?: string | undefined;
    readonly event?: string | undefined;
  },
): Promise<Given> {
  const { record, alert, event } = input;
  if ([record, alert, event].filter((given) => given !== undefined).length !== 1)
    throw new AppError('invalid', { field: 'record', message: 'Give one of record, alert and event.' });
  // Parsed from a JSON body: an object or a text is a JSON value.
  if (record !== undefined) return { value: record as JsonValue, source: null, near: ctx.at };
  const stored =
    alert === undefined
      ? await loadEventRecords(ctx, [requireWireId('event', event ?? '')])
      : await loadAlertRecords(ctx, [requireWireId('alert', alert)]);
  const [first] = stored;
  if (first === undefined) throw new AppError('not_found', { message: 'There is no stored record of this.' });
  return { value: openRaw(first.body), source: first.source, near: first.received_at };
}
