// The kinds of mails that there are: each has its subject among the paper's
// words, `…-subject = …` in crates/words/messages, in every language.

import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

const messages = new URL('../../../crates/words/messages/', import.meta.url).pathname;
const SUBJECT = /^([a-z-]+)-subject = (.+)$/gm;

/** `en`, `hi`, … */
export const LANGUAGES = (await readdir(messages)).sort();

/** Each kind in each language, with what its subject looks like. */
export const KINDS_OF_MAIL = (await Promise.all(LANGUAGES.map(kindsIn))).flat();

async function kindsIn(language) {
  const files = (await readdir(join(messages, language))).filter((name) => name.endsWith('.ftl'));
  const texts = await Promise.all(files.map((name) => readFile(join(messages, language, name), 'utf8')));
  return texts.flatMap((text) => [...text.matchAll(SUBJECT)]).map(([, name, subject]) => ({ name: name.replace('mail-', ''), language, looksLike: patternOf(subject) }));
}

/** What stands in braces may be anything. */
function patternOf(subject) {
  const literal = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${subject.split(/\{[^}]*\}/).map(literal).join('.+')}$`, 'u');
}

/** Of which kind a mail is, and in which language. */
export const kindOf = ({ subject }) => KINDS_OF_MAIL.find(({ looksLike }) => looksLike.test(subject));
