// What scripts add to a story: text size and colours that stay, pictures that
// open large, sharing, printing, listening, saving.

import { check } from '../lib/report.mjs';
import { click, screenshot } from '../lib/browser.mjs';
import { STORY } from '../lib/kinds.mjs';
import { pathOf } from '../lib/paper.mjs';
import { visitAs } from '../lib/people.mjs';

export async function comfort(browser) {
  const visitor = await visitAs(browser, 'subscriber', { width: 1280 });
  await readingOptions(visitor);
  await enlarge(visitor.page);
  await share(visitor);
  await print(visitor.page);
  await listen(visitor);
  await save(visitor.page);
  await visitor.close('comfort');
}

async function readingOptions({ page }) {
  await page.goto(STORY);
  const before = await sizeOf(page);
  await page.locator('details.options summary').click();
  await page.locator('#text-xl').check();
  const large = await sizeOf(page);
  check(large > before, 'reading options: the text grows', `${before} → ${large}`);
  await page.locator('#theme-dark').check();
  const dark = await coloursOf(page);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.locator('#theme-light').check();
  const light = await coloursOf(page);
  check(dark.isDark && !light.isDark, 'reading options: dark and light are chosen', JSON.stringify({ dark, light }));
  await page.locator('#theme-dark').check();
  await watchFirstPaint(page);
  await page.reload();
  const first = await page.evaluate(() => globalThis.firstFrame);
  check(first?.theme === 'dark' && first?.text === 'xl', 'reading options: they are there before the first paint', JSON.stringify(first));
  check((await sizeOf(page)) === large && (await coloursOf(page)).isDark, 'reading options: they outlast a reload');
  await page.locator('details.options summary').click();
  check((await page.locator('#text-xl').isChecked()) && (await page.locator('#theme-dark').isChecked()), 'reading options: the choice is shown as chosen');
  await page.goto('/');
  check((await coloursOf(page)).isDark, 'reading options: they hold on other pages');
  await page.goto(STORY);
  await page.locator('details.options summary').click();
  await page.locator('#theme-auto').check();
  await page.locator('#text-m').check();
  const kept = await page.evaluate(() => localStorage.getItem('theme'));
  check(kept === null && !(await coloursOf(page)).isDark, 'reading options: automatic follows the system again', kept);
}

const sizeOf = (page) => page.locator('.story-body p').first().evaluate((element) => parseFloat(getComputedStyle(element).fontSize));

function coloursOf(page) {
  return page.evaluate(() => {
    const colour = getComputedStyle(document.body).backgroundColor;
    const shown = colour === 'rgba(0, 0, 0, 0)' ? getComputedStyle(document.documentElement).backgroundColor : colour;
    const [red, green, blue] = shown.match(/\d+/g).map(Number);
    return { shown, isDark: red + green + blue < 3 * 128 };
  });
}

/** Notes what the root bears when its body begins, which is before anything is painted. */
async function watchFirstPaint(page) {
  await page.addInitScript(() => {
    new MutationObserver((_, observer) => {
      if (!document.body) return;
      globalThis.firstFrame = { ...document.documentElement.dataset };
      observer.disconnect();
    }).observe(document, { childList: true, subtree: true });
  });
}

async function enlarge(page) {
  await page.goto(STORY);
  const link = page.locator('a.enlarge').first();
  await link.scrollIntoViewIfNeeded();
  const address = page.url();
  await link.focus();
  await page.keyboard.press('Enter');
  const viewer = page.locator('dialog[open]');
  check((await viewer.count()) === 1 && page.url() === address, 'figure: it opens in a dialog', page.url());
  await viewer.locator('img').evaluate((image) => image.decode()).catch(() => {});
  const shown = await viewer.locator('img').evaluate((image) => image.naturalWidth > 0 && Boolean(image.alt));
  check(shown, 'figure: the dialog shows the picture with its words');
  await screenshot(page, 'figure-open');
  await page.keyboard.press('Escape');
  await viewer.waitFor({ state: 'detached' }).catch(() => {});
  check((await viewer.count()) === 0, 'figure: Escape closes it');
  check(await link.evaluate((element) => element === document.activeElement), 'figure: the focus returns to the link');
}

