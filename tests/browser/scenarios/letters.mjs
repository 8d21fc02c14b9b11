// Does what sends each kind of mail, with accounts whose language is chosen.
// What the demonstration's past sent already, in English, is not done again.

import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

import { click, visit } from '../lib/browser.mjs';
import { linkIn, mailTo, mails } from '../lib/mails.mjs';
import { PASSWORD, PLANS, fillCheckout, logIn } from '../lib/paper.mjs';
import { speak } from '../lib/people.mjs';

/** After a quarter, after grace, and after the hold. */
const LATER_DAYS = [95, 8, 31];
const DAY_MS = 86_400_000;

export async function sendAll(browser, language) {
  const someone = `letters-${language}@reader.test`;
  await register(browser, language, someone);
  await setPassword(browser, language, someone);
  await logInAsStaff(browser, language);
  await buy(browser, language, `new-${language}@reader.test`);
  await buyWithAccount(browser, language, someone);
  await payForNothing(browser, language);
  await letTimePass(browser, language);
}

/** A visitor with cookies of its own, who reads in this language. */
async function come(browser, language) {
  const visitor = await visit(browser, { width: 1280 });
  await speak(visitor.context, language);
  return visitor;
}

/** Somebody of the cast, logged in, whose account is in this language from now on. */
async function comeAs(browser, language, email) {
  const visitor = await come(browser, language);
  await visitor.page.goto('/login?next=/account');
  await logIn(visitor.page, email);
  await chooseLanguage(visitor.page, language);
  return visitor;
}

/** The account keeps the language that is chosen while somebody is logged in. */
async function chooseLanguage(page, language) {
  const other = language === 'en' ? 'hi' : 'en';
  for (const code of [other, language]) {
    await page.goto('/account');
    const button = page.locator(`main form[action="/language"] button[value="${code}"]`);
    if (await button.count()) await click(page, button);
  }
}

async function send(page, selector, fields) {
  const form = page.locator(selector);
  for (const [name, value] of Object.entries(fields)) await form.locator(`[name="${name}"]`).fill(value);
  return click(page, form.locator('button').first());
}

/** A new address, its confirmation, and the same address once more. */
async function register(browser, language, email) {
  const { page, context } = await come(browser, language);
  for (let times = 0; times < 2; times += 1) {
    const before = (await mails()).length;
    await page.goto('/register');
    await send(page, 'form[action="/register"]', { email, password: PASSWORD });
    await sentSince(before, email);
    await page.goto(linkIn(await mailTo(email), '/register/confirm'));
    await page.goto('/account');
    await click(page, page.locator('form[action="/logout"] button'));
  }
  await context.close();
}

async function sentSince(before, email) {
  for (let look = 0; look < 150; look += 1) {
    if ((await mails()).slice(before).some(({ to }) => to === email)) return;
    await pause(100);
  }
  throw new Error(`no further mail to ${email}`);
}

/** Until no mail has come for a second. */
async function allSent() {
  for (let [count, before] = [(await mails()).length, -1]; count !== before;) {
    await pause(1_000);
    [count, before] = [(await mails()).length, count];
  }
}

/** A new password: the link, and that it was changed. */
async function setPassword(browser, language, email) {
  const { page, context } = await come(browser, language);
  await page.goto('/password');
  await send(page, 'form[action="/password"]', { email });
  await page.goto(linkIn(await mailTo(email, '/password/reset'), '/password/reset'));
  const before = (await mails()).length;
  await send(page, 'form[action="/password/reset"]', { password: PASSWORD });
  await sentSince(before, email);
  await context.close();
}

/** A log-in of the staff, finished by the mailed link; in the other languages once more. */
async function logInAsStaff(browser, language, email = 'editor@demo.test') {
  const { page, context } = await come(browser, language);
  for (let times = 0; times < (language === 'en' ? 1 : 2); times += 1) {
    const before = (await mails()).length;
    await page.goto('/login?next=/desk');
    await logIn(page, email);
    await sentSince(before, email);
    await page.goto(linkIn(await mailTo(email), '/login/confirm'));
    await chooseLanguage(page, language);
    await page.goto('/account');
    await click(page, page.locator('form[action="/logout"] button'));
  }
  await context.close();
}

/** To the gateway's page. */
async function beginCheckout(page, email) {
  await page.goto('/subscribe');
  const form = await fillCheckout(page, { plan: PLANS[0].slug, email });
  await form.locator('[name="renewal_consent"]').check();
  await click(page, form.locator('button, [type="submit"]').last());
}

const pay = (page) => click(page, page.locator('button[name="outcome"][value="success"]'));

/** A subscription and an account at once; cancelled, and taken back. */
async function buy(browser, language, email) {
  const { page, context } = await come(browser, language);
  await beginCheckout(page, email);
  await pay(page);
  await mailTo(email);
  await page.goto('/account/subscription/cancellation');
  await click(page, page.locator('main form[action$="/cancellation"] button'));
  await page.goto('/account');
  await click(page, page.locator('form[action$="/cancellation/withdraw"] button'));
  await context.close();
}

/** For an address that has an account, in a browser that is not logged in. */
async function buyWithAccount(browser, language, email) {
  const { page, context } = await come(browser, language);
  const before = (await mails()).length;
  await beginCheckout(page, email);
  await pay(page);
  await sentSince(before, email);
  await context.close();
}

/** A payment that arrives after the account was closed at the desk is given back. */
async function payForNothing(browser, language) {
  const email = 'registered@demo.test';
  const reader = await comeAs(browser, language, email);
  await beginCheckout(reader.page);
  const owner = await come(browser, 'en');
  const before = (await mails()).length;
  await owner.page.goto('/login?next=/desk/readers');
  await logIn(owner.page, 'owner@demo.test');
  await sentSince(before, 'owner@demo.test');
  await owner.page.goto(linkIn(await mailTo('owner@demo.test'), '/login/confirm'));
  await owner.page.goto(`/desk/readers?search=${encodeURIComponent(email)}`);
  await click(owner.page, owner.page.locator('main a[href^="/desk/readers/"]').first());
  await click(owner.page, owner.page.locator('form[action$="/closure"] button'));
  const closed = (await mails()).length;
  await pay(reader.page);
  await sentSince(closed, email);
  await click(owner.page, owner.page.locator('form[action$="/closure/withdraw"] button'));
  await reader.context.close();
  await owner.context.close();
}

/** Renewals that are paid, and that are declined until they end: the paper's clock moves on. */
async function letTimePass(browser, language) {
  const email = `declined-${language}@reader.test`;
  const { page, context } = await come(browser, language);
  await beginCheckout(page, email);
  await page.locator('[name="renewals_fail"]').check();
  await pay(page);
  await mailTo(email);
  await context.close();
  for (const days of LATER_DAYS) {
    const before = (await mails()).length;
    await renewAfter(days);
    await sentSince(before, email);
  }
  await allSent();
}

/** The moment at which the paper is, which `renew` moves. */
let now = Date.now();

async function renewAfter(days) {
  now += days * DAY_MS;
  const configuration = join(dirname(process.env.OUTBOX), 'masthead.toml');
  const asOf = new Date(now).toISOString();
  await promisify(execFile)(process.env.MASTHEAD ?? 'masthead', ['renew', '--config', configuration, '--as-of', asOf]);
}
