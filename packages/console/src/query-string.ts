// Query strings people can read and type: `?status=open&severity=critical,high&entity=ip:192.0.2.1`. A list is joined with
// commas; each route's own parser says which of its fields are lists.

const KEPT = /%(?:2C|3A|2F|40)/g;
const CHARACTERS: Readonly<Record<string, string>> = { '%2C': ',', '%3A': ':', '%2F': '/', '%40': '@' };

/** The fields of a query string, all as text; of a repeated field the values joined with commas. */
export function parseQueryString(text: string): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(text)) {
    fields[name] = fields[name] === undefined ? value : `${fields[name]},${value}`;
  }
  return fields;
}

/** The query string of the fields, with `?`, or '' when there are none. Empty lists, null and undefined are left out. */
export function formatQueryString(fields: Readonly<Record<string, unknown>>): string {
  const parts: string[] = [];
  for (const [name, value] of Object.entries(fields)) {
    const text = Array.isArray(value)
      ? value.join(',')
      : value === undefined || value === null
        ? ''
        : String(value);
    if (text !== '') parts.push(`${encode(name)}=${encode(text)}`);
  }
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}

function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replaceAll(KEPT, (code) => CHARACTERS[code] ?? code);
}

/** The values of a list: as the address writes it, or as a parser has made it, since the router has its own results parsed again. */
export function listOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.filter((item) => typeof item === 'string');
  return typeof value === 'string' ? value.split(',').map((part) => part.trim()) : [];
}