async function share({ page, context }) {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.addInitScript(() => { Object.defineProperty(Navigator.prototype, 'share', { value: undefined, configurable: true }); });
  await page.goto(STORY);
  const said = page.locator('.tools .said');
  await page.locator('[data-share]').click();
  await said.filter({ hasText: /\S/ }).waitFor().catch(() => {});
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  check(pathOf(copied) === STORY, 'share: without the system’s sheet the address is copied', copied);
  check((await said.innerText()) === (await said.getAttribute('data-copied')), 'share: the page says so in place', await said.innerText());
  await page.evaluate(() => {
    Object.defineProperty(Navigator.prototype, 'share', { value: async (what) => { globalThis.shared = what; }, configurable: true });
  });
  await page.locator('[data-share]').click();
  const shared = await page.evaluate(() => globalThis.shared);
  check(shared && pathOf(shared.url) === STORY && shared.title.length > 0, 'share: the system’s sheet gets address and title', JSON.stringify(shared));
}

async function print(page) {
  await page.goto(STORY);
  await page.evaluate(() => { globalThis.print = () => { globalThis.printed = true; }; });
  await page.locator('[data-print]').click();
  check(await page.evaluate(() => globalThis.printed === true), 'print: the button prints');
  await page.emulateMedia({ media: 'print' });
  const hidden = await page.locator('nav.bar, .tools, footer.foot').evaluateAll((all) => all.filter((element) => element.getClientRects().length > 0).map((element) => element.className));
  check(hidden.length === 0, 'print: navigation and tools stay off the paper', hidden.join());
  check(await page.locator('.story-body p').first().isVisible(), 'print: the story is on the paper');
  await page.emulateMedia({ media: 'screen' });
}

async function listen({ page, context }) {
  const button = page.locator('[data-listen]');
  await page.goto(STORY);
  check((await button.isVisible()) === (await page.evaluate(() => 'speechSynthesis' in window)), 'listen: the button is there when the browser can speak');
  await page.evaluate(() => { globalThis.speechSynthesis.speak = (piece) => { globalThis.spoken = { text: piece.text, lang: piece.lang }; }; });
  await button.click();
  const spoken = await page.evaluate(() => globalThis.spoken);
  check(spoken?.text.length > 0 && spoken.lang === 'en-IN', 'listen: it begins with the headline, in the story’s language', JSON.stringify(spoken));
  check((await page.locator('[data-listen-stop]').isVisible()), 'listen: it can be stopped');
  await page.locator('[data-listen-stop]').click();
  check(!(await page.locator('[data-listen-stop]').isVisible()) && await button.evaluate((element) => element === document.activeElement), 'listen: stopping returns to the button');
  const mute = await context.newPage();
  await mute.addInitScript(() => { delete globalThis.speechSynthesis; delete Window.prototype.speechSynthesis; });
  await mute.goto(STORY);
  const can = await mute.evaluate(() => 'speechSynthesis' in window);
  check(!can && !(await mute.locator('[data-listen]').isVisible()), 'listen: no button where the browser cannot speak', `can speak: ${can}`);
  await mute.close();
}

async function save(page) {
  await page.goto(STORY);
  const headline = await page.locator('h1').innerText();
  const button = page.locator('form[action="/saved"] button');
  await button.click();
  await page.locator('form[action="/saved"] button:disabled').waitFor();
  check(pathOf(page.url()) === STORY && (await button.innerText()).trim() === 'Saved', 'save: it says so in place', page.url());
  await page.goto('/saved');
  check((await page.locator('main').innerText()).includes(headline), 'save: the story is among them');
  await click(page, page.locator('form[action="/saved/removal"] button').first());
  check((await page.locator(`main a[href="${STORY}"]`).count()) <= 1 && (await page.locator('form[action="/saved/removal"]').count()) === 0, 'save: it can be removed again');
}
