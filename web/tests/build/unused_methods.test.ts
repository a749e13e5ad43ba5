import { describe, expect, it } from 'vitest';
import { namesIn, unusedMethods } from '../../build/unused_methods.ts';

const unused = (...sources: string[]) => [
  ...unusedMethods(sources.map((code, number) => namesIn(`${number}.ts`, code))),
];

describe('methods that nothing can call', () => {
  it('are those whose name stands nowhere else', () => {
    expect(unused('class A { used() {} unused() {} }', 'export const f = (a: unknown) => a.used()')).toEqual([
      'unused',
    ]);
  });

  it('are also those that only such methods call, be it each other', () => {
    const code = 'class A { a() { this.b() } b() { this.a(); this.c() } c() {} d() { this.e() } e() {} } new A().d();';
    expect(unused(code)).toEqual(['a', 'b', 'c']);
  });

  it('are kept in every class when one of their name is called', () => {
    expect(unused('class A { copy() { this.deep() } deep() {} }', 'class B { copy() {} } new B().copy()')).toEqual([]);
  });

  it('are not what a string, a template or a destructuring asks for', () => {
    const code = "a['one'](); a[`two`](); const { three } = a; class A { one() {} two() {} three() {} }";
    expect(unused(code)).toEqual([]);
  });

  it('are no constructors, accessors, or methods of computed names', () => {
    const code = 'class A { constructor() { x.y() } get z() { return w } set z(v) {} [k]() {} y() {} w() {} }';
    expect(unused(code)).toEqual([]);
  });
});
