// The pictures in docs/screenshots, from a demonstration at BASE_URL and one
// with the second face at SECOND_URL.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { baseUrl, launch } from './lib/browser.mjs';
import { KINDS } from './lib/kinds.mjs';
import { visitAs } from './lib/people.mjs';
import { decode, encode } from './lib/png.mjs';
import { failures, finish, scenario } from './lib/report.mjs';
import { UNCHANGED, holdStill } from './lib/still.mjs';
import { open } from './scenarios/tour.mjs';

const folder = process.env.DOCS ?? new URL('../../docs/screenshots/', import.meta.url).pathname;
const second = process.env.SECOND_URL;
const DESK = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };

/** Name of the file, kind of page (lib/kinds.mjs), and how it is looked at. */
const SHOTS = [
  { file: 'front', kind: 'front', ...DESK },
  { file: 'front-phone', kind: 'front', ...PHONE },
  { file: 'front-dark', kind: 'front', ...DESK, colorScheme: 'dark' },
  { file: 'front-hindi-phone', kind: 'front', ...PHONE, language: 'hi' },
  { file: 'front-second-face', kind: 'front', ...DESK, address: second },
  { file: 'story', kind: 'story', ...DESK },
  { file: 'story-phone', kind: 'story', ...PHONE },
  { file: 'story-hindi-phone', kind: 'story-hindi', ...PHONE, language: 'hi' },
  { file: 'wall', kind: 'wall-limit', ...DESK, selector: '[data-wall]' },
  { file: 'wall-phone', kind: 'wall-limit', ...PHONE, selector: '[data-wall]' },
  { file: 'plans', kind: 'subscribe', ...DESK },
  { file: 'account', kind: 'account', ...DESK },
  { file: 'desk-appearance', kind: 'desk-appearance', ...DESK },
];

async function shoot(browser, shot) {
  const kind = KINDS.find(({ name }) => name === shot.kind);
  const { width, height, colorScheme, language, address = baseUrl.origin } = shot;
  const visitor = await visitAs(browser, kind.as, { width, height, colorScheme, language, reducedMotion: 'reduce', address });
  const { page } = visitor;
  if (!(await open(kind, page, shot.file))) return;
  if (shot.selector) await page.locator(shot.selector).evaluate((element) => scrollTo(0, element.getBoundingClientRect().top + scrollY - innerHeight / 3));
  await holdStill(page, { dates: false });
  const bytes = encode(decode(await page.screenshot(UNCHANGED)));
  await writeFile(join(folder, `${shot.file}.png`), bytes);
  console.log(`${shot.file}.png: ${width}×${height}, ${Math.round(bytes.length / 1_000)} KB`);
  await visitor.close(shot.file);
}

await mkdir(folder, { recursive: true });
const browser = await launch();
try {
  for (const shot of SHOTS) {
    if ('address' in shot && !shot.address) console.log(`${shot.file}: skipped, SECOND_URL names no second face`);
    else await scenario(shot.file, () => shoot(browser, shot));
  }
} finally {
  await browser.close();
}
if (failures() > 0) console.log('some pictures are not right: see above');
process.exitCode = finish();
