// The state of the list of people, in the URL, and which people it shows.

import type { Person } from '@watchfloor/client';
import { listOf } from '../../query-string.ts';

export const PERSON_STATUSES = ['active', 'invited', 'deactivated'] as const;
export type PersonStatus = (typeof PERSON_STATUSES)[number];

export interface PeopleSearch {
  readonly q?: string;
  readonly status?: readonly PersonStatus[];
}

export function parsePeopleSearch(fields: Readonly<Record<string, unknown>>): PeopleSearch {
  const text = (name: string) => (typeof fields[name] === 'string' ? fields[name].trim() : '');
  const q = text('q').slice(0, 100);
  const asked = listOf(fields['status']);
  const status = PERSON_STATUSES.filter((known) => asked.includes(known));
  return { ...(q !== '' && { q }), ...(status.length > 0 && { status }) };
}

/** Those whose name, e-mail or role holds the text, and whose account is in one of the states. */
export function filterPeople(people: readonly Person[], search: PeopleSearch): readonly Person[] {
  const wanted = search.q?.toLowerCase() ?? '';
  return people.filter(
    ({ name, email, role, account }) =>
      [name, email, role].some((text) => text.toLowerCase().includes(wanted)) &&
      (search.status === undefined || (account !== null && search.status.includes(account.status))),
  );
}
