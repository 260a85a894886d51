// Makes packages/sdk/src/attack/techniques.json from an ATT&CK Enterprise STIX bundle, so that the table the product
// ships is never edited by hand. The bundle itself is several megabytes of prose we do not need; names, tactics and ids
// are enough to recognise a technique. Run: node tools/attack/build.ts <enterprise-attack.json> [output]

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface StixObject {
  readonly type: string;
  readonly name?: string;
  readonly revoked?: boolean;
  readonly x_mitre_shortname?: string;
  readonly external_references?: readonly { readonly source_name: string; readonly external_id?: string }[];
  readonly kill_chain_phases?: readonly { readonly kill_chain_name: string; readonly phase_name: string }[];
}

export interface AttackTable {
  readonly notice: string;
  /** Short name by tactic id and display name, in the order of the ids. */
  readonly tactics: readonly { readonly id: string; readonly name: string; readonly short_name: string }[];
  /** Technique id to its name and the short names of its tactics. */
  readonly techniques: Readonly<
    Record<string, { readonly name: string; readonly tactics: readonly string[] }>
  >;
}

const NOTICE =
  '© The MITRE Corporation. This work is reproduced and distributed with the permission of The MITRE Corporation.';

function externalId(object: StixObject): string | null {
  const reference = object.external_references?.find((entry) => entry.source_name === 'mitre-attack');
  return reference?.external_id ?? null;
}

/** The table out of the objects of a bundle, sorted by id; revoked objects are left out. */
export function buildTable(objects: readonly StixObject[]): AttackTable {
  const tactics: { id: string; name: string; short_name: string }[] = [];
  const techniques: [string, { name: string; tactics: readonly string[] }][] = [];
  for (const object of objects) {
    const id = externalId(object);
    if (id === null || object.name === undefined || object.revoked === true) continue;
    if (object.type === 'x-mitre-tactic' && object.x_mitre_shortname !== undefined) {
      tactics.push({ id, name: object.name, short_name: object.x_mitre_shortname });
    }
    if (object.type === 'attack-pattern') {
      const phases = object.kill_chain_phases ?? [];
      const names = phases
        .filter((phase) => phase.kill_chain_name === 'mitre-attack')
        .map((phase) => phase.phase_name);
      techniques.push([id, { name: object.name, tactics: names }]);
    }
  }
  tactics.sort((a, b) => (a.id < b.id ? -1 : 1));
  techniques.sort(([a], [b]) => (a < b ? -1 : 1));
  return { notice: NOTICE, tactics, techniques: Object.fromEntries(techniques) };
}

const LINE_WIDTH = 110;

/**
 * One technique a line, so that a new ATT&CK release shows as a readable difference; broken where the repository's
 * formatter would break it, so that formatting the generated file changes nothing.
 */
export function printTable(table: AttackTable): string {
  const tactics = table.tactics.map((tactic) => `    ${inline(tactic)}`).join(',\n');
  const techniques = Object.entries(table.techniques).map(([id, { name, tactics: names }]) => {
    const line = `    ${JSON.stringify(id)}: ${inline({ name, tactics: names })}`;
    if (line.length < LINE_WIDTH) return line;
    return `    ${JSON.stringify(id)}: {\n      "name": ${inline(name)},\n      "tactics": ${inline(names)}\n    }`;
  });
  const body = [
    `  "notice": ${JSON.stringify(table.notice)}`,
    `  "tactics": [\n${tactics}\n  ]`,
    `  "techniques": {\n${techniques.join(',\n')}\n  }`,
  ];
  return `{\n${body.join(',\n')}\n}\n`;
}

/** JSON on one line with a space behind separators and inside braces. */
function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}: ${inline(member)}`);
  return `{ ${members.join(', ')} }`;
}

function run(bundlePath: string | undefined, outputPath: string | undefined): void {
  if (bundlePath === undefined) {
    console.error('usage: node tools/attack/build.ts <enterprise-attack.json> [output]');
    process.exitCode = 2;
    return;
  }
  // The bundle is MITRE's own published form; only the fields of StixObject are read, each of them guarded.
  const bundle = JSON.parse(readFileSync(bundlePath, 'utf8')) as { readonly objects?: readonly StixObject[] };
  const table = buildTable(bundle.objects ?? []);
  const output =
    outputPath ?? fileURLToPath(new URL('../../packages/sdk/src/attack/techniques.json', import.meta.url));
  writeFileSync(output, printTable(table));
  console.log(
    `${Object.keys(table.techniques).length} techniques, ${table.tactics.length} tactics -> ${output}`,
  );
}

if (import.meta.main) run(process.argv[2], process.argv[3]);
