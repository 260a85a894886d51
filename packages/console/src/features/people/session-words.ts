// What a session is called on the screen.

export const METHOD_WORDS: Readonly<Record<string, string>> = {
  link: 'one-time link',
  password: 'password',
  'password+totp': 'password and code',
  'password+recovery': 'password and recovery code',
  passkey: 'passkey',
};

const BROWSERS = [
  ['Edg/', 'Edge'],
  ['OPR/', 'Opera'],
  ['Firefox/', 'Firefox'],
  ['Chrome/', 'Chrome'],
  ['Safari/', 'Safari'],
] as const;
const SYSTEMS = [
  ['Windows', 'Windows'],
  ['Android', 'Android'],
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Mac OS X', 'macOS'],
  ['CrOS', 'ChromeOS'],
  ['Linux', 'Linux'],
] as const;

/** `Firefox on Windows`, as the browser itself says; it is a hint to recognise a session by and no proof of anything. */
export function browserOf(userAgent: string | null): string {
  if (userAgent === null || userAgent.trim() === '') return 'Unknown browser';
  const named = (marks: readonly (readonly [string, string])[]) =>
    marks.find(([mark]) => userAgent.includes(mark))?.[1] ?? null;
  const browser = named(BROWSERS);
  const system = named(SYSTEMS);
  if (browser === null) return userAgent.split(/[\s/]/)[0]?.slice(0, 40) || 'Unknown browser';
  return system === null ? browser : `${browser} on ${system}`;
}
