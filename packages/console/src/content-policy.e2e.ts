// The content policy in a real browser: our pages do without what it forbids, and what gets into them by a mistake can do nothing.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from './testing/browser.ts';
import { openPage } from './testing/console-page.ts';
import { startTestServer, type TestServer } from './testing/server.ts';

let server: TestServer;
let browser: Browser;
before(async () => {
  // One after the other: a server without a browser would be left behind, and the file would never end.
  browser = await openBrowser();
  server = await startTestServer();
});
after(async () => {
  await browser.close();
  await server.close();
});

/** What of the page's policy was broken from now on, as the browser tells it. */
async function watch(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(window, { seenViolations: seen });
    document.addEventListener('securitypolicyviolation', (event) => seen.push(event.effectiveDirective));
  });
  return () =>
    page.evaluate(() =>
      [...new Set((window as unknown as { seenViolations: string[] }).seenViolations)].sort(),
    );
}

test('markup that got into a page runs nothing, loads nothing, frames nothing and has no style of its own', async () => {
  const { page, close } = await openPage(browser);
  // The policy is the same for everybody, so nobody has to sign in for it.
  await page.goto(server.url);
  await page.locator('#root > *').first().waitFor();
  const violations = await watch(page);
  await page.evaluate(() => {
    const box = document.createElement('div');
    box.id = 'injected';
    box.innerHTML = [
      '<img src="/nothing.png" onerror="window.ran = 1">',
      '<img src="http://127.0.0.1:9/pixel.png">',
      '<p id="styled" style="position: fixed; inset: 0">x</p>',
      '<iframe src="/v1/alerts"></iframe>',
      '<object data="/favicon.svg"></object>',
    ].join('');
    document.body.append(box);
    const inline = document.createElement('script');
    inline.textContent = 'window.ran = 2';
    const foreign = document.createElement('script');
    foreign.src = 'http://127.0.0.1:9/x.js';
    const base = document.createElement('base');
    base.href = 'http://127.0.0.1:9/';
    document.head.append(inline, foreign, base);
    // Later, since what the browser's driver evaluates at once is free of the policy.
    setTimeout(() => {
      try {
        new Function('window.ran = 3')();
      } catch (error) {
        Object.assign(window, { evalRefused: error instanceof EvalError });
      }
    });
    fetch('http://127.0.0.1:9/exfiltrate').catch(() => Object.assign(window, { fetchRefused: true }));
  });
  await page.waitForFunction(() => 'fetchRefused' in window);
  await page.waitForFunction(() =>
    (window as unknown as { seenViolations: string[] }).seenViolations.includes('script-src-attr'),
  );
  const seen = await violations();
  for (const directive of [
    'base-uri',
    'connect-src',
    'frame-src',
    'img-src',
    'object-src',
    'script-src',
    'script-src-attr',
    'script-src-elem',
    'style-src-attr',
  ])
    assert.ok(seen.includes(directive), `${directive} is among ${seen.join()}`);
  const state = await page.evaluate(() => ({
    ran: 'ran' in window,
    evalRefused: (window as unknown as { evalRefused?: boolean }).evalRefused,
    position: getComputedStyle(document.getElementById('styled') ?? document.body).position,
  }));
  assert.deepEqual(state, { ran: false, evalRefused: true, position: 'static' });
  await close();
});

test('the page of the API shows the operations without breaking its own, stricter policy', async () => {
  const { page, problems, close } = await openPage(browser);
  await page.goto(`${server.url}/docs`);
  // The document is large, and the viewer draws all of it at once.
  await page.locator('.opblock-summary').first().waitFor({ timeout: 60_000 });
  const violations = await watch(page);
  await page.locator('.opblock-summary').first().click();
  await page.locator('.opblock-body').first().waitFor();
  assert.deepEqual(await violations(), []);
  assert.deepEqual(problems, []);
  await close();
});

test('another page cannot frame the console', async () => {
  const { page, close } = await openPage(browser);
  const refused = page.waitForEvent('console', {
    predicate: (message) =>
      message.type() === 'error' && /frame-ancestors|X-Frame-Options/i.test(message.text()),
  });
  await page.setContent(`<iframe src="${server.url}/"></iframe>`);
  assert.match((await refused).text(), /frame/i);
  await close();
});
