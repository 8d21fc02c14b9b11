// What a page weighs over the network, as Chromium counts it, and whom it asks.

import { check } from '../lib/report.mjs';
import { KINDS, byPerson } from '../lib/kinds.mjs';
import { visitAs } from '../lib/people.mjs';
import { open } from './tour.mjs';

const KB = 1_000;
/**
 * Bytes of a page without its photographs, by what it is. A page in Hindi
 * loads a Devanagari face of 43 KB a weight besides.
 */
const BUDGETS = { front: 100 * KB, article: 60 * KB, account: 80 * KB, hindi: 160 * KB };
const SCRIPTS_MAX = 10 * KB;
const STYLES_MAX = 12 * KB;
const PHOTOGRAPHS = '/media/';

export async function sizes(browser, { kinds = KINDS, address } = {}) {
  const people = byPerson(kinds.filter((kind) => kind.size));
  const rows = await Promise.all(people.map(([who, theirs]) => weighAll(browser, who, theirs, { address })));
  table(rows.flat());
}

async function weighAll(browser, who, kinds, { address }) {
  const visitor = await visitAs(browser, who, { width: 390, height: 844, intercept: false, address });
  const cdp = await visitor.context.newCDPSession(visitor.page);
  await cdp.send('Network.enable');
  await cdp.send('Network.setCacheDisabled', { cacheDisabled: true });
  const rows = [];
  for (const kind of kinds) rows.push(...await weigh(visitor, cdp, kind));
  await visitor.close(`sizes, ${who}`);
  return rows;
}

/** Opens the page once; what its last navigation loaded is what counts. */
async function weigh(visitor, cdp, kind) {
  visitor.expectStatus(kind.status);
  let requests = new Map();
  const began = ({ requestId, loaderId, type, request }) => {
    if (type === 'Document' && requestId === loaderId) requests = new Map();
    requests.set(requestId, { type, url: new URL(request.url), bytes: 0 });
  };
  const finished = ({ requestId, encodedDataLength }) => {
    const found = requests.get(requestId);
    if (found) found.bytes = encodedDataLength;
  };
  cdp.on('Network.requestWillBeSent', began).on('Network.loadingFinished', finished);
  const response = await open(kind, visitor.page, kind.name);
  await visitor.page.waitForLoadState('networkidle');
  await visitor.page.evaluate(() => document.fonts.ready.then(() => undefined));
  cdp.off('Network.requestWillBeSent', began).off('Network.loadingFinished', finished);
  if (!response) return [];
  const asked = [...requests.values()].filter(({ url }) => url.protocol !== 'data:');
  return [judge(kind, asked, { address: visitor.address })];
}

function judge({ name, size }, requests, { address }) {
  const sum = (chosen) => chosen.reduce((total, { bytes }) => total + bytes, 0);
  const isPhotograph = ({ type, url }) => type === 'Image' && url.pathname.startsWith(PHOTOGRAPHS);
  const own = requests.filter((request) => !isPhotograph(request));
  const of = (type) => sum(own.filter((request) => request.type === type));
  const row = {
    name, requests: own.length, html: of('Document'), css: of('Stylesheet'), js: of('Script'), fonts: of('Font'),
    total: sum(own), budget: BUDGETS[size], photographs: sum(requests.filter(isPhotograph)),
  };
  row.other = row.total - row.html - row.css - row.js - row.fonts;
  const foreign = requests.filter(({ url }) => url.origin !== address).map(({ url }) => url.host);
  check(foreign.length === 0, `${name}: asks nobody but the paper`, foreign.join());
  check(row.html > 0 && row.css > 0 && row.js > 0 && row.fonts > 0, `${name}: page, styles, scripts and fonts were weighed`, JSON.stringify(row));
  check(row.total <= row.budget, `${name}: at most ${row.budget / KB} KB without photographs`, JSON.stringify(row));
  check(row.js <= SCRIPTS_MAX, `${name}: at most ${SCRIPTS_MAX / KB} KB of JavaScript`, `${row.js} bytes`);
  check(row.css <= STYLES_MAX, `${name}: less than ${STYLES_MAX / KB} KB of styles`, `${row.css} bytes`);
  return row;
}

function table(rows) {
  const columns = ['requests', 'html', 'css', 'js', 'fonts', 'other', 'total', 'budget', 'photographs'];
  const line = (cells) => `# ${cells[0].padEnd(24)}${cells.slice(1).map((cell) => String(cell).padStart(12)).join('')}`;
  console.log(line(['bytes over the network', ...columns]));
  for (const row of rows) console.log(line([row.name, ...columns.map((column) => row[column])]));
}
