// Every kind of page that the paper has: who sees it, how one gets there, and
// what is asked of it. The tour, the sizes, the shifts, the snapshots and
// Lighthouse all take their pages from here.

import { click } from './browser.mjs';
import { PLANS, fillCheckout, logIn } from './paper.mjs';

/** All kinds of blocks; premium. */
export const BLOCKS_STORY = '/economy/what-a-waiting-lorry-costs';
/** Free, with a picture. */
export const STORY = '/world-trade/mangoes-by-sea';
/** There is a translation of it. */
export const STORY_TRANSLATED = '/policy/fewer-buses-on-time';
const HINDI = '/policy/kam-basein-samay-par';
const REGISTERED = '/economy/rural-wages-late-bus';
/** A metered story that a spent visitor has not read (lib/people.mjs). */
const WALLED = '/world-trade/wooden-ships-of-mandvi';
/** A story that no other check reads. */
const WITHDRAWN = { path: '/personal-finance/saving-when-pay-comes-daily', words: 'Saving when pay' };

const go = (path) => (page) => page.goto(path);
let strangers = 0;
/** An address that nobody has used. */
const stranger = (domain = 'reader.test') => `look-${Date.now()}-${(strangers += 1)}@${domain}`;

/** Sends a form as it is, whatever the browser itself would say about it. */
async function sendAnyway(page, selector) {
  const form = page.locator(selector).first();
  await form.evaluate((element) => { element.noValidate = true; });
  return click(page, form.locator('button, [type="submit"]').last());
}

async function openCheckout(page) {
  return page.goto(`/checkout?plan=${PLANS[1].slug}`);
}

async function openSandbox(page) {
  await page.goto('/subscribe');
  const form = await fillCheckout(page, { plan: PLANS[1].slug, email: stranger() });
  await form.locator('[name="renewal_consent"]').check();
  return click(page, form.locator('button, [type="submit"]').last());
}

const outcome = (value) => async (page) => {
  await openSandbox(page);
  return click(page, page.locator(`button[name="outcome"][value="${value}"]`));
};

async function openCheckMail(page) {
  await page.goto('/register');
  const form = page.locator('form[action="/register"]');
  await form.locator('[name="email"]').fill(stranger());
  await form.locator('[name="password"]').fill('a few words are better');
  return click(page, form.locator('button, [type="submit"]').first());
}

async function openResetMail(page) {
  await page.goto('/password');
  const form = page.locator('form[action="/password"]');
  await form.locator('[name="email"]').fill(stranger());
  return click(page, form.locator('button, [type="submit"]').first());
}

/** The demonstration's sections are short: the API gives the mark of a shorter page. */
async function openSectionsSecondPage(page) {
  const list = await page.request.get('/api/v1/stories?section=economy&limit=4');
  const { next_cursor: mark } = await list.json();
  return page.goto(`/economy?before=${mark}`);
}

async function openSaved(page) {
  await page.goto(STORY);
  await page.locator('form[action="/saved"] button').click();
  await page.locator('form[action="/saved"] button:disabled').waitFor();
  return page.goto(`/saved?saved=${STORY}`);
}

/** A story that was given is given again by the same link. */
async function openGift(page) {
  await page.goto(BLOCKS_STORY);
  return click(page, page.locator('form[action="/gifts"] button'));
}

async function openLogInProblem(page) {
  await page.goto('/login');
  return logIn(page, stranger('nobody.test'));
}

/** A story that was withdrawn; the first to come withdraws it. */
async function openWithdrawn(page) {
  await page.goto(`/desk/stories?search=${encodeURIComponent(WITHDRAWN.words)}`);
  await click(page, page.locator('main td a[href^="/desk/stories/"]').first());
  const form = page.locator('form[action$="/withdrawal"] button');
  if (await form.count()) await click(page, form);
  return page.goto(WITHDRAWN.path);
}

/**
 * `as`: who looks (lib/people.mjs). `status`: what it answers. `size`: which
 * budget it has. `still`: nothing moves while it loads. `indexed`: it may be
 * found by search engines. `snapshot`: its picture is kept. `languages`: when
 * not both. `optional`: it is passed over, by name, where it is not there.
 */
