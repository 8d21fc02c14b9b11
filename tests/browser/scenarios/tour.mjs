// Every kind of page once: axe finds nothing, nothing is wider than the
// screen, and a picture of each for whoever wants to look.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

import { check } from '../lib/report.mjs';
import { click, screenshot, visit } from '../lib/browser.mjs';
import { PLANS, accessOf, fillCheckout, logIn, readOn, sectionPaths } from '../lib/paper.mjs';

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export async function tour(browser, { width, colorScheme }) {
  const name = `${width} px, ${colorScheme}`;
  const visitor = await visit(browser, { width, colorScheme });
  await tourAsAnybody(visitor, name, `tour-${width}-${colorScheme}-${Date.now()}@reader.test`);
  await visitor.close(`tour at ${name}, anybody`);
  const reader = await visit(browser, { width, colorScheme });
  await tourAsReader(reader, name);
  await reader.close(`tour at ${name}, reader`);
  const owner = await visit(browser, { width, colorScheme });
  await tourDesk(owner, name);
  await owner.close(`tour at ${name}, desk`);
}

async function tourAsAnybody(visitor, name, email) {
  const { page } = visitor;
  await look(visitor, name, 'front', '/');
  const [section] = await sectionPaths(page);
  await look(visitor, name, 'section', section);
  await tourStories(visitor, name);
  for (const path of ['/login', '/register', '/about', '/privacy', '/terms', '/password']) {
    await look(visitor, name, path.slice(1), path);
  }
  visitor.expectMissing('/there-is/no-such-page');
  await look(visitor, name, 'missing', '/there-is/no-such-page', 404);
  await look(visitor, name, 'plans', '/subscribe');
  const form = await fillCheckout(page, { plan: PLANS[1].slug, email });
  await inspect(visitor, name, 'checkout');
  await form.locator('[name="renewal_consent"]').check();
  await click(page, form.locator('button, [type="submit"]').last());
  await inspect(visitor, name, 'gateway');
}

/** The first open story and the first of each kind of wall. */
async function tourStories(visitor, name) {
  const seen = new Set();
  await readOn(visitor.page, async (access) => {
    const kind = access.open ? 'story' : `wall-${access.because}`;
    if (!seen.has(kind)) {
      seen.add(kind);
      await inspect(visitor, name, kind);
    }
    return seen.has('story') && seen.has('wall-limit') && seen.has('wall-premium');
  });
  check(seen.has('story') && seen.has('wall-limit'), `${name}: a story and the limit's wall were seen`, [...seen].join());
}

async function tourAsReader(visitor, name) {
  const { page } = visitor;
  await page.goto('/login');
  await logIn(page, 'subscriber@demo.test');
  await look(visitor, name, 'account', '/account');
  let premium;
  await readOn(page, async (access) => {
    premium = access;
    if (!access.open || access.because !== 'benefit') return false;
    await inspect(visitor, name, 'story-subscriber');
    return true;
  });
  check(premium?.because === 'benefit', `${name}: a subscriber's stories are open by benefit`, premium?.header);
}

/** The desk's home and every list that its navigation names. */
async function tourDesk(visitor, name) {
  const { page } = visitor;
  await page.goto('/login?next=/desk');
  await logIn(page, 'owner@demo.test');
  await look(visitor, name, 'desk', '/desk');
  const links = page.locator('nav[aria-label="Desk"] a');
  const paths = await links.evaluateAll((all) => all.map((link) => new URL(link.href).pathname));
  const lists = [...new Set(paths)].filter((path) => path !== '/desk');
  check(lists.length >= 4, `${name}: the desk lists stories, readers, subscriptions, plans`, lists.join());
  for (const path of lists) await look(visitor, name, path.slice(1).replaceAll('/', '-'), path);
}

async function look(visitor, name, kind, path, status = 200) {
  const response = await visitor.page.goto(path);
  check(response?.status() === status, `${name}: ${kind} answers ${status}`, `${path}: ${response?.status()}`);
  const access = accessOf(response);
  await inspect(visitor, name, kind);
  return access;
}

async function inspect({ page }, name, kind) {
  await page.evaluate(axeSource);
  const violations = await page.evaluate(async (tags) => {
    const { violations: found } = await globalThis.axe.run(document, { runOnly: { type: 'tag', values: tags } });
    const where = (violation) => violation.nodes.map((node) => `${node.target.join(' ')}: ${node.failureSummary}`).join('\n');
    return found.map((violation) => `${violation.id}: ${violation.help}\n${where(violation)}`);
  }, WCAG);
  check(violations.length === 0, `${name}: axe finds nothing on ${kind}`, violations.join('\n'));
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  check(over <= 0, `${name}: ${kind} fits the width`, `${over} px too wide`);
  const text = await page.locator('body').innerText();
  check(!/\{\{|\}\}|\{%/.test(text), `${name}: no placeholder on ${kind}`);
  await screenshot(page, name.endsWith('dark') ? `${kind}-dark` : kind);
}
