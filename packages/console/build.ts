// Builds the console into a folder that the server serves as it is. Also a program of its own, so that a server can build in a
// child process and keep its memory free of the bundler: `node packages/console/build.ts <folder>`.

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = import.meta.dirname;

/**
 * Builds the console into `outDir`, which is emptied first: `index.html` and, under `assets/`, files whose names hold a hash of
 * their content. Throws with the bundler's message when a source does not compile.
 */
export async function buildConsole(outDir: string): Promise<void> {
  // React and others choose their production code by this name, and so does the bundler's default mode.
  process.env['NODE_ENV'] = 'production';
  // Loaded here and not above: whoever only asks for the hash must not pay for the bundler.
  const [{ build }, config] = await Promise.all([import('vite'), import('./vite.config.ts')]);
  await build({
    ...config.default,
    configFile: false,
    logLevel: 'error',
    build: { ...config.default.build, outDir: resolve(outDir), emptyOutDir: true },
  });
}

/**
 * SHA-256 (hex) over everything the build depends on: the console's own sources, those of the client it calls the API with, and
 * the installed versions of its dependencies. Tests do not count. The same hash means that a kept build is still the right one.
 */
export async function consoleSourceHash(): Promise<string> {
  const hash = createHash('sha256');
  const client = join(HERE, '..', 'client', 'src');
  const files = [
    ...['build.ts', 'vite.config.ts', 'index.html', 'package.json', 'tsconfig.json'].map((name) =>
      join(HERE, name),
    ),
    ...(await filesBelow(join(HERE, 'public'))),
    ...(await filesBelow(join(HERE, 'src'))),
    ...(await filesBelow(client)),
  ];
  for (const file of files) {
    hash
      .update(`${relative(HERE, file)}\0`)
      .update(await readFile(file))
      .update('\0');
  }
  for (const [name, version] of await installedVersions()) hash.update(`${name}@${version}\0`);
  return hash.digest('hex');
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !/\.(test|e2e)\.ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.startsWith(join(HERE, 'src', 'testing')))
    .sort();
}

async function installedVersions(): Promise<[string, string][]> {
  const own = await readPackage(join(HERE, 'package.json'));
  const names = Object.keys(own.dependencies ?? {}).sort();
  return Promise.all(
    names.map(async (name): Promise<[string, string]> => {
      const path = findInstalled(name);
      return [name, path ? (await readPackage(path)).version : 'not installed'];
    }),
  );
}

async function readPackage(
  path: string,
): Promise<{ version: string; dependencies?: Record<string, string> }> {
  // A package.json that npm has installed has a version; it is not checked again here.
  return JSON.parse(await readFile(path, 'utf8')) as {
    version: string;
    dependencies?: Record<string, string>;
  };
}

function findInstalled(name: string): string | null {
  for (let folder = HERE; ; folder = dirname(folder)) {
    const path = join(folder, 'node_modules', name, 'package.json');
    if (existsSync(path)) return path;
    if (folder === dirname(folder)) return null;
  }
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const outDir = process.argv[2];
  try {
    if (!outDir) throw new Error('Usage: node packages/console/build.ts <folder>');
    await buildConsole(outDir);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
