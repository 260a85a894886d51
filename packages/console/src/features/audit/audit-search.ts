// The state of the list of audit records, in the URL, and what it asks of the server.

import { SPANS, type Span } from '../alerts/alert-search.ts';

export const ACTOR_KINDS = ['user', 'key', 'agent', 'system'] as const;
export type ActorKind = (typeof ACTOR_KINDS)[number];
export const ACTOR_WORDS: Readonly<Record<ActorKind, string>> = {
  user: 'person',
  key: 'API key',
  agent: 'agent',
  system: 'the product itself',
};

/** What events are about, by how their names begin. */
export const EVENT_FAMILIES = [
  { value: 'session.', name: 'signing in and out' },
  { value: 'account.', name: 'own account' },
  { value: 'person.', name: 'people' },
  { value: 'role.', name: 'roles' },
  { value: 'key.', name: 'API keys' },
  { value: 'service-account.', name: 'service accounts' },
  { value: 'child-access.', name: 'access to customers' },
  { value: 'tenant.', name: 'tenants' },
  { value: 'alert.', name: 'alerts' },
  { value: 'source.', name: 'sources' },
  { value: 'policy.', name: 'policies' },
  { value: 'retention.', name: 'retention' },
  { value: 'legal-hold.', name: 'legal holds' },
  { value: 'vault.', name: 'vault' },
  { value: 'audit', name: 'audit and its collectors' },
  { value: 'request.refused', name: 'refused requests' },
] as const;

export interface AuditSearch {
  readonly q?: string;
  readonly subject?: string;
  /** How the names of the events begin. */
  readonly event?: string;
  readonly kind?: ActorKind;
  /** Id of whoever did it, as audit records have it. */
  readonly actor?: string;
  readonly request?: string;
  readonly since?: Span;
  readonly from?: string;
  readonly to?: string;
}

export function parseAuditSearch(fields: Readonly<Record<string, unknown>>): AuditSearch {
  const text = (name: string, length: number) =>
    typeof fields[name] === 'string' ? fields[name].trim().slice(0, length) : '';
  const moment = (name: string) => {
    const timeMs = Date.parse(text(name, 40));
    return Number.isNaN(timeMs) ? null : new Date(timeMs).toISOString();
  };
  const texts = {
    q: text('q', 100),
    subject: text('subject', 200),
    event: text('event', 100),
    actor: text('actor', 100),
    request: text('request', 100),
  };
  const kind = ACTOR_KINDS.find((known) => known === fields['kind']);
  const since = isSpan(fields['since']) ? fields['since'] : null;
  const [from, to] = since === null ? [moment('from'), moment('to')] : [null, null];
  return {
    ...Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== '')),
    ...(kind && { kind }),
    ...(since && { since }),
    ...(from && { from }),
    ...(to && { to }),
  };
}

function isSpan(value: unknown): value is Span {
  return typeof value === 'string' && Object.hasOwn(SPANS, value);
}

export interface AuditQuery {
  readonly q?: string;
  readonly subject?: string;
  readonly event?: string;
  readonly actor_kind?: ActorKind;
  readonly actor_id?: string;
  readonly request_id?: string;
  readonly from?: string;
  readonly to?: string;
}

export function toAuditQuery(search: AuditSearch, nowMs: number): AuditQuery {
  const from = search.since ? new Date(nowMs - SPANS[search.since] * 60_000).toISOString() : search.from;
  return {
    ...(search.q && { q: search.q }),
    ...(search.subject && { subject: search.subject }),
    ...(search.event && { event: search.event }),
    ...(search.kind && { actor_kind: search.kind }),
    ...(search.actor && { actor_id: search.actor }),
    ...(search.request && { request_id: search.request }),
    ...(from && { from }),
    ...(search.to && { to: search.to }),
  };
}

/** What somebody types into the one field: a subject, the id of a request, or words. */
export function readAuditInput(typed: string): Pick<AuditSearch, 'q' | 'subject' | 'request'> {
  const text = typed.trim();
  if (text === '') return {};
  if (/^req_\S+$/.test(text)) return { request: text.slice(0, 100) };
  if (/^[a-z][a-z-]{1,30}:\S+$/.test(text)) return { subject: text.slice(0, 200) };
  return { q: text.slice(0, 100) };
}
