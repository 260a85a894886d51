import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseInline, parseMarkdown } from './markdown.ts';

test('headings, paragraphs, lists and code become blocks', () => {
  const source =
    '# Setup\nOne line\nand the next.\n\n1. First\n   goes on\n2. Second\n\n- a\n- b\n\n```\nx = 1\n\n# no heading\n```\nEnd';
  assert.deepEqual(parseMarkdown(source), [
    { kind: 'heading', text: 'Setup' },
    { kind: 'paragraph', text: 'One line and the next.' },
    { kind: 'list', isOrdered: true, items: ['First goes on', 'Second'] },
    { kind: 'list', isOrdered: false, items: ['a', 'b'] },
    { kind: 'code', text: 'x = 1\n\n# no heading' },
    { kind: 'paragraph', text: 'End' },
  ]);
});

test('code, strong words and https links stand inside a line; other links stay text', () => {
  assert.deepEqual(parseInline('Use `a` and **b** of [c](https://example.com/d).'), [
    { kind: 'text', text: 'Use ' },
    { kind: 'code', text: 'a' },
    { kind: 'text', text: ' and ' },
    { kind: 'strong', text: 'b' },
    { kind: 'text', text: ' of ' },
    { kind: 'link', text: 'c', href: 'https://example.com/d' },
    { kind: 'text', text: '.' },
  ]);
  assert.deepEqual(parseInline('*a*')[0], { kind: 'strong', text: 'a' });
  assert.deepEqual(parseInline('2 * 3 * 4')[0], { kind: 'text', text: '2 * 3 * 4' });
  assert.deepEqual(parseInline('[c](javascript:alert)'), [{ kind: 'text', text: '[c](javascript:alert)' }]);
});

test('any text is read to its end', () => {
  const lines = fc.array(
    fc.constantFrom('', ' ', '# a', '- b', '1. c', '```', 'text', '  indented', '`x', '**y'),
  );
  fc.assert(fc.property(lines, (parts) => Array.isArray(parseMarkdown(parts.join('\n')))));
  fc.assert(fc.property(fc.string(), (text) => Array.isArray(parseInline(text))));
});
