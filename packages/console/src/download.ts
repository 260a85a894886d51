// Files that the server streams. A link is enough for the own tenant; in a customer's tenant the call has to name the customer, which
// a link cannot.

import { CUSTOMER } from './customer-place.ts';

/** Saves what stands at the address of this server; throws when the server refuses it. */
export async function downloadFrom(url: string, fallbackName: string): Promise<void> {
  if (CUSTOMER === null) return followLink(url, '');
  const response = await fetch(url, { headers: { 'x-watchfloor-tenant': CUSTOMER } });
  if (!response.ok) throw new Error(`The server answered ${response.status}: the file was not read.`);
  const named = /filename="([^"/\\]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1];
  const object = URL.createObjectURL(await response.blob());
  followLink(object, named ?? fallbackName);
  URL.revokeObjectURL(object);
}

function followLink(href: string, name: string): void {
  const link = document.createElement('a');
  link.href = href;
  link.download = name;
  link.click();
}
