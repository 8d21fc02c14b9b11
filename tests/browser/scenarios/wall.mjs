// Two ways on from a wall: the subscriber who logs in, and the keyboard.

import { check } from '../lib/report.mjs';
import { click, visit } from '../lib/browser.mjs';
import { accessOf, logIn, pathOf, readToWall } from '../lib/paper.mjs';

/** More tab stops than any wall's page has before its links. */
const TABS_MAX = 120;

export async function logInFromWall(browser) {
  const name = 'log-in from the wall';
  const visitor = await visit(browser, { width: 390 });
  const { page } = visitor;
  const path = await readToWall(page);
  await click(page, page.locator('[data-wall] a[href^="/login"]').first());
  const response = await logIn(page, 'subscriber@demo.test');
  check(pathOf(page.url()) === path, `${name}: it returns to the story`, page.url());
  const access = accessOf(response);
  check(access.open && access.because === 'benefit', `${name}: the story is unlocked`, access.header);
  check((await page.locator('article[data-access="open"]').count()) === 1, `${name}: the article is open`);
  await visitor.close(name);
}

export async function keyboardOnWall(browser) {
  const name = 'keyboard on the wall';
  const visitor = await visit(browser, { width: 1280, reducedMotion: 'reduce' });
  const { page } = visitor;
  await readToWall(page);
  const reached = { logIn: false, plans: 0 };
  const invisible = [];
  for (let tab = 0; tab < TABS_MAX; tab += 1) {
    await page.keyboard.press('Tab');
    const focus = await page.evaluate(describeFocus);
    if (!focus) break;
    if (!focus.isVisible) invisible.push(focus.label);
    if (!focus.inWall) continue;
    if (focus.href.startsWith('/login')) reached.logIn = true;
    if (/^\/(subscribe|checkout)/.test(focus.href)) reached.plans += 1;
  }
  check(reached.logIn, `${name}: Tab reaches the log-in link`);
  check(reached.plans > 0, `${name}: Tab reaches the plans`);
  check(invisible.length === 0, `${name}: the focus is visible everywhere`, invisible.join('\n'));
  await visitor.close(name);
}

/** Runs in the page: what has the focus, and whether one can see that. */
function describeFocus() {
  const element = document.activeElement;
  if (!element || element === document.body) return undefined;
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const marked = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
  const inView = box.width > 0 && box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
  return {
    href: element.getAttribute('href') ?? '',
    label: `${element.tagName} ${element.textContent.trim().slice(0, 40)}`,
    inWall: Boolean(element.closest('[data-wall]')),
    isVisible: marked && inView,
  };
}
