// Mails as a program shows them, narrow and wide, light and dark: markup, axe,
// nothing fetched, nothing sideways; and the plain text leads where the HTML does.

import { check } from '../lib/report.mjs';
import { screenshot, visit } from '../lib/browser.mjs';
import { kindOf } from '../lib/mail-kinds.mjs';
import { linksOf } from '../lib/mails.mjs';
import { BY_COLOUR, WCAG, checkWithAxe, widest } from './tour.mjs';

const WIDTHS = [320, 600];
/** Gmail cuts what is longer, with the links at the end of it. */
const BYTES_MAX = 90_000;
/** Windows that read at the same time. */
const READERS = 2;

export async function readAll(browser, all, checkHtml) {
  const different = distinct(all);
  console.log(`# ${all.length} mails, ${different.length} that differ in more than names and numbers`);
  const queue = [...different];
  const read = async () => {
    const visitor = await visit(browser, { height: 900 });
    for (let mail = queue.shift(); mail; mail = queue.shift()) await readMail(visitor, mail, checkHtml);
    await visitor.close('mails');
  };
  await Promise.all(Array.from({ length: READERS }, read));
}

/** One of each shape: kind, language and what it is made of. */
function distinct(all) {
  const shapes = new Map();
  for (const mail of all) {
    const kind = kindOf(mail);
    check(kind, `a mail’s subject is among the paper’s words: ${mail.subject}`, 'no message …-subject of crates/words/messages fits it');
    if (!kind) continue;
    const tags = (mail.html ?? '').match(/<[a-z][a-z0-9]*/g) ?? [];
    const shape = `${kind.name}, ${kind.language} ${tags.join('')}`;
    if (!shapes.has(shape)) shapes.set(shape, { ...mail, kind });
  }
  const counts = new Map();
  return [...shapes.values()].map((mail) => {
    const kind = `${mail.kind.name}, ${mail.kind.language}`;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    return { ...mail, name: counts.get(kind) > 1 ? `mail ${kind}, ${counts.get(kind)}` : `mail ${kind}` };
  });
}

async function readMail({ page }, mail, checkHtml) {
  const { name, html, text, kind } = mail;
  if (!check(html && text, `${name}: it has both its forms`)) return;
  check(Buffer.byteLength(html) <= BYTES_MAX, `${name}: at most ${BYTES_MAX / 1_000} KB`, Buffer.byteLength(html));
  check(!/[{}]/.test(text + mail.subject), `${name}: no placeholder`, text);
  checkLinks(name, html, text);
  const { errors, warnings } = await checkHtml(html);
  check(errors.length === 0, `${name}: the markup is right`, errors.map((error) => error.text).join('\n'));
  // Some mail programs know tables by their attributes alone.
  const worth = warnings.filter(({ text: told }) => !/attribute on the “t(able|d|h)” element is obsolete/.test(told));
  for (const warning of worth) console.log(`# warning in ${name}: ${warning.text}`);
  for (const width of WIDTHS) {
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width, height: 900 });
    await page.setContent(html);
    await checkWithAxe(page, `${name}, ${width} px, light`, { type: 'tag', values: WCAG });
    await checkLooks(page, `${name}, ${width} px`, kind.language);
    await screenshot(page, fileOf(name));
    await page.emulateMedia({ colorScheme: 'dark' });
    await checkWithAxe(page, `${name}, ${width} px, dark`, { type: 'rule', values: BY_COLOUR });
    await screenshot(page, `${fileOf(name)}-dark`);
  }
}

const fileOf = (name) => name.replaceAll(/,? /g, '-');

/** Both forms lead to the same places. */
function checkLinks(name, html, text) {
  const inHtml = [...html.matchAll(/href="([^"]+)"/g)].map(([, address]) => address.replaceAll('&#38;', '&').replaceAll('&amp;', '&'));
  const [ofHtml, ofText] = [inHtml, linksOf(text)].map((all) => [...new Set(all)].sort().join('\n'));
  check(ofHtml.length > 0 && ofHtml === ofText, `${name}: both forms have the same links`, `in HTML:\n${ofHtml}\nin the text:\n${ofText}`);
}

async function checkLooks(page, name, language) {
  const wide = await page.evaluate(widest);
  check(wide.over <= 0, `${name}: nothing sideways`, `${wide.over} px too wide: ${wide.elements.join(' | ')}`);
  const seen = await page.evaluate(() => ({
    language: document.documentElement.lang,
    mute: [...document.images].filter((image) => !image.hasAttribute('alt')).map((image) => image.outerHTML),
    small: [...document.querySelectorAll('body *')]
      .filter((element) => element.checkVisibility() && [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
      .filter((element) => parseFloat(getComputedStyle(element).fontSize) < 13)
      .map((element) => element.outerHTML.slice(0, 120)),
  }));
  check(seen.language === language, `${name}: it says in which language it is`, seen.language);
  check(seen.mute.length === 0, `${name}: every picture has its words`, seen.mute.join('\n'));
  check(seen.small.length === 0, `${name}: no letter is smaller than 13 px`, seen.small.join('\n'));
}
