// `npm run new page <feature> <name>`: a page of the console with its query, its address and its route. The type check of the console
// fails, with what to do, until it is filled in.

import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { addImport, camelOf, FILL, KEBAB, pascalOf, REPOSITORY, readKnown, writeNew } from './parts/edit.ts';
import { UsageError } from './usage-error.ts';

const SOURCES = 'packages/console/src';
const USAGE = `Usage: npm run new page <feature> <name>

  feature  a folder of ${SOURCES}/features, named as the server's domain or noun, such as events
  name     the page, such as event-list`;

/** Writes the skeleton into this repository, or below another root, and gives the paths written or changed. */
export async function create(args: string[], root: string = REPOSITORY): Promise<string[]> {
  const [feature = '', name = '', ...rest] = args;
  if (rest.length > 0 || ![feature, name].every((word) => KEBAB.test(word))) throw new UsageError(USAGE);
  const changed = {
    [`${SOURCES}/router.tsx`]: withRoute(readKnown(root, `${SOURCES}/router.tsx`), feature, name),
    [`${SOURCES}/paths.ts`]: withPath(readKnown(root, `${SOURCES}/paths.ts`), name),
  };
  const folder = `${SOURCES}/features/${feature}`;
  const written = writeNew(root, {
    [`${folder}/${name}.page.tsx`]: pageText(name),
    [`${folder}/${name}-queries.ts`]: queriesText(name),
  });
  for (const [file, text] of Object.entries(changed)) writeFileSync(path.join(root, file), text);
  return [...written, ...Object.keys(changed).map((file) => path.join(root, file))];
}

function pageText(name: string): string {
  const query = `${camelOf(name)}Query`;
  return `import { useSuspenseQuery } from '@tanstack/react-query';
import { Page } from '../../ui/page.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { ${query} } from './${name}-queries.ts';

export function ${pascalOf(name)}Page() {
  // The route's loader has read it, so there is no "if it is not there yet" here.
  const { data: rows } = useSuspenseQuery(${query});
  return (
    <Page title="${FILL} as in the navigation" lead="${FILL} what one can do here, in a sentence">
      {rows.length === 0 ? (
        <EmptyState title="${FILL} what is not there">${FILL} why, and how it comes here.</EmptyState>
      ) : (
        <ul>
          {rows.map((row) => (
            <li key={row.id}>${FILL} what a person decides by; a link takes its address from paths.ts</li>
          ))}
        </ul>
      )}
    </Page>
  );
}
`;
}

function queriesText(name: string): string {
  return `import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api.ts';

export const ${camelOf(name)}Query = queryOptions({
  queryKey: ['${name}'],
  queryFn: ({ signal }) => api['${FILL} the operation that gives the rows'].list({}, { signal }),
});
`;
}

/** The route behind the last one, and among those that need a session. */
function withRoute(text: string, feature: string, name: string): string {
  const camel = camelOf(name);
  const route = `const ${camel}Route = createRoute({
  getParentRoute: () => appRoute,
  path: '/${name}',
  loader: async ({ context }) => {
    if (holds(context.session, '${FILL} the permission of the operation')) await context.client.ensureQueryData(${camel}Query);
  },
  component: permitted('${FILL} the permission of the operation', ${pascalOf(name)}Page),
});

`;
  const tree = 'const routeTree = ';
  const children = /(appRoute\.addChildren\(\[[^\]]*?)(\s*\]\))/;
  if (!text.includes(tree) || !children.test(text))
    throw new UsageError('router.tsx has no routeTree to add the page to.');
  const imported = addImport(
    addImport(text, `import { ${pascalOf(name)}Page } from './features/${feature}/${name}.page.tsx';`),
    `import { ${camel}Query } from './features/${feature}/${name}-queries.ts';`,
  );
  return imported.replace(tree, `${route}${tree}`).replace(children, (_, head: string, tail: string) => {
    const comma = head.trimEnd().endsWith(',') ? '' : ',';
    return `${head}${comma}\n    ${camel}Route,${tail}`;
  });
}

function withPath(text: string, name: string): string {
  const end = '\n} as const;';
  if (!text.includes(end)) throw new UsageError('paths.ts has no list of paths to add the page to.');
  return text.replace(end, `\n  ${camelOf(name)}: () => ({ to: '/${name}' }) as const,${end}`);
}
