// Registry keys and file paths. They are the only indicators that contain spaces, so the question is always whether the
// next word still belongs to them. The rule: a space is inside a name when a separator follows before anything that cannot
// stand in a name ("Windows NT\CurrentVersion"), when a closing quote shows it, or when the words lead to a file extension.
// Everything else ends at the first space.

import { isFileExtension, trimEndOf } from '@watchfloor/sdk';
import type { Scan } from './extract-scan.ts';

const MAX_PATH_LENGTH = 1024;
const MAX_SEGMENT_LENGTH = 120;
const MAX_SEGMENT_WORDS = 6;

const REGISTRY_ROOT =
  /(?<![\w\\])<?(?:HKEY_(?:LOCAL_MACHINE|CURRENT_USER|CLASSES_ROOT|USERS|CURRENT_CONFIG)|HK(?:LM|CU|CR|U|CC)|\\REGISTRY\\(?:MACHINE|USER))>?:?\\{1,4}(?=[\w<{*.$-])/gi;
const WINDOWS_ROOT =
  /(?<![\w%])(?:[a-z]:|%(?!userdomain%)[a-z_()0-9]{2,30}%|\$env:\w{2,30}|\\{1,2}\?{1,2}\\{1,2}[a-z]:|\\{1,2}(?:Device\\{1,2}HarddiskVolume\d{1,3}|SystemRoot))\\{1,4}(?=[^\s\\/:*?"<>|'`])|(?<![\w\\:.)\]}%])\\\\{1,3}(?:\.\\{1,2}pipe|[a-z0-9](?:[a-z0-9.-]{0,62}[a-z0-9$])?(?:@\w{1,10})?)\\{1,2}(?=[\w$.{-])/gi;
const UNIX_ROOT =
  /(?<![\w.\-/\\%)}\]~@$]|\/:)(?:~|\$HOME|\$\{HOME\})?\/(?:bin|boot|dev|etc|home|lib|lib64|media|mnt|opt|proc|root|run|sbin|srv|sys|tmp|usr|var|Applications|Library|System|Users|Volumes|private|data|storage|sdcard)\/(?=[\w.@+$~{-])|(?<![\w.\-/\\%)}\]~@$])(?:~|\$HOME)\/(?=[\w.])/g;

// Words that join clauses; no name of a key or folder has one, except the one of old Windows versions.
const JOINING =
  / (?:and|or|to|from|in|into|on|the|was|were|is|are|has|with|as|then|which|that|by|for|at|of|via|but) /i;

/** Finds registry keys, then Windows and Unix paths, and marks them as explained. */
export function findPaths(scan: Scan): void {
  const { text } = scan;
  if (text.includes('\\')) {
    eachMatch(REGISTRY_ROOT, text, (start, bodyStart) => {
      takePath(scan, { start, bodyStart, type: 'registry_key' });
    });
    eachMatch(WINDOWS_ROOT, text, (start, bodyStart) => {
      takePath(scan, { start, bodyStart, type: 'file_path' });
    });
  }
  if (text.includes('/')) findUnixPaths(scan);
}

/** As `matchAll`, which makes a copy of the pattern for every text. No match of these patterns is empty. */
function eachMatch(
  pattern: RegExp,
  text: string,
  visit: (start: number, end: number, match: string) => void,
): void {
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const end = pattern.lastIndex;
    visit(match.index, end, match[0]);
    pattern.lastIndex = end;
  }
}

interface PathPlace {
  readonly start: number;
  readonly bodyStart: number;
  readonly type: 'registry_key' | 'file_path';
}

function takePath(scan: Scan, place: PathPlace): void {
  const { text } = scan;
  if (scan.isTaken(place.start, place.bodyStart)) return;
  const quote = closingQuote(text.charAt(place.start - 1));
  const end = pathEnd(text, place, quote);
  const whole = text.slice(place.start, end);
  const cutOff = trimEndOf(whole, whole.includes('[') ? '.,;:!?)' : '.,;:!?)]');
  const raw = cutOff.includes('{') ? cutOff : trimEndOf(cutOff, '}');
  // A pattern (`C:\Users\*`) names no file.
  if (place.start + raw.length <= place.bodyStart || text[end] === '*') return;
  scan.take(place.start, place.start + raw.length);
  scan.add(place.type, raw, place.start);
}

function closingQuote(opening: string): string {
  if (opening === '\u201c' || opening === '\u201e') return '\u201d';
  if (opening === '\u2018') return '\u2019';
  if (opening === '[') return ']';
  return '"\'`'.includes(opening) ? opening : '';
}

