// What a mapping may do to a value before it is read as its type. A closed list: each entry is a thing vendors really do to
// values, and none of them can run away, as an expression of the user's own could.

import { canonicalValue, type EntityType, refang, urlParts } from '@watchfloor/sdk';
import { extractIndicators } from './extract-text.ts';

export const CONVERSIONS = [
  'none',
  'split',
  'url_host',
  'email_domain',
  'strip_port',
  'integer_ip',
  'base64',
  'find',
] as const;
export type Conversion = (typeof CONVERSIONS)[number];

/** One sentence for each, for the API's document and the console. */
export const CONVERSION_MEANING: Readonly<Record<Conversion, string>> = {
  none: 'the value as it stands',
  split: 'a list in one text, cut at commas, semicolons, bars and white space',
  url_host: 'the host of a URL',
  email_domain: 'the domain of an e-mail address',
  strip_port: 'an address or name before its port',
  integer_ip: 'an IPv4 address written as one whole number',
  base64: 'text in Base64',
  find: 'every value of the type that occurs in a text',
};

const PARTS_MAX = 100;
const TEXT_LENGTH_MAX = 65_536;

/**
 * The values of the type that a raw text holds after the conversion, in canonical form. Defanged spellings are undone first.
 * Empty when the text is not of the type: a mapping never makes an entity out of something else.
 */
export function convertValue(conversion: Conversion, type: EntityType, raw: string): string[] {
  const text = raw.slice(0, TEXT_LENGTH_MAX).trim();
  if (conversion === 'find') {
    return extractIndicators(text).flatMap((found) => (found.type === type ? [found.value] : []));
  }
  const values = partsOf(conversion, text).flatMap(
    (part) => canonicalValue(type, refangFor(type, part)) ?? [],
  );
  return [...new Set(values)];
}

/** Brackets and `hxxp` mean something in addresses only; a command line or a path is left as it is. */
function refangFor(type: EntityType, text: string): string {
  return type === 'ip' || type === 'domain' || type === 'url' || type === 'email' || type === 'host'
    ? refang(text)
    : text;
}

function partsOf(conversion: Exclude<Conversion, 'find'>, text: string): readonly string[] {
  switch (conversion) {
    case 'none':
      return [text];
    case 'split':
      return text
        .split(/[\s,;|]+/)
        .filter((part) => part !== '')
        .slice(0, PARTS_MAX);
    case 'url_host':
      return [urlParts(refang(text))?.host ?? ''];
    case 'email_domain':
      return [text.slice(text.lastIndexOf('@') + 1)];
    case 'strip_port':
      return [text.replace(/(?<=[^:]|\]):\d{1,5}$/, '')];
    case 'integer_ip':
      return [integerAddress(text)];
    case 'base64':
      return [decodeBase64(text)];
    default:
      return conversion satisfies never;
  }
}

function integerAddress(text: string): string {
  const number = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (!(number <= 0xffffffff)) return '';
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');
}

function decodeBase64(text: string): string {
  if (!/^[A-Za-z0-9+/_-]{2,}={0,2}$/.test(text)) return '';
  const bytes = Buffer.from(text, 'base64');
  // PowerShell encodes UTF-16: every second byte of plain text is then zero.
  const isWide = bytes.length >= 4 && bytes[1] === 0 && bytes[3] === 0;
  return bytes.toString(isWide ? 'utf16le' : 'utf8').trim();
}
