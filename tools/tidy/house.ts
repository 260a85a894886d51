// The house as data: domains and packages in their order, and which file belongs to which part.

/** Domains from left to right; imports point left. */
export const DOMAINS = [
  'identity',
  'audit',
  'connections',
  'alerts',
  'ingest',
  'indicators',
  'context',
  'exposure',
  'detect',
  'risk',
  'cases',
  'triage',
  'respond',
  'notify',
  'investigate',
  'report',
] as const;

export const SERVER = 'packages/server/src/';

export type Part = 'kernel' | 'platform' | 'domains' | 'composition' | 'outside';

/** The part of the server that a file belongs to; main.ts, inspect.ts, offline.ts, roles/ and testing/ put the others together. */
export function partOf(path: string): Part {
  if (!path.startsWith(SERVER)) return 'outside';
  const folder = path.slice(SERVER.length).split('/')[0];
  if (folder === 'kernel' || folder === 'platform' || folder === 'domains') return folder;
  return 'composition';
}

/** The domain that a file belongs to; null outside the domains. */
export function domainOf(path: string): string | null {
  const prefix = `${SERVER}domains/`;
  return path.startsWith(prefix) ? (path.slice(prefix.length).split('/')[0] ?? null) : null;
}

export interface HousePackage {
  readonly name: string;
  readonly folder: string;
  /** What of ours it may import, by package name and entry. */
  readonly mayImport: readonly string[];
}

export const PACKAGES: readonly HousePackage[] = [
  { name: '@watchfloor/sdk', folder: 'packages/sdk/', mayImport: [] },
  { name: '@watchfloor/client', folder: 'packages/client/', mayImport: [] },
  { name: '@watchfloor/connectors', folder: 'connectors/', mayImport: ['@watchfloor/sdk'] },
  { name: '@watchfloor/console', folder: 'packages/console/', mayImport: ['@watchfloor/client'] },
  {
    name: '@watchfloor/server',
    folder: 'packages/server/',
    mayImport: ['@watchfloor/sdk', '@watchfloor/connectors', '@watchfloor/console/build'],
  },
  {
    name: 'watchfloor',
    folder: 'packages/cli/',
    mayImport: [
      '@watchfloor/client',
      '@watchfloor/server',
      '@watchfloor/server/backup',
      '@watchfloor/server/config',
      '@watchfloor/server/errors',
      '@watchfloor/server/offline',
      '@watchfloor/sdk',
    ],
  },
];

/** What test files may import beside that: the conformance kit, the real server, the client. */
export const TEST_IMPORTS = [
  '@watchfloor/sdk',
  '@watchfloor/sdk/testing',
  '@watchfloor/server/testing',
  '@watchfloor/client',
  '@watchfloor/connectors',
];

export function packageOf(path: string): HousePackage | null {
  return PACKAGES.find(({ folder }) => path.startsWith(folder)) ?? null;
}
