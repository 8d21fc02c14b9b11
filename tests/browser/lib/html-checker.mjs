// The Nu Html Checker as one server process for all pages.

import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

const READY_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 250;
/** What a shell says of a program that SIGTERM ended. */
const TERMINATED = 143;

async function freePort() {
  const server = createServer();
  await new Promise((done) => { server.listen(0, '127.0.0.1', done); });
  const { port } = server.address();
  await new Promise((done) => { server.close(done); });
  return port;
}

/**
 * Starts it and hands it to `use`; stops it whatever happens. It ends with
 * this process as well.
 */
export async function withHtmlChecker(use) {
  const jar = createRequire(import.meta.url).resolve('vnu-jar/build/dist/vnu.jar');
  const port = await freePort();
  const java = spawn('java', [
    '-Xmx512m', '-Dnu.validator.servlet.bind-address=127.0.0.1', '-cp', jar, 'nu.validator.servlet.Main', String(port),
  ], { stdio: ['ignore', 'ignore', 'ignore'] });
  const ended = new Promise((done) => { java.once('exit', done); java.once('error', done); });
  const stop = () => { java.kill('SIGKILL'); };
  const leave = () => process.exit(TERMINATED);
  process.once('exit', stop).once('SIGTERM', leave);
  try {
    await waitUntilReady(port, java);
    return await use((html) => messagesFor(port, html));
  } finally {
    stop();
    await ended;
    process.off('exit', stop).off('SIGTERM', leave);
  }
}

async function waitUntilReady(port, java) {
  const deadline = Date.now() + READY_WITHIN_MS;
  for (;;) {
    const answer = await messagesFor(port, '<!doctype html><html lang="en"><title>Ready</title><p>Ready').catch(() => undefined);
    if (answer) return;
    if (java.exitCode !== null || java.pid === undefined) throw new Error('the Nu Html Checker did not start: is Java 17 there?');
    if (Date.now() > deadline) throw new Error('the Nu Html Checker did not answer in time');
    await pause(LOOK_EVERY_MS);
  }
}

async function messagesFor(port, html) {
  const response = await fetch(`http://127.0.0.1:${port}/?out=json`, {
    method: 'POST',
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: html,
  });
  const { messages } = await response.json();
  const told = messages.map((message) => ({
    kind: message.type === 'info' ? message.subType ?? 'info' : 'error',
    text: `line ${message.lastLine ?? '?'}: ${message.message}\n  ${message.extract ?? ''}`,
  }));
  return { errors: told.filter((one) => one.kind === 'error'), warnings: told.filter((one) => one.kind === 'warning') };
}
