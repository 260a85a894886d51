// The parts of the OpenAPI document that no operation projects: receivers, the stream, health.

import { z } from 'zod';
import { submitInput } from '../domains/ingest/index.ts';
import { EGRESS_FAILURES, EGRESS_REASONS } from '../kernel/egress.ts';
import { errorResponses, type HandWrittenPath } from '../platform/http/openapi.ts';
import { egressCheckInput } from './egress-check.ts';

const received = {
  type: 'object',
  required: ['alert_id', 'kind', 'status', 'duplicate_count'],
  properties: {
    index: { type: 'integer', description: 'Place in the batch; only in batches.' },
    alert_id: { type: ['string', 'null'], description: 'Null for events.' },
    event_id: { type: 'string', description: 'Only for events.' },
    kind: { enum: ['alert', 'event'] },
    status: { enum: ['queued', 'updated', 'deduplicated'] },
    duplicate_count: {
      type: 'integer',
      minimum: 1,
      description: 'How often it came so far, this time included.',
    },
  },
};

const recordError = {
  type: 'object',
  required: ['index', 'code', 'field', 'message'],
  properties: {
    index: { type: 'integer' },
    code: { type: 'string' },
    field: { type: ['string', 'null'] },
    message: { type: 'string' },
  },
};

const json = (schema: object) => ({ 'application/json': { schema } });
const sourceParameter = { name: 'source', in: 'path', required: true, schema: { type: 'string' } };

const ingest = {
  summary: 'Submit a record, an array, NDJSON or raw lines',
  description:
    'At most 1,000 records and 5 MiB (after unpacking). A single record answers one object; a batch answers 202 if any record was accepted, with the others under errors.',
  tags: ['ingest'],
  'x-permission': 'alerts:ingest',
  requestBody: {
    required: true,
    content: {
      'application/json': { schema: {} },
      'application/x-ndjson': { schema: { type: 'string' } },
      'text/plain': { schema: { type: 'string' } },
    },
  },
  responses: {
    '202': {
      description: 'Stored; decided within moments.',
      content: json({
        oneOf: [
          { type: 'object', required: ['data'], properties: { data: received } },
          {
            type: 'object',
            required: ['data', 'errors'],
            properties: {
              data: { type: 'array', items: received },
              errors: { type: 'array', items: recordError },
            },
          },
        ],
      }),
    },
    ...errorResponses([
      'bad_json',
      'bad_encoding',
      'unauthenticated',
      'bad_signature',
      'forbidden',
      'source_not_allowed',
      'unknown_source',
      'too_large',
      'unsupported_media_type',
      'invalid',
      'empty',
      'too_many_records',
      'too_deep',
      'not_storable',
      'rate_limited',
      'quota_exceeded',
      'overloaded',
      'unavailable',
      'internal',
    ]),
  },
};

const submit: HandWrittenPath = {
  path: '/v1/alerts/submit',
  method: 'post',
  description: {
    operationId: 'alerts.submit',
    summary: 'Submit several events as one alert',
    tags: ['ingest'],
    'x-permission': 'alerts:ingest',
    parameters: [
      {
        name: 'Idempotency-Key',
        in: 'header',
        required: false,
        schema: { type: 'string', minLength: 8, maxLength: 128 },
      },
    ],
    requestBody: {
      required: true,
      content: json(z.toJSONSchema(submitInput, { io: 'input', unrepresentable: 'any' })),
    },
    responses: {
      '202': {
        description: 'Stored.',
        content: json({ type: 'object', properties: { data: received } }),
      },
      ...errorResponses([
        'bad_json',
        'unauthenticated',
        'forbidden',
        'idempotency_conflict',
        'too_large',
        'invalid',
        'rate_limited',
        'quota_exceeded',
        'overloaded',
      ]),
    },
  },
};

const stream: HandWrittenPath = {
  path: '/v1/stream',
  method: 'get',
  description: {
    operationId: 'stream.read',
    summary: 'What changes, as Server-Sent Events; Last-Event-ID resumes',
    tags: ['stream'],
    'x-permission': 'alerts:read',
    responses: {
      '200': {
        description: 'Messages `change`, `heartbeat`, `ready`.',
        content: { 'text/event-stream': { schema: { type: 'string' } } },
      },
      ...errorResponses(['unauthenticated', 'forbidden', 'rate_limited', 'overloaded']),
    },
  },
};

