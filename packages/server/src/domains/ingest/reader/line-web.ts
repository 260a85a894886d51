// Access logs of web servers and proxies: common and combined log format with what products put before and behind them
// (virtual host, forwarded addresses), Squid's native format, IIS and other W3C lines whose columns are known by shape.

import { FieldBag, type JsonObject } from '@watchfloor/sdk';

export interface WebLine {
  readonly fields: JsonObject;
  readonly time: string;
  /** Text behind the recognised part. */
  readonly rest: string;
}

const COMMON =
  /(?:(\S{1,255})[ ,]{1,2})?([\da-fA-F.:]{3,45}|[A-Za-z0-9][\w.-]{0,254})(?: \([^)]{0,200}\))? (\S{1,128}) (\S{1,255}|"[^"]{0,255}"|[\w.-]{1,60}(?: [\w.-]{1,60}){1,3}) \[([^\]]{10,64})\] "((?:[^"\\]|\\.){0,16000})" (\d{3}|-)(?: (\d{1,18}|-))?/y;
const QUOTED_PAIR = / "((?:[^"\\]|\\.){0,16000})"/y;
const REQUEST = /^([A-Z][A-Z_-]{1,30}) (\S+)(?: (HTTP\/[\d.]+|\S{1,20}))?$/;

/** Reads common, combined and Squid lines at the start of the body; null when it is none of them. */
export function readWebLine(line: string, start: number): WebLine | null {
  return readCommon(line, start) ?? readSquid(line, start) ?? readGateway(line, start);
}

const GATEWAY =
  /\[([^\]]{10,64})\] "([^"]{0,255})" ([\da-fA-F.:]{3,45}) (\d{3}) "((?:[^"\\]|\\.){0,16000})"/y;

/** The default log of the McAfee (now Skyhigh) Web Gateway: the user stands before the address. */
function readGateway(line: string, start: number): WebLine | null {
  if (line[start] !== '[') return null;
  GATEWAY.lastIndex = start;
  const match = GATEWAY.exec(line);
  if (match === null) return null;
  const bag = new FieldBag();
  const user = match[2] ?? '';
  if (user !== '' && user !== '-') bag.add('user', user);
  bag.add('client_ip', match[3] ?? '');
  bag.add('status', match[4] ?? '');
  addRequest(bag, match[5] ?? '');
  return { fields: bag.toObject(), time: match[1] ?? '', rest: line.slice(GATEWAY.lastIndex).trim() };
}

function readCommon(line: string, start: number): WebLine | null {
  if (!line.includes('] "', start)) return null;
  COMMON.lastIndex = start;
  const match = COMMON.exec(line);
  if (match === null) return null;
  const bag = new FieldBag();
  const first = match[1];
  if (first !== undefined && first !== '-')
    bag.add(isAddress(first) ? 'forwarded_for' : 'server_name', stripPort(first));
  bag.add(isAddress(match[2] ?? '') ? 'client_ip' : 'client_host', match[2] ?? '');
  const user = (match[4] ?? '-').replaceAll('"', '');
  if (user !== '-' && user !== '') bag.add('user', user);
  addRequest(bag, match[6] ?? '');
  if (match[7] !== '-') bag.add('status', match[7] ?? '');
  if (match[8] !== undefined && match[8] !== '-') bag.add('bytes', match[8]);
  let at = COMMON.lastIndex;
  for (const name of ['referer', 'user_agent', 'forwarded_for']) {
    QUOTED_PAIR.lastIndex = at;
    const quoted = QUOTED_PAIR.exec(line);
    if (quoted === null) break;
    at = QUOTED_PAIR.lastIndex;
    const value = quoted[1] ?? '-';
    if (value === '-' || value === '') continue;
    if (name === 'forwarded_for' && !isAddress(value.split(',')[0]?.trim() ?? '')) continue;
    bag.add(name, value);
  }
  return { fields: bag.toObject(), time: match[5] ?? '', rest: line.slice(at).trim() };
}

/** Puts method, URL and, for a proxy request with a full address, nothing more: the URL carries its host. */
function addRequest(bag: FieldBag, request: string): void {
  const match = REQUEST.exec(request);
  if (match === null) {
    if (request !== '-') bag.add('request', request);
    return;
  }
  bag.add('method', match[1] ?? '');
  const target = match[2] ?? '';
  if (match[1] === 'CONNECT') bag.add('destination_host', stripPort(target));
  else bag.add('url', target);
  if (match[3] !== undefined) bag.add('http_version', match[3]);
}

const SQUID =
  /(\d{9,10}\.\d{1,6}) {1,12}(-?\d{1,12}) (\S{1,255}) ([A-Z_]{3,40})\/(\d{3}) (\d{1,18}) ([A-Z_-]{1,30}) (\S{1,16000}) (\S{1,255}) ([A-Z_]{3,40})\/(\S{1,255})(?: (\S{1,128}))?/y;

function readSquid(line: string, start: number): WebLine | null {
  SQUID.lastIndex = start;
  const match = SQUID.exec(line);
  if (match === null) return null;
  const bag = new FieldBag();
  const client = match[3] ?? '';
  bag.add(isAddress(client) ? 'client_ip' : 'client_host', client);
  bag.add('action', match[4] ?? '');
  bag.add('status', match[5] ?? '');
  bag.add('bytes', match[6] ?? '');
  addRequest(bag, `${match[7]} ${match[8]}`);
  if (match[9] !== '-') bag.add('user', match[9] ?? '');
  const peer = match[11] ?? '-';
  if (peer !== '-') bag.add(isAddress(peer) ? 'destination_ip' : 'destination_host', stripPort(peer));
  return { fields: bag.toObject(), time: match[1] ?? '', rest: line.slice(SQUID.lastIndex).trim() };
}

/** An IPv4 or IPv6 address by its characters; good enough to choose a field's name, the type check comes later. */
export function isAddress(text: string): boolean {
  return /^(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-fA-F]{0,4}(?::[\da-fA-F]{0,4}){2,7}(?:\d{1,3}(?:\.\d{1,3}){3})?)$/.test(
    text,
  );
}

function stripPort(text: string): string {
  return text.replace(/^(\[?[^\]]+?\]?):\d{1,5}$/, '$1').replace(/^\[(.*)\]$/, '$1');
}
