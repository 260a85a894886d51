// Severity words and scales. Products agree on the idea and on nothing else; words are recognised in any case and with the
// decorations products add ("3 - Moderate", "SEVERITY_HIGH", "High (75)"). A number alone means nothing without its
// scale, so it is only read through `severityOnScale`.

import type { Severity } from './record.ts';

const WORDS: Readonly<Record<Severity, string>> = {
  critical: `critical crit fatal emergency emerg panic alert veryhigh urgent extreme catastrophic disaster blocker
    sev0 sev1 p0 p1 kritisch critique critico verymalicious`,
  high: 'high hi error err errors major important severe serious sev2 p2 hoch eleve elevee alto alta haute malicious',
  medium: `medium med moderate moderately mid warning warn warnings average elevated sev3 p3 mittel moyen moyenne medio media
    modere moderado suspicious`,
  low: 'low minor notice notification guarded verylow sev4 p4 niedrig gering faible bajo baja baixo baixa unusual',
  informational: `informational information info infos informative informing debug trace verbose none negligible trivial
    undefinedrisk sev5 p5 norisk audit`,
};

const SEVERITY_OF_WORD: ReadonlyMap<string, Severity> = new Map(
  // The keys of WORDS are exactly the severities; Object.entries only forgets that.
  (Object.entries(WORDS) as [Severity, string][]).flatMap(([severity, words]) =>
    words.split(/\s+/).map((word): [string, Severity] => [word, severity]),
  ),
);

const NEGATIONS = /\b(?:not|non|no|un)\b/;

/**
 * The severity a word means.
 * @param value the field's value; anything but a text gives null, and so does a text that is only a number
 * @returns the severity, or null when no word is known or two words disagree
 */
export function severityOf(value: unknown): Severity | null {
  if (typeof value !== 'string' || value.length > 60) return null;
  const lower = value.toLowerCase();
  const direct = SEVERITY_OF_WORD.get(lower);
  if (direct !== undefined) return direct;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant, whose letters have no marks to take off.
  const isAscii = /^[\x00-\x7f]*$/.test(lower);
  const plain = isAscii ? lower.trim() : value.trim().normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const whole = SEVERITY_OF_WORD.get(plain.replace(/[^a-z0-9]/g, ''));
  if (whole !== undefined) return whole;
  const spaced = plain.replace(/[^a-z0-9]+/g, ' ').trim();
  if (NEGATIONS.test(spaced)) return null;
  const tokens = spaced.split(' ');
  if (tokens.length > 5) return null;
  const found = new Set(
    tokens.map((token) => SEVERITY_OF_WORD.get(token)).filter((word) => word !== undefined),
  );
  const [only] = found;
  return found.size === 1 && only !== undefined ? only : null;
}

const LEVELS: Readonly<Record<number, readonly Severity[]>> = {
  3: ['informational', 'low', 'medium', 'high'],
  4: ['informational', 'low', 'medium', 'high', 'critical'],
  5: ['informational', 'informational', 'low', 'medium', 'high', 'critical'],
};

// RFC 5424: emergency, alert, critical, error, warning, notice, informational, debug.
const SYSLOG: readonly Severity[] = [
  'critical',
  'critical',
  'critical',
  'high',
  'medium',
  'low',
  'informational',
  'informational',
];

/**
 * The severity of a number on the product's own scale.
 * @param n the number, or a text of digits
 * @param max the far end of the scale: 10 for CVSS and CEF, 100 for risk scores, 3 to 5 for levels, 7 with `down` for syslog
 * @param direction `up` when more is worse (from 0), `down` when 1 is the worst (for syslog 0)
 * @returns null when the number is not on the scale. Long scales are cut as CVSS does: from 0.9 critical, 0.7 high, 0.4
 * medium, above 0 low, 0 informational.
 */
export function severityOnScale(n: unknown, max: number, direction: 'up' | 'down'): Severity | null {
  const number = typeof n === 'string' && /^\s*\d+(?:\.\d+)?\s*$/.test(n) ? Number(n) : n;
  if (typeof number !== 'number' || !(number >= 0) || number > max) return null;
  if (direction === 'down' && max === 7) return SYSLOG[Math.floor(number)] ?? null;
  const upward = direction === 'up' ? number : Math.min(max, max + 1 - number);
  const levels = LEVELS[max];
  if (levels !== undefined) return levels[Math.round(upward)] ?? null;
  const share = upward / max;
  if (share >= 0.9) return 'critical';
  if (share >= 0.7) return 'high';
  if (share >= 0.4) return 'medium';
  return share > 0 ? 'low' : 'informational';
}