/** Walks over the segments and gives the end of the last one. */
function pathEnd(text: string, place: PathPlace, quote: string): number {
  const isKey = place.type === 'registry_key';
  const limit = Math.min(text.length, place.start + MAX_PATH_LENGTH);
  let position = place.bodyStart;
  for (;;) {
    const stop = segmentStop(text, position, { limit, isKey, quote });
    const segment = text.slice(position, stop);
    if (stop < limit && text[stop] === '\\' && isInnerSegment(segment)) {
      position = stop;
      while (position < limit && text[position] === '\\') position += 1;
      // Nothing lies inside a file: the backslash belongs to an escaped line end or quote behind it.
      if (
        hasFileExtension(segment) &&
        /^(?:[nrt](?:\\|[A-Z\s]|$)|["'])/.test(text.slice(position, position + 2))
      ) {
        return stop;
      }
      if (position >= limit || /[\s"'`|,;]/.test(text[position] ?? ' ')) return position;
      continue;
    }
    const isClosed = quote !== '' && text[stop] === quote;
    return position + lastSegmentLength(segment, isClosed, isKey);
  }
}

interface SegmentLimits {
  readonly limit: number;
  readonly isKey: boolean;
  readonly quote: string;
}

/** Where the segment that starts at the position must end at the latest: a separator or what no name may contain. */
function segmentStop(text: string, start: number, limits: SegmentLimits): number {
  const last = Math.min(limits.limit, start + MAX_SEGMENT_LENGTH);
  let depth = 0;
  for (let index = start; index < last; index += 1) {
    const character = text[index] ?? '';
    if (character === '\\' || character === limits.quote) return index;
    if (character < ' ' || '"|`\u201c\u201d\u2018\u00bb'.includes(character)) return index;
    if (character === '(') depth += 1;
    if (character === ')') {
      depth -= 1;
      if (depth < 0) return index;
    }
    if (limits.quote === '' && (character === ',' || character === ';' || character === '\u2019'))
      return index;
    if (!limits.isKey && '/:*?<>'.includes(character) && !isVariable(text, index)) return index;
    if (limits.isKey && (character === '/' || character === ':') && text.charAt(index - 1) === ' ')
      return index;
  }
  return last;
}

/** `C:\Users\$env:USERNAME\…`: the colon belongs to a variable of PowerShell. */
function isVariable(text: string, colon: number): boolean {
  return text[colon] === ':' && /\$env$/i.test(text.slice(colon - 4, colon));
}

/** Whether what stands between two separators can be one name. */
function isInnerSegment(segment: string): boolean {
  if (!segment.includes(' ')) return true;
  // A variable or another path behind the space is the next argument of a command.
  if (segment.endsWith(' ') || segment.length > 60 || / [%$\\"'-]/.test(segment)) return false;
  const words = segment.split(' ');
  if (words.length > MAX_SEGMENT_WORDS) return false;
  // A file stands before the space: what follows is another path.
  if (words.slice(0, -1).some((word) => /\w\.[a-z]\w{0,4}$/i.test(word) && !/\.net$/i.test(word)))
    return false;
  return segment.toLowerCase() === 'documents and settings' || !JOINING.test(` ${segment} `);
}

function hasFileExtension(word: string): boolean {
  const dot = word.lastIndexOf('.');
  return dot > 0 && isFileExtension(trimEndOf(word.slice(dot + 1), ')]'));
}

/** How much of the rest belongs to the last name. */
function lastSegmentLength(segment: string, isClosed: boolean, isKey: boolean): number {
  // `rundll32 "C:\a\b.dll,Entry"`: the comma starts the entry point.
  const comma = segment.indexOf(',');
  if (comma > 0 && !isKey && hasFileExtension(segment.slice(0, comma))) return comma;
  const space = segment.search(/\s/);
  if (space < 0) return segment.length;
  // The closing quote shows the end, unless an option behind the name shows that a whole command was quoted.
  if (isClosed && !/\s[-/]/.test(segment) && !hasFileExtension(segment.slice(0, space)))
    return segment.length;
  if (isKey || hasFileExtension(segment.slice(0, space))) return space;
  let end = space;
  for (const word of segment
    .slice(space + 1)
    .split(' ')
    .slice(0, 4)) {
    end += 1 + word.length;
    if (
      hasFileExtension(word) &&
      !JOINING.test(`${segment.slice(0, end)} `) &&
      !/ -/.test(segment.slice(0, end))
    ) {
      return end;
    }
  }
  return space;
}

const UNIX_END = /[\s"'`<>|;,&(){}[\]*?!\\:\u2018\u2019\u201c\u201d\u2026]/;
const MAC_NAME = / [A-Z][\w.-]{0,40}(?: [A-Z][\w.-]{0,40}){0,3}\//y;
const NO_FILE = /^\/dev\/(?:null|zero|u?random|std(?:in|out|err)|tty\w*|console|(?:tcp|udp)\/.*)$/;
const REQUEST_BEFORE =
  /(?:\b(?:GET|POST|PUT|HEAD|DELETE|PATCH|OPTIONS|CONNECT|PROPFIND) |(?:uri|url|request|endpoint|route|referr?er|uri[_-]?(?:path|stem)|url\.path)["']?\s?[:=]\s?["']?)$/i;

function findUnixPaths(scan: Scan): void {
  const { text } = scan;
  eachMatch(UNIX_ROOT, text, (start, bodyStart, root) => {
    if (scan.isTaken(start, bodyStart)) return;
    if (REQUEST_BEFORE.test(text.slice(Math.max(0, start - 24), start))) return;
    const end = unixEnd(text, bodyStart, root);
    const raw = trimEndOf(text.slice(start, end), '.$');
    if (start + raw.length <= bodyStart || text[end] === '*' || NO_FILE.test(raw)) return;
    scan.take(start, start + raw.length);
    scan.add('file_path', raw, start);
  });
}

function unixEnd(text: string, from: number, root: string): number {
  const limit = Math.min(text.length, from + MAX_PATH_LENGTH);
  const isMac = /(?:Applications|Library|System|Users|Volumes)\/$/.test(root);
  let end = from;
  while (end < limit) {
    const character = text[end] ?? '';
    if (character === '\\' && text[end + 1] === ' ') {
      end += 2;
    } else if (character === ' ' && isMac) {
      MAC_NAME.lastIndex = end;
      const name = MAC_NAME.exec(text);
      if (name === null) return end;
      end += name[0].length;
    } else if (UNIX_END.test(character)) {
      return end;
    } else {
      end += 1;
    }
  }
  return end;
}
