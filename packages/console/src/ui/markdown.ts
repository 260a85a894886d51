// The small part of Markdown that our own setup instructions use: headings, paragraphs, lists, code. Parsed into blocks, so that
// rendering makes elements and never HTML from text.

export type Block =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'list'; readonly isOrdered: boolean; readonly items: readonly string[] }
  | { readonly kind: 'code'; readonly text: string };

export type Inline = {
  readonly kind: 'text' | 'code' | 'strong' | 'link';
  readonly text: string;
  readonly href?: string;
};

const LIST_ITEM = /^\s{0,3}(?:([-*])|(\d{1,3})[.)])\s+(.*)$/;

export function parseMarkdown(source: string): Block[] {
  const blocks: Block[] = [];
  const lines = source.replaceAll('\r\n', '\n').split('\n');
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? '';
    if (line.trim() === '') {
      at += 1;
    } else if (line.trimStart().startsWith('```')) {
      const end = lines.findIndex(
        (candidate, index) => index > at && candidate.trimStart().startsWith('```'),
      );
      const stop = end < 0 ? lines.length : end;
      blocks.push({ kind: 'code', text: lines.slice(at + 1, stop).join('\n') });
      at = stop + 1;
    } else if (/^#{1,6}\s/.test(line)) {
      blocks.push({ kind: 'heading', text: line.replace(/^#+\s+/, '') });
      at += 1;
    } else if (LIST_ITEM.test(line)) {
      const list = takeList(lines, at);
      blocks.push(list.block);
      at = list.next;
    } else {
      const start = at;
      while (at < lines.length && isPlain(lines[at] ?? '')) at += 1;
      blocks.push({
        kind: 'paragraph',
        text: lines
          .slice(start, at)
          .map((part) => part.trim())
          .join(' '),
      });
    }
  }
  return blocks;
}

function isPlain(line: string): boolean {
  return line.trim() !== '' && !/^(#{1,6}\s|\s*```)/.test(line) && !LIST_ITEM.test(line);
}

function takeList(lines: readonly string[], start: number): { block: Block; next: number } {
  const items: string[] = [];
  const isOrdered = LIST_ITEM.exec(lines[start] ?? '')?.[2] !== undefined;
  let at = start;
  while (at < lines.length) {
    const line = lines[at] ?? '';
    const item = LIST_ITEM.exec(line);
    if (item) items.push(item[3] ?? '');
    else if (/^\s+\S/.test(line)) items.push(`${items.pop() ?? ''} ${line.trim()}`);
    else break;
    at += 1;
  }
  return { block: { kind: 'list', isOrdered, items }, next: at };
}

const INLINE = /`([^`]+)`|\*{1,2}([^*\s][^*]*)\*{1,2}|\[([^\]]+)\]\((https:\/\/[^)\s]+)\)/g;

export function parseInline(text: string): Inline[] {
  const parts: Inline[] = [];
  let done = 0;
  for (const match of text.matchAll(INLINE)) {
    if (match.index > done) parts.push({ kind: 'text', text: text.slice(done, match.index) });
    const [whole, code, strong, label, href] = match;
    if (code !== undefined) parts.push({ kind: 'code', text: code });
    else if (strong !== undefined) parts.push({ kind: 'strong', text: strong });
    else parts.push({ kind: 'link', text: label ?? '', href: href ?? '' });
    done = match.index + whole.length;
  }
  if (done < text.length) parts.push({ kind: 'text', text: text.slice(done) });
  return parts;
}
