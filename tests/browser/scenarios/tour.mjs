// Every kind of page once in a language: its markup is right, axe finds
// nothing in light or dark, nothing is wider than the narrowest phone.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

import { check } from '../lib/report.mjs';
import { screenshot } from '../lib/browser.mjs';
import { KINDS, byPerson } from '../lib/kinds.mjs';
import { accessOf } from '../lib/paper.mjs';
import { visitAs } from '../lib/people.mjs';

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** What the colours decide; the rest is the same in the dark. */
const BY_COLOUR = ['color-contrast', 'link-in-text-block'];
/** 1280 px at 400 % (WCAG 1.4.10), and the narrowest phone. */
const NARROWEST = 320;
const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export async function tour(browser, { language, width, kinds = KINDS, checkHtml }) {
  for (const [who, theirs] of byPerson(kinds)) {
    const visitor = await visitAs(browser, who, { language, width });
    for (const kind of theirs) {
      const name = `${kind.name}, ${language}`;
      try {
        await lookAt(visitor, kind, name, checkHtml);
      } catch (error) {
        check(false, `${name}: the page can be looked at`, error.stack ?? error);
      }
    }
    await visitor.close(`tour in ${language}, ${who}`);
  }
}

async function lookAt(visitor, kind, name, checkHtml) {
  const { page } = visitor;
  visitor.expectStatus(kind.status);
  const response = await open(kind, page, name);
  if (!response) return;
  await checkMarkup(response, name, checkHtml);
  await checkWithAxe(page, `${name}, light`, { type: 'tag', values: WCAG });
  const text = await page.locator('body').innerText();
  check(!/\{\{|\}\}|\{%/.test(text), `${name}: no placeholder`);
  await screenshot(page, name.replace(', ', '-'));
  await page.emulateMedia({ colorScheme: 'dark' });
  await checkWithAxe(page, `${name}, dark`, { type: 'rule', values: BY_COLOUR });
  await page.emulateMedia({ colorScheme: 'light' });
  await checkFits(page, name);
}

/** The page, or nothing where the demonstration does not have it. */
export async function open(kind, page, name) {
  const response = await kind.open(page);
  const status = response?.status();
  if (kind.optional && (!response || status === 404)) {
    console.log(`# skipped: ${name} is not there`);
    return undefined;
  }
  const wanted = kind.status ?? 200;
  const right = wanted === 'any' ? status < 500 : status === wanted;
  check(right, `${name}: answers ${wanted}`, `${page.url()}: ${status}`);
  if (kind.wall) check(accessOf(response).because === kind.wall, `${name}: the wall is for ${kind.wall}`, accessOf(response).header);
  return response;
}

async function checkMarkup(response, name, checkHtml) {
  if (!checkHtml) return;
  const { errors, warnings } = await checkHtml(await response.text());
  check(errors.length === 0, `${name}: the markup is right`, errors.map((error) => error.text).join('\n'));
  for (const warning of warnings) console.log(`# warning in ${name}: ${warning.text}`);
}

async function checkWithAxe(page, name, runOnly) {
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
function widest() {
  const { clientWidth, scrollWidth } = document.documentElement;
  const over = scrollWidth - clientWidth;
  const label = (element) => `${element.tagName.toLowerCase()}.${[...element.classList].join('.')}`;
  const sticking = over > 0 ? [...document.querySelectorAll('body *')].filter((element) => element.getBoundingClientRect().right > clientWidth + 1) : [];
  return { over, elements: sticking.slice(0, 5).map(label) };
}
