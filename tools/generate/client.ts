// The TypeScript client, from the OpenAPI document: one method an operation, named as its id.

import { typeOf } from './json-schema-type.ts';
import type { Json } from './open-api.ts';

interface Method {
  readonly group: string;
  readonly name: string;
  readonly id: string;
  readonly summary: string;
  readonly http: string;
  readonly path: string;
  readonly input: string;
  readonly output: string;
  readonly optional: boolean;
  readonly page: boolean;
  readonly query: boolean;
}

const HAND_WRITTEN = /^(ingest|stream|health)\.|^alerts\.submit$|^(audit|tenant)\.export$/;

export function generateClient(document: Json): string {
  const schemas = (document['components'] as Json)['schemas'] as Json;
  // The DOM has an Event of its own; ours is named apart from it.
  const named = (name: string) => (name === 'Event' ? 'AlertEvent' : name);
  const rename = (text: string) => text.replace(/\bEvent\b/g, 'AlertEvent');
  const types = Object.entries(schemas)
    .filter(([name]) => name !== 'Error')
    .map(([name, schema]) => `export type ${named(name)} = ${rename(typeOf(schema))};`);
  const methods = methodsOf(document).map((method) => ({
    ...method,
    input: rename(method.input),
    output: rename(method.output),
  }));
  const groups = [...new Set(methods.map((method) => method.group))].sort();
  return `// Generated from openapi.json by "npm run generate". Do not edit.

import type { CallOptions, Transport } from '../transport.ts';

${types.join('\n\n')}

/** Every operation of the API, grouped as their ids are. */
export interface Operations {
${groups.map((group) => groupType(group, methods)).join('\n')}
}

export function makeOperations(transport: Transport): Operations {
  return {
${groups.map((group) => groupBody(group, methods)).join('\n')}
  };
}
`;
}

function groupType(group: string, methods: readonly Method[]): string {
  const own = methods.filter((method) => method.group === group);
  return `  readonly ${group}: {\n${own
    .map(
      (method) =>
        `    /** ${method.summary}. */\n    ${method.name}(input${method.optional ? '?' : ''}: ${indent(method.input)}, options?: CallOptions): Promise<${indent(method.output)}>;`,
    )
    .join('\n')}\n  };`;
}

function indent(type: string): string {
  return type.replaceAll('\n', '\n    ');
}

function groupBody(group: string, methods: readonly Method[]): string {
  const own = methods.filter((method) => method.group === group);
  return `    ${group}: {\n${own
    .map((method) => {
      const route = JSON.stringify({
        method: method.http,
        path: method.path,
        query: method.query,
        page: method.page,
      });
      return `      ${method.name}: (input, options) => transport(${route}, input ?? {}, options),`;
    })
    .join('\n')}\n    },`;
}

function methodsOf(document: Json): Method[] {
  const methods: Method[] = [];
  for (const [path, item] of Object.entries(document['paths'] as Json)) {
    for (const [http, description] of Object.entries(item as Json)) {
      const operation = description as Json;
      const id = String(operation['operationId']);
      if (!HAND_WRITTEN.test(id)) methods.push(methodOf({ id, http: http.toUpperCase(), path, operation }));
    }
  }
  return methods.sort((left, right) => (left.id < right.id ? -1 : 1));
}

function methodOf(found: { id: string; http: string; path: string; operation: Json }): Method {
  const { id, http, path, operation } = found;
  const [group = '', name = ''] = id.split('.');
  const parameters = ((operation['parameters'] ?? []) as Json[]).filter(
    (parameter) => parameter['in'] !== 'header',
  );
  const content = (operation['requestBody'] as Json | undefined)?.['content'] as Json | undefined;
  const body = ((content?.['application/json'] as Json | undefined)?.['schema'] ?? {}) as Json;
  const properties = {
    ...Object.fromEntries(parameters.map((parameter) => [String(parameter['name']), parameter['schema']])),
    ...((body['properties'] ?? {}) as Json),
  };
  const required = [
    ...parameters.filter((parameter) => parameter['required']).map((parameter) => String(parameter['name'])),
    ...((body['required'] ?? []) as string[]),
  ];
  const success = Object.entries(operation['responses'] as Json).find(([status]) =>
    status.startsWith('2'),
  )?.[1] as Json;
  const answer = ((success['content'] as Json)['application/json'] as Json)['schema'] as Json;
  const fields = (answer['properties'] ?? {}) as Json;
  const page = 'next_cursor' in fields;
  return {
    group: camel(group),
    name: camel(name),
    id,
    summary: String(operation['summary']),
    http,
    path,
    input: typeOf({ type: 'object', properties, required, additionalProperties: false }),
    output: typeOf(page ? answer : fields['data']),
    optional: required.length === 0,
    page,
    query: http === 'GET' || http === 'DELETE',
  };
}

function camel(text: string): string {
  return text.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
