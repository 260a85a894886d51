// Lays out JSON for reading without parsing its values. JSON.parse and back would turn 9007199254740993 into …992, drop all but
// the last of twin keys and sort number-like ones first: a record that is shown as evidence must not be changed by showing it.

export type JsonPart = {
  readonly kind: 'key' | 'text' | 'number' | 'word' | 'mark' | 'space';
  readonly text: string;
};

// Laxer than JSON about what stands in a string; `isJsonText` has the last word.
const TOKEN =
  /("(?:[^"\\]|\\.)*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false|null)|([{}[\],:])|([ \t\r\n]+)/y;

/** Parts of the JSON text, indented by two; null when the text is not JSON (then it is shown as it came). Linear. */
export function layOutJson(text: string): JsonPart[] | null {
  const tokens = tokensOf(text);
  if (tokens === null || !isJsonText(text)) return null;
  const parts: JsonPart[] = [];
  const space = (depth: number) => parts.push({ kind: 'space', text: `\n${'  '.repeat(depth)}` });
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    const next = tokens[index + 1]?.text;
    const before = tokens[index - 1]?.text;
    if (token.kind !== 'mark') {
      parts.push(token.kind === 'text' && next === ':' ? { kind: 'key', text: token.text } : token);
    } else if (token.text === '{' || token.text === '[') {
      parts.push(token);
      depth += 1;
      if (next !== '}' && next !== ']') space(depth);
    } else if (token.text === '}' || token.text === ']') {
      depth -= 1;
      if (before !== '{' && before !== '[') space(depth);
      parts.push(token);
    } else {
      parts.push(token);
      if (token.text === ',') space(depth);
      else parts.push({ kind: 'space', text: ' ' });
    }
  }
  return parts;
}

/** The parts as one text. */
export function joinParts(parts: readonly JsonPart[]): string {
  return parts.map((part) => part.text).join('');
}

function tokensOf(text: string): JsonPart[] | null {
  const tokens: JsonPart[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text);
    if (match === null) return null;
    const [whole, string, number, word, mark] = match;
    if (string !== undefined) tokens.push({ kind: 'text', text: whole });
    else if (number !== undefined) tokens.push({ kind: 'number', text: whole });
    else if (word !== undefined) tokens.push({ kind: 'word', text: whole });
    else if (mark !== undefined) tokens.push({ kind: 'mark', text: whole });
  }
  return tokens;
}

/** The tokens may be right and their order wrong; the browser's parser says so, its values are thrown away. */
function isJsonText(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
