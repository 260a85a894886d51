// Writes an indicator so that nobody's mail client or chat makes a link of it. What this writes, the product's search undoes.

/** Types whose values are addresses; hashes, paths and the like are not clickable and stay as they are. */
const ADDRESS_TYPES = new Set(['ip', 'domain', 'host', 'email', 'url']);

/** `http://evil.example/a` → `hxxp://evil[.]example/a`, `a@b.example` → `a[@]b[.]example`, `2001:db8::1` → `2001[:]db8[:][:]1`. */
export function defang(type: string, value: string): string {
  if (!ADDRESS_TYPES.has(type)) return value;
  if (type === 'url') return defangUrl(value);
  const dotted = value.replaceAll('.', '[.]').replaceAll('@', '[@]');
  return type === 'ip' && !value.includes('.') ? value.replaceAll(':', '[:]') : dotted;
}

function defangUrl(url: string): string {
  const match = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/is.exec(url);
  if (!match) return url.replaceAll('.', '[.]');
  const [, scheme = '', host = '', rest = ''] = match;
  // Only the host: dots of a path are part of what was asked for, and no client links them on their own.
  return `${scheme.replace(/^http/i, 'hxxp').replace(/^ftp/i, 'fxp')}://${host.replaceAll('.', '[.]').replaceAll('@', '[@]')}${rest}`;
}
