// The whole way of a reader: five stories, the wall, a subscription, the same
// story, the account, a cancellation and its withdrawal, logging out.

import { check, checkHolds } from '../lib/report.mjs';
import { click, screenshot, textOf, visit } from '../lib/browser.mjs';
import { FREE_LIMIT, PLANS, accessOf, checkWall, datesIn, fillCheckout, pathOf, readOn } from '../lib/paper.mjs';

const PLAN = PLANS[1];
const CANCEL_CLICKS_MAX = 2;

export async function journey(browser, { name, width, javaScript, email }) {
  const visitor = await visit(browser, { width, javaScript });
  const { page } = visitor;
  const front = await page.goto('/');
  check(front.status() === 200, `${name}: the front page answers`, front.status());
  const path = await readToLimit(page, name);
  await checkWall(page, name, path);
  await subscribe(page, name, email);
  await pay(page, name);
  await openAgain(page, name, path);
  const end = await readAccount(page, name);
  await cancel(page, name, end);
  await withdraw(page, name);
  await logOut(page, name);
  await visitor.close(name);
}

/** Reads until the limit; the counting must be right on the way. */
async function readToLimit(page, name) {
  const counts = [];
  let first;
  let walled;
  await readOn(page, async (access, path) => {
    if (access.because === 'metered') {
      first ??= path;
      counts.push(`${access.used}/${access.limit}`);
      const articles = await page.locator('article[data-access="open"]').count();
      check(articles === 1 && !(await page.locator('[data-wall]').count()), `${name}: story ${counts.length} is open`, path);
    }
    if (access.because === 'limit') walled = { path, access };
    return Boolean(walled);
  });
  const expected = Array.from({ length: FREE_LIMIT }, (_, index) => `${index + 1}/${FREE_LIMIT}`);
  check(counts.join() === expected.join(), `${name}: exactly ${FREE_LIMIT} metered stories open`, counts.join());
  if (!walled) throw new Error('no wall after the free stories');
  const { used, limit, header } = walled.access;
  check(used === FREE_LIMIT && limit === FREE_LIMIT, `${name}: the wall's header counts right`, header);
  const again = accessOf(await page.goto(first));
  check(again.open && again.used === FREE_LIMIT, `${name}: a story read before stays open`, again.header);
  const wall = await page.goto(walled.path);
  check(wall.status() === 200, `${name}: the wall is 200`, wall.status());
  return walled.path;
}

async function subscribe(page, name, email) {
  await click(page, page.locator('[data-wall] a[href^="/subscribe"]').first());
  check(pathOf(page.url()) === '/subscribe', `${name}: the wall leads to the plans`, page.url());
  checkHolds(await textOf(page.locator('main')), PLANS.flatMap((plan) => [plan.name, plan.total, plan.month]), `${name}: the plans are on their page`);
  const form = await fillCheckout(page, { plan: PLAN.slug, email });
  const consent = form.locator('[name="renewal_consent"]');
  check(!(await consent.isChecked()), `${name}: consent to renewal is not ticked beforehand`);
  checkHolds(await textOf(page.locator('main')), [PLAN.total], `${name}: the checkout names the total`);
  await consent.check();
  await click(page, form.locator('button, [type="submit"]').last());
  check(pathOf(page.url()).startsWith('/sandbox/pay/'), `${name}: the checkout leads to the gateway's page`, page.url());
}

async function pay(page, name) {
  checkHolds(await textOf(page.locator('body')), [PLAN.total], `${name}: the gateway names the amount`);
  const success = page.locator('button[name="outcome"][value="success"]');
  if (!(await success.count())) {
    await page.locator('input[name="outcome"][value="success"]').check();
    await click(page, page.locator('form button').first());
  } else {
    await click(page, success);
  }
  check(!pathOf(page.url()).startsWith('/sandbox/'), `${name}: paying leads back to the paper`, page.url());
}

async function openAgain(page, name, path) {
  const access = accessOf(await page.goto(path));
  check(access.open && access.because === 'benefit', `${name}: the same story opens at once`, access.header);
  check((await page.locator('article[data-access="open"]').count()) === 1, `${name}: the same story is an open article`);
  check(!(await page.locator('[data-wall]').count()), `${name}: no wall is left on it`);
}

/** The account names plan, price and next charge; answers with that date. */
async function readAccount(page, name) {
  await click(page, page.locator('a[href="/account"]').first());
  const text = await textOf(page.locator('main'));
  checkHolds(text, [PLAN.name, PLAN.total], `${name}: the account names the plan and its price`);
  const thisYear = new Intl.DateTimeFormat('en', { timeZone: 'Asia/Kolkata', year: 'numeric' }).format(new Date());
  const nextYear = String(Number(thisYear) + 1);
  const date = datesIn(text).find((found) => found.endsWith(nextYear));
  check(date, `${name}: the account names the next charge, a year from now`, text);
  return date;
}

/** At most two clicks from the account, with the end date in sight. */
async function cancel(page, name, end) {
  const back = page.locator('form[action$="/cancellation/withdraw"] button');
  const onward = page.locator('form[action$="/account/subscription/cancellation"] button, main a[href*="cancellation"]');
  let clicks = 0;
  while (clicks < CANCEL_CLICKS_MAX && !(await back.count())) {
    await click(page, onward.first());
    clicks += 1;
  }
  check((await back.count()) === 1, `${name}: ${clicks} clicks cancel, and that can be withdrawn`, page.url());
  const text = await textOf(page.locator('main'));
  check(text.includes(end), `${name}: cancelling states the end, ${end}`, text);
  await screenshot(page, 'account-cancelled');
}

async function withdraw(page, name) {
  await page.goto('/account');
  await click(page, page.locator('form[action$="/cancellation/withdraw"] button').first());
  await page.goto('/account');
  const withdrawn = (await page.locator('form[action$="/cancellation/withdraw"]').count()) === 0;
  check(withdrawn, `${name}: a withdrawn cancellation is gone`);
}

async function logOut(page, name) {
  await page.goto('/account');
  await click(page, page.locator('form[action="/logout"] button').first());
  await page.goto('/');
  check((await page.locator('header a[href^="/login"]').count()) > 0, `${name}: after logging out the front page offers to log in`);
  await page.goto('/account');
  check(pathOf(page.url()) === '/login', `${name}: after logging out the account asks to log in`, page.url());
}
