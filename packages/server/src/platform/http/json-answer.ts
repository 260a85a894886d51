// An answer as the bytes that are sent. A long text is measured once, and where that shows it to be plain ASCII, as most are, its
// characters are its bytes: copying them takes a fiftieth of encoding them, which was a millisecond for a page of alerts.

/** Shorter ones are not worth it: the runtime writes them together with the headers. */
const LONG = 16 * 1024;

/** JSON of the value, as a text or as its UTF-8. */
export function writeAnswer(value: unknown): string | Buffer {
  // An answer is an object; only undefined and functions have no JSON, and then there is nothing to send.
  const text = JSON.stringify(value) ?? '';
  if (text.length < LONG) return text;
  const isAscii = Buffer.byteLength(text) === text.length;
  return Buffer.from(text, isAscii ? 'latin1' : 'utf8');
}
