// Flat records by a table of their columns: which field names what, and what part that played. One pass over the fields of
// the record instead of one lookup for each column there might be, of which a row has few.

import type { EntityCollector, EntityRole, EntityType } from '@watchfloor/sdk';
import { type Fields, foldName, itemsOf, textOf } from './fields.ts';
import { addPrincipal, addUrl } from './principal.ts';

/**
 * What a column holds: one of our types; `account` a user by any name; `link` a URL or a host, with the host of the URL;
 * `shape` what its shape says (an address of some kind). With `s` several of it, as a list or between commas.
 */
export type ColumnKind =
  | EntityType
  | 'account'
  | 'accounts'
  | 'emails'
  | 'ips'
  | 'link'
  | 'links'
  | 'shape'
  | 'shapes';

export interface Column {
  readonly kind: ColumnKind;
  readonly role: EntityRole;
}

export type ColumnTable = ReadonlyMap<string, Column>;

/** A table from rows of `names (between spaces), kind, role`. */
export function columnTable(
  rows: readonly (readonly [names: string, kind: ColumnKind, role: EntityRole])[],
): ColumnTable {
  return new Map(
    rows.flatMap(([names, kind, role]) =>
      names.split(/\s+/).map((name): [string, Column] => [foldName(name), { kind, role }]),
    ),
  );
}

export function addColumns(fields: Fields, table: ColumnTable, collector: EntityCollector): void {
  for (const [name, value] of fields.entries()) {
    const column = table.get(name);
    if (column === undefined) continue;
    if (isMany(column.kind)) {
      for (const item of itemsOf(value).items) addText(textOf(item), column, collector);
    } else {
      addText(textOf(value), column, collector);
    }
  }
}

const SINGLE = { accounts: 'account', emails: 'email', ips: 'ip', links: 'link', shapes: 'shape' } as const;

function isMany(kind: ColumnKind): kind is keyof typeof SINGLE {
  return Object.hasOwn(SINGLE, kind);
}

function addText(text: string, { kind, role }: Column, collector: EntityCollector): void {
  if (text === '') return;
  const one = isMany(kind) ? SINGLE[kind] : kind;
  if (one === 'account') addPrincipal(text, role, collector);
  else if (one === 'link') addUrl(text, role, collector);
  else if (one === 'shape') collector.addTyped(text, role);
  else collector.add(one, text, role);
}
