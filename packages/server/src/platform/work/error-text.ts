// What is kept of an error in a dead letter: its class and what it says, without what could be a credential. The detail and the
// parameters of a database's error, which quote the values of rows, are never part of its message.

const TEXT_MAX = 2_000;
const CLASS_MAX = 100;
const CUT = '[cut out]';

/** Each with the part in front of the credential as its first group, so that one still sees what it was. */
const CREDENTIALS: readonly RegExp[] = [
  /(\b[a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/@]{1,500}@/gi,
  /(\b(?:authorization|proxy-authorization|cookie|set-cookie)["']?\s{0,3}[:=]\s{0,3})[^\n]{1,1000}/gi,
  /(\b(?:bearer|basic|splunk)\s{1,3})[\w.~+/=-]{6,1000}/gi,
  /(\b[\w-]{0,40}(?:password|passwd|passphrase|pwd|secret|token|api[_-]?key|private[_-]?key|pepper)["']?\s{0,3}[:=]\s{0,3})(?:"[^"]{0,1000}"|'[^']{0,1000}'|[^\s,;&"')}]{1,1000})/gi,
  /(\bwf[a-z]{0,2}_)[\w-]{8,200}/g,
  /()-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]{0,10000}?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g,
  /()\beyJ[\w-]{10,2000}\.[\w-]{5,4000}(?:\.[\w-]{0,1000})?/g,
];

export interface ErrorText {
  readonly errorClass: string;
  readonly error: string;
}

export function errorText(error: unknown): ErrorText {
  if (!(error instanceof Error)) return { errorClass: 'Thrown', error: withoutCredentials(String(error)) };
  const code = 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : '';
  const name = error.name === '' || error.name === 'error' ? 'DatabaseError' : error.name;
  return {
    errorClass: withoutCredentials(`${name}${code}`).slice(0, CLASS_MAX),
    error: withoutCredentials(error.message),
  };
}

/** The text without what could be a credential, and without NUL, which the database cannot hold. */
export function withoutCredentials(text: string): string {
  let kept = text.slice(0, 4 * TEXT_MAX).replaceAll('\0', '');
  for (const pattern of CREDENTIALS) kept = kept.replace(pattern, `$1${CUT}`);
  return kept.slice(0, TEXT_MAX);
}
