// Debian's Chromium, and contexts that notice what no page of the paper may do.

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

import { check } from './report.mjs';

const LAUNCH_ARGUMENTS = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
];
/** Loopback answers in milliseconds; what takes this long is broken. */
const TIME_LIMIT_MS = 15_000;

export const baseUrl = new URL(process.env.BASE_URL ?? 'http://127.0.0.1:8080');
export const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const screenshots = process.env.SCREENSHOTS ?? new URL('../../../target/screenshots', import.meta.url).pathname;

export async function launch() {
  await mkdir(screenshots, { recursive: true });
  return chromium.launch({ executablePath, args: LAUNCH_ARGUMENTS });
}

/**
 * A new browser's worth of cookies with one page. `offences` collects requests
 * that leave the machine, errors on the console (blocked by the content
 * security policy or not) and errors in scripts. Without `intercept` requests
 * go their way unseen: whoever weighs them counts them as well.
 */
export async function visit(browser, options = {}) {
  const { width = 1280, height = 900, javaScript = true, colorScheme = 'light', intercept = true, address = baseUrl.origin, ...rest } = options;
  const context = await browser.newContext({
    baseURL: address,
    viewport: { width, height },
    javaScriptEnabled: javaScript,
    colorScheme,
    locale: 'en-IN',
    timezoneId: 'Asia/Kolkata',
    ...rest,
  });
  context.setDefaultTimeout(TIME_LIMIT_MS);
  const offences = [];
  let expected;
  if (intercept) await context.route('**/*', (route) => {
    const url = new URL(route.request().url());
    if (url.protocol === 'data:' || url.origin === address) return route.continue();
    offences.push(`a request to ${url.host}`);
    return route.abort();
  });
  const page = await context.newPage();
  page.on('console', (message) => {
    const isExpected = expected !== undefined && /the server responded with a status of/.test(message.text());
    if (message.type() === 'error' && !isExpected) offences.push(`console on ${page.url()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => offences.push(`script on ${page.url()}: ${error.message}`));
  return {
    context, page, offences, width, address,
    /** The browser itself reports a page that answers with an error, also where that is meant. */
    expectStatus: (status) => { expected = status; },
    /** Closes the context and says whether anything was noticed. */
    async close(name) {
      await context.close();
      check(offences.length === 0, `${name}: no request leaves, nothing on the console`, offences.join('\n'));
    },
  };
}

/** Clicks, and answers with the response of the page that it leads to. */
export async function click(page, locator) {
  const [response] = await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), locator.click()]);
  return response;
}

/** What a person reads on the page, with spaces and line breaks made one space. */
export async function textOf(locator) {
  const text = await locator.first().innerText();
  return text.replace(/\s+/g, ' ');
}

export async function screenshot(page, name) {
  const { width } = page.viewportSize();
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.screenshot({ path: join(screenshots, `${name}-${width}.png`), fullPage: true, caret: 'initial' });
}
