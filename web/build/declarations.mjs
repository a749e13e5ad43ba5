// Types of the npm package name each other by the modules they belong to: `./avatar.js`, not `./avatar.ts`. Those for
// frameworks are written by hand, since the frameworks are not here to be compiled with.
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

const folder = resolve(import.meta.dirname, '../lib/types');
for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
  if (!entry.name.endsWith('.d.ts')) continue;
  const path = join(entry.parentPath, entry.name);
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace(/((?:from|import\()\s*['"]\.[^'"]*)\.ts(['"])/g, '$1.js$2'));
}
await cp(resolve(import.meta.dirname, '../types'), folder, { recursive: true });
