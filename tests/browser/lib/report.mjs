// Results as TAP-like lines. A check that fails does not stop the others; a
// scenario that cannot go on ends with one failed check of its own.

const LINES_MAX = 24;
const LINE_MAX = 400;
let passed = 0;
let failed = 0;

function line(ok, name, detail) {
  const number = passed + failed + 1;
  if (ok) passed += 1;
  else failed += 1;
  console.log(`${ok ? 'ok' : 'not ok'} ${number} - ${name}`);
  if (!ok && detail) console.log(shortened(detail).replace(/^/gm, '  # '));
}

/** Enough to see what is wrong; a fault in a template repeats itself. */
function shortened(detail) {
  const lines = String(detail).split('\n').map((one) => (one.length > LINE_MAX ? `${one.slice(0, LINE_MAX)}…` : one));
  const rest = lines.length - LINES_MAX;
  return rest > 0 ? [...lines.slice(0, LINES_MAX), `and ${rest} more lines`].join('\n') : lines.join('\n');
}

/** One fact: `ok` must be true; `detail` says what was there instead. */
export function check(ok, name, detail = '') {
  line(Boolean(ok), name, detail);
  return Boolean(ok);
}

/** The text must hold each of these; what is missing is named. */
export function checkHolds(text, wanted, name) {
  const missing = wanted.filter((part) => !text.includes(part));
  return check(missing.length === 0, name, `missing: ${missing.join(' | ')}\nin: ${text.slice(0, 1500)}`);
}

/** Runs a scenario to its end or to its first error. */
export async function scenario(name, run) {
  console.log(`# ${name}`);
  try {
    await run();
  } catch (error) {
    line(false, `${name} runs to its end`, error.stack ?? error);
  }
}

/** How many checks have failed so far. */
export const failures = () => failed;

/** The last line, and the exit code. */
export function finish() {
  console.log(`1..${passed + failed}`);
  console.log(`# ${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}
