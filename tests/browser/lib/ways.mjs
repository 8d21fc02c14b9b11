// How one gets to each kind of page (lib/kinds.mjs): by the links and forms that
// a person uses. Each way answers with the response of the page it leads to.

import { click } from './browser.mjs';
import { linkIn, mailTo } from './mails.mjs';
import { PLANS, fillCheckout, logIn } from './paper.mjs';
import { elsewhere } from './people.mjs';

/** All kinds of blocks; premium. */
export const BLOCKS_STORY = '/economy/what-a-waiting-lorry-costs';
/** Free, with a picture. */
export const STORY = '/world-trade/mangoes-by-sea';
/** There is a translation of it. */
export const STORY_TRANSLATED = '/policy/fewer-buses-on-time';
export const HINDI = '/policy/kam-basein-samay-par';
export const REGISTERED = '/economy/rural-wages-late-bus';
/** A metered story that a spent visitor has not read (lib/people.mjs). */
export const WALLED = '/world-trade/wooden-ships-of-mandvi';
/** It asks for a benefit of its own. */
export const BENEFIT = '/markets/seven-mid-caps-own-growth';
/** A story that no other check reads. */
const WITHDRAWN = { path: '/personal-finance/saving-when-pay-comes-daily', words: 'Saving when pay' };

export const go = (path) => (page) => page.goto(path);
let strangers = 0;
/** An address that nobody has used. */
const stranger = (domain = 'reader.test') => `look-${Date.now()}-${(strangers += 1)}@${domain}`;

/** Sends a form as it is, whatever the browser itself would say about it. */
async function sendAnyway(page, selector) {
  const form = page.locator(selector).first();
  await form.evaluate((element) => { element.noValidate = true; });
  return click(page, form.locator('button, [type="submit"]').last());
}

export const openCheckout = (page) => page.goto(`/checkout?plan=${PLANS[1].slug}`);

export async function openCheckoutProblem(page) {
  await openCheckout(page);
  return sendAnyway(page, 'form[action="/checkout"]');
}

export async function openSandbox(page, email = stranger()) {
  await page.goto('/subscribe');
  const form = await fillCheckout(page, { plan: PLANS[1].slug, email });
  await form.locator('[name="renewal_consent"]').check();
  return click(page, form.locator('button, [type="submit"]').last());
}

export const outcome = (value) => async (page) => {
  await openSandbox(page);
  return click(page, page.locator(`button[name="outcome"][value="${value}"]`));
};

/** The gateway's page once more, after it has been paid there. */
export async function openSandboxOver(page) {
  await openSandbox(page);
  const address = page.url();
  await click(page, page.locator('button[name="outcome"][value="decline"]'));
  return page.goto(address);
}

export async function openCheckMail(page, email = stranger()) {
  await page.goto('/register');
  const form = page.locator('form[action="/register"]');
  await form.locator('[name="email"]').fill(email);
  await form.locator('[name="password"]').fill('a few words are better');
  return click(page, form.locator('button, [type="submit"]').first());
}

export async function openResetMail(page, email = stranger()) {
  await page.goto('/password');
  const form = page.locator('form[action="/password"]');
  await form.locator('[name="email"]').fill(email);
  return click(page, form.locator('button, [type="submit"]').first());
}

/** An account with an address of its own; nobody is logged in to it any more. */
async function makeAccount(page) {
  const email = stranger();
  await openCheckMail(page, email);
  await page.goto(linkIn(await mailTo(email), '/register/confirm'));
  await page.goto('/account');
  await click(page, page.locator('form[action="/logout"] button'));
  return email;
}

/** Paid for an address that has an account: the way in is in the mail. */
export async function openOutcomeMail(page) {
  await openSandbox(page, await makeAccount(page));
  return click(page, page.locator('button[name="outcome"][value="success"]'));
}

/** The mailed link, in a browser that did not ask for it: it shows a button. */
export async function openConfirmation(page) {
  const email = stranger();
  await openCheckMail(page, email);
  const link = linkIn(await mailTo(email), '/register/confirm');
  await page.context().clearCookies({ name: 'masthead_mail' });
  return page.goto(link);
}

/** The form behind the link of the mail. */
export async function openReset(page) {
  const email = await makeAccount(page);
  await openResetMail(page, email);
  return page.goto(linkIn(await mailTo(email, '/password/reset'), '/password/reset'));
}

export async function openResetProblem(page) {
  await openReset(page);
  await page.locator('[name="password"]').fill('short');
  return sendAnyway(page, 'form[action="/password/reset"]');
}

/** The demonstration's sections are short: the API gives the mark of a shorter page. */
export async function openSectionsSecondPage(page) {
  const list = await page.request.get('/api/v1/stories?section=economy&limit=4');
  const { next_cursor: mark } = await list.json();
  return page.goto(`/economy?before=${mark}`);
}

/** A story that was given is given again by the same link. */
export async function openGift(page) {
  await page.goto(BLOCKS_STORY);
  return click(page, page.locator('form[action="/gifts"] button'));
}

export async function openSaved(page) {
  await page.goto(STORY);
  await page.locator('form[action="/saved"] button').click();
  await page.locator('form[action="/saved"] button:disabled').waitFor();
  return page.goto(`/saved?saved=${STORY}`);
}

export async function openLogInProblem(page) {
  await page.goto('/login');
  return logIn(page, stranger('nobody.test'));
}

/** A story that was withdrawn; the first to come withdraws it. */
export async function openWithdrawn(page) {
  await page.goto(`/desk/stories?search=${encodeURIComponent(WITHDRAWN.words)}`);
  await click(page, page.locator('main td a[href^="/desk/stories/"]').first());
  const form = page.locator('form[action$="/withdrawal"] button');
  if (await form.count()) await click(page, form);
  return page.goto(WITHDRAWN.path);
}

/** Sends a form that the paper did not make: from its own page, or from nowhere. */
async function sendForm(page, action) {
  await page.evaluate((to) => {
    const form = document.createElement('form');
    [form.method, form.action, form.id] = ['post', to, 'made'];
    form.append(document.createElement('button'));
    document.body.append(form);
  }, action);
  return click(page, page.locator('#made button'));
}

/** A form from another site. */
export async function openForeignForm(page) {
  await page.goto('/login');
  const action = new URL('/logout', page.url()).href;
  await page.goto('about:blank');
  return sendForm(page, action);
}

/** The page takes no form. */
export async function openWrongMethod(page) {
  await page.goto('/about');
  return sendForm(page, '/about');
}

/** One mail more than an address gets in an hour. */
export async function openTooMany(page) {
  const email = stranger();
  for (let mails = 0; mails < 5; mails += 1) await openResetMail(page, email);
  return openResetMail(page, email);
}

/** The paper cannot read who asks for a mail. */
export const openUnavailable = (page) => openResetMail(page);

/** The link of `masthead init`. */
export const openSetup = (page) => page.goto(elsewhere('founder').href);

export async function openSetupProblem(page) {
  await openSetup(page);
  return sendAnyway(page, 'form[action="/setup"]');
}

/** The first of a list, where there is one. */
export function openFirst(list, selector) {
  return async (page) => {
    await page.goto(list);
    const link = page.locator(selector).first();
    return (await link.count()) ? click(page, link) : undefined;
  };
}
