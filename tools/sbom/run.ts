// `npm run sbom`: writes the bill of materials (CycloneDX 1.5) to the named file, else to .cache/watchfloor.cdx.json. It is not
// kept in the repository: each one has a number and a time of its own, and the lock file says the rest.

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeSbom } from './make-sbom.ts';

const ROOT = path.join(import.meta.dirname, '../..');

const file = path.resolve(process.argv[2] ?? path.join(ROOT, '.cache/watchfloor.cdx.json'));
mkdirSync(path.dirname(file), { recursive: true });
const sbom = makeSbom();
writeFileSync(file, `${JSON.stringify(sbom, null, 2)}\n`);
console.log(
  `${sbom.components.length} components in CycloneDX ${sbom.specVersion}: ${path.relative(process.cwd(), file)}`,
);
