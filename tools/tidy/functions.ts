// Finds the functions of a scanned file: where each begins and ends, and how many parameters it takes. A function is a
// parameter list followed by a body or an arrow; between them may stand a return type.

import type { TreeFile } from './tree.ts';

export interface FoundFunction {
  /** '' for an arrow that is handed on as it stands: its caller decides on its form. */
  readonly name: string;
  /** Offset of the name, or of the parameter list where there is none. */
  readonly start: number;
  /** Offset behind the body; of an arrow without braces, of the arrow. */
  readonly end: number;
  readonly parameters: number;
}

const CONTROL = new Set('if for while switch catch with await return'.split(' '));
const OPENS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '<': '>' };
/** Words of a type after which its operand is still to come. */
const TYPE_PREFIX = new Set('keyof readonly typeof infer is asserts extends unique'.split(' '));

/** Every function with a body or an arrow, in the order of their parameter lists. */
export function functionsOf(file: TreeFile): FoundFunction[] {
  const { code } = file.source;
  const found: FoundFunction[] = [];
  for (let open = code.indexOf('('); open !== -1; open = code.indexOf('(', open + 1)) {
    const head = headOf(code, open);
    if (CONTROL.has(head.name)) continue;
    const close = closeOf(code, open);
    if (close === -1) continue;
    const body = bodyAfter(code, close + 1);
    if (body === null) continue;
    const end = code[body] === '{' ? closeOf(code, body) + 1 : body;
    found.push({
      name: head.name,
      start: head.start,
      end,
      parameters: countParameters(code.slice(open + 1, close)),
    });
  }
  return found;
}

/** The word before the parameter list, past type parameters such as `<Row extends object>`. */
function headOf(code: string, open: number): { name: string; start: number } {
  let at = open - 1;
  if (code[at] === '>') {
    let depth = 0;
    for (; at >= 0; at -= 1) {
      if (code[at] === '>' && code[at - 1] !== '=') depth += 1;
      if (code[at] === '<') depth -= 1;
      if (depth === 0) break;
    }
    at -= 1;
  }
  while (at >= 0 && /\s/.test(code[at] ?? '')) at -= 1;
  const end = at + 1;
  while (at >= 0 && /[\w$]/.test(code[at] ?? '')) at -= 1;
  const word = code.slice(at + 1, end);
  if (word !== '' && word !== 'async') return { name: word, start: at + 1 };
  // An arrow bears the name that it is given to; one that is handed on as it stands has none.
  const given = /\b(?:const|let) (\w+)\b[^;={}]*=\s*$/.exec(code.slice(Math.max(0, at - 200), at + 1));
  return { name: given?.[1] ?? '', start: at + 1 };
}

/** Offset of the bracket that closes the one at `open`; -1 when there is none. */
export function closeOf(code: string, open: number): number {
  const opening = code[open] ?? '';
  const closing = OPENS[opening] ?? '';
  let depth = 0;
  for (let at = open; at < code.length; at += 1) {
    if (code[at] === opening) depth += 1;
    else if (code[at] === closing && !(closing === '>' && code[at - 1] === '=')) {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return -1;
}

/** Offset of the body's brace, or behind an arrow whose body is an expression; null when no function begins here. */
function bodyAfter(code: string, from: number): number | null {
  let at = skipSpace(code, from);
  if (code[at] === '{') return at;
  if (code.startsWith('=>', at)) return behindArrow(code, at);
  if (code[at] !== ':') return null;
  at += 1;
  let wantsOperand = true;
  let wasParenthesis = false;
  for (;;) {
    at = skipSpace(code, at);
    const char = code[at] ?? '';
    if (char === '{' && !wantsOperand) return at;
    if (code.startsWith('=>', at)) {
      if (!wantsOperand && !wasParenthesis) return behindArrow(code, at);
      at += 2;
      wantsOperand = true;
    } else if (OPENS[char] !== undefined) {
      at = closeOf(code, at) + 1;
      if (at === 0) return null;
      wantsOperand = false;
      wasParenthesis = char === '(';
    } else if (/[|&.?:]/.test(char)) {
      at += 1;
      wantsOperand = true;
    } else if (/[\w$'"`]/.test(char)) {
      const operand = operandAt(code, at);
      at += operand.length;
      wantsOperand = TYPE_PREFIX.has(operand);
      wasParenthesis = false;
    } else return null;
  }
}

function operandAt(code: string, at: number): string {
  const quote = code[at] ?? '';
  if (/['"`]/.test(quote)) return code.slice(at, code.indexOf(quote, at + 1) + 1 || code.length);
  return /^[\w$]+/.exec(code.slice(at, at + 100))?.[0] ?? quote;
}

function behindArrow(code: string, arrow: number): number {
  return skipSpace(code, arrow + 2);
}

function skipSpace(code: string, from: number): number {
  let at = from;
  while (at < code.length && /\s/.test(code[at] ?? '')) at += 1;
  return at;
}

function countParameters(list: string): number {
  if (list.trim() === '') return 0;
  let count = 1;
  for (let at = 0; at < list.length; at += 1) {
    const char = list[at] ?? '';
    const isOpening = char === '<' ? /\w/.test(list[at - 1] ?? '') : OPENS[char] !== undefined;
    if (isOpening) {
      const close = closeOf(list, at);
      if (close !== -1) at = close;
    } else if (char === ',' && list.slice(at + 1).trim() !== '') count += 1;
  }
  return count;
}
