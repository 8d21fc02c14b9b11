// Nothing moves while a page loads (Cumulative Layout Shift), also when fonts
// come late, and when one scrolls to pictures that load only then.

import { setTimeout as pause } from 'node:timers/promises';

import { check } from '../lib/report.mjs';
import { KINDS, byPerson } from '../lib/kinds.mjs';
import { visitAs } from '../lib/people.mjs';

const CLS_MAX = 0.02;
const FONTS_LATE_MS = 400;
/** At the top, before anybody scrolls, and at the end. */
const SETTLED_MS = 600;

export async function shifts(browser, width) {
  for (const [who, kinds] of byPerson(KINDS.filter((kind) => kind.still))) {
    const visitor = await visitAs(browser, who, { width });
    let late = 0;
    await visitor.context.route('**/*.woff2', async (route) => {
      late += 1;
      await pause(FONTS_LATE_MS);
      await route.continue().catch(() => {});
    });
    for (const kind of kinds) {
      visitor.expectStatus(kind.status);
      late = 0;
      await kind.open(visitor.page);
      await visitor.page.waitForLoadState('load');
      await visitor.page.evaluate(() => document.fonts.ready.then(() => undefined));
      await pause(SETTLED_MS);
      await scrollThrough(visitor.page);
      await pause(SETTLED_MS);
      const { score, sources } = await visitor.page.evaluate(readShifts);
      const name = `${kind.name} at ${width} px`;
      console.log(`# ${name}: layout shift ${score.toFixed(4)}, ${late} fonts late`);
      check(late > 0, `${name}: fonts came late`);
      check(score <= CLS_MAX, `${name}: layout shifts by at most ${CLS_MAX}`, `${score}\n${sources.join('\n')}`);
    }
    await visitor.close(`shifts at ${width} px, ${who}`);
  }
}

async function scrollThrough(page) {
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  for (let at = 0; at < height; at += 700) {
    await page.evaluate((top) => scrollTo(0, top), at);
    await pause(40);
  }
}

/** Runs in the page: what moved, and how far in all. */
function readShifts() {
  return new Promise((done) => {
    new PerformanceObserver((list) => {
      const entries = list.getEntries().filter((entry) => !entry.hadRecentInput);
      const label = ({ node, previousRect, currentRect }) => {
        const element = node?.nodeType === 1 ? node : node?.parentElement;
        const where = ({ x, y, width, height }) => [x, y, width, height].map(Math.round).join(' ');
        return `${element?.tagName.toLowerCase()}.${[...(element?.classList ?? [])].join('.')}: ${where(previousRect)} → ${where(currentRect)}`;
      };
      finish(entries.reduce((sum, entry) => sum + entry.value, 0), entries.flatMap((entry) => entry.sources.map(label)));
    }).observe({ type: 'layout-shift', buffered: true });
    setTimeout(() => finish(0, []), 250);
    const finish = (score, sources) => done({ score, sources });
  });
}
