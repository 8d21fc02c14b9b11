// The mails that a paper has sent, from the folder in which it keeps them.

import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const SENT_WITHIN_MS = 15_000;
const LOOK_EVERY_MS = 100;

/** What has been read of the folder: a mail is written once. */
const read = new Map();

/** All mails so far, the oldest first: `{ to, subject, html, text }`. */
export async function mails() {
  const outbox = process.env.OUTBOX;
  if (!outbox) throw new Error('OUTBOX is missing: the folder outbox of the demonstration');
  const names = await readdir(outbox).catch(() => []);
  for (const name of names.filter((one) => one.endsWith('.eml')).sort()) {
    if (!read.has(name)) read.set(name, parse(await readFile(join(outbox, name), 'latin1')));
  }
  return [...read.values()];
}

/** The latest mail to this address whose text holds `words`, as soon as it has been sent. */
export async function mailTo(address, words = '') {
  const deadline = Date.now() + SENT_WITHIN_MS;
  for (;;) {
    const found = (await mails()).filter(({ to, text }) => to === address && text.includes(words)).pop();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`no mail to ${address} that says “${words}”`);
    await pause(LOOK_EVERY_MS);
  }
}

/** The link of a mail whose path begins with `path`. */
export function linkIn(mail, path) {
  const found = linksOf(mail.text).find((link) => new URL(link).pathname.startsWith(path));
  if (!found) throw new Error(`no link to ${path} in:\n${mail.text}`);
  return found;
}

/** The addresses that a text names. */
export const linksOf = (text) => text.match(/https?:\/\/[^\s<>"]+/g) ?? [];

/** A mail's file (RFC 5322, RFC 2045 to 2047), as far as the paper writes such. */
function parse(file) {
  const { heads, body } = partIn(file);
  const boundary = /boundary="([^"]+)"/.exec(heads.get('content-type'))?.[1];
  const parts = boundary ? body.split(`--${boundary}`).slice(1, -1).map((part) => partIn(part.replace(/^\r\n/, ''))) : [{ heads, body }];
  const of = (kind) => parts.find((part) => part.heads.get('content-type').startsWith(kind));
  const [html, text] = ['text/html', 'text/plain'].map((kind) => of(kind) && decoded(of(kind)));
  return { to: addressIn(heads.get('to')), from: heads.get('from'), subject: unfolded(heads.get('subject')), html, text };
}

function partIn(text) {
  const end = text.indexOf('\r\n\r\n');
  const lines = text.slice(0, end).replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  const heads = new Map(lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]));
  return { heads, body: text.slice(end + 4) };
}

const addressIn = (head) => /<([^>]+)>/.exec(head)?.[1] ?? head;

function decoded({ heads, body }) {
  const encoding = (heads.get('content-transfer-encoding') ?? '').toLowerCase();
  const bytes = encoding === 'base64' ? Buffer.from(body, 'base64') : Buffer.from(encoding === 'quoted-printable' ? unquoted(body) : body, 'latin1');
  return bytes.toString('utf8').replaceAll('\r\n', '\n');
}

const unquoted = (text) => text.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/gi, (_, code) => String.fromCharCode(parseInt(code, 16)));

/** A head's encoded words. Between two of them a space is none. */
function unfolded(head) {
  const joined = head.replace(/\?=\s+=\?/g, '?==?');
  const bytes = joined.replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, way, code) =>
    (way.toLowerCase() === 'b' ? Buffer.from(code, 'base64').toString('latin1') : unquoted(code.replaceAll('_', ' '))));
  return joined === bytes ? head : Buffer.from(bytes, 'latin1').toString('utf8');
}
