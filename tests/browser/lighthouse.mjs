// Lighthouse on five pages: accessibility, best practices and search are
// judged, speed is told: one run is not like another.
//   BASE_URL=http://127.0.0.1:8080 node lighthouse.mjs [RUNS]

import lighthouse from 'lighthouse';
import { chromium } from 'playwright-core';

import { baseUrl, executablePath } from './lib/browser.mjs';
import { BLOCKS_STORY, STORY } from './lib/kinds.mjs';
import { visitAs } from './lib/people.mjs';
import { check, finish, scenario } from './lib/report.mjs';

const SCORE_MIN = 95;
const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'];
const FLAGS = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-quic'];
const runs = Number(process.argv[2] ?? 3);

/** `listed`: search engines may find it, so its search score counts. */
const PAGES = [
  { name: 'front', path: '/', listed: true },
  { name: 'story', path: STORY, listed: true },
  { name: 'wall', path: BLOCKS_STORY, listed: true },
  { name: 'plans', path: '/subscribe', listed: true },
  { name: 'account', path: '/account', as: 'subscriber' },
];

/** The cookies of somebody who is logged in, as a header. */
async function cookiesOf(browser, who) {
  const visitor = await visitAs(browser, who);
  const cookies = await visitor.context.cookies();
  await visitor.context.close();
  return cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
}

/** One run; once more where Lighthouse itself could not measure. */
async function run(port, page, cookie) {
  try {
    return await runOnce(port, page, cookie);
  } catch (error) {
    console.log(`# once more: ${error.message}`);
    return runOnce(port, page, cookie);
  }
}

async function runOnce(port, { path }, cookie) {
  const flags = { port, output: 'json', logLevel: 'error', onlyCategories: CATEGORIES, extraHeaders: cookie ? { Cookie: cookie } : undefined };
  const { lhr } = await lighthouse(new URL(path, baseUrl).href, flags);
  if (lhr.runtimeError) throw new Error(`${path}: ${lhr.runtimeError.message}`);
  const landed = new URL(lhr.finalDisplayedUrl).pathname;
  if (landed !== path) throw new Error(`${path} leads to ${landed}`);
  return lhr;
}

/** The run in the middle, by a category's score. */
function median(results, category) {
  const scored = results.map((lhr) => ({ lhr, score: Math.round(100 * (lhr.categories[category].score ?? 0)) }));
  scored.sort((one, other) => one.score - other.score);
  return scored[scored.length >> 1];
}

function judge(page, results) {
  const scores = Object.fromEntries(CATEGORIES.map((category) => [category, median(results, category)]));
  const times = ['first-contentful-paint', 'largest-contentful-paint', 'total-blocking-time', 'cumulative-layout-shift'];
  const shown = times.map((id) => `${id} ${scores.performance.lhr.audits[id].displayValue}`).join(', ');
  console.log(`# ${page.name}: ${CATEGORIES.map((category) => `${category} ${scores[category].score}`).join(', ')}; ${shown}`);
  for (const category of CATEGORIES) {
    if (category === 'performance' || (category === 'seo' && !page.listed)) continue;
    const { lhr, score } = scores[category];
    check(score >= SCORE_MIN, `${page.name}: ${category} at least ${SCORE_MIN}`, `${score}\n${shortcomings(lhr, category)}`);
  }
}

function shortcomings(lhr, category) {
  const audits = lhr.categories[category].auditRefs.filter(({ weight }) => weight > 0).map(({ id }) => lhr.audits[id]);
  const failed = audits.filter(({ score }) => score !== null && score < 1);
  const items = (audit) => (audit.details?.items ?? []).slice(0, 3).map((item) => item.node?.selector ?? item.description ?? item.url ?? '').join(' | ');
  return failed.map((audit) => `${audit.id}: ${audit.title} ${items(audit)}`).join('\n');
}

const port = 20_000 + (process.pid % 20_000);
const browser = await chromium.launch({ executablePath, args: [...FLAGS, `--remote-debugging-port=${port}`] });
try {
  for (const page of PAGES) {
    await scenario(`Lighthouse on ${page.name}, ${runs} times`, async () => {
      const cookie = page.as && await cookiesOf(browser, page.as);
      const results = [];
      for (let at = 0; at < runs; at += 1) results.push(await run(port, page, cookie));
      judge(page, results);
    });
  }
} finally {
  await browser.close();
}
process.exitCode = finish();
