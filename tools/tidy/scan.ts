// A small scanner for TypeScript: enough to know what is code, what is a comment and what is text, so that a rule about code is not
// fooled by a sentence. TypeScript 7 has no JavaScript API, and a full parser would be a dependency for little gain.
//
// It gives the code with comments and the insides of texts blanked (same length, same lines), and the comments and texts beside
// it. Code inside `${…}` of a template stays code.

export interface Literal {
  readonly kind: 'string' | 'template' | 'regex';
  /** Offset of the opening quote. */
  readonly start: number;
  readonly end: number;
  /** Between the quotes, as written; of a template with its `${…}`. */
  readonly text: string;
}

export interface Comment {
  readonly start: number;
  readonly text: string;
}

export interface Source {
  /** The file with comments and the insides of texts replaced by spaces. */
  readonly code: string;
  readonly literals: readonly Literal[];
  readonly comments: readonly Comment[];
}

interface Scanner {
  readonly text: string;
  readonly out: string[];
  readonly literals: Literal[];
  readonly comments: Comment[];
  at: number;
  /** The last character of code that is not white space: tells a division from a regular expression. */
  before: string;
  word: string;
}

const BEFORE_REGEX = new Set(
  'return typeof case in of delete void throw new do else yield await instanceof'.split(' '),
);

/** Scans a TypeScript, JavaScript or TSX file. Total: text that is not valid gives what could be made of it. */
export function scan(text: string): Source {
  const scanner: Scanner = {
    text,
    out: text.split(''),
    literals: [],
    comments: [],
    at: 0,
    before: '',
    word: '',
  };
  scanCode(scanner, false);
  return { code: scanner.out.join(''), literals: scanner.literals, comments: scanner.comments };
}

/** Scans code up to its end, or inside a template up to the `}` that closes the interpolation. */
function scanCode(scanner: Scanner, insideTemplate: boolean): void {
  const { text } = scanner;
  let depth = 0;
  while (scanner.at < text.length) {
    const char = text[scanner.at] ?? '';
    const next = text[scanner.at + 1];
    if (char === '/' && next === '/') skipComment(scanner, '\n');
    else if (char === '/' && next === '*') skipComment(scanner, '*/');
    else if (char === "'" || char === '"') skipString(scanner, char);
    else if (char === '`') skipTemplate(scanner);
    else if (char === '/' && startsRegex(scanner)) skipRegex(scanner);
    else {
      if (insideTemplate && char === '}' && depth === 0) return;
      if (char === '{') depth += 1;
      if (char === '}') depth -= 1;
      remember(scanner, char);
      scanner.at += 1;
    }
  }
}

function remember(scanner: Scanner, char: string): void {
  if (/\s/.test(char)) return;
  const isWord = /[\w$]/.test(char);
  const goesOn = isWord && /[\w$]/.test(scanner.text[scanner.at - 1] ?? '');
  scanner.word = isWord ? (goesOn ? scanner.word : '') + char : '';
  scanner.before = char;
}

function blank(scanner: Scanner, from: number, to: number): void {
  const end = Math.min(to, scanner.out.length);
  for (let at = from; at < end; at += 1) if (scanner.out[at] !== '\n') scanner.out[at] = ' ';
}

function skipComment(scanner: Scanner, end: '\n' | '*/'): void {
  const start = scanner.at;
  const found = scanner.text.indexOf(end, start + 2);
  const stop = found === -1 ? scanner.text.length : end === '\n' ? found : found + 2;
  scanner.comments.push({ start, text: scanner.text.slice(start, stop) });
  blank(scanner, start, stop);
  scanner.at = stop;
}

/** An apostrophe in the text of a TSX element opens nothing: a quote without its partner on the line is plain text. */
function skipString(scanner: Scanner, quote: string): void {
  const start = scanner.at;
  let at = start + 1;
  while (at < scanner.text.length && scanner.text[at] !== quote && scanner.text[at] !== '\n') {
    at += scanner.text[at] === '\\' ? 2 : 1;
  }
  if (scanner.text[at] !== quote) {
    scanner.at = start + 1;
    scanner.before = quote;
    return;
  }
  addLiteral(scanner, 'string', { start, end: at + 1 });
}

function addLiteral(
  scanner: Scanner,
  kind: Literal['kind'],
  { start, end }: { start: number; end: number },
): void {
  scanner.literals.push({ kind, start, end, text: scanner.text.slice(start + 1, end - 1) });
  blank(scanner, start + 1, end - 1);
  scanner.at = end;
  scanner.before = '"';
  scanner.word = '';
}

function skipTemplate(scanner: Scanner): void {
  const { text } = scanner;
  const start = scanner.at;
  const index = scanner.literals.length;
  scanner.at += 1;
  let blankFrom = scanner.at;
  while (scanner.at < text.length && text[scanner.at] !== '`') {
    if (text[scanner.at] === '\\') scanner.at += 2;
    else if (text[scanner.at] === '$' && text[scanner.at + 1] === '{') {
      blank(scanner, blankFrom, scanner.at + 2);
      scanner.at += 2;
      scanner.before = '{';
      scanCode(scanner, true);
      blankFrom = scanner.at;
    } else scanner.at += 1;
  }
  blank(scanner, blankFrom, scanner.at);
  scanner.at += 1;
  scanner.literals.splice(index, 0, {
    kind: 'template',
    start,
    end: scanner.at,
    text: text.slice(start + 1, scanner.at - 1),
  });
  scanner.before = '"';
  scanner.word = '';
}

function startsRegex(scanner: Scanner): boolean {
  if (scanner.before === '' || BEFORE_REGEX.has(scanner.word)) return true;
  // After a value comes a division; after `<` the closing tag of an element.
  return !/[\w$)\]}"'<]/.test(scanner.before);
}

function skipRegex(scanner: Scanner): void {
  const { text } = scanner;
  const start = scanner.at;
  let at = start + 1;
  let inClass = false;
  while (at < text.length && text[at] !== '\n' && (inClass || text[at] !== '/')) {
    if (text[at] === '[') inClass = true;
    if (text[at] === ']') inClass = false;
    at += text[at] === '\\' ? 2 : 1;
  }
  if (text[at] !== '/') {
    scanner.before = '/';
    scanner.at = start + 1;
    return;
  }
  addLiteral(scanner, 'regex', { start, end: at + 1 });
}
