// Writes src/protocol/messages.gen.ts from messages.schema.json; with --check, fails when the committed file is stale.
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { compile } from 'json-schema-to-typescript';

const folder = resolve(import.meta.dirname, '../src/protocol');
const source = resolve(folder, 'messages.schema.json');
const target = resolve(folder, 'messages.gen.ts');

/** Both ends always write every field, so a type without optional fields is what is really on the wire. */
function requireAll(node) {
  if (Array.isArray(node)) return node.forEach(requireAll);
  if (node === null || typeof node !== 'object') return;
  if (node.type === 'object' && node.properties) node.required = Object.keys(node.properties);
  for (const value of Object.values(node)) requireAll(value);
}

const schema = JSON.parse(readFileSync(source, 'utf8'));
const version = /version (\d+\.\d+)/.exec(schema.description)?.[1];
if (!version) throw new Error(`${source} does not tell its version in: ${schema.description}`);
requireAll(schema);
// Lengths of lists are the server's to check: as tuple types they only make the code harder to read.
const types = await compile(schema, 'Wire', {
  bannerComment: '/* Generated from messages.schema.json by `npm run generate`. Do not edit. */',
  additionalProperties: false,
  ignoreMinAndMaxItems: true,
  format: false,
});
const text = `${types.trim()}\n\nexport const PROTOCOL_VERSION = '${version}';\n`;

if (process.argv.includes('--check')) {
  let committed = '';
  try {
    committed = readFileSync(target, 'utf8');
  } catch {}
  if (committed !== text) {
    console.error(`${target} is stale: run npm run generate`);
    process.exit(1);
  }
} else writeFileSync(target, text);
