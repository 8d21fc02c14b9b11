// A reader's way through a demo paper, in Chromium.
//   masthead demo --data DIR --port 8080 &
//   BASE_URL=http://127.0.0.1:8080 node reader.mjs

import { launch } from './lib/browser.mjs';
import { finish, scenario } from './lib/report.mjs';
import { journey } from './scenarios/journey.mjs';
import { keyboardOnWall, logInFromWall } from './scenarios/wall.mjs';

const browser = await launch();
const run = Date.now();
try {
  await scenario('a reader with JavaScript, on a phone', () =>
    journey(browser, { name: 'with JavaScript', width: 390, javaScript: true, email: `phone-${run}@reader.test` }));
  await scenario('a reader without JavaScript, on a desk', () =>
    journey(browser, { name: 'without JavaScript', width: 1280, javaScript: false, email: `desk-${run}@reader.test` }));
  await scenario('a subscriber logs in from the wall', () => logInFromWall(browser));
  await scenario('the keyboard on the wall', () => keyboardOnWall(browser));
} finally {
  await browser.close();
}
process.exitCode = finish();
