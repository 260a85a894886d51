// How values are written on the screen. Pure: the present moment is a parameter.

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** An age as narrow as a column: `now`, `42s`, `7m`, `3h`, `2d`, `5w`, `14mo`, `3y`; a time ahead has a plus, `+2h`. */
export function formatAge(iso: string, nowMs: number): string {
  const thenMs = Date.parse(iso);
  if (Number.isNaN(thenMs)) return '—';
  const ageMs = nowMs - thenMs;
  // Clocks of two machines differ a little; a second ahead is not the future.
  if (Math.abs(ageMs) < 5 * SECOND_MS) return 'now';
  return ageMs < 0 ? `+${formatSpan(-ageMs)}` : formatSpan(ageMs);
}

/** The same in words, for where there is room: `just now`, `7 min ago`, `in 2 h`. */
export function formatAgo(iso: string, nowMs: number): string {
  const thenMs = Date.parse(iso);
  if (Number.isNaN(thenMs)) return 'at an unknown time';
  const ageMs = nowMs - thenMs;
  if (Math.abs(ageMs) < 5 * SECOND_MS) return 'just now';
  const span = formatSpanWords(Math.abs(ageMs));
  return ageMs < 0 ? `in ${span}` : `${span} ago`;
}

function formatSpan(spanMs: number): string {
  if (spanMs < MINUTE_MS) return `${Math.floor(spanMs / SECOND_MS)}s`;
  if (spanMs < HOUR_MS) return `${Math.floor(spanMs / MINUTE_MS)}m`;
  if (spanMs < DAY_MS) return `${Math.floor(spanMs / HOUR_MS)}h`;
  const days = Math.floor(spanMs / DAY_MS);
  if (days < 14) return `${days}d`;
  if (days < 60) return `${Math.floor(days / 7)}w`;
  if (days < 730) return `${Math.floor(days / 30.44)}mo`;
  return `${Math.floor(days / 365.25)}y`;
}

function formatSpanWords(spanMs: number): string {
  if (spanMs < MINUTE_MS) return `${Math.floor(spanMs / SECOND_MS)} s`;
  if (spanMs < HOUR_MS) return `${Math.floor(spanMs / MINUTE_MS)} min`;
  if (spanMs < DAY_MS) return `${Math.floor(spanMs / HOUR_MS)} h`;
  const days = Math.floor(spanMs / DAY_MS);
  if (days < 60) return countOf(days, 'day');
  if (days < 730) return countOf(Math.floor(days / 30.44), 'month');
  return countOf(Math.floor(days / 365.25), 'year');
}

/** `2026-03-01 04:05:06.789 UTC`: exact, sortable, the same for everybody on the call. */
export function formatUtc(iso: string): string {
  const thenMs = Date.parse(iso);
  if (Number.isNaN(thenMs)) return iso;
  return `${new Date(thenMs).toISOString().slice(0, 23).replace('T', ' ')} UTC`;
}

/** `2026-03-01 04:05:06`, where a heading says UTC. */
export function formatUtcSeconds(iso: string): string {
  return formatUtc(iso).slice(0, 19);
}

/** `1 alert`, `3 alerts`, `1,204 alerts`; the plural in `-es` or other forms is given. */
export function countOf(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatNumber(count)} ${count === 1 ? singular : plural}`;
}

/** Digits in groups of three: `12,345`. */
export function formatNumber(value: number): string {
  return value.toLocaleString('en-US');
}

/** Points with their sign: `+12`, `−4` (a real minus, as wide as the plus), `0`. */
export function formatPoints(points: number): string {
  if (points === 0) return '0';
  return points > 0 ? `+${points}` : `\u2212${-points}`;
}

/** `512 B`, `1.4 KB`, `3.0 MB`, in powers of 1,024. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_024) return `${bytes} B`;
  if (bytes < 1_048_576) return `${(bytes / 1_024).toFixed(1)} KB`;
  return `${(bytes / 1_048_576).toFixed(1)} MB`;
}

/** Up to two letters that stand for a person: `Ada Lovelace` → `AL`, `owner@localhost` → `O`. */
export function initialsOf(name: string): string {
  const words = name
    .replace(/@.*$/, '')
    .split(/[\s._-]+/)
    .filter((word) => word !== '');
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters.map((word) => [...(word ?? '?')][0]?.toUpperCase() ?? '').join('');
}
