// Every kind of page of a demo paper: markup, axe, sizes, shifts, what scripts
// add, what works without them, the keyboard.
//   masthead demo --data DIR --port 8080 &
//   BASE_URL=http://127.0.0.1:8080 node pages.mjs [PART …]

import { launch } from './lib/browser.mjs';
import { withHtmlChecker } from './lib/html-checker.mjs';
import { finish, scenario } from './lib/report.mjs';
import { comfort } from './scenarios/comfort.mjs';
import { keyboard } from './scenarios/keyboard.mjs';
import { plain } from './scenarios/plain.mjs';
import { shifts } from './scenarios/shifts.mjs';
import { sizes } from './scenarios/sizes.mjs';
import { tour } from './scenarios/tour.mjs';

const PARTS = {
  tour: (browser) => withHtmlChecker((checkHtml) => Promise.all([
    scenario('every page in English', () => tour(browser, { language: 'en', width: 1280, checkHtml })),
    scenario('every page in Hindi', () => tour(browser, { language: 'hi', width: 390, checkHtml })),
  ])),
  sizes: (browser) => scenario('what pages weigh', () => sizes(browser)),
  shifts: (browser) => Promise.all([390, 1280].map((width) => scenario(`nothing moves at ${width} px`, () => shifts(browser, width)))),
  keyboard: (browser) => Promise.all([390, 1280].map((width) => scenario(`the keyboard at ${width} px`, () => keyboard(browser, width)))),
  scripts: (browser) => Promise.all([
    scenario('what scripts add', () => comfort(browser)),
    scenario('what works without them', () => plain(browser)),
  ]),
};

const browser = await launch();
try {
  for (const part of process.argv.length > 2 ? process.argv.slice(2) : Object.keys(PARTS)) {
    if (!(part in PARTS)) throw new Error(`there is no part ${part}: the parts are ${Object.keys(PARTS).join(', ')}`);
    const begun = Date.now();
    await PARTS[part](browser);
    console.log(`# ${part} took ${Math.round((Date.now() - begun) / 1000)} s`);
  }
} finally {
  await browser.close();
}
process.exitCode = finish();
