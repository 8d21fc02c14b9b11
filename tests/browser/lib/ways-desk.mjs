// How one gets to those kinds of pages at the desk that no link leads to.

import { click } from './browser.mjs';
import { visitAs } from './people.mjs';

const STORIES = '/desk/stories';
const FIRST = 'main td a[href^="/desk/stories/"]';
let headlines = 0;

const save = (page, then = 'save') => click(page, page.locator(`button[name="then"][value="${then}"]`).first());

async function openFirstStory(page) {
  await page.goto(STORIES);
  return click(page, page.locator(FIRST).first());
}

/** A new story's form with what a story needs. */
async function fillNewStory(page) {
  await page.goto(`${STORIES}/new`);
  await page.locator('[name="headline"]').fill(`A story to look at, ${Date.now()}, ${(headlines += 1)}`);
  await page.locator('[name="lead"]').fill('Somebody writes it to see the page.');
  await page.locator('[name="body"]').fill('Nobody reads it.');
}

/** The story as the paper will show it. */
export async function openPreview(page) {
  await openFirstStory(page);
  return page.goto(`${page.url()}/preview`);
}

/** What was typed will not do. */
export async function openStoryProblem(page) {
  await fillNewStory(page);
  await page.locator('[name="picture"]').fill('/media/no-such-picture');
  return save(page);
}

/** Somebody else saved the story while the form was open. */
export async function openOvertaken(page) {
  await openFirstStory(page);
  await page.locator('[name="version"]').first().evaluate((field) => { field.value = Number(field.value) - 1; });
  return save(page);
}

/** The log-in ended while the form was open. */
export async function openLogInEnded(page) {
  await fillNewStory(page);
  await page.context().clearCookies();
  return save(page);
}

/** An author's story, once it is before readers or was. */
export async function openOutOfHands(page) {
  await fillNewStory(page);
  await save(page);
  const address = page.url();
  const editor = await visitAs(page.context().browser(), 'editor', { address: new URL(address).origin });
  await editor.page.goto(address);
  await save(editor.page, 'publish');
  await click(editor.page, editor.page.locator('form[action$="/withdrawal"] button'));
  await editor.context.close();
  return page.goto(address);
}

/** A campaign that has just been made. */
export async function openCampaign(page) {
  await page.goto('/desk/passes');
  await page.fill('#name', 'The harvest fair');
  await page.fill('#scope', 'all');
  await page.fill('#until', new Date(Date.now() + 7 * 24 * 3600 * 1000).toISOString().slice(0, 16));
  return click(page, page.locator('form[action="/desk/passes/campaigns"] button'));
}

/** An institution with a network, a domain, and a code that was just made. */
export async function openInstitution(page) {
  await page.goto('/desk/institutions');
  const slug = `sahyadri-${Date.now()}`;
  await page.fill('#slug', slug);
  await page.fill('#name', 'Sahyadri University');
  await page.fill('#until', new Date(Date.now() + 300 * 24 * 3600 * 1000).toISOString().slice(0, 10));
  await click(page, page.locator('form[action="/desk/institutions"] button'));
  await page.fill('#domain', `${slug}.edu`);
  await click(page, page.locator('form[action$="/domains"] button'));
  await page.fill('#label', 'Law faculty, autumn');
  await page.fill('#readers', '120');
  return click(page, page.locator('form[action$="/codes"] button'));
}

/** The same once the code is noted: it is not shown again. */
export async function openInstitutionAgain(page) {
  await openInstitution(page);
  const [, , , slug] = new URL(page.url()).pathname.split('/');
  return page.goto(`/desk/institutions/${slug}`);
}

export async function openInstitutionProblem(page) {
  await openInstitution(page);
  await page.fill('#networks', '203.0.113.7/24');
  return click(page, page.locator('form[action$="/networks"] button'));
}
