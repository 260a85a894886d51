// URLs. The text is kept as it was written except for the case of scheme and host: normalising more (ports, dot
// segments, escapes) would make the value differ from the one in the vendor's log and in every blocklist.

import { canonicalIp } from './address.ts';
import { domainParts } from './domain.ts';
import { hasControl } from './text.ts';

const MAX_URL_LENGTH = 4096;

export interface UrlParts {
  readonly scheme: string;
  /** Canonical host without brackets, port and user information; may be a single label such as `localhost`. */
  readonly host: string;
  readonly hostKind: 'ip' | 'domain' | 'name';
  /** The whole URL with lower-case scheme and host. */
  readonly text: string;
}

/** The parts of `scheme://authority…`; null when the authority is not a host. */
export function urlParts(raw: string): UrlParts | null {
  if (raw.length > MAX_URL_LENGTH) return null;
  const match = /^([a-z][a-z0-9+.-]{1,20}):\/\/([^/?#\\]*)(.*)$/is.exec(raw);
  if (match === null) return null;
  const scheme = (match[1] ?? '').toLowerCase();
  const authority = match[2] ?? '';
  const rest = match[3] ?? '';
  const at = authority.lastIndexOf('@');
  const userInfo = authority.slice(0, at + 1);
  const hostAndPort = authority.slice(at + 1);
  const end = hostEnd(hostAndPort);
  const port = hostAndPort.slice(end);
  if (port !== '' && !/^:\d{0,5}$/.test(port)) return null;
  const found = readHost(hostAndPort.slice(0, end));
  if (found === null) return null;
  const written = found.isBracketed ? `[${found.host}]` : found.host;
  return {
    scheme,
    host: found.host,
    hostKind: found.hostKind,
    text: `${scheme}://${userInfo}${written}${port}${rest}`,
  };
}

function hostEnd(hostAndPort: string): number {
  if (hostAndPort.startsWith('[')) {
    const close = hostAndPort.indexOf(']');
    return close < 0 ? hostAndPort.length : close + 1;
  }
  // An IPv6 address without brackets has more than one colon and no port one could tell from it.
  const colon = hostAndPort.indexOf(':');
  return colon < 0 || colon !== hostAndPort.lastIndexOf(':') ? hostAndPort.length : colon;
}

// `http://+:443/ews/` and `http://*:80/` are listener prefixes of Windows' http.sys; back doors are known by them.
const LISTENER_HOSTS = new Set(['+', '*']);

function readHost(text: string): (Pick<UrlParts, 'host' | 'hostKind'> & { isBracketed: boolean }) | null {
  const isBracketed = text.startsWith('[') && text.endsWith(']');
  const address = canonicalIp(isBracketed ? text.slice(1, -1) : text);
  if (address !== null)
    return { host: address, hostKind: 'ip', isBracketed: isBracketed && address.includes(':') };
  if (isBracketed) return null;
  if (LISTENER_HOSTS.has(text)) return { host: text, hostKind: 'name', isBracketed: false };
  const domain = domainParts(text);
  if (domain !== null) return { host: domain.name, hostKind: 'domain', isBracketed: false };
  if (!/^[\p{L}\p{N}_](?:[\p{L}\p{N}_.-]{0,250}[\p{L}\p{N}_.])?$/u.test(text) || /^[\d.]+$/.test(text))
    return null;
  return { host: text.toLowerCase(), hostKind: 'name', isBracketed: false };
}

/**
 * A URL from a field. Three forms are taken: absolute, without a scheme but with a host that is one (`example.com/a`),
 * and the request target alone (`/index.php?id=1`), which is what web servers and proxies log.
 */
export function canonicalUrl(raw: string): string | null {
  const trimmed = raw.trim();
  const text = trimmed.startsWith('<') && trimmed.endsWith('>') ? trimmed.slice(1, -1) : trimmed;
  if (text.length < 2 || text.length > MAX_URL_LENGTH || hasControl(text)) return null;
  if (text.includes('://') && !text.startsWith('/')) {
    const parts = urlParts(text);
    if (parts !== null) return parts.text;
  }
  if (text.startsWith('/')) return /^\/(?!\/)\S+$/.test(text) ? text : null;
  const slash = text.search(/[/?]/);
  if (slash <= 0 || /\s/.test(text)) return null;
  const parts = urlParts(`http://${text}`);
  return parts === null || parts.hostKind === 'name' ? null : parts.text.slice('http://'.length);
}
