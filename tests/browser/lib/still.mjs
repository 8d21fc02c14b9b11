// A page held still, so that its picture is the same tomorrow: times and dates
// are replaced, nothing moves, all pictures and fonts are there.

/** For screenshots: nothing is added to the page, whose content security policy would refuse it and say so. */
export const UNCHANGED = { animations: 'disabled', caret: 'initial' };

/** Holds the page at hand still; with `dates: false` it keeps its own dates. */
export async function holdStill(page, { dates = true } = {}) {
  await page.evaluate(() => document.querySelectorAll('img[loading="lazy"]').forEach((image) => { image.loading = 'eager'; }));
  await page.waitForLoadState('load');
  if (dates) await page.evaluate(replaceDates);
  await page.evaluate(awaitPictures);
}

/**
 * Runs in the page: all pictures that have a place on it are there and decoded.
 * Decoding is refused while the browser still chooses among the sizes of a
 * picture, so it is asked again, for at most five seconds.
 */
async function awaitPictures() {
  const isThere = (image) => image.complete && image.naturalWidth > 0;
  const settle = async (image) => {
    for (let attempt = 0; attempt < 50; attempt += 1) {
      const isDecoded = await image.decode().then(() => true, () => false);
      if (isDecoded && isThere(image)) return;
      await new Promise((done) => setTimeout(done, 100));
    }
    throw new Error(`${image.currentSrc || image.src} has not come`);
  };
  await Promise.all([...document.images].filter((image) => image.checkVisibility()).map(settle));
  await document.fonts.ready;
  // Two frames, so that what has been decoded is also painted.
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}

/** Runs in the page. */
function replaceDates() {
  const hindi = document.documentElement.lang === 'hi';
  const months = 'Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|जन|फ़र|मार्च|अप्रैल|मई|जून|जुल|अग|सित|अक्|नव|दिस';
  const days = '(?:Sun|Mon|Tues|Wednes|Thurs|Fri|Satur)day,? |[\\u0900-\\u097f]+वार,? ';
  const fixed = hindi ? '24 नवंबर' : '24 November';
  const rules = [
    [new RegExp(`(?:${days})?\\b\\d{1,2} (?:${months})[\\p{L}\\p{M}.]*,?(?: \\d{4})?`, 'gu'), (found) => (/\d{4}/.test(found) ? `${fixed} 2026` : fixed)],
    [/\b\d{1,2}[:.]\d{2}(?:\s?[ap]\.?m\.?)?(?!\d)/gi, () => '9:40'],
    [/\b\d\d-\d\d(?=\/?\d{7}\b)/g, () => '26-27'],
    [/\b20\d\d[-–/]\d\d(?:\d\d)?\b/g, () => '2026-27'],
    [/\b20\d\d\b/g, () => '2026'],
    [/look-\d+-\d+@/g, () => 'look@'],
  ];
  for (const time of document.querySelectorAll('main time')) {
    // A story of today bears its time, one of yesterday its date: both become the same.
    time.textContent = /\d{4}/.test(time.textContent) ? `${fixed} 2026` : hindi ? '24 नव॰' : '24 Nov';
  }
  // How many stories are premium today depends on the hour; after midnight it says no number.
  for (const count of document.querySelectorAll('#premium')) count.textContent = hindi ? 'आज 3 प्रीमियम ख़बरें' : '3 premium stories today, handpicked by our editors';
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.parentElement.closest('main time')) continue;
    if (node.parentElement.closest('.story-body, h1, h2, h3') && !node.parentElement.closest('time')) continue;
    node.data = rules.reduce((text, [pattern, by]) => text.replace(pattern, by), node.data);
  }
}
