// Who did what to whom from where, in a System Log event.

import {
  type EntityCollector,
  type EntityRole,
  type JsonObject,
  type JsonValue,
  textAt,
  valueAt,
} from '@watchfloor/sdk';

export function addLogEntities(event: JsonObject, collector: EntityCollector): void {
  const debug = valueAt(event, 'debugContext.debugData');
  // Somebody reports activity on the own account: the reporter is the one it was done to, and reports from another address.
  const isReport = textAt(debug, 'suspiciousActivityEventIp') !== '';
  addPrincipal(valueAt(event, 'actor'), isReport ? 'target' : 'actor', collector);
  // While a session is impersonated the actor is the impersonated user; this one sits at the keyboard.
  addPrincipal(valueAt(debug, 'originalPrincipal'), 'actor', collector);
  collector.add('ip', textAt(event, 'client.ipAddress'), isReport ? 'observer' : 'source');
  for (const hop of listAt(event, 'request.ipChain')) collector.add('ip', textAt(hop, 'ip'), 'related');
  for (const target of listAt(event, 'target')) addPrincipal(target, 'target', collector);
  collector.add('host', textAt(event, 'device.name'), 'source');
  // The provider of the client's address, for what it is worth: many users of one event share it.
  collector.add('domain', textAt(event, 'securityContext.domain'), 'related');
  collector.add('asn', textAt(event, 'securityContext.asNumber'), 'related');
  for (const [field, role] of DEBUG_ADDRESSES) collector.add('ip', textAt(debug, field), role);
}

// Addresses in the debug data of reports and findings; everything else there that looks like an indicator is none (`dtHash`
// has the length of a SHA-256 and is a cookie's fingerprint).
const DEBUG_ADDRESSES: readonly (readonly [field: string, role: EntityRole])[] = [
  ['suspiciousActivityEventIp', 'source'],
  ['newIpAddress', 'source'],
  ['NewIpAddress', 'source'],
  ['previousIpAddress', 'related'],
  ['PreviousIpAddress', 'related'],
];

/** An actor or a target. Types without a value of one of our types (groups, policies, tokens) are in the description. */
function addPrincipal(value: JsonValue | undefined, role: EntityRole, collector: EntityCollector): void {
  const type = textAt(value, 'type')
    .toLowerCase()
    .replaceAll(/[\s_-]/g, '');
  const login = loginOf(textAt(value, 'alternateId'));
  const name = textAt(value, 'displayName');
  switch (type) {
    case 'user':
    case 'appuser':
    case 'systemprincipal':
    case 'emailaddress':
      addUser(login, role, collector);
      return;
    case 'ipaddress':
      collector.add('ip', [textAt(value, 'id'), name], role === 'actor' ? 'source' : role);
      return;
    case 'device':
    case 'uddevice':
    case 'manageddevice':
      collector.add('host', name, role);
      return;
    case 'appinstance':
    case 'publicclientapp':
    case 'privateclientapp':
    case 'oauth2client':
      // The label the admins gave the instance; the display name is only the kind of app ('SAML 2.0 IdP').
      collector.add('cloud_resource', login || name, role);
      return;
    case 'domain':
    case 'customdomain':
      collector.add('domain', login || name, role);
      return;
    default:
      return;
  }
}

/** A login is an e-mail address unless the org changed its format. */
function addUser(login: string, role: EntityRole, collector: EntityCollector): void {
  collector.add('user', login, role);
  if (login.includes('@')) collector.add('email', login, role);
}

/** Log shippers that escape twice leave a backslash at the end of the login. */
function loginOf(alternateId: string): string {
  if (alternateId.toLowerCase() === 'unknown') return '';
  let end = alternateId.length;
  while (alternateId.charCodeAt(end - 1) === 0x5c) end -= 1;
  return alternateId.slice(0, end);
}

/** A list; some shippers write a single item without its list. */
function listAt(event: JsonObject, path: string): readonly JsonValue[] {
  const value = valueAt(event, path);
  if (Array.isArray(value)) return value;
  return value === undefined || value === null ? [] : [value];
}
