// What a reader knows about the paper: where stories are, what a wall says.

import { check, checkHolds } from './report.mjs';
import { baseUrl, click, textOf } from './browser.mjs';

export const FREE_LIMIT = 5;
export const PASSWORD = 'masthead-demo';
export const PLANS = [
  { slug: 'smart-quarterly', name: 'Smart Quarterly', total: '₹900', month: '₹300' },
  { slug: 'smart-essential', name: 'Smart Essential', total: '₹2,700', month: '₹225' },
  { slug: 'super-saver', name: 'Super Saver', total: '₹3,900', month: '₹162' },
];

/** The header `Masthead-Access` as an object: `{ open, because, used, limit }`. */
export function accessOf(response) {
  const header = response?.headers()['masthead-access'] ?? '';
  const [verdict, ...pairs] = header.split(';').map((part) => part.trim());
  const fields = Object.fromEntries(pairs.map((pair) => pair.split('=')));
  const number = (name) => (name in fields ? Number(fields[name]) : undefined);
  return { header, open: verdict === 'open', because: fields.because, used: number('used'), limit: number('limit') };
}

/** The path of an address, without what the newcomer's round trip adds. */
export const pathOf = (address) => new URL(address, baseUrl).pathname;

/** The sections as the navigation lists them: `/markets`, … */
export async function sectionPaths(page) {
  const links = page.locator('nav[aria-label="Sections"] a');
  const paths = await links.evaluateAll((all) => all.map((link) => new URL(link.href).pathname));
  return [...new Set(paths)].filter((path) => path.split('/').length === 2 && path !== '/');
}

/** The stories that the page at hand links to, in order. */
async function storyLinks(page, sections) {
  const paths = await page.locator('main a').evaluateAll((all) => all.map((link) => new URL(link.href).pathname));
  const isStory = (path) => sections.some((section) => path.startsWith(`${section}/`)) && path.split('/').length === 3;
  return [...new Set(paths)].filter(isStory);
}

/**
 * Goes from list to list as a reader does, clicking each story once, and hands
 * each opened story to `onStory(access, path)` until that answers true.
 */
export async function readOn(page, onStory) {
  await page.goto('/');
  const sections = await sectionPaths(page);
  const seen = new Set();
  for (const list of ['/', ...sections]) {
    await page.goto(list);
    for (const path of await storyLinks(page, sections)) {
      if (seen.has(path)) continue;
      seen.add(path);
      await page.goto(list);
      const response = await click(page, page.locator(`main a[href="${path}"]`).first());
      if (await onStory(accessOf(response), path, response)) return true;
    }
  }
  return false;
}

/** Reads until the limit's wall; answers with the walled story's path. */
export async function readToWall(page) {
  let walled;
  await readOn(page, (access, path) => {
    if (access.open || access.because !== 'limit') return false;
    walled = path;
    return true;
  });
  if (!walled) throw new Error('no story of the paper met the limit');
  return walled;
}

/** The facts that the wall at the limit must tell. */
export async function checkWall(page, name, path) {
  const wall = page.locator('[data-wall="limit"]');
  if (!check((await wall.count()) === 1, `${name}: the page has [data-wall=limit]`)) return;
  check((await page.locator('article[data-access="open"]').count()) === 0, `${name}: no open article beside the wall`);
  const text = await textOf(wall);
  check(new RegExp(`\\b${FREE_LIMIT}\\b[^.]*month`, 'i').test(text), `${name}: the wall names the limit, ${FREE_LIMIT}, this month`, text);
  checkHolds(text, PLANS.flatMap((plan) => [plan.name, plan.total, plan.month]), `${name}: the wall shows the three plans with totals and a month's price`);
  check(!/[{}]/.test(text), `${name}: no placeholder on the wall`, text);
  const logIn = await wall.locator('a[href^="/login"]').first().getAttribute('href');
  const next = new URL(logIn ?? '/', baseUrl).searchParams.get('next');
  check(next === path, `${name}: logging in from the wall leads back to the story`, `next=${next}, story ${path}`);
}

/** Fills the log-in form at hand and sends it. */
export async function logIn(page, email) {
  const form = page.locator('form[action="/login"]');
  await form.locator('[name="email"]').fill(email);
  await form.locator('[name="password"]').fill(PASSWORD);
  return click(page, form.locator('button, [type="submit"]').first());
}

/** From the page of plans to the checkout's form of this plan, filled but not sent. */
export async function fillCheckout(page, { plan, email }) {
  const form = await checkoutForm(page, plan);
  const choice = form.locator(`input[type="radio"][name="plan"][value="${plan}"]`);
  if (await choice.count()) await choice.check();
  const select = form.locator('select[name="plan"]');
  if (await select.count()) await select.selectOption(plan);
  if (email) await form.locator('[name="email"]').fill(email);
  const state = form.locator('[name="state"]');
  if ((await state.evaluate((field) => field.tagName)) === 'SELECT') await state.selectOption('MH');
  else await state.fill('MH');
  return form;
}

/** Some pages of plans hold the form, others link to a page that does. */
async function checkoutForm(page, plan) {
  const fitting = async () => {
    const forms = page.locator('form[action^="/checkout"]');
    const own = forms.filter({ has: page.locator(`[name="plan"][value="${plan}"], [name="plan"] option[value="${plan}"]`) });
    const filled = own.filter({ has: page.locator('[name="renewal_consent"]') });
    return (await filled.count()) ? filled.first() : undefined;
  };
  const here = await fitting();
  if (here) return here;
  await click(page, page.locator(`main a[href*="${plan}"], main button[value="${plan}"]`).first());
  const there = await fitting();
  if (!there) throw new Error(`no checkout form for ${plan} on ${page.url()}`);
  return there;
}

/** The dates on a page, written as `24 November 2027` or `24 Nov 2027`. */
export function datesIn(text) {
  return [...text.matchAll(/\b\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* \d{4}\b/g)].map(([date]) => date);
}
