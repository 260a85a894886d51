// A small reader for XML in logs: Windows Event XML, `<k>v</k>` records, SOAP-like bodies. It builds plain objects; it does
// not resolve entities beyond the five of XML and numbers, reads no DTD and fetches nothing. One pass, bounded depth.

import type { JsonObject, JsonValue } from '../source.ts';
import { FieldBag } from './field-bag.ts';

const DEPTH_MAX = 64;
const ELEMENTS_MAX = 5_000;

interface OpenElement {
  readonly name: string;
  readonly bag: FieldBag;
  /** For `<Data Name="TargetUserName">bob</Data>`: the name the content is stored under. */
  readonly label: string | null;
  text: string;
}

/** Reads XML that begins at `start`; null when there is no element. Unclosed elements count as closed at the end. */
export function readXml(text: string, start: number): JsonObject | null {
  const root: OpenElement = { name: '', bag: new FieldBag(), label: null, text: '' };
  const stack: OpenElement[] = [root];
  let elements = 0;
  let at = start;
  while (at < text.length && elements < ELEMENTS_MAX) {
    const open = text.indexOf('<', at);
    const top = stack.at(-1) ?? root;
    if (open < 0) {
      top.text += text.slice(at);
      break;
    }
    top.text += text.slice(at, open);
    at = skipMarkup(text, open, top);
    if (at > open) continue;
    const tag = readTag(text, open);
    if (tag === null) {
      top.text += '<';
      at = open + 1;
      continue;
    }
    at = tag.end;
    if (tag.kind === 'close') {
      closeTo(stack, tag.name);
      continue;
    }
    elements += 1;
    const element = openElement(tag);
    if (tag.kind === 'empty' || stack.length > DEPTH_MAX) addTo(top, element);
    else stack.push(element);
  }
  while (stack.length > 1) closeTop(stack);
  return root.bag.size === 0 ? null : root.bag.toObject();
}

/** Steps over comments, CDATA (kept as text), processing instructions and DOCTYPE; gives `open` when it is a tag. */
function skipMarkup(text: string, open: number, top: OpenElement): number {
  if (text.startsWith('<![CDATA[', open)) {
    const end = text.indexOf(']]>', open);
    top.text += text.slice(open + 9, end < 0 ? text.length : end);
    return end < 0 ? text.length : end + 3;
  }
  const closer = text.startsWith('<!--', open)
    ? '-->'
    : /^<[?!]/.test(text.slice(open, open + 2))
      ? '>'
      : null;
  if (closer === null) return open;
  const end = text.indexOf(closer, open);
  return end < 0 ? text.length : end + closer.length;
}

interface Tag {
  readonly kind: 'open' | 'close' | 'empty';
  readonly name: string;
  readonly attributes: readonly (readonly [string, string])[];
  readonly end: number;
}

const TAG_NAME = /<(\/?)([A-Za-z_][\w.:-]{0,127})/y;
const ATTRIBUTE = /\s*([A-Za-z_][\w.:-]{0,127})\s{0,8}=\s{0,8}(?:"([^"]*)"|'([^']*)')/y;

function readTag(text: string, open: number): Tag | null {
  TAG_NAME.lastIndex = open;
  const match = TAG_NAME.exec(text);
  if (match === null) return null;
  let at = TAG_NAME.lastIndex;
  const attributes: [string, string][] = [];
  ATTRIBUTE.lastIndex = at;
  for (
    let found = ATTRIBUTE.exec(text);
    found !== null && attributes.length < 64;
    found = ATTRIBUTE.exec(text)
  ) {
    attributes.push([localName(found[1] ?? ''), decode(found[2] ?? found[3] ?? '')]);
    at = ATTRIBUTE.lastIndex;
  }
  while (/\s/.test(text[at] ?? '')) at += 1;
  const isEmpty = text.startsWith('/>', at);
  if (!isEmpty && text[at] !== '>') return null;
  const kind = match[1] === '/' ? 'close' : isEmpty ? 'empty' : 'open';
  return { kind, name: localName(match[2] ?? ''), attributes, end: at + (isEmpty ? 2 : 1) };
}

function localName(name: string): string {
  return name.slice(name.lastIndexOf(':') + 1);
}

function openElement(tag: Tag): OpenElement {
  const bag = new FieldBag();
  let label: string | null = null;
  for (const [name, value] of tag.attributes) {
    if (name === 'xmlns' || /^https?:\/\/schemas\./.test(value)) continue;
    if (tag.name === 'Data' && name === 'Name') label = value;
    else if (value !== '') bag.add(name, value);
  }
  return { name: tag.name, bag, label, text: '' };
}

function closeTo(stack: OpenElement[], name: string): void {
  for (let index = stack.length - 1; index > 0; index -= 1) {
    if (stack[index]?.name !== name) continue;
    while (stack.length > index) closeTop(stack);
    return;
  }
}

function closeTop(stack: OpenElement[]): void {
  const element = stack.pop();
  const parent = stack.at(-1);
  if (element !== undefined && parent !== undefined) addTo(parent, element);
}

function addTo(parent: OpenElement, element: OpenElement): void {
  const text = decode(element.text.trim());
  const key = element.label ?? element.name;
  if (element.bag.size === 0) {
    if (text !== '') parent.bag.add(key, text);
    return;
  }
  if (text !== '') element.bag.add(element.label === null ? 'value' : element.label, text);
  parent.bag.add(key, element.bag.toObject() satisfies JsonValue);
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function decode(text: string): string {
  if (!text.includes('&')) return text;
  return text.replaceAll(/&(?:#(x?)([0-9a-fA-F]{1,6})|([a-z]{2,4}));/g, (whole, hex, digits, name) => {
    if (name !== undefined) return ENTITIES[name] ?? whole;
    const code = Number.parseInt(digits, hex === 'x' ? 16 : 10);
    return Number.isInteger(code) && code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
