// `npm run new domain <name>`: the folder of a domain whose place in the order is known. `npm run tidy` fails until its README is
// written and main.ts knows its module.

import { DOMAINS } from '../tidy/house.ts';
import { FILL, REPOSITORY, writeNew } from './parts/edit.ts';
import { UsageError } from './usage-error.ts';

const USAGE = `Usage: npm run new domain <name>

  name  one of ${DOMAINS.join(', ')}
        (another one first gets its place in that order: tools/tidy/house.ts, with a decision record)`;

/** Writes the skeleton into this repository, or below another root, and gives the paths written. */
export async function create(args: string[], root: string = REPOSITORY): Promise<string[]> {
  const [name = '', ...rest] = args;
  const domain = DOMAINS.find((known) => known === name);
  if (rest.length > 0 || domain === undefined) throw new UsageError(USAGE);
  const folder = `packages/server/src/domains/${domain}`;
  return writeNew(root, {
    [`${folder}/README.md`]: readmeText(domain),
    [`${folder}/index.ts`]: indexText(domain),
    [`${folder}/module.ts`]: moduleText(domain),
  });
}

function readmeText(domain: string): string {
  const title = domain.charAt(0).toUpperCase() + domain.slice(1);
  return `# ${title}

${FILL} in one or two sentences, what would be missing without it.

**Nouns.** ${FILL} each noun and what it is; a new one goes into docs/glossary.md first.

**Must always hold.**

- ${FILL} what is true after every transaction, and where that is ensured.

**Tables.** ${FILL} each table and who writes it.

**Events.** Out: ${FILL} type@version, or none. In: ${FILL} type@version, or none.
`;
}

function indexText(domain: string): string {
  return `// What other domains and the composition root may use of ${domain}.

export { ${domain}Module } from './module.ts';
`;
}

function moduleText(domain: string): string {
  return `import type { Module } from '../../kernel/module.ts';

export const ${domain}Module: Module = {
  domain: '${domain}',
  operations: [],
  jobs: [],
  publishes: [],
};
`;
}
