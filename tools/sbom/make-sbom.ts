// The bill of materials: what `npm sbom` makes of the lock file, without what is only used to build and test, and with what is
// inside packages. Npm's own --omit=dev is not used: of npm 11.19 it leaves out packages that a development dependency needs as
// well, here pg-protocol and five more that the product runs with.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { BUNDLES, type BundledPart } from './bundled.ts';

const ROOT = path.join(import.meta.dirname, '../..');

const licenceSchema = z.union([
  z.looseObject({ license: z.looseObject({ id: z.string().optional(), name: z.string().optional() }) }),
  z.looseObject({ expression: z.string() }),
]);

const componentSchema = z.looseObject({
  'bom-ref': z.string(),
  type: z.string(),
  name: z.string(),
  version: z.string().optional(),
  purl: z.string().optional(),
  licenses: z.array(licenceSchema).optional(),
});

const sbomSchema = z.looseObject({
  bomFormat: z.literal('CycloneDX'),
  specVersion: z.string(),
  metadata: z.looseObject({}),
  components: z.array(componentSchema),
  dependencies: z.array(z.looseObject({ ref: z.string(), dependsOn: z.array(z.string()).optional() })),
});

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.looseObject({
      name: z.string().optional(),
      version: z.string().optional(),
      dev: z.boolean().optional(),
      link: z.boolean().optional(),
    }),
  ),
});

export type Sbom = z.infer<typeof sbomSchema>;
export type Component = Sbom['components'][number] & { readonly components?: readonly object[] };

export interface LockedPackage {
  readonly name: string;
  readonly version: string;
}

/** The packages that the product runs with, by the lock file's own marks; those of every processor. */
export function runtimePackages(): LockedPackage[] {
  const lock = lockSchema.parse(JSON.parse(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8')));
  const marker = 'node_modules/';
  const found = new Map<string, LockedPackage>();
  for (const [place, entry] of Object.entries(lock.packages)) {
    if (!place.includes(marker) || entry.dev === true || entry.link === true) continue;
    const name = entry.name ?? place.slice(place.lastIndexOf(marker) + marker.length);
    const version = entry.version ?? 'unknown';
    found.set(`${name}@${version}`, { name, version });
  }
  return [...found.values()];
}

/** The whole document in CycloneDX 1.5, as JSON can hold it. */
export function makeSbom(): Sbom {
  const text = execFileSync('npm', ['sbom', '--sbom-format=cyclonedx', '--package-lock-only'], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    timeout: 60_000,
  });
  const all = sbomSchema.parse(JSON.parse(text));
  const kept = new Set(runtimePackages().map(({ name, version }) => purlOf(name, version)));
  const components = all.components
    .filter(({ purl }) => purl !== undefined && (kept.has(purl) || purl.startsWith('pkg:npm/%40watchfloor/')))
    .map(withParts);
  // The top of the graph is the project itself, which is no component.
  const top = all.dependencies[0]?.ref;
  const refs = new Set([...components.map((component) => component['bom-ref']), ...(top ? [top] : [])]);
  const dependencies = all.dependencies
    .filter(({ ref }) => refs.has(ref))
    .map((entry) => ({ ...entry, dependsOn: entry.dependsOn?.filter((ref) => refs.has(ref)) ?? [] }));
  return { ...all, components, dependencies };
}

function withParts(component: Component): Component {
  const parts = BUNDLES.find(({ packages }) => packages.includes(component.name))?.parts;
  if (!parts) return component;
  return { ...component, components: parts.map((part) => componentOf(component['bom-ref'], part)) };
}

function componentOf(owner: string, { name, version, licence, program }: BundledPart): object {
  return {
    'bom-ref': `${owner}#${name}`,
    type: program === null ? 'library' : 'application',
    name,
    ...(version === null ? {} : { version }),
    purl: `pkg:generic/${name}${version === null ? '' : `@${version}`}`,
    licenses: [{ license: { id: licence } }],
  };
}

/** The licence of a component as an SPDX expression; null when it says none. */
export function licenceOf(component: { readonly licenses?: Component['licenses'] }): string | null {
  const first = component.licenses?.[0];
  if (!first) return null;
  if ('expression' in first) return String(first['expression']);
  const { license } = first as { readonly license: { readonly id?: string; readonly name?: string } };
  return license.id ?? license.name ?? null;
}

export function purlOf(name: string, version: string): string {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`;
}