const auditExport: HandWrittenPath = {
  path: '/v1/audit/export',
  method: 'get',
  description: {
    operationId: 'audit.export',
    summary: 'Audit records of a time as a file, JSON lines that verify by themselves or CEF',
    tags: ['audit'],
    'x-permission': 'audit:read',
    parameters: [
      { name: 'format', in: 'query', required: false, schema: { enum: ['jsonl', 'cef'], default: 'jsonl' } },
      ...['from', 'to'].map((name) => ({
        name,
        in: 'query',
        required: false,
        schema: { type: 'string', format: 'date-time' },
      })),
    ],
    responses: {
      '200': {
        description: 'The file; its form is described in docs/audit-format.md.',
        content: {
          'application/x-ndjson': { schema: { type: 'string' } },
          'text/plain': { schema: { type: 'string' } },
        },
      },
      ...errorResponses([
        'unauthenticated',
        'forbidden',
        'invalid',
        'rate_limited',
        'overloaded',
        'unavailable',
        'internal',
      ]),
    },
  },
};

const egressCheck: HandWrittenPath = {
  path: '/v1/egress/check',
  method: 'post',
  description: {
    operationId: 'egress.check',
    summary: 'Whether this server would call an address, and why not; calls nobody',
    tags: ['egress'],
    'x-permission': 'settings:manage',
    'x-effect': 'read',
    requestBody: {
      required: true,
      content: json(z.toJSONSchema(egressCheckInput, { io: 'input' })),
    },
    responses: {
      '200': {
        description: 'What the guard says. The addresses behind the name are not told.',
        content: json({
          type: 'object',
          required: ['data'],
          properties: {
            data: {
              type: 'object',
              required: ['allowed', 'reason', 'message'],
              properties: {
                allowed: { type: 'boolean' },
                reason: { type: ['string', 'null'], enum: [...EGRESS_REASONS, ...EGRESS_FAILURES, null] },
                message: { type: ['string', 'null'] },
              },
            },
          },
        }),
      },
      ...errorResponses([
        'bad_json',
        'unauthenticated',
        'forbidden',
        'invalid',
        'unsupported_media_type',
        'rate_limited',
        'overloaded',
        'internal',
      ]),
    },
  },
};

const tenantExport: HandWrittenPath = {
  path: '/v1/tenant/export',
  method: 'get',
  description: {
    operationId: 'tenant.export',
    summary: 'Everything of this tenant as one file, as of one moment',
    description:
      'NDJSON packed with gzip: a manifest, a line for each row, and a last line with counts and the SHA-256 of all lines before it. Hashes of credentials and sealed secrets are left out.',
    tags: ['tenant'],
    'x-permission': 'settings:manage',
    responses: {
      '200': {
        description: 'The file.',
        content: { 'application/gzip': { schema: { type: 'string', format: 'binary' } } },
      },
      ...errorResponses(['unauthenticated', 'forbidden', 'rate_limited', 'overloaded', 'internal']),
    },
  },
};

/** Paths to add to the projected ones. */
export function handWrittenPaths(): readonly HandWrittenPath[] {
  return [
    {
      path: '/v1/ingest/{source}',
      method: 'post',
      description: { operationId: 'ingest.receive', ...ingest, parameters: [sourceParameter] },
    },
    {
      path: '/v1/ingest/{source}/t/{token}',
      method: 'post',
      description: {
        operationId: 'ingest.receive-by-address',
        ...ingest,
        security: [],
        parameters: [
          sourceParameter,
          { name: 'token', in: 'path', required: true, schema: { type: 'string' } },
        ],
      },
    },
    submit,
    stream,
    auditExport,
    tenantExport,
    egressCheck,
    ...['healthz', 'readyz', 'metrics'].map((name) => ({
      path: `/${name}`,
      method: 'get',
      description: {
        operationId: `health.${name}`,
        summary: {
          healthz: 'The process lives',
          readyz: 'It can do its work',
          metrics: 'Prometheus metrics',
        }[name],
        tags: ['health'],
        security: [],
        responses: { '200': { description: 'Yes.' } },
      },
    })),
  ];
}
