// The fields that describe the record as a whole: its time, title, identity, rule, category. One walk over the values; the
// best-ranked name with a usable value wins, the earlier of two equals.

import type { Slot } from './field-purpose.ts';
import { type ScaleHints, type SeverityClaim, severityClaim } from './judge-severity.ts';
import { ClockReader } from './read-clock.ts';
import type { FieldLeaf } from './walk-fields.ts';

export interface Found {
  readonly text: string;
  readonly path: string;
  readonly rank: number;
}

export interface Summary {
  readonly time: Found | null;
  readonly severity: SeverityClaim | null;
  readonly title: Found | null;
  readonly description: Found | null;
  readonly id: Found | null;
  readonly ruleId: Found | null;
  readonly ruleName: Found | null;
  readonly category: Found | null;
  readonly action: Found | null;
  readonly outcome: Found | null;
  readonly tags: readonly string[];
  /** Texts of fields about techniques and tactics. */
  readonly techniqueTexts: readonly string[];
  readonly tacticTexts: readonly string[];
}

const TEXTS_MAX = 64;

/** Picks what describes the record from those of its values that may. */
export function summarise(leaves: readonly FieldLeaf[], hints: ScaleHints): Summary {
  const found: Partial<Record<Slot, Found>> = {};
  const clock = new ClockReader();
  let severity: SeverityClaim | null = null;
  const tags: string[] = [];
  const techniqueTexts: string[] = [];
  const tacticTexts: string[] = [];
  for (const leaf of leaves) {
    const { purpose } = leaf.meaning;
    if (purpose.time > 0) clock.see(leaf, purpose.time);
    else if (purpose.isZone) clock.seeZone(leaf);
    if (purpose.severity > 0 && purpose.severity > (severity?.rank ?? 0) - 1) {
      const claim = severityClaim(leaf, hints);
      if (claim !== null && claim.rank > (severity?.rank ?? 0)) severity = claim;
    }
    for (const [slot, rank] of purpose.slots) take(found, slot, { leaf, rank });
    if (typeof leaf.value !== 'string') continue;
    if (purpose.isTag && tags.length < TEXTS_MAX) tags.push(leaf.value);
    if ((purpose.isTechnique || purpose.isTag) && techniqueTexts.length < TEXTS_MAX)
      techniqueTexts.push(leaf.value);
    if (purpose.isTactic && tacticTexts.length < TEXTS_MAX) tacticTexts.push(leaf.value);
  }
  return {
    time: clock.result(),
    severity,
    title: found.title ?? null,
    description: found.description ?? null,
    id: found.id ?? null,
    ruleId: found.ruleId ?? null,
    ruleName: found.ruleName ?? null,
    category: found.category ?? null,
    action: found.action ?? null,
    outcome: found.outcome ?? null,
    tags,
    techniqueTexts,
    tacticTexts,
  };
}

function take(
  found: Partial<Record<Slot, Found>>,
  slot: Slot,
  { leaf, rank }: { readonly leaf: FieldLeaf; readonly rank: number },
): void {
  if (rank <= (found[slot]?.rank ?? 0)) return;
  const whole = String(leaf.value);
  const text = oneLine(slot === 'title' ? headOf(whole) : whole);
  if (text === '' || !isUsable(slot, text, leaf)) return;
  found[slot] = { text, path: leaf.path, rank };
}

/** White space in a row made one space; most texts have none. */
function oneLine(text: string): string {
  return /[^\S ]| {2}/.test(text) ? text.replaceAll(/\s+/g, ' ').trim() : text.trim();
}

/** The first line of a text of many, without its colon: `Process Create:`. */
function headOf(text: string): string {
  const line = /^\s*([^\r\n]{8,500}?):?\s*(?:\r|\n)/.exec(text)?.[1];
  return line ?? text;
}

