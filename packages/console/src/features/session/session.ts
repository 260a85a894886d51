// Who is signed in, and what they may do.

import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import type { Person, Session } from '@watchfloor/client';
import { api } from '../../api.ts';

export type Permission = Session['permissions'][number];

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => api.session.get({}, { signal }),
  staleTime: 60_000,
  gcTime: Number.POSITIVE_INFINITY,
});

export const peopleQuery = queryOptions({
  queryKey: ['people'],
  queryFn: ({ signal }) => api.people.list({}, { signal }),
  staleTime: 5 * 60_000,
});

/** Whether somebody can be given work: those who look after people are told of accounts that are switched off too. */
export function canAct({ account }: Person): boolean {
  return account?.status !== 'deactivated';
}

/** What is done once somebody has signed in. */
export type SignedIn = (outcome: { readonly must_change_password: boolean }) => void;

/** The session; the application's route has read it before any page is drawn. */
export function useSession(): Session {
  return useSuspenseQuery(sessionQuery).data;
}

export function holds(session: Session, permission: Permission): boolean {
  return session.permissions.includes(permission);
}
