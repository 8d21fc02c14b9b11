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
const screenshots = process.env.SCREENSHOTS ?? new URL('../../../target/screenshots', import.meta.url).pathname;

export async function launch() {
  await mkdir(screenshots, { recursive: true });
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
  return chromium.launch({ executablePath, args: LAUNCH_ARGUMENTS });
}

/**
 * A new browser's worth of cookies with one page. `offences` collects requests
 * that leave the machine, errors on the console (blocked by the content
 * security policy or not) and errors in scripts.
 */
export async function visit(browser, options = {}) {
  const { width = 1280, height = 900, javaScript = true, colorScheme = 'light' } = options;
  const context = await browser.newContext({
    baseURL: baseUrl.origin,
    viewport: { width, height },
    javaScriptEnabled: javaScript,
    colorScheme,
    locale: 'en-IN',
  });
  context.setDefaultTimeout(TIME_LIMIT_MS);
  const offences = [];
  const missing = new Set();
  await context.route('**/*', (route) => {
    const url = new URL(route.request().url());
    if (url.protocol === 'data:' || url.host === baseUrl.host) return route.continue();
    offences.push(`a request to ${url.host}`);
    return route.abort();
  });
  const page = await context.newPage();
  page.on('console', (message) => {
    const { url } = message.location();
    if (message.type() === 'error' && !missing.has(url)) offences.push(`console on ${page.url()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => offences.push(`script on ${page.url()}: ${error.message}`));
  return {
    context, page, offences, width,
    /** The browser itself reports a page that is meant to be missing. */
    expectMissing: (path) => missing.add(new URL(path, baseUrl).href),
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
  await page.screenshot({ path: join(screenshots, `${name}-${width}.png`), fullPage: true });
}
