// `Key: value` text: the rendered message of a Windows event (sections, tabs), lists such as `User: bob, IP: 192.0.2.1`,
// and Windows text whose line breaks a forwarder has turned into single spaces, where only the known labels tell where a
// value ends.

import { FieldBag, type JsonObject, type JsonValue } from '@watchfloor/sdk';
import { WINDOWS_LABELS, WINDOWS_SECTIONS } from './windows-labels.ts';

export interface ColonPairs {
  readonly fields: JsonObject;
  readonly count: number;
  /** Parts of a list that are no pairs: sentences with names of their own. */
  readonly rest?: string;
}

const NOTHING: ColonPairs = { fields: {}, count: 0 };

/** Reads `Key: value` pairs; count is 0 when the text is not made of them. */
export function readColonPairs(text: string): ColonPairs {
  const called = text.includes(')') ? readCalls(text) : NOTHING;
  if (called.count >= 3) return called;
  if (!text.includes(':')) return NOTHING;
  const sized = text.includes(':[') ? readSizedPairs(text) : NOTHING;
  if (sized.count >= 3) return sized;
  const quoted = text.includes(':"') || text.includes(': "') ? readQuotedPairs(text) : NOTHING;
  const cells = /[\n\r\t]| {2}/.test(text) ? readCells(text) : NOTHING;
  if (cells.count >= 2) return cells;
  const list = readList(text);
  if (quoted.count >= 3 && quoted.count >= list.count) return quoted;
  if (list.count >= 3) return list;
  const labelled = readWindowsLabels(text);
  if (labelled.count >= 3) return labelled;
  const tight = readTightPairs(text);
  return tight.count >= 5 ? tight : list;
}

const CALL = /(?<![\w.])([A-Z][A-Z0-9_]{1,20})\(([^()]{0,200})\)/g;

/** `USER(JDOE    ) GROUP(SYS1    )`, as the messages of z/OS are written. */
function readCalls(text: string): ColonPairs {
  return readMatches(text, CALL);
}

const SIZED_PAIR = /([A-Z][A-Z ]{1,40}?) ?:\[\d{1,6}\] ["']([^"']{0,4000})["']/g;

/** `DATABASE USER:[5] 'SCOTT' STATUS:[1] '0'`, as Oracle writes its audit trail to syslog. */
function readSizedPairs(text: string): ColonPairs {
  return readMatches(text, SIZED_PAIR);
}

function readMatches(text: string, pattern: RegExp): ColonPairs {
  const bag = new FieldBag();
  let count = 0;
  for (const match of text.matchAll(pattern)) {
    const value = (match[2] ?? '').trim();
    count += 1;
    if (value !== '' && count < CELLS_MAX) bag.add((match[1] ?? '').trim(), value);
  }
  return { fields: bag.toObject(), count };
}

const TIGHT_KEY = /(?<![^\s,;])([A-Za-z_][\w.-]{1,40}):(?=[^\s:/\\]|$)/g;

