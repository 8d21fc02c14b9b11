// Every kind of mail of a demo paper, in each of its languages: sent by doing
// what sends it, then read as a mail program shows it.
//   masthead demo --data DIR --port 8080 \
//     --set accounts.staff_second_factor=required --set accounts.login_limit=0 &
//   BASE_URL=http://127.0.0.1:8080 OUTBOX=DIR/outbox MASTHEAD=masthead node mails.mjs
// It moves that paper's clock. Pictures go to target/screenshots/mail-*.png.

import { launch } from './lib/browser.mjs';
import { withHtmlChecker } from './lib/html-checker.mjs';
import { KINDS_OF_MAIL, LANGUAGES, kindOf } from './lib/mail-kinds.mjs';
import { mails } from './lib/mails.mjs';
import { check, finish, scenario } from './lib/report.mjs';
import { sendAll } from './scenarios/letters.mjs';
import { readAll } from './scenarios/mailbox.mjs';

const browser = await launch();
try {
  for (const language of LANGUAGES) {
    await scenario(`mails are sent in ${language}`, () => sendAll(browser, language));
  }
  await scenario('every kind of mail was sent', async () => {
    const met = (await mails()).map(kindOf);
    for (const kind of KINDS_OF_MAIL) {
      check(met.some((found) => found?.name === kind.name && found.language === kind.language), `${kind.name}, ${kind.language}: it was sent`, 'no mail has this subject: scenarios/letters.mjs must do what sends it');
    }
  });
  await scenario('mails can be read', () => withHtmlChecker(async (checkHtml) => readAll(browser, await mails(), checkHtml)));
} finally {
  await browser.close();
}
process.exitCode = finish();
