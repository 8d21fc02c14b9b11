// What differs, as a page to look at: expected, actual, difference, side by side.

import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { encode } from './png.mjs';

const STYLE = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { margin: 1.5rem; }
  .row { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 1rem; }
  img { max-width: 100%; border: 1px solid; }
  figure { margin: 0; }
`;

/** Writes the pictures and `index.html` into `folder`; an empty list only clears it. */
export async function review(folder, differing) {
  await rm(folder, { recursive: true, force: true });
  if (differing.length === 0) return;
  await mkdir(folder, { recursive: true });
  const parts = [];
  for (const { name, says, expected, actual, diff } of differing) {
    const files = [['expected', expected], ['actual', actual && encode(actual)], ['difference', diff && encode(diff)]].filter(([, file]) => file);
    const figures = [];
    for (const [what, file] of files) {
      const path = name.replace('.png', `.${what}.png`);
      await writeFile(join(folder, path), file);
      figures.push(`<figure><figcaption>${what}</figcaption><a href="${path}"><img src="${path}" alt="${what}"></a></figure>`);
    }
    parts.push(`<h2>${name}</h2><p>${says}</p><div class="row">${figures.join('')}</div>`);
  }
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Snapshots that differ</title><style>${STYLE}</style>
<h1>${differing.length} snapshots differ</h1><p>To accept what is there now: <code>cargo xtask snapshots --accept</code></p>${parts.join('\n')}</html>`;
  await writeFile(join(folder, 'index.html'), page);
  console.log(`# to review: ${join(folder, 'index.html')}`);
}
