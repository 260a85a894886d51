// What the subject of an audit record is, where it can be looked at, and what it is called where that is known.

import type { LinkProps } from '@tanstack/react-router';
import type { Person } from '@watchfloor/client';
import { paths, wireIdOf } from '../../paths.ts';

export interface SubjectPlace {
  /** What the link says. */
  readonly name: string;
  readonly link: LinkProps;
}

/** Where a subject such as `alert:<uuid>` can be looked at; null where there is no page of it. */
export function placeOfSubject(subject: string): SubjectPlace | null {
  const colon = subject.indexOf(':');
  const kind = colon < 0 ? subject : subject.slice(0, colon);
  const rest = colon < 0 ? '' : subject.slice(colon + 1);
  const id = (wireKind: string) => wireIdOf(wireKind, rest);
  switch (kind) {
    case 'alert': {
      const alert = id('alert');
      return alert === null ? null : { name: 'Open alert', link: paths.alert(alert) };
    }
    case 'user': {
      const person = id('user');
      return person === null ? null : { name: 'Open person', link: paths.person(person) };
    }
    case 'audit': {
      const record = id('audit');
      return record === null ? null : { name: 'Open record', link: paths.auditRecord(record) };
    }
    case 'role':
      return { name: 'Open roles', link: paths.roles() };
    case 'key':
      return { name: 'Open keys', link: paths.keys() };
    case 'account':
      return { name: 'Open service accounts', link: paths.serviceAccounts() };
    case 'access':
      return { name: 'Open access to customers', link: paths.childAccess() };
    case 'audit-sink':
      return { name: 'Open collectors', link: paths.auditSinks() };
    case 'audit-chain':
      return { name: 'Open chain', link: paths.auditChain() };
    case 'vault':
      return { name: 'Open vault', link: paths.vault() };
    case 'policy':
      return { name: 'Open policy', link: paths.policy() };
    case 'source':
      return { name: 'Open sources', link: paths.sources() };
    case 'mapping':
      return { name: 'Open mappings', link: paths.mappings() };
    default:
      return null;
  }
}

/** The name of the person that a subject or an actor is; null when it is none that one knows of. */
export function personOfUuid(uuid: string, people: readonly Person[]): string | null {
  const id = wireIdOf('user', uuid);
  return people.find((person) => person.id === id)?.name ?? null;
}
