import { describe, expect, it } from 'vitest';
import { hostOrigins } from '../../src/pages/embed_hosts.ts';

const own = 'https://avatar.example';
const shop = 'https://shop.example';
const evil = 'https://evil.example';

describe('who may drive the embed page', () => {
  it.each([
    ['nobody but its own site where nothing was said', [], [], [own]],
    ['whom the address names where the operator has no list', [], [shop], [own, shop]],
    ['everybody on the operator’s list', [shop, evil], [], [own, shop, evil]],
    ['of the list, whom the address names', [shop, evil], [shop], [own, shop]],
    ['nobody besides the list', [shop], [evil], [own]],
    ['whom the address names where the operator allows all', ['*'], [shop], [own, shop]],
    [
      'no wildcard, no path, no scheme of files',
      [],
      ['*', 'https://a.example/x', 'file://x', 'null', 'https://u@a.example'],
      [own],
    ],
  ])('is %s', (_, allowed, asked, expected) => {
    expect(hostOrigins({ allowed, asked, own })).toEqual(expected);
  });
});