export const KINDS = [
  { name: 'front', as: 'anybody', open: go('/'), size: 'front', still: true, indexed: true, snapshot: true },
  { name: 'section', as: 'anybody', open: go('/economy'), size: 'front', still: true, indexed: true, snapshot: true },
  { name: 'section-2', as: 'anybody', open: openSectionsSecondPage, size: 'front' },
  { name: 'author', as: 'anybody', open: go('/authors/harpreet-gill'), size: 'front', indexed: true },
  { name: 'topic', as: 'anybody', open: go('/topics/transport'), size: 'front', indexed: true },
  { name: 'story-free', as: 'anybody', open: go(STORY), size: 'article', indexed: true },
  { name: 'wall-premium', as: 'anybody', open: go(BLOCKS_STORY), wall: 'premium', size: 'article', still: true, indexed: true, snapshot: true },
  { name: 'wall-register', as: 'anybody', open: go(REGISTERED), wall: 'register', size: 'article' },
  { name: 'about', as: 'anybody', open: go('/about'), size: 'article', indexed: true },
  { name: 'privacy', as: 'anybody', open: go('/privacy'), size: 'article' },
  { name: 'terms', as: 'anybody', open: go('/terms'), size: 'article' },
  { name: 'subscribe', as: 'anybody', open: go('/subscribe'), size: 'account', still: true, indexed: true, snapshot: true },
  { name: 'checkout', as: 'anybody', open: openCheckout, size: 'account', snapshot: true },
  { name: 'checkout-problem', as: 'anybody', open: async (page) => { await openCheckout(page); return sendAnyway(page, 'form[action="/checkout"]'); }, status: 422, size: 'account' },
  { name: 'sandbox', as: 'anybody', open: openSandbox, size: 'account' },
  { name: 'outcome-declined', as: 'anybody', open: outcome('decline'), size: 'account' },
  { name: 'outcome-pending', as: 'anybody', open: outcome('pending'), size: 'account' },
  { name: 'login', as: 'anybody', open: go('/login'), size: 'account', snapshot: true },
  { name: 'login-problem', as: 'anybody', open: openLogInProblem, status: 422, size: 'account' },
  { name: 'register', as: 'anybody', open: go('/register'), size: 'account' },
  { name: 'check-mail', as: 'anybody', open: openCheckMail, size: 'account' },
  { name: 'password', as: 'anybody', open: go('/password'), size: 'account' },
  { name: 'password-mail', as: 'anybody', open: openResetMail, size: 'account' },
  { name: 'password-reset-stale', as: 'anybody', open: go('/password/reset?token=stale'), status: 'any', size: 'account' },
  { name: 'error', as: 'anybody', open: go('/there-is/no-such-page'), status: 404, size: 'account', snapshot: true },
  { name: 'wall-limit', as: 'spent', open: go(WALLED), wall: 'limit', size: 'article', still: true, snapshot: true },
  { name: 'wall-newcomer', as: 'stranger', open: go(`${STORY_TRANSLATED}?_d=1`), wall: 'newcomer', size: 'article' },
  { name: 'story', as: 'subscriber', open: go(BLOCKS_STORY), size: 'article', still: true, snapshot: true },
  { name: 'story-hindi', as: 'subscriber', open: go(HINDI), size: 'hindi', still: true, snapshot: true },
  { name: 'account', as: 'subscriber', open: go('/account'), size: 'account', still: true, snapshot: true },
  { name: 'gift', as: 'subscriber', open: openGift, size: 'account' },
  { name: 'gifts', as: 'subscriber', open: go('/account/gifts'), size: 'account' },
  { name: 'cancel', as: 'subscriber', open: go('/account/subscription/cancellation'), size: 'account' },
  { name: 'subscribe-subscriber', as: 'subscriber', open: go('/subscribe'), size: 'account' },
  { name: 'saved-empty', as: 'reader', open: go('/saved'), size: 'account' },
  { name: 'saved', as: 'reader', open: openSaved, size: 'account' },
  { name: 'account-without-plan', as: 'reader', open: go('/account'), size: 'account' },
  { name: 'checkout-reader', as: 'reader', open: openCheckout, size: 'account' },
  { name: 'components', as: 'owner', open: go('/desk/components'), optional: true, snapshot: true },
  { name: 'desk', as: 'owner', open: go('/desk'), desk: true },
  { name: 'desk-stories', as: 'owner', open: go('/desk/stories'), desk: true },
  { name: 'desk-story', as: 'owner', open: openFirst('/desk/stories', 'main a[href^="/desk/stories/"]:not([href$="/new"])'), desk: true },
  { name: 'desk-new', as: 'owner', open: go('/desk/stories/new'), desk: true },
  { name: 'desk-sections', as: 'owner', open: go('/desk/sections'), desk: true },
  { name: 'desk-authors', as: 'owner', open: go('/desk/authors'), desk: true },
  { name: 'desk-pages', as: 'owner', open: go('/desk/pages'), desk: true },
  { name: 'desk-passes', as: 'owner', open: go('/desk/passes'), desk: true },
  { name: 'desk-readers', as: 'owner', open: go('/desk/readers'), desk: true },
  { name: 'desk-reader', as: 'owner', open: openFirst('/desk/readers', 'main a[href^="/desk/readers/"]'), desk: true },
  { name: 'desk-subscriptions', as: 'owner', open: go('/desk/subscriptions'), desk: true },
  { name: 'desk-plans', as: 'owner', open: go('/desk/plans'), desk: true },
  { name: 'desk-appearance', as: 'owner', open: go('/desk/appearance'), desk: true, optional: true },
  { name: 'desk-settings', as: 'owner', open: go('/desk/settings'), desk: true },
  { name: 'desk-audit', as: 'owner', open: go('/desk/audit'), desk: true },
  { name: 'gone', as: 'owner', open: openWithdrawn, status: 410 },
];

export const kind = (name) => KINDS.find((found) => found.name === name);

/** The kinds by who sees them, so that each person comes once. */
export function byPerson(kinds) {
  const people = new Map();
  for (const one of kinds) people.set(one.as, [...(people.get(one.as) ?? []), one]);
  return [...people];
}

function openFirst(list, selector) {
  return async (page) => {
    await page.goto(list);
    const link = page.locator(selector).first();
    return (await link.count()) ? click(page, link) : undefined;
  };
}
