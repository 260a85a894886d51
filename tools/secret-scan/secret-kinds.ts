// The shapes of credentials, as data: each with the words that a file must hold before its pattern is tried, so that most files
// cost one look. Prefixes and lengths are those that the issuers document; where one form is longer than another, the shortest.

export interface SecretKind {
  readonly id: string;
  /** One of these stands in every text that holds such a credential; compared as written. */
  readonly hints: readonly string[];
  /** Global; its first group, or the whole match where there is none, is the credential. */
  readonly pattern: RegExp;
  /** Refuses what only looks like one; all matches count where it is left out. */
  readonly isReal?: (value: string) => boolean;
}

export const SECRET_KINDS: readonly SecretKind[] = [
  { id: 'watchfloor-key', hints: ['wfk_'], pattern: /\bwfk_[A-Za-z0-9_-]{40,}/g },
  {
    id: 'private-key',
    hints: ['PRIVATE KEY'],
    pattern:
      /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----(?:\\[nr]|\s)+[A-Za-z0-9+/=:,\- \\\r\n]{40,}/g,
  },
  { id: 'age-key', hints: ['AGE-SECRET-KEY-'], pattern: /\bAGE-SECRET-KEY-1[0-9A-Z]{58}\b/g },
  {
    id: 'aws-key-id',
    hints: ['AKIA', 'ASIA'],
    pattern: /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/g,
  },
  {
    id: 'aws-secret',
    hints: ['aws', 'AWS', 'ecretAccessKey'],
    pattern:
      /(?:aws.{0,20}?secret.{0,20}?|secretAccessKey)["']?\s*[:=]\s*["']?([A-Za-z0-9+/]{40})(?![A-Za-z0-9+/=])/gi,
    isReal: looksRandom,
  },
  { id: 'google-key', hints: ['AIza'], pattern: /\bAIza[0-9A-Za-z_-]{35}(?![0-9A-Za-z_-])/g },
  { id: 'google-oauth', hints: ['GOCSPX-', 'ya29.'], pattern: /\b(?:GOCSPX-[\w-]{28}|ya29\.[\w-]{40,})/g },
  {
    id: 'azure-storage-key',
    hints: ['AccountKey=', 'SharedAccessKey='],
    pattern: /(?:AccountKey|SharedAccessKey)=([A-Za-z0-9+/]{43,86}==?)/g,
  },
  {
    id: 'azure-client-secret',
    hints: ['Q~'],
    pattern: /(?<![\w.~-])[A-Za-z0-9_.-]{3}\dQ~[A-Za-z0-9_.~-]{31,34}(?![\w.~-])/g,
  },
  {
    id: 'azure-sas',
    hints: ['sig='],
    pattern: /[?&]sv=\d{4}[^\s"']*[?&]sig=([A-Za-z0-9%+/]{40,}(?:%3D|=)*)/g,
  },
  {
    id: 'github-token',
    hints: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'github_pat_'],
    pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36,251}|github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59})\b/g,
  },
  { id: 'gitlab-token', hints: ['glpat-'], pattern: /\bglpat-[\w-]{20,}/g },
  { id: 'npm-token', hints: ['npm_'], pattern: /\bnpm_[A-Za-z0-9]{36}\b/g, isReal: looksRandom },
  {
    id: 'slack-token',
    hints: ['xoxb-', 'xoxp-', 'xoxa-', 'xoxr-', 'xoxs-', 'xapp-'],
    pattern: /\b(?:xox[abprs]-\d{6,}-[\w-]{20,}|xapp-\d-[A-Z0-9]+-\d+-[a-f0-9]{32,})/g,
  },
  {
    id: 'slack-webhook',
    hints: ['hooks.slack.com'],
    pattern:
      /hooks\.slack\.com\/(?:services|workflows|triggers)\/([A-Z0-9]{8,}\/[A-Z0-9]{8,}\/[A-Za-z0-9]{20,})/g,
  },
  { id: 'okta-token', hints: ['SSWS'], pattern: /\bSSWS\s+(00[\w-]{40})(?![\w-])/g },
  {
    id: 'okta-token',
    hints: ['okta', 'OKTA', 'Okta'],
    pattern: /okta[\w.\- "']{0,40}[:=]\s*["']?(00[\w-]{40})(?![\w-])/gi,
  },
  { id: 'stripe-key', hints: ['k_live_', 'k_test_'], pattern: /\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,}/g },
  { id: 'stripe-webhook', hints: ['whsec_'], pattern: /\bwhsec_[A-Za-z0-9+/]{24,}/g },
  { id: 'sendgrid-key', hints: ['SG.'], pattern: /\bSG\.[\w-]{22}\.[\w-]{43}(?![\w-])/g },
  {
    id: 'model-provider-key',
    hints: ['sk-ant-', 'sk-proj-', 'sk-'],
    pattern: /\bsk-(?:ant-[\w-]{32,}|proj-[\w-]{32,}|[A-Za-z0-9]{48})(?![\w-])/g,
  },
  {
    id: 'jwt',
    hints: ['eyJ'],
    pattern: /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{16,}/g,
  },
  {
    id: 'password-in-address',
    hints: ['://'],
    pattern: /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@"'`<>${}]{1,64}:([^\s:/@"'`<>${}]{8,128})@[\w.-]+/g,
    isReal: looksRandom,
  },
  {
    id: 'assigned-secret',
    hints: ['ecret', 'oken', 'assw', 'ey', 'ECRET', 'OKEN', 'ASSW', 'EY', 'redential', 'REDENTIAL'],
    pattern:
      /(?:secret|token|passw(?:or)?d|api[_-]?key|access[_-]?key|master[_-]?key|signing[_-]?key|encryption[_-]?key|credential)\w{0,20}["']?\s*(?:=>|[:=])\s*["'`]([A-Za-z0-9+/_.~-]{24,200}={0,2})["'`]/gi,
    isReal: looksRandom,
  },
  {
    id: 'assigned-secret',
    hints: ['SECRET', 'TOKEN', 'PASSW', 'KEY', 'CREDENTIAL'],
    pattern:
      /^[ \t]*(?:export[ \t]+)?[A-Z0-9_]*(?:SECRET|TOKEN|PASSW(?:OR)?D|KEY|CREDENTIAL)[A-Z0-9_]*=([A-Za-z0-9+/_.~-]{24,200}={0,2})[ \t]*$/gm,
    isReal: looksRandom,
  },
];

/** Bits a character below which a text is words, a counter or a placeholder; 64 random hexadecimal digits have 3.5 and more. */
const ENTROPY_MIN_BITS = 3.3;

/** The same for a text without a digit, which one in a thousand base64 secrets is; a long identifier stays below. */
const ENTROPY_OF_LETTERS_MIN_BITS = 4.3;

/** Whether a text looks drawn by chance: digits and letters mixed, many different ones, and not words joined with marks. */
export function looksRandom(value: string): boolean {
  if (!/[A-Za-z]/.test(value) || isWords(value)) return false;
  return entropyBits(value) >= (/\d/.test(value) ? ENTROPY_MIN_BITS : ENTROPY_OF_LETTERS_MIN_BITS);
}

/** `my-test-key-2024`, `packages.server.src`: parts that are each a word or a number. */
function isWords(value: string): boolean {
  const parts = value.split(/[-_./~+=]+/).filter((part) => part !== '');
  const plain = parts.filter((part) =>
    /^(?:[a-z]+\d{0,2}|[A-Z]?[a-z]+(?:[A-Z][a-z]+)*|[A-Z]+|\d{1,8})$/.test(part),
  );
  return parts.length > 1 && plain.length === parts.length;
}

/** Shannon entropy of the characters of a text. */
export function entropyBits(value: string): number {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}
