// One server and one browser for the tests of a file, pages of their own for each test.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from './browser.ts';
import { type ConsolePage, openPage, openSignedIn } from './console-page.ts';
import { startTestServer, type TestServer } from './server.ts';

export interface BrowserSuite {
  /** The server; there from the first test on. */
  readonly server: TestServer;
  /** A page of the owner, at the path. */
  signedIn(path?: string): Promise<Page>;
  /** A page of somebody unknown. */
  signedOut(): Promise<Page>;
  /** A test that fails when anything went wrong unseen in one of its pages, and closes them. */
  test(name: string, run: () => Promise<void>): void;
}

export function browserSuite(): BrowserSuite {
  let server: TestServer | null = null;
  let browser: Browser | null = null;
  let opened: ConsolePage[] = [];
  const open = async (how: (browser: Browser) => Promise<ConsolePage>): Promise<Page> => {
    assert.ok(browser, 'the browser is open while tests run');
    const page = await how(browser);
    opened.push(page);
    return page.page;
  };
  const running = (): TestServer => {
    assert.ok(server, 'the server runs while tests run');
    return server;
  };
  before(async () => {
    browser = await openBrowser();
    server = await startTestServer();
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });
  return {
    get server() {
      return running();
    },
    signedIn: (path = '/') => open((used) => openSignedIn(used, running(), path)),
    signedOut: () => open(openPage),
    test(name, run) {
      test(name, async () => {
        opened = [];
        try {
          await run();
          for (const { problems } of opened) assert.deepEqual(problems, []);
        } finally {
          for (const page of opened) await page.close();
        }
      });
    },
  };
}
