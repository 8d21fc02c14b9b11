// Who looks at a page: visitors in the states that pages differ by.

import { baseUrl, visit } from './browser.mjs';
import { accessOf, logIn } from './paper.mjs';

/** Members of the demonstration's cast, by what the kinds of pages call them. */
const CAST = { subscriber: 'subscriber@demo.test', reader: 'registered@demo.test', owner: 'owner@demo.test' };

/** A visitor whose interface is in this language. */
export async function visitAs(browser, who, { language = 'en', ...options } = {}) {
  const visitor = await visit(browser, options);
  await speak(visitor.context, language, options.address);
  if (who in CAST) {
    await visitor.page.goto(who === 'owner' ? '/login?next=/desk' : '/login');
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
const METERED = [
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
