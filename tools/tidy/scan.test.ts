// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts here are code to be scanned.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { functionsOf } from './functions.ts';
import { scan } from './scan.ts';
import { makeTree } from './tree.ts';

test('comments and the insides of texts are blanked, code and lines stay', () => {
  const text = "const a = 'x // y'; // now()\nconst b = \"it's\"; /* new Date() */ const c = 1;\n";
  const { code, comments, literals } = scan(text);
  assert.equal(code.length, text.length);
  assert.equal(code.split('\n').length, text.split('\n').length);
  assert.doesNotMatch(code, /now|new Date|x \/\/ y/);
  assert.match(code, /const c = 1;/);
  assert.deepEqual(
    comments.map((comment) => comment.text),
    ['// now()', '/* new Date() */'],
  );
  assert.deepEqual(
    literals.map((literal) => literal.text),
    ['x // y', "it's"],
  );
});

test('code inside a template stays code, also in a template inside it', () => {
  const { code, literals } = scan('const q = `select ${cols(`${now()} b`)} from t`; done();');
  assert.match(code, /cols\(/);
  assert.match(code, /now\(\)/);
  assert.match(code, /; done\(\);$/);
  assert.doesNotMatch(code, /select|from t/);
  assert.deepEqual(
    literals.map((literal) => literal.text),
    ['select ${cols(`${now()} b`)} from t', '${now()} b'],
  );
});

test('a division is no regular expression, and a regular expression no comment', () => {
  assert.match(scan('const half = (a + b) / 2; const c = d / e; stop();').code, /stop\(\);$/);
  const { code, literals } = scan("const url = /https?:\\/\\/['/]/.test(x); stop();");
  assert.match(code, /\.test\(x\); stop\(\);$/);
  assert.equal(literals[0]?.kind, 'regex');
});

test('an apostrophe in the text of an element opens nothing', () => {
  assert.match(scan("<p>it's late</p>;\nstop();").code, /stop\(\);$/);
  assert.match(scan('<Time at={at} /> ; stop();').code, /stop\(\);$/);
});

test('any text is scanned to its end without an exception', () => {
  const piece = fc.constantFrom(
    '`',
    '${',
    '}',
    "'",
    '"',
    '/',
    '*',
    '//',
    '\\',
    '\n',
    'a',
    '(',
    '<',
    '[',
    ' ',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const text = pieces.join('');
      assert.equal(scan(text).code.length, text.length);
    }),
  );
});

function namesOf(text: string): string[] {
  const file = makeTree({ 'a.ts': text }).files[0];
  assert.ok(file);
  return functionsOf(file).map(({ name, parameters }) => `${name}/${parameters}`);
}

test('functions of every form are found with their parameters', () => {
  assert.deepEqual(namesOf('function plain(a: number, b = [1, 2]): void {}'), ['plain/2']);
  assert.deepEqual(
    namesOf('async function* rows<Row extends object>(a: Map<string, Row>): AsyncGenerator<Row> {}'),
    ['rows/1'],
  );
  assert.deepEqual(namesOf('const pick = (a: A, b: B): { x: number } | null => null;'), ['pick/2']);
  assert.deepEqual(namesOf('const x = { async run(ctx, input) { return 1; } };'), ['run/2']);
  assert.deepEqual(namesOf('function isRow(value: unknown): value is Row { return true; }'), ['isRow/1']);
  assert.deepEqual(namesOf('rows.map((row) => row.id);'), ['/1']);
  assert.deepEqual(namesOf('const make = async (a, b) => { await a; };'), ['make/2']);
});

test('what only looks like a function is none', () => {
  assert.deepEqual(namesOf('if (a) { b(); } for (const c of d) { e(); }'), []);
  assert.deepEqual(namesOf('interface A { run(a: number, b: number, c: number, d: number): void; }'), []);
  assert.deepEqual(namesOf('const x = a ? f(b) : { c: 1 };'), []);
  assert.deepEqual(namesOf('try { a(); } catch (error) { b(); }'), []);
});

test('the end of a function is behind its body', () => {
  const text = 'function outer(): { a: number } {\n  const inner = () => {\n    stop();\n  };\n}\nnext();\n';
  const file = makeTree({ 'a.ts': text }).files[0];
  assert.ok(file);
  assert.deepEqual(
    functionsOf(file).map(({ name, start, end }) => [name, file.lineOf(start), file.lineOf(end)]),
    [
      ['outer', 1, 5],
      ['inner', 2, 4],
    ],
  );
});
