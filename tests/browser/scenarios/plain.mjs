// Without JavaScript: the whole story, and everything on it that needs none.

import { check } from '../lib/report.mjs';
import { click } from '../lib/browser.mjs';
import { BLOCKS_STORY, STORY, STORY_TRANSLATED } from '../lib/kinds.mjs';
import { pathOf } from '../lib/paper.mjs';
import { visitAs } from '../lib/people.mjs';

export async function plain(browser) {
  const bare = await visitAs(browser, 'subscriber', { width: 1280, javaScript: false });
  const full = await visitAs(browser, 'subscriber', { width: 1280 });
  for (const path of ['/', '/economy', BLOCKS_STORY]) await sameWords(bare.page, full.page, path);
  await story(bare.page);
  await language(bare.page);
  await save(bare.page);
  await bare.close('without JavaScript');
  await full.close('beside it, with JavaScript');
}

/** What one reads is the same; scripts only add tools. */
async function sameWords(bare, full, path) {
  const words = async (page) => {
    await page.goto(path);
    const text = await page.locator('main').innerText();
    return text.split(/\s+/).filter(Boolean);
  };
  const [without, withScripts] = [await words(bare), await words(full)];
  const missing = withScripts.filter((word) => !without.includes(word));
  const added = new Set(['Print', 'Listen', 'Reading', 'options']);
  const lost = [...new Set(missing)].filter((word) => !added.has(word));
  check(without.length > 80 && lost.length === 0, `without JavaScript: ${path} says all that it says with it`, `${without.length} words; lost: ${lost.join(' ')}`);
  const pictures = await bare.locator('main img').evaluateAll((all) => all.filter((image) => !image.getAttribute('src')).length);
  check(pictures === 0, `without JavaScript: ${path} has all pictures`);
}

async function story(page) {
  await page.goto(STORY);
  const dead = await page.locator('.tools button:visible, .tools a:visible, .tools summary:visible').evaluateAll((all) =>
    all.filter((element) => element.tagName === 'BUTTON' && !element.closest('form')).map((element) => element.textContent.trim()));
  check(dead.length === 0, 'without JavaScript: no button that does nothing', dead.join());
  const figure = page.locator('a.enlarge').first();
  const href = await figure.getAttribute('href');
  const picture = await page.request.get(href);
  check(picture.ok() && picture.headers()['content-type'].startsWith('image/'), 'without JavaScript: a picture’s link leads to the picture', href);
  const share = await page.locator('[data-share]').getAttribute('href');
  check(/^(mailto:|\/|https?:)/.test(share) && decodeURIComponent(share).includes(STORY), 'without JavaScript: sharing is a link with the address', share);
  const options = page.locator('details.options');
  if (await options.isVisible()) {
    await options.locator('summary').click();
    const before = await page.locator('.story-body p').first().evaluate((element) => getComputedStyle(element).fontSize);
    await page.locator('#text-xl').check();
    const after = await page.locator('.story-body p').first().evaluate((element) => getComputedStyle(element).fontSize);
    check(parseFloat(after) > parseFloat(before), 'without JavaScript: the text size can be chosen', `${before} → ${after}`);
    await page.locator('#theme-dark').check();
    const dark = await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
    check(dark.includes('dark') && !dark.includes('light'), 'without JavaScript: the colours can be chosen', dark);
  }
}

async function language(page) {
  await page.goto('/');
  await click(page, page.locator('form.language button[value="hi"]').first());
  check((await page.locator('html').getAttribute('lang')) === 'hi' && pathOf(page.url()) === '/', 'without JavaScript: the language is switched, on the same page', page.url());
  await page.goto(STORY_TRANSLATED);
  await click(page, page.locator('form.language button[value="en"]').first());
  check((await page.locator('html').getAttribute('lang')) === 'en' && pathOf(page.url()) === STORY_TRANSLATED, 'without JavaScript: and switched back', page.url());
}

async function save(page) {
  await page.goto(STORY);
  await click(page, page.locator('form[action="/saved"] button'));
  check(pathOf(page.url()) === '/saved' && (await page.locator(`main a[href="${STORY}"]`).count()) > 0, 'without JavaScript: a story is saved', page.url());
  await click(page, page.locator('form[action="/saved/removal"] button').first());
  check((await page.locator('form[action="/saved/removal"]').count()) === 0, 'without JavaScript: and removed');
}
