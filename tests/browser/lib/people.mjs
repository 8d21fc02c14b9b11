// Who looks at a page: visitors in the states that pages differ by.

import { baseUrl, visit } from './browser.mjs';
import { accessOf, logIn } from './paper.mjs';

/** Members of the demonstration's cast, by what the kinds of pages call them. */
const CAST = {
  subscriber: 'subscriber@demo.test',
  reader: 'registered@demo.test',
  cancelling: 'cancelling@demo.test',
  'past due': 'past-due@demo.test',
  'on hold': 'on-hold@demo.test',
  lapsed: 'lapsed@demo.test',
  expired: 'expired@demo.test',
  owner: 'owner@demo.test',
  editor: 'editor@demo.test',
  author: 'author@demo.test',
};
const STAFF = ['owner', 'editor', 'author'];

/** Who is at a paper other than the demonstration, and what says where that is. */
const ELSEWHERE = {
  /** With the link of `masthead init`, at a paper that has nothing yet. */
  founder: 'SETUP_LINK',
  /** At a demonstration whose database has been damaged. */
  unlucky: 'DAMAGED_URL',
};

/** Where such a visitor is. */
export function elsewhere(who) {
  const address = process.env[ELSEWHERE[who]];
  if (!address) throw new Error(`${ELSEWHERE[who]} is missing: cargo xtask ci --only pages starts that paper`);
  return new URL(address);
}

/** A visitor whose interface is in this language. */
export async function visitAs(browser, who, { language = 'en', ...rest } = {}) {
  const options = who in ELSEWHERE ? { ...rest, address: elsewhere(who).origin } : rest;
  const visitor = await visit(browser, options);
  await speak(visitor.context, language, options.address);
  if (who in CAST) {
    await visitor.page.goto(STAFF.includes(who) ? '/login?next=/desk' : '/login');
    await logIn(visitor.page, CAST[who]);
  }
  if (who === 'spent') await spendTheMonth(visitor);
  return visitor;
}

/** Chooses the language of the paper's own words, as its form does. */
export async function speak(context, language, address = baseUrl.origin) {
  await context.addCookies([{ name: 'masthead_language', value: language, url: address }]);
}

/** Metered stories, one more than anybody may read; always the same, so that pictures stay the same. */
export const METERED = [
  '/economy/tiruppur-hostels', '/economy/weighbridge-freight-count', '/economy/two-wheelers-small-towns',
  '/technology/soundbox-grows-quiet', '/technology/payments-switch-outage', '/markets/jewellers-borrow-metal',
];

/** Reads metered stories until one meets the limit. */
async function spendTheMonth({ page }) {
  for (const path of METERED) {
    const response = await page.goto(path);
    if (accessOf(response).because === 'limit') return;
  }
  throw new Error('the limit was not met by six metered stories');
}