function isUsable(slot: Slot, text: string, leaf: FieldLeaf): boolean {
  switch (slot) {
    case 'title':
      return typeof leaf.value === 'string' && isTitle(text);
    case 'description':
      return typeof leaf.value === 'string' && text.length > 8 && text.includes(' ');
    case 'id':
      // Beyond 2^53 a JSON number has lost its last digits: two records would share one identity.
      if (typeof leaf.value === 'number' && !Number.isSafeInteger(leaf.value) && Number.isInteger(leaf.value))
        return false;
      return typeof leaf.value !== 'boolean' && isIdentity(text, leaf.path);
    case 'ruleId':
      return (
        typeof leaf.value !== 'boolean' &&
        text.length <= 200 &&
        !/\s{2}|^[-0]$|^(?:null|none|n\/a)$/i.test(text)
      );
    case 'ruleName':
    case 'category':
    case 'action':
      if (/^type\.googleapis\.com|^\w+=\S/.test(text)) return false;
      return (
        typeof leaf.value === 'string' &&
        text.length > 1 &&
        text.length <= 300 &&
        !/^(?:-|null|none|n\/a|unknown)$/i.test(text)
      );
    case 'outcome':
      return outcomeOf(text) !== 'unknown';
    default:
      return slot satisfies never;
  }
}

const OPAQUE = /^(?:\{?[\da-f]{8}-[\da-f]{4}-|[\da-f]{16,}$|[\d.:,/ -]+$|https?:\/\/\S+$|arn:|\{|\[|<\?xml)/i;

function isTitle(text: string): boolean {
  return (
    text.length >= 3 &&
    !/^\w+=\S/.test(text) &&
    !OPAQUE.test(text) &&
    /\p{L}{2}/u.test(text) &&
    !/^(?:null|none|n\/a|unknown|true|false|alert|event|log|info)$/i.test(text)
  );
}

const EVENT_CODE_NAMES =
  /(?:^|[._])(?:event_?id|message_?id|activity_?id|request_?id|report_?id|log_?event_?id)$/i;

/**
 * Whether a value can identify one record. A wrong identity makes two records one and loses the second, so doubt means no:
 * a short number under `EventID` is an event code, a word under `id` is a name.
 */
function isIdentity(text: string, path: string): boolean {
  if (text.length > 512 || /^(?:-|0+|null|none|n\/a|unknown)$/i.test(text)) return false;
  const name = path.slice(path.lastIndexOf('.') + 1);
  const digits = text.replaceAll(/\D/g, '').length;
  if (/^_?id$/i.test(name) && text.length >= 16 && digits >= 3) return true;
  if (/\s/.test(text)) return false;
  // `uid` and `externalId` are a record's own only when they are unique by construction.
  if (/^(?:uid|external_?id)$/i.test(name) && !/(?:metadata|finding\w*)\.uid$/i.test(path))
    return GUID.test(text);
  if (EVENT_CODE_NAMES.test(name)) return text.length >= 10 && digits >= 4 && !/^T\d{4}/.test(text);
  if (/(?:alert|finding|detection|incident|offense|case|issue|notable|composite|signal)/i.test(name))
    return text.length >= 2;
  if (/^_?document_?id$/i.test(name)) return text.length >= 8;
  return text.length >= 6 && digits >= 3;
}

const GUID = /^\{?[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}\}?$/i;

const SUCCESS =
  /^(?:success\w*|succeeded|ok|true|pass(?:ed)?|allow(?:ed)?|accept(?:ed)?|permit(?:ted)?|granted?|approved|complete[d]?|0|2\d\d|login_no_error)$/i;
const FAILURE =
  /^(?:fail\w*|failure|den(?:y|ied)|block(?:ed)?|reject(?:ed)?|error|false|drop(?:ped)?|refused|unauthorized|forbidden|invalid|timeout|4\d\d|5\d\d|access ?denied|no)$/i;

/** Success or failure, from the words products use and HTTP status codes. */
export function outcomeOf(text: string): 'success' | 'failure' | 'unknown' {
  if (SUCCESS.test(text)) return 'success';
  return FAILURE.test(text) ? 'failure' : 'unknown';
}
