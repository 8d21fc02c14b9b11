// Nothing was left out: what the sources can answer has been looked at.

import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { check } from '../lib/report.mjs';
import { KINDS } from '../lib/kinds.mjs';

const crates = new URL('../../../crates/', import.meta.url).pathname;
/** They answer programs, not people, or lead on. */
const NO_PAGES = /^\/(api|assets|media|metrics|robots\.txt|healthz|readyz|\.well-known|gift)(\/|$)/;
const ROUTES_MIN = 30;

/** Every address of a page has a kind, and every reason for a wall. */
export async function complete(lookedAt) {
  const routes = await routesOfPages();
  check(routes.length >= ROUTES_MIN, `the sources define at least ${ROUTES_MIN} addresses of pages`, routes.join('\n'));
  const met = new Set([...lookedAt].map((path) => routes.find((route) => patternOf(route).test(path))));
  for (const route of routes) check(met.has(route), `${route}: it was looked at`, 'lib/kinds.mjs has no kind that leads there');
  const decisions = await readFile(join(crates, 'meter/src/decision.rs'), 'utf8');
  const words = decisions.split('impl WallReason')[1]?.split('\n}')[0] ?? '';
  const reasons = [...words.matchAll(/=> "([a-z-]+)"/g)].map(([, reason]) => reason);
  check(reasons.length > 0, 'the reasons for walls were found', 'crates/meter/src/decision.rs names none');
  for (const reason of reasons) check(KINDS.some(({ wall }) => wall === reason), `the wall for ${reason}: it was looked at`, 'lib/kinds.mjs has no such wall');
}

/** Those of all routers that answer GET with a page; what is exact comes first. */
async function routesOfPages() {
  const files = (await readdir(crates, { recursive: true })).filter((name) => /^[a-z]+\/src\/.*\.rs$/.test(name));
  const texts = await Promise.all(files.map((name) => readFile(join(crates, name), 'utf8')));
  const calls = texts.flatMap((text) => text.split('.route(').slice(1));
  const found = calls.map((call) => /^\s*"([^"]+)",\s*get\(/.exec(call)?.[1]).filter((path) => path && !NO_PAGES.test(path) && !path.endsWith('.csv'));
  const openness = (path) => path.split('{').length;
  return [...new Set(found)].sort((one, other) => openness(one) - openness(other) || one.localeCompare(other));
}

const patternOf = (route) => new RegExp(`^${route.split(/\{[^}]*\}/).map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[^/]+')}$`);
