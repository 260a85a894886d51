// JSON Schema as a TypeScript type: the part of it that our own schemas use.

import type { Json } from './open-api.ts';

/** The type of a schema, on one line except for objects. */
export function typeOf(schema: unknown, indent = ''): string {
  if (schema === true || schema === undefined) return 'unknown';
  if (typeof schema !== 'object' || schema === null) return 'never';
  // Narrowed just above: an object.
  const node = schema as Json;
  if (typeof node['$ref'] === 'string') return node['$ref'].split('/').at(-1) ?? 'unknown';
  if (Array.isArray(node['enum'])) return node['enum'].map((value) => JSON.stringify(value)).join(' | ');
  if ('const' in node) return JSON.stringify(node['const']);
  const union = node['anyOf'] ?? node['oneOf'];
  if (Array.isArray(union)) return [...new Set(union.map((part) => typeOf(part, indent)))].join(' | ');
  if (Array.isArray(node['type'])) {
    return node['type'].map((type) => typeOf({ ...node, type }, indent)).join(' | ');
  }
  switch (node['type']) {
    case 'string':
      return 'string';
    case 'number':
    case 'integer':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'null':
      return 'null';
    case 'array':
      return arrayType(typeOf(node['items'], indent));
    case 'object':
      return objectType(node, indent);
    default:
      return 'unknown';
  }
}

function arrayType(item: string): string {
  return /[|{]/.test(item) ? `(${item})[]` : `${item}[]`;
}

function objectType(node: Json, indent: string): string {
  const properties = Object.entries((node['properties'] ?? {}) as Json);
  if (properties.length === 0) {
    const values = node['additionalProperties'];
    return `Record<string, ${values === false ? 'never' : typeOf(values ?? true, indent)}>`;
  }
  const required = new Set((node['required'] ?? []) as string[]);
  const inner = `${indent}  `;
  const lines = properties.map(([name, member]) => {
    const comment = describe(member, inner);
    return `${comment}${inner}${key(name)}${required.has(name) ? '' : '?'}: ${typeOf(member, inner)};`;
  });
  return `{\n${lines.join('\n')}\n${indent}}`;
}

function describe(member: unknown, indent: string): string {
  if (typeof member !== 'object' || member === null || !('description' in member)) return '';
  return `${indent}/** ${String(member.description).replaceAll('*/', '* /')} */\n`;
}

function key(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}
