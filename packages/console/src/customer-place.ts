// In which tenant this page acts. Its address says so: below `/in/<short name>` everything is about that customer, and each call
// names it. Going there and back loads the page anew, so that nothing that was read of one tenant (the cache of queries, the place
// in a list, the stream) can ever be shown in another, and a link to an alert of a customer opens there.

const PLACE = /^\/in\/([a-z0-9][a-z0-9-]{0,62})(?=\/|$)/;

/** The short name of the customer that an address is about; null for one of the own tenant. */
export function customerOf(pathname: string): string | null {
  return PLACE.exec(pathname)?.[1] ?? null;
}

/** The customer of this page. */
export const CUSTOMER: string | null = customerOf(globalThis.location?.pathname ?? '/');

/** What stands before every address of this page's tenant. */
export function customerBase(customer: string | null): string {
  return customer === null ? '' : `/in/${customer}`;
}
