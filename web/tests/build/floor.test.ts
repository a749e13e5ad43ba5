import { parseAst } from 'vite';
import { describe, expect, it } from 'vitest';
import { newestSyntax } from '../../build/floor.ts';

const check = (code: string): string[] | null => newestSyntax(parseAst(`${code}\nexport {}`) as never);

describe('the syntax floor', () => {
  it.each([
    ['a?.b', ['ChainExpression']],
    ['a ?? b', ['??']],
    ['a ??= b', ['??=']],
    ['a ||= b', ['||=']],
    ['class A { x = 1 }', ['PropertyDefinition']],
    ['class A { #x; f() { return this.#x } }', ['PrivateIdentifier', 'PropertyDefinition']],
    ['class A { static { f() } }', ['StaticBlock']],
    ['const a = 1n', ['BigInt literal']],
    ['await f()', ['top-level await']],
    ['for await (const a of b) f(a)', ['top-level await']],
  ])('refuses %s', (code, expected) => {
    expect(check(code)).toEqual(expected);
  });

  it.each([
    'async function f() { await g(); for await (const a of b()) g(a) }',
    'const f = async () => { await g() }',
    'import("./a.js").then(({ a, ...rest }) => a || rest)',
    'new URL("a", import.meta.url)',
    'try { f() } catch { g() }',
    'const a = { ...b, c: 2 ** 3, "?.": "??" }',
  ])('lets %s pass', (code) => {
    expect(check(code)).toBeNull();
  });
});
