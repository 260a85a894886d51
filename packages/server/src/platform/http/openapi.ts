// The OpenAPI 3.1 document, projected from the operations. Receivers and streams, which are written by hand, add theirs.

import { z } from 'zod';
import { ERRORS, type ErrorCode } from '../../kernel/errors.ts';
import { type AnyOperation, COMMON_ERRORS, isPage } from '../../kernel/operation.ts';

type Json = Record<string, unknown>;

export interface HandWrittenPath {
  readonly path: string;
  readonly method: string;
  readonly description: Json;
}

/** The document of these operations and hand-written paths. */
export function openApiDocument(
  operations: readonly AnyOperation[],
  extra: readonly HandWrittenPath[],
  version: string,
): Json {
  const paths: Record<string, Json> = {};
  const components: Json = { Error: errorSchema() };
  for (const operation of operations) {
    const { path, method } = operation.expose.http;
    paths[path] = { ...paths[path], [method.toLowerCase()]: describe(operation, components) };
  }
  for (const entry of extra) paths[entry.path] = { ...paths[entry.path], [entry.method]: entry.description };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Watchfloor',
      version,
      description:
        'Every answer is {data} or {error}; times are ISO 8601 UTC with milliseconds. Answers below /v1 carry RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset and RateLimit-Policy.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ bearer: [] }, { apiKey: [] }, { session: [] }],
    tags: [...new Set(operations.map((operation) => tagOf(operation)))].sort().map((name) => ({ name })),
    paths,
    components: {
      schemas: components,
      headers: RATE_HEADERS,
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
        session: { type: 'apiKey', in: 'cookie', name: 'wf_session' },
      },
    },
  };
}

function tagOf(operation: AnyOperation): string {
  return operation.id.split('.')[0] ?? 'other';
}

function describe(operation: AnyOperation, components: Json): Json {
  const { path, method, status = 200, ifMatch } = operation.expose.http;
  const input = schemaOf(operation.input, 'input', components);
  const properties = (input['properties'] ?? {}) as Record<string, Json>;
  const required = (input['required'] ?? []) as string[];
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
  const inQuery = method === 'GET' || method === 'DELETE';
  const parameters: Json[] = [];
  const body: Record<string, Json> = {};
  for (const [name, schema] of Object.entries(properties)) {
    if (inPath.includes(name)) parameters.push({ name, in: 'path', required: true, schema });
    else if (name === ifMatch)
      parameters.push({ name: 'If-Match', in: 'header', required: required.includes(name), schema });
    else if (inQuery) parameters.push({ name, in: 'query', required: required.includes(name), schema });
    else body[name] = schema;
  }
  if (operation.idempotency === 'key') {
    parameters.push({
      name: 'Idempotency-Key',
      in: 'header',
      required: false,
      schema: { type: 'string', minLength: 8, maxLength: 128 },
    });
  }
  const output = schemaOf(operation.output, 'output', components);
  const answer = isPage(operation.output)
    ? output
    : { type: 'object', properties: { data: output }, required: ['data'], additionalProperties: false };
  return {
    operationId: operation.id,
    summary: operation.summary,
    tags: [tagOf(operation)],
    'x-permission': operation.permission,
    'x-effect': operation.effect,
    ...(ifMatch ? { 'x-if-match': ifMatch } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(Object.keys(body).length > 0
      ? {
          requestBody: {
            required: required.some((name) => name in body),
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  properties: body,
                  required: required.filter((name) => name in body),
                  additionalProperties: false,
                },
              },
            },
          },
        }
      : {}),
    responses: {
      [String(status)]: { description: 'Done.', content: { 'application/json': { schema: answer } } },
      ...errorResponses([
        ...COMMON_ERRORS,
        ...operation.errors,
        ...(operation.idempotency === 'key' ? ['idempotency_conflict' as const] : []),
      ]),
    },
  };
}

/** One response a status, naming the codes it can carry. */
export function errorResponses(codes: readonly ErrorCode[]): Json {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of new Set(codes))
    byStatus.set(ERRORS[code].status, [...(byStatus.get(ERRORS[code].status) ?? []), code]);
  return Object.fromEntries(
    [...byStatus]
      .sort(([left], [right]) => left - right)
      .map(([status, list]) => [
        String(status),
        {
          description: list.map((code) => `\`${code}\`: ${ERRORS[code].text}`).join('\n\n'),
          ...(status === 429 ? { headers: rateHeaderRefs() } : {}),
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
        },
      ]),
  );
}

const RATE_HEADERS: Json = {
  'Retry-After': { description: 'Seconds after which to repeat.', schema: { type: 'integer', minimum: 1 } },
  'RateLimit-Limit': {
    description: 'What may come at once, by the limit that is nearest to its end.',
    schema: { type: 'integer' },
  },
  'RateLimit-Remaining': { description: 'What of it is left.', schema: { type: 'integer' } },
  'RateLimit-Reset': { description: 'Seconds until all of it is there again.', schema: { type: 'integer' } },
  'RateLimit-Policy': {
    description: 'The limits that were applied: name, quota `q`, and window `w` in seconds.',
    schema: { type: 'string', examples: ['"api";q=2000;w=10, "api-address";q=10000;w=10'] },
  },
};

function rateHeaderRefs(): Json {
  return Object.fromEntries(
    Object.keys(RATE_HEADERS).map((name) => [name, { $ref: `#/components/headers/${name}` }]),
  );
}

function errorSchema(): Json {
  return {
    type: 'object',
    required: ['error'],
    properties: {
      error: {
        type: 'object',
        required: ['code', 'message', 'request_id'],
        properties: {
          code: { type: 'string', enum: Object.keys(ERRORS) },
          message: { type: 'string' },
          field: { type: 'string' },
          request_id: { type: 'string' },
        },
      },
    },
  };
}

/** JSON Schema of a zod schema; schemas that bear an id go into the components and are referred to. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output', components: Json): Json {
  const json = z.toJSONSchema(schema, { io, unrepresentable: 'any', target: 'draft-2020-12' }) as Json;
  const definitions = (json['$defs'] ?? {}) as Json;
  for (const [name, definition] of Object.entries(definitions)) components[name] = relink(definition);
  const { $schema: _schema, $defs: _definitions, ...rest } = json;
  const linked = relink(rest) as Json;
  const id = schema.meta()?.id;
  if (id === undefined) return linked;
  // Depending on how often it refers to itself, zod gives the schema in place or already as a definition.
  components[id] ??= linked;
  return { $ref: `#/components/schemas/${id}` };
}

function relink(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(relink);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'id' || typeof (value as Json)['id'] !== 'string')
      .filter(([key]) => key !== 'page')
      .map(([key, member]) => [
        key,
        key === '$ref' && typeof member === 'string'
          ? member.replace('#/$defs/', '#/components/schemas/')
          : relink(member),
      ]),
  );
}
