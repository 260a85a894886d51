// The console role: static files, built at first start in a process of its own (building would stop the accept path for
// seconds) and cached by the content of the sources. Until the build is there, the page says so and reloads by itself.

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import fastifyStatic from '@fastify/static';
import type { Logger } from '../kernel/context.ts';
import type { FastifyInstance } from '../platform/http/http-server.ts';

export interface ConsoleParts {
  readonly home: string;
  readonly log: Logger;
  /** Folder of the console package with its build program. */
  readonly packageFolder: string;
  contentHash(): Promise<string>;
}

export interface ConsoleRole {
  /** Settles when the console can be used, or with the reason why it cannot. */
  readonly ready: Promise<string | null>;
}

/** The build takes a core for seconds; the first records that wait for a new server come before it. */
const BUILD_AFTER_MS = 1_500;

/** Adds the console to the server; building goes on behind. */
export async function addConsole(app: FastifyInstance, parts: ConsoleParts): Promise<ConsoleRole> {
  const folder = path.join(parts.home, 'console');
  mkdirSync(folder, { recursive: true });
  const hash = await parts.contentHash();
  const root = path.join(folder, hash);
  let failure: string | null = null;
  let built = existsSync(path.join(root, 'index.html'));
  const stopped = new AbortController();
  app.addHook('onClose', async () => stopped.abort());
  const ready = built
    ? Promise.resolve(null)
    : delay(BUILD_AFTER_MS, undefined, { signal: stopped.signal }).then(
        () => buildInto(parts, root),
        () => 'the server was stopped before the build began',
      );
  void ready.then((reason) => {
    failure = reason;
    built = reason === null;
    if (built) forgetOlder(folder, hash);
    else if (!stopped.signal.aborted) parts.log.error({ reason }, 'console.build-failed');
  });
  mkdirSync(root, { recursive: true });
  await app.register(fastifyStatic, {
    root,
    wildcard: false,
    serve: false,
  });
  app.get('/*', async (request, reply) => {
    const name = decodeURIComponent(new URL(request.url, 'http://console').pathname).slice(1);
    if (name.startsWith('v1/')) return reply.callNotFound();
    if (!built)
      return reply
        .code(failure === null ? 503 : 500)
        .header('retry-after', '1')
        .type('text/html')
        .send(waitingPage(failure));
    if (/^assets\/[\w.-]+$/.test(name) && existsSync(path.join(root, name))) {
      return reply.header('cache-control', 'public, max-age=31536000, immutable').sendFile(name);
    }
    if (/^[\w-]+\.(svg|ico|png|txt|webmanifest)$/.test(name) && existsSync(path.join(root, name)))
      return reply.sendFile(name);
    // Every other address is a page of the console, which knows its own routes.
    return reply.header('cache-control', 'no-store').sendFile('index.html');
  });
  return { ready };
}

async function buildInto(parts: ConsoleParts, root: string): Promise<string | null> {
  const draft = `${root}.draft-${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  const started = performance.now();
  const child = spawn(process.execPath, [path.join(parts.packageFolder, 'build.ts'), draft], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    if (errors.length < 8_000) errors += chunk.toString('utf8');
  });
  const code = await new Promise<number | null>((done) => {
    child.on('close', done);
    child.on('error', () => done(null));
  });
  if (code !== 0 || !existsSync(path.join(draft, 'index.html'))) {
    rmSync(draft, { recursive: true, force: true });
    return errors.trim().split('\n').slice(-5).join('\n') || `the build ended with code ${code}`;
  }
  rmSync(root, { recursive: true, force: true });
  renameSync(draft, root);
  parts.log.info({ ms: Math.round(performance.now() - started) }, 'console.built');
  return null;
}

function forgetOlder(folder: string, keep: string): void {
  for (const name of readdirSync(folder)) {
    if (name !== keep) rmSync(path.join(folder, name), { recursive: true, force: true });
  }
}

function waitingPage(failure: string | null): string {
  const text =
    failure === null
      ? 'The console is being built. This page opens it as soon as it is there.'
      : `The console could not be built; the API works. ${escapeHtml(failure)}`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Watchfloor</title>${failure === null ? '<meta http-equiv="refresh" content="1">' : ''}
<style>body{font:16px/1.5 system-ui;background:#0b0f14;color:#d7dee7;display:grid;place-items:center;min-height:100vh;margin:0}p{max-width:40em;white-space:pre-wrap;padding:1em}</style></head>
<body><p role="status">${text}</p></body></html>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
