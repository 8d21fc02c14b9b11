// Pictures of a fixed set of pages, compared with those that somebody has
// looked at and accepted.
//   masthead demo --data DIR --port 8080 &
//   masthead demo --data DIR2 --port 8081 --theme gazette &
//   BASE_URL=http://127.0.0.1:8080 SECOND_URL=http://127.0.0.1:8081 node snapshots.mjs [--accept]
// What differs is written to target/snapshots with an index.html.
//
// Headlines and texts are in the paper's own fonts. Labels are in the system's
// sans serif, which is Liberation Sans where `cargo xtask ci` has installed what
// it needs: with another one the pictures differ, and are no fault of the pages.

import { mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { launch } from './lib/browser.mjs';
import { compare } from './lib/compare.mjs';
import { KINDS, byPerson } from './lib/kinds.mjs';
import { speak, visitAs } from './lib/people.mjs';
import { decode, encode } from './lib/png.mjs';
import { check, failures, finish, scenario } from './lib/report.mjs';
import { review } from './lib/review.mjs';
import { UNCHANGED, holdStill } from './lib/still.mjs';
import { open } from './scenarios/tour.mjs';

const COLOURS = ['light', 'dark'];
/** How much of a page is kept, by width. */
const HEIGHTS = { 390: 1600, 1280: 1400 };
const kept = new URL('snapshots/', import.meta.url).pathname;
const target = process.env.SNAPSHOTS ?? new URL('../../target/snapshots/', import.meta.url).pathname;
/** All accepted pictures together: they stay in the repository's history. */
const BYTES_MAX = 8_000_000;
const isAccepting = process.argv.includes('--accept');

const second = process.env.SECOND_URL;
if (!second) throw new Error('SECOND_URL is missing: cargo xtask snapshots starts the second face');
/** What is looked at in which face; `prefix` begins the pictures' names. */
const FACES = [
  { prefix: '', kinds: KINDS.filter((kind) => kind.snapshot) },
  { prefix: 'second-face-', kinds: KINDS.filter((kind) => kind.faces === 'snapshot'), address: second },
];
const made = new Map();
const differing = [];

/**
 * Everybody who looks at a page, at each width. They come one after the other
 * and before the first picture, because pages show what they did: who is
 * logged in where, what was read most.
 */
async function gather(browser) {
  const people = [];
  for (const { prefix, kinds, address } of FACES) {
    for (const width of Object.keys(HEIGHTS).map(Number)) {
      for (const [who, theirs] of byPerson(kinds)) {
        const visitor = await visitAs(browser, who, { width, height: HEIGHTS[width], reducedMotion: 'reduce', address });
        people.push({ prefix, width, who, theirs, visitor });
      }
    }
  }
  return people;
}

/** All kinds that one visitor looks at, in light and dark. */
async function take({ prefix, width, who, theirs, visitor }) {
  for (const kind of theirs) {
    visitor.expectStatus(kind.status);
    for (const colorScheme of COLOURS) {
      await visitor.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await speak(visitor.context, kind.name.includes('hindi') ? 'hi' : 'en', visitor.address);
      if (!(await open(kind, visitor.page, kind.name))) break;
      await holdStill(visitor.page);
      const file = await visitor.page.screenshot({ ...UNCHANGED, clip: await clipOf(visitor.page, width) });
      made.set(`${prefix}${kind.name}-${width}-${colorScheme}.png`, decode(file));
    }
  }
  await visitor.close(`${prefix}snapshots at ${width} px, ${who}`);
}

/** The top of the page; less where the page is shorter. */
async function clipOf(page, width) {
  const height = await page.evaluate(() => document.body.getBoundingClientRect().bottom);
  return { x: 0, y: 0, width, height: Math.min(HEIGHTS[width], Math.ceil(height)) };
}

async function judge(name, picture) {
  const file = await readFile(join(kept, name)).catch(() => undefined);
  if (!file) {
    differing.push({ name, says: 'nobody has accepted a picture of it yet', actual: picture });
    return check(false, `${name}: looks as accepted`, 'nobody has accepted a picture of it yet: cargo xtask snapshots --accept');
  }
  const expected = decode(file);
  const { isSame, says, diff } = compare(expected, picture);
  if (!isSame) differing.push({ name, says, expected: file, actual: picture, diff });
  return check(isSame, `${name}: looks as accepted`, says);
}

async function accept() {
  await mkdir(kept, { recursive: true });
  let bytes = 0;
  let written = 0;
  for (const [name, picture] of made) {
    const before = await readFile(join(kept, name)).catch(() => undefined);
    const isSame = before && compare(decode(before), picture).isSame;
    const file = isSame ? before : encode(picture);
    if (!isSame) {
      await writeFile(join(kept, name), file);
      written += 1;
    }
    bytes += file.length;
  }
  const surplus = (await readdir(kept)).filter((name) => name.endsWith('.png') && !made.has(name));
  for (const name of surplus) await rm(join(kept, name));
  console.log(`accepted ${made.size} pictures, ${Math.round(bytes / 1_000)} KB: ${written} written, ${surplus.length} removed`);
}

async function weighKept() {
  const names = (await readdir(kept).catch(() => [])).filter((name) => name.endsWith('.png'));
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(kept, name))).size));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  check(bytes <= BYTES_MAX, `accepted pictures weigh at most ${BYTES_MAX / 1_000_000} MB`, `${bytes} bytes`);
}

async function judgeAll() {
  await weighKept();
  for (const [name, picture] of [...made].sort(([one], [other]) => one.localeCompare(other))) await judge(name, picture);
  const surplus = (await readdir(kept).catch(() => [])).filter((name) => name.endsWith('.png') && !made.has(name));
  check(surplus.length === 0, 'every accepted picture is of a page that there is', surplus.join());
}

const browser = await launch();
try {
  await scenario('pictures are taken', async () => {
    const people = await gather(browser);
    const takeAll = async (width) => { for (const one of people) if (one.width === width) await take(one); };
    await Promise.all(Object.keys(HEIGHTS).map((width) => takeAll(Number(width))));
  });
  const wanted = FACES.reduce((sum, { kinds }) => sum + kinds.length, 0) * Object.keys(HEIGHTS).length * COLOURS.length;
  check(made.size === wanted, `all ${wanted} pictures were taken`, `${made.size}`);
} finally {
  await browser.close();
}
if (isAccepting && failures() === 0) {
  await accept();
} else if (isAccepting) {
  console.log('nothing was accepted: not every page could be looked at');
} else {
  await scenario('pictures are as accepted', judgeAll);
  await review(target, differing);
}
process.exitCode = finish();