/** `action_id:LGIF succeeded:false server_principal_name:CONTOSO\jdoe`: a value runs up to the next key. */
function readTightPairs(text: string): ColonPairs {
  const keys = [...text.slice(0, TIGHT_MAX).matchAll(TIGHT_KEY)].slice(0, CELLS_MAX);
  if (keys.length < 5) return NOTHING;
  const bag = new FieldBag();
  keys.forEach((key, index) => {
    const start = key.index + key[0].length;
    const value = text.slice(start, keys[index + 1]?.index ?? Math.min(text.length, start + 2_000)).trim();
    if (value !== '') bag.add(key[1] ?? '', value.replace(/^(["'])(.*)\1$/s, '$2'));
  });
  return { fields: bag.toObject(), count: keys.length };
}

const TIGHT_MAX = 65_536;

const QUOTED_PAIR = /(?<![\w"])([A-Za-z_@][\w.-]{0,63}): ?"((?:[^"\\]|\\.){0,8000})"/g;

/** `action:"Drop"; src:"192.0.2.1"`, as Check Point writes. */
function readQuotedPairs(text: string): ColonPairs {
  const bag = new FieldBag();
  let count = 0;
  for (const match of text.matchAll(QUOTED_PAIR)) {
    count += 1;
    if (match[2] !== '' && count < CELLS_MAX) bag.add(match[1] ?? '', match[2] ?? '');
  }
  return { fields: bag.toObject(), count };
}

/** A label: one to six words, no sentence marks. */
const LABEL = /^[A-Za-z][\w .()'#/@-]{0,60}$/;

/** Cells cut by line breaks, tabs or two spaces: `Subject:` opens a section, `Account Name:` `bob` is a pair. */
function readCells(text: string): ColonPairs {
  const root = new FieldBag();
  let section: { name: string; bag: FieldBag } | null = null;
  let pending: string | null = null;
  let count = 0;
  const put = (key: string, value: JsonValue): void => {
    (section?.bag ?? root).add(key, value);
    count += 1;
  };
  const close = (): void => {
    if (section !== null && section.bag.size > 0) root.add(section.name, section.bag.toObject());
    section = null;
  };
  for (const cell of cellsOf(text)) {
    if (pending !== null && cell !== '\n' && !isLabelCell(cell)) {
      if (splitCell(cell) === null) {
        put(pending, cell);
        pending = null;
        continue;
      }
    }
    if (cell === '\n') {
      // A label that stood alone on its line heads a section.
      if (pending !== null) {
        close();
        section = { name: pending, bag: new FieldBag() };
        pending = null;
      }
      continue;
    }
    if (isLabelCell(cell)) {
      if (pending !== null && WINDOWS_SECTIONS.has(pending.toLowerCase())) {
        close();
        section = { name: pending, bag: new FieldBag() };
      }
      pending = cell.slice(0, -1).trim();
      continue;
    }
    pending = null;
    const pair = splitCell(cell);
    if (pair !== null) put(pair.key, pair.value);
  }
  close();
  return { fields: root.toObject(), count };
}

const CELLS_MAX = 4_000;

/** Cells in order, with `'\n'` standing for a line break. */
function cellsOf(text: string): string[] {
  const cells: string[] = [];
  for (const line of text.split(/\r\n|\n|\r/, CELLS_MAX)) {
    for (const cell of line.split(/\t+| {2,}/)) {
      const trimmed = cell.trim();
      if (trimmed !== '') cells.push(trimmed);
    }
    cells.push('\n');
    if (cells.length > CELLS_MAX) break;
  }
  return cells;
}

function isLabelCell(cell: string): boolean {
  return cell.endsWith(':') && LABEL.test(cell.slice(0, -1));
}

function splitCell(cell: string): { key: string; value: string } | null {
  const colon = cell.indexOf(': ');
  if (colon <= 0 || colon > 62) return null;
  let key = cell.slice(0, colon).trim();
  let value = cell.slice(colon + 2).trim();
  // `conn log: Users: admin`: what stood first is a heading.
  const inner = /^([A-Z][\w ]{0,30}): (?=\S)/.exec(value);
  if (inner !== null && !value.includes('"')) {
    key = inner[1] ?? key;
    value = value.slice(inner[0].length);
  }
  return LABEL.test(key) && value !== '' ? { key, value } : null;
}

/** `User: bob, IP: 192.0.2.1; Reason: x`: a list counts only when every second part or more is a pair. */
function readList(text: string): ColonPairs {
  const parts = text.split(/[,;|] +|\s+\|\s+|[,;](?=[A-Z][A-Za-z0-9 ._()-]{0,40}:(?: |$|,))/, CELLS_MAX);
  if (parts.length < 2) return NOTHING;
  const bag = new FieldBag();
  const rest: string[] = [];
  let count = 0;
  for (const part of parts) {
    const pair = splitCell(part.trim());
    if (pair === null || pair.key.split(' ').length > 4) {
      if (part.length > 12) rest.push(part);
      continue;
    }
    bag.add(pair.key, pair.value.replace(/^(["'])(.*)\1$/, '$2'));
    count += 1;
  }
  if (count < 2 || count * 2 < parts.length) return NOTHING;
  return { fields: bag.toObject(), count, rest: rest.join(' ') };
}

const LABEL_WORDS_MAX = 6;

/** Finds the known labels of Windows events in running text; a value ends where the next label begins. */
function readWindowsLabels(text: string): ColonPairs {
  const marks = findLabels(text);
  if (marks.length < 3) return NOTHING;
  const root = new FieldBag();
  let section: { name: string; bag: FieldBag } | null = null;
  let count = 0;
  marks.forEach((mark, index) => {
    const value = text.slice(mark.end, marks[index + 1]?.start ?? text.length).trim();
    if (mark.isSection && (value === '' || value.length > 400)) {
      if (section !== null && section.bag.size > 0) root.add(section.name, section.bag.toObject());
      section = { name: mark.label, bag: new FieldBag() };
    } else if (value !== '' && value.length <= 2_000) {
      (section?.bag ?? root).add(mark.label, value);
      count += 1;
    }
  });
  const last = section as { name: string; bag: FieldBag } | null;
  if (last !== null && last.bag.size > 0) root.add(last.name, last.bag.toObject());
  return { fields: root.toObject(), count };
}

interface LabelMark {
  readonly label: string;
  readonly start: number;
  readonly end: number;
  readonly isSection: boolean;
}

function findLabels(text: string): LabelMark[] {
  const marks: LabelMark[] = [];
  let colon = text.indexOf(':');
  let floor = 0;
  while (colon >= 0 && marks.length < 200) {
    const after = text.charCodeAt(colon + 1);
    if (Number.isNaN(after) || after <= 32) {
      const mark = labelBefore(text, colon, floor);
      if (mark !== null) {
        marks.push(mark);
        floor = colon + 1;
      }
    }
    colon = text.indexOf(':', colon + 1);
  }
  return marks;
}

const LABEL_LENGTH_MAX = 60;

/** The longest known label that ends at the colon. Only so far back as a label is long: a search to the start of the text,
 * once for each colon, would cost the square of its length. */
function labelBefore(text: string, colon: number, floor: number): LabelMark | null {
  const from = Math.max(floor, colon - LABEL_LENGTH_MAX);
  const near = text.slice(from, colon);
  let best: LabelMark | null = null;
  let start = near.length;
  for (let words = 0; words < LABEL_WORDS_MAX && start > 0; words += 1) {
    const space = near.lastIndexOf(' ', start - 1);
    const label = near.slice(space + 1);
    const key = label.toLowerCase();
    const isSection = WINDOWS_SECTIONS.has(key);
    if (isSection || WINDOWS_LABELS.has(key)) {
      best = { label, start: from + space + 1, end: colon + 1, isSection };
    }
    start = space;
  }
  return best;
}
