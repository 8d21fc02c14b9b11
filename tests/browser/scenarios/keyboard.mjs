// The keyboard alone: the skip link, an order that follows the page, a focus
// that is seen everywhere, reading options without a mouse.

import { check } from '../lib/report.mjs';
import { BLOCKS_STORY, STORY } from '../lib/kinds.mjs';
import { elsewhere, visitAs } from '../lib/people.mjs';

/** More stops than any page has. */
const TABS_MAX = 300;

const PAGES = [
  ['front', 'anybody', '/'],
  ['section', 'anybody', '/economy'],
  ['wall', 'anybody', BLOCKS_STORY],
  ['subscribe', 'anybody', '/subscribe'],
  ['checkout', 'anybody', '/checkout?plan=smart-essential'],
  ['login', 'anybody', '/login'],
  ['story', 'subscriber', BLOCKS_STORY],
  ['account', 'subscriber', '/account'],
  ['account with a payment due', 'past due', '/account'],
  ['setup', 'founder', () => elsewhere('founder').href],
];

export async function keyboard(browser, width) {
  // Without motion, so that where the focus is can be measured at once.
  const options = { width, reducedMotion: 'reduce' };
  const visitors = {};
  for (const [name, who, where] of PAGES) {
    visitors[who] ??= await visitAs(browser, who, options);
    const { page } = visitors[who];
    const address = typeof where === 'function' ? where() : where;
    await page.goto(address);
    await skip(page, `${name} at ${width} px`);
    await page.goto(address);
    await walk(page, `${name} at ${width} px`);
  }
  await readingOptions(visitors.subscriber.page, `story at ${width} px`);
  for (const [who, visitor] of Object.entries(visitors)) await visitor.close(`keyboard at ${width} px, ${who}`);
}

async function skip(page, name) {
  await page.keyboard.press('Tab');
  const first = await page.evaluate(describeFocus);
  check(first?.href === '#main' && first.isVisible, `${name}: the first stop is the skip link, and it is seen`, JSON.stringify(first));
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  const next = await page.evaluate(() => Boolean(document.activeElement?.closest('main, footer')));
  check(next, `${name}: it skips to the page`, await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 200)));
}

/** Tabs through the whole page. */
async function walk(page, name) {
  const total = await page.evaluate(markOperable);
  const stops = [];
  for (let tab = 0; tab < TABS_MAX; tab += 1) {
    await page.keyboard.press('Tab');
    const focus = await page.evaluate(describeFocus);
    if (!focus || focus.isFirstAgain) break;
    stops.push(focus);
  }
  const invisible = stops.filter((stop) => !stop.isVisible);
  check(invisible.length === 0, `${name}: the focus is seen at all ${stops.length} stops`, invisible.map((stop) => stop.label).join('\n'));
  const missed = await page.evaluate(() => [...document.querySelectorAll('[data-operable]:not([data-seen])')].map((element) => element.outerHTML.slice(0, 160)));
  check(total > 5 && missed.length === 0, `${name}: Tab reaches all ${total} that can be operated`, missed.join('\n'));
  const backward = stops.filter((stop, index) => index > 0 && stop.order < stops[index - 1].order);
  check(backward.length === 0, `${name}: the order is the document’s`, backward.map((stop) => stop.label).join('\n'));
  const jumps = jumpsIn(stops);
  check(jumps.length === 0, `${name}: within one block the focus does not jump up`, jumps.join('\n'));
}

/** Within the same section or list, one stop to the next that goes far up in the same column. */
function jumpsIn(stops) {
  const jumps = [];
  for (const [index, stop] of stops.entries()) {
    const before = stops[index - 1];
    if (before && before.block === stop.block && stop.left <= before.left + 4 && stop.top < before.top - 4) {
      jumps.push(`${before.label} (${before.left}, ${before.top}) → ${stop.label} (${stop.left}, ${stop.top})`);
    }
  }
  return jumps;
}

/** Runs in the page: marks and describes what has the focus. */
function describeFocus() {
  const element = document.activeElement;
  if (!element || element === document.body) return undefined;
  const isFirstAgain = element.dataset.seen === 'yes';
  element.dataset.seen = 'yes';
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const outlined = (one) => one.outlineStyle !== 'none' && parseFloat(one.outlineWidth) >= 2;
  const label = element.labels?.[0];
  const marked = outlined(style) || style.boxShadow !== 'none' || (label && outlined(getComputedStyle(label)));
  const inView = box.width > 0 && box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
  const all = [...document.querySelectorAll('*')];
  const block = element.closest('article, section, nav, form, header, footer, ul, ol');
  return {
    isFirstAgain,
    href: element.getAttribute('href') ?? '',
    label: `${element.tagName.toLowerCase()} ${element.textContent.trim().slice(0, 40)} ${element.name ?? ''}${marked ? '' : ' (no outline)'}${inView ? '' : ' (not in view)'}`,
    isVisible: Boolean(marked && inView),
    order: all.indexOf(element),
    block: all.indexOf(block),
    left: Math.round(box.left + scrollX),
    top: Math.round(box.top + scrollY),
  };
}

/** Runs in the page: marks what is seen at its top and can be operated; answers how much that is. */
function markOperable() {
  const all = [...document.querySelectorAll('a[href], button, input:not([type="hidden"]), select, textarea, summary')];
  const operable = all.filter((element) => {
    const ofGroup = element.type === 'radio' && !element.checked;
    return element.checkVisibility({ visibilityProperty: true }) && !element.disabled && !ofGroup && element.tabIndex >= 0;
  });
  for (const element of operable) element.dataset.operable = 'yes';
  return operable.length;
}

/** Opens the reading options, chooses a size and colours, and closes them. */
async function readingOptions(page, name) {
  await page.goto(STORY);
  const summary = page.locator('details.options summary');
  await summary.focus();
  await page.keyboard.press('Enter');
  check(await page.locator('details.options').evaluate((element) => element.open), `${name}: Enter opens the reading options`);
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowRight');
  check(await page.locator('#text-l').isChecked(), `${name}: an arrow chooses the next text size`);
  check((await page.evaluate(() => document.documentElement.dataset.text)) === 'l', `${name}: and it takes effect`);
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowLeft');
  check(await page.locator('#theme-dark').isChecked(), `${name}: Tab leads on to the colours`);
  await page.keyboard.press('ArrowRight');
  await summary.focus();
  await page.keyboard.press('Enter');
  check(!(await page.locator('details.options').evaluate((element) => element.open)), `${name}: Enter closes them`);
}
