// Every kind of page once in a language: its markup is right, axe finds
// nothing in light or dark, nothing is wider than the narrowest phone.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

import { check } from '../lib/report.mjs';
import { screenshot } from '../lib/browser.mjs';
import { KINDS, byPerson } from '../lib/kinds.mjs';
import { accessOf } from '../lib/paper.mjs';
import { visitAs } from '../lib/people.mjs';

export const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** What the colours decide; the rest is the same in the dark. */
export const BY_COLOUR = ['color-contrast', 'link-in-text-block'];
/** 1280 px at 400 % (WCAG 1.4.10), and the narrowest phone. */
const NARROWEST = 320;
/** The addresses of all pages that were looked at. */
export const lookedAt = new Set();
const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export async function tour(browser, { language, width, kinds = KINDS, address, face = '', checkHtml }) {
  for (const [who, theirs] of byPerson(kinds)) {
    const visitor = await visitAs(browser, who, { language, width, address });
    for (const kind of theirs) {
      const name = `${face}${kind.name}, ${language}`;
      try {
        await lookAt(visitor, kind, name, checkHtml);
      } catch (error) {
        check(false, `${name}: the page can be looked at`, error.stack ?? error);
      }
    }
    await visitor.close(`${face}tour in ${language}, ${who}`);
  }
}

async function lookAt(visitor, kind, name, checkHtml) {
  const { page } = visitor;
  visitor.expectStatus(kind.status);
  const response = await open(kind, page, name);
  if (!response) return;
  lookedAt.add(new URL(page.url()).pathname);
  await checkMarkup(response, name, checkHtml);
  await checkWithAxe(page, `${name}, light`, { type: 'tag', values: WCAG });
  const text = await page.locator('body').innerText();
  check(!/\{\{|\}\}|\{%/.test(text), `${name}: no placeholder`);
  await screenshot(page, name.replaceAll(/[ ,:]+/g, '-'));
  await page.emulateMedia({ colorScheme: 'dark' });
  await checkWithAxe(page, `${name}, dark`, { type: 'rule', values: BY_COLOUR });
  await page.emulateMedia({ colorScheme: 'light' });
  await checkFits(page, name);
}

/** The page, if it can be reached. */
export async function open(kind, page, name) {
  const response = await kind.open(page);
  const status = response?.status();
  const wanted = kind.status ?? 200;
  check(status === wanted, `${name}: answers ${wanted}`, `${page.url()}: ${status}`);
  const because = kind.wall ?? kind.reads;
  if (because) check(accessOf(response).because === because, `${name}: ${kind.wall ? 'the wall' : 'it is open'} for ${because}`, accessOf(response).header);
  return response;
}

async function checkMarkup(response, name, checkHtml) {
  if (!checkHtml) return;
  const { errors, warnings } = await checkHtml(await response.text());
  check(errors.length === 0, `${name}: the markup is right`, errors.map((error) => error.text).join('\n'));
  for (const warning of warnings) console.log(`# warning in ${name}: ${warning.text}`);
}

export async function checkWithAxe(page, name, runOnly) {
  await page.evaluate(axeSource);
  const violations = await page.evaluate(async (only) => {
    const { violations: found } = await globalThis.axe.run(document, { runOnly: only, resultTypes: ['violations'] });
    const where = (violation) => violation.nodes.map((node) => `${node.target.join(' ')}: ${node.failureSummary}`).join('\n');
    return found.map((violation) => `${violation.id}: ${violation.help}\n${where(violation)}`);
  }, runOnly);
  check(violations.length === 0, `${name}: axe finds nothing`, violations.join('\n'));
}

/** At the width at hand, and at the narrowest. */
async function checkFits(page, name) {
  const { width, height } = page.viewportSize();
  for (const each of [width, NARROWEST]) {
    await page.setViewportSize({ width: each, height });
    const wide = await page.evaluate(widest);
    check(wide.over <= 0, `${name}: fits ${each} px`, `${wide.over} px too wide: ${wide.elements.join(' | ')}`);
  }
  await page.setViewportSize({ width, height });
}

/** Runs in the page: how much is beyond the right edge, and what. */
export function widest() {
  const { clientWidth, scrollWidth } = document.documentElement;
  const over = scrollWidth - clientWidth;
  const label = (element) => `${element.tagName.toLowerCase()}.${[...element.classList].join('.')}`;
  const sticking = over > 0 ? [...document.querySelectorAll('body *')].filter((element) => element.getBoundingClientRect().right > clientWidth + 1) : [];
  return { over, elements: sticking.slice(0, 5).map(label) };
}
