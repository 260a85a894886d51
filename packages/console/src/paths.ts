// Every address inside the console, and the few outside it that it makes itself. Links take what these functions give; a page
// that moves is changed here, and src/paths.test.ts shows the whole list.

import { customerBase } from './customer-place.ts';
import type { AlertSearch } from './features/alerts/alert-search.ts';
import type { AuditSearch } from './features/audit/audit-search.ts';
import type { CustomerAlertSearch } from './features/customers/customer-search.ts';
import type { EntityPlace, EntitySearch } from './features/entities/entity-search.ts';
import type { EventSearch } from './features/events/event-search.ts';
import type { KeySearch } from './features/keys/key-search.ts';
import type { PeopleSearch } from './features/people/people-search.ts';
import type { RulePlace, RuleSearch } from './features/rules/rule-search.ts';
import type { WorkSearch } from './features/work/work-search.ts';
import { formatQueryString } from './query-string.ts';

/** Panels of an alert's page. */
export const ALERT_TABS = ['overview', 'decisions', 'raw'] as const;
export type AlertTab = (typeof ALERT_TABS)[number];

export const paths = {
  alerts: (search: AlertSearch = {}) => ({ to: '/alerts', search }) as const,
  alert: (id: string, tab?: AlertTab) =>
    ({
      to: '/alerts/$id',
      params: { id },
      search: tab === undefined || tab === 'overview' ? {} : { tab },
    }) as const,
  alertsOfEntity: (type: string, value: string) => paths.alerts({ entity: `${type}:${value}` }),
  events: (search: EventSearch = {}) => ({ to: '/events', search }) as const,
  event: (id: string) => ({ to: '/events/$id', params: { id } }) as const,
  eventsOfEntity: (type: string, value: string) => paths.events({ entity: `${type}:${value}` }),
  entities: (search: EntitySearch = {}) => ({ to: '/entities', search }) as const,
  entity: (type: string, value: string) => {
    const search: EntityPlace = { of: `${type}:${value}` };
    return { to: '/entity', search } as const;
  },
  rules: (search: RuleSearch = {}) => ({ to: '/rules', search }) as const,
  rule: (source: string, key: string) => {
    const search: RulePlace = { source, key };
    return { to: '/rule', search } as const;
  },
  mappings: () => ({ to: '/settings/mappings' }) as const,
  preview: () => ({ to: '/sources/preview' }) as const,
  sources: () => ({ to: '/sources' }) as const,
  people: (search: PeopleSearch = {}) => ({ to: '/settings/people', search }) as const,
  person: (id: string) => ({ to: '/settings/people/$id', params: { id } }) as const,
  roles: () => ({ to: '/settings/roles' }) as const,
  keys: (search: KeySearch = {}) => ({ to: '/settings/keys', search }) as const,
  serviceAccounts: () => ({ to: '/settings/service-accounts' }) as const,
  childAccess: () => ({ to: '/settings/child-access' }) as const,
  vault: () => ({ to: '/settings/vault' }) as const,
  work: (search: WorkSearch = {}) => ({ to: '/settings/work', search }) as const,
  storage: () => ({ to: '/settings/storage' }) as const,
  policy: () => ({ to: '/settings/policy' }) as const,
  audit: (search: AuditSearch = {}) => ({ to: '/audit', search }) as const,
  auditRecord: (id: string) => ({ to: '/audit/$id', params: { id } }) as const,
  auditChain: () => ({ to: '/settings/audit-chain' }) as const,
  account: () => ({ to: '/account' }) as const,
  welcome: () => ({ to: '/welcome' }) as const,
  security: () => ({ to: '/settings/security' }) as const,
  retention: () => ({ to: '/settings/retention' }) as const,
  tenants: () => ({ to: '/tenants' }) as const,
  tenant: (id: string) => ({ to: '/tenants/$id', params: { id } }) as const,
  customerAlerts: (search: CustomerAlertSearch = {}) => ({ to: '/customers/alerts', search }) as const,
  auditSinks: () => ({ to: '/settings/audit-sinks' }) as const,
} as const;

interface Path {
  readonly to: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly search?: object;
}

/** The path as text, for what is not a link: copying, tests. */
export function hrefOf({ to, params = {}, search = {} }: Path): string {
  const path = to.replaceAll(/\$(\w+)/g, (_whole, name: string) => encodeURIComponent(params[name] ?? ''));
  return path + formatQueryString({ ...search });
}

/** A page of a customer's tenant, from outside of it: followed as a plain link, since the page is loaded anew. */
export function hrefInCustomer(slug: string, path: Path): string {
  return customerBase(slug) + hrefOf(path);
}

/** The file with everything of this tenant, which the server streams to whoever is signed in. */
export const TENANT_EXPORT_URL = '/v1/tenant/export';

/** The file of audit records, which the server streams to whoever is signed in. */
export function auditExportUrl(wanted: {
  readonly format: 'jsonl' | 'cef';
  readonly from?: string | null;
  readonly to?: string | null;
}): string {
  return `/v1/audit/export${formatQueryString(wanted)}`;
}

/** MITRE's page of a technique or tactic; null for what is not an id. */
export function attackUrl(id: string): string | null {
  const technique = /^T(\d{4})(?:\.(\d{3}))?$/.exec(id);
  if (!technique) return null;
  return `https://attack.mitre.org/techniques/T${technique[1]}/${technique[2] ? `${technique[2]}/` : ''}`;
}

/** The subject of an alert's audit records: they name the bare uuid. */
export function auditSubjectOfAlert(alertId: string): string {
  return `alert:${uuidOf(alertId)}`;
}

/** The wire id inside an audit subject `alert:<uuid>`; null for other subjects. */
export function alertIdOfSubject(subject: string): string | null {
  const uuid = /^alert:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(subject)?.[1];
  return uuid ? `alert_${uuid.replaceAll('-', '')}` : null;
}

/** The wire id for the uuid of an audit record: `('user', '0198…-…')` → `user_0198…`; null for what is no uuid. */
export function wireIdOf(kind: string, uuid: string): string | null {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(uuid)
    ? `${kind}_${uuid.replaceAll('-', '')}`
    : null;
}

/** `alert_0198…` → `0198…-…`; what is not a wire id comes back as it is. */
export function uuidOf(wireId: string): string {
  const hex = /^[a-z]+_([0-9a-f]{32})$/.exec(wireId)?.[1];
  if (!hex) return wireId;
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
