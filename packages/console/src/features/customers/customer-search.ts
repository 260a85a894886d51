// The state of the queue across customers, all of it in the address: as the alert list, and which customers.

import { type AlertSearch, parseAlertSearch } from '../alerts/alert-search.ts';

export interface CustomerAlertSearch extends AlertSearch {
  /** Short names of the customers; all when left out. */
  readonly customer?: readonly string[];
}

const SLUG = /^[a-z0-9][a-z0-9-]{0,62}$/;

export function parseCustomerSearch(fields: Readonly<Record<string, unknown>>): CustomerAlertSearch {
  const { customer } = fields;
  const named = Array.isArray(customer) ? customer : typeof customer === 'string' ? customer.split(',') : [];
  const slugs = [...new Set(named.filter((slug): slug is string => typeof slug === 'string'))].filter(
    (slug) => SLUG.test(slug),
  );
  return { ...parseAlertSearch(fields), ...(slugs.length > 0 ? { customer: slugs } : {}) };
}
