import { readdirSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

const root = import.meta.dirname;

/** Every page at the root of web/ is an entry: index.html is the demo, others are added by adding a file. */
const pages = Object.fromEntries(
  readdirSync(root)
    .filter((name) => name.endsWith('.html'))
    .map((name) => [basename(name, '.html'), resolve(root, name)]),
);

/** Engines as old as Chrome 77 (mini-program web views): older syntax is produced for our code and for three. */
const target = ['es2019', 'chrome77', 'safari14'];

export default defineConfig({
  root,
  base: '/',
  build: { target, rolldownOptions: { input: pages } },
  server: {
    proxy: {
      '/v1': { target: 'http://localhost:8080', ws: true },
      '/models': 'http://localhost:8080',
    },
  },
  test: { include: ['tests/**/*.test.ts'] },
});
