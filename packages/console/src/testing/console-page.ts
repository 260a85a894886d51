// A page of the console in the browser, signed in, and what has gone wrong in it.

import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { TestServer } from './server.ts';

export interface ConsolePage {
  readonly page: Page;
  /** Exceptions, errors on the browser's console and refusals of the content security policy. */
  readonly problems: readonly string[];
  close(): Promise<void>;
}

/** Failed requests are part of some tests; the browser reports them on its console too. */
const EXPECTED = /Failed to load resource|net::ERR_|EventSource/;

export async function openPage(browser: Browser): Promise<ConsolePage> {
  const context: BrowserContext = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  // Long: the machine may be busy with other tests, and a page that is there is not waited for.
  page.setDefaultTimeout(60_000);
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !EXPECTED.test(message.text())) problems.push(message.text());
  });
  return { page, problems, close: () => context.close() };
}

/** A page that has used a link of its own and shows `path`. */
export async function openSignedIn(browser: Browser, server: TestServer, path = '/'): Promise<ConsolePage> {
  const opened = await openPage(browser);
  await opened.page.goto(await server.signInLink());
  await passWelcome(opened.page);
  await opened.page.getByRole('heading', { name: 'Alerts', level: 1 }).waitFor();
  if (path !== '/') await opened.page.goto(server.url + path);
  return opened;
}

/** Whoever has neither a passkey nor a password yet is asked how they want to come back: later. */
export async function passWelcome(page: Page): Promise<void> {
  const later = page.getByRole('button', { name: 'Later, show me the alerts' });
  const alerts = page.getByRole('heading', { name: 'Alerts', level: 1 });
  await later.or(alerts).first().waitFor();
  if (await later.isVisible()) await later.click();
}
