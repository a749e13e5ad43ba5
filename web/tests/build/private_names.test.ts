import { describe, expect, it } from 'vitest';
import { shortenPrivateNames } from '../../build/private_names.ts';

describe('shortening private names', () => {
  it('renames declarations, uses and destructured members together', () => {
    const source = `class A {
  private readonly count = 1;
  private list: string[] = [];
  shown = 2;
  private get size() { return this.count + this.shown; }
  private grow(count: number) { const { list, count: before = 0, shown } = this; return [list, before, count, shown, this.size]; }
  count2 = this.grow(3);
  b = 1;
}`;
    expect(shortenPrivateNames(source)).toBe(`class A {
  private readonly a = 1;
  private c: string[] = [];
  shown = 2;
  private get d() { return this.a + this.shown; }
  private e(count: number) { const { c: list, a: before = 0, shown } = this; return [list, before, count, shown, this.d]; }
  count2 = this.e(3);
  b = 1;
}`);
  });

  it.each([
    [
      'a name that something else has as well',
      'class A { private x = 1; is(other: A) { return other.x === this.x; } }',
    ],
    ['a class that extends another', 'class A extends B { private x = 1; f() { return this.x; } }'],
    ['static members', 'class A { private static x = 1; f() { return A.x; } }'],
    ['protected and public members', 'class A { protected x = 1; y = this.x; }'],
    ['a private constructor', 'class A { private constructor() {} }'],
    ['another object with such a key', 'const a = { count: 1 }; class A { f({ count } = a) { return count; } }'],
  ])('leaves alone %s', (_, source) => {
    expect(shortenPrivateNames(source)).toBe(source);
  });

  it('never gives two members of a class one name', () => {
    const members = Array.from({ length: 80 }, (_, i) => `private m${i} = ${i};`).join('\n');
    const names = [...shortenPrivateNames(`class A { ${members} }`).matchAll(/private (\w+)/g)].map(([, name]) => name);
    expect(new Set(names).size).toBe(80);
  });

  it('says which file it cannot read', () => {
    expect(() => shortenPrivateNames('class {', 'broken.ts')).toThrow('broken.ts');
  });
});
