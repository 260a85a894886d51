// Moments as analysts type and paste them: `2026-03-01 04:05`, with a T, seconds or a zone. Without a zone they mean UTC, as every
// time of the console does. The browser's own date field would show and take them in the order and the zone of the machine.

const MOMENT =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2}(?:\.\d{1,9})?)?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?$/i;

export const TIME_PLACEHOLDER = '2026-03-01 04:05';

/** The moment as one types it, to the second. */
export function inputOfTime(iso: string | undefined): string {
  if (iso === undefined) return '';
  return iso.slice(0, 19).replace('T', ' ').replace(/:00$/, '');
}

/** ISO 8601 UTC; null for what is no moment, the empty text included. */
export function timeOfInput(text: string): string | null {
  const match = MOMENT.exec(text.trim());
  if (!match) return null;
  const [, day, time = '00:00', seconds = '', zone = 'Z'] = match;
  const offset = /^(z|utc)$/i.test(zone) ? 'Z' : zone.replace(/^([+-]\d{2}):?(\d{2})$/, '$1:$2');
  const timeMs = Date.parse(`${day}T${time}${seconds}${offset}`);
  return Number.isNaN(timeMs) ? null : new Date(timeMs).toISOString();
}

/** What is wrong with the text; null for a moment and for nothing at all. */
export function timeProblem(text: string): string | null {
  return text.trim() === '' || timeOfInput(text) !== null ? null : `Write it as ${TIME_PLACEHOLDER}.`;
}
