import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const STYLES = readFileSync(join(import.meta.dirname, '..', 'styles.css'), 'utf8');
const AA = 4.5;

/** Grounds a text may lie on, and the colours a text may have. */
const GROUNDS = ['ground', 'rail', 'surface', 'raised', 'hover'];
const INKS = ['ink', 'ink-2', 'ink-3', 'accent', 'critical', 'high', 'medium', 'low', 'info', 'good'];
const TINTED = ['critical', 'high', 'medium', 'good'];
const FILLS = ['accent-fill', 'danger-fill'];

test('every text colour is readable on every ground, in both themes', () => {
  for (const theme of ['dark', 'light']) {
    const colours = coloursOf(theme);
    for (const ground of GROUNDS) {
      for (const ink of INKS) {
        assertReadable(`${theme}: ${ink} on ${ground}`, colourOf(colours, ink), colourOf(colours, ground));
      }
    }
  }
});

test('badges are readable on their own tint, and buttons on their fill', () => {
  for (const theme of ['dark', 'light']) {
    const colours = coloursOf(theme);
    for (const name of TINTED) {
      const colour = colourOf(colours, name);
      const tint = mix(colour, colourOf(colours, 'surface'), 0.11);
      assertReadable(`${theme}: ${name} on its tint`, colour, tint);
    }
    for (const fill of FILLS) {
      assertReadable(
        `${theme}: button text on ${fill}`,
        colourOf(colours, 'accent-ink'),
        colourOf(colours, fill),
      );
    }
  }
});

test('text stays readable on a chosen row, and on the item of a menu that is next', () => {
  for (const theme of ['dark', 'light']) {
    const colours = coloursOf(theme);
    const row = mix(colourOf(colours, 'accent'), colourOf(colours, 'ground'), 0.1);
    const item = mix(colourOf(colours, 'ink'), colourOf(colours, 'raised'), 0.07);
    for (const ink of INKS) {
      assertReadable(`${theme}: ${ink} on a chosen row`, colourOf(colours, ink), row);
      assertReadable(`${theme}: ${ink} on the item of a menu`, colourOf(colours, ink), item);
    }
  }
});

type Colour = readonly [number, number, number];

function coloursOf(theme: string): Map<string, Colour> {
  const block = new RegExp(`\\[data-theme="${theme}"\\] \\{([^}]*)\\}`).exec(STYLES)?.[1] ?? '';
  const found = new Map<string, Colour>();
  for (const [, name = '', hex = ''] of block.matchAll(/--([\w-]+): #([0-9a-f]{6});/g)) {
    const part = (at: number) => Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    found.set(name, [part(0), part(2), part(4)]);
  }
  assert.ok(found.size > 15, `${theme}: the colours were not found in the style sheet`);
  return found;
}

function colourOf(colours: ReadonlyMap<string, Colour>, name: string): Colour {
  const colour = colours.get(name);
  assert.ok(colour, `there is no colour ${name}`);
  return colour;
}

/** Near enough to the browser's mixing in oklab for a bound. */
function mix(over: Colour, under: Colour, share: number): Colour {
  const part = (at: 0 | 1 | 2) => over[at] * share + under[at] * (1 - share);
  return [part(0), part(1), part(2)];
}

function assertReadable(name: string, text: Colour, ground: Colour): void {
  const [light, dark] = [luminance(text), luminance(ground)].sort((left, right) => right - left) as [
    number,
    number,
  ];
  const contrast = (light + 0.05) / (dark + 0.05);
  assert.ok(contrast >= AA, `${name}: ${contrast.toFixed(2)} is less than ${AA}`);
}

/** Relative luminance, WCAG 2.2. */
function luminance(colour: Colour): number {
  const [red, green, blue] = colour.map((part) =>
    part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  ) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
