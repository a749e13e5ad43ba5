import { describe, expect, it } from 'vitest';
import { safeAddress } from '../../../src/pages/talk/shown.ts';
import { joined } from '../../../src/pages/talk/talk_log.ts';

describe('what is shown beside an answer', () => {
  it.each([
    ['https://shop.example/track', 'https://shop.example/track'],
    ['/pictures/a.png', 'http://here.example/pictures/a.png'],
    ['pictures/a.png', 'http://here.example/demo/pictures/a.png'],
    ['http://elsewhere.example/a.png', null],
    ['//elsewhere.example/a', null],
    ['javascript:alert(1)', null],
    ['data:text/html,<p>', null],
    ['blob:http://here.example/1', null],
    ['https://', null],
  ])('leads to %s only where it may', (url, address) => {
    expect(safeAddress(url, 'http://here.example/demo/')).toBe(address);
  });
});

describe('clauses of an answer', () => {
  it('stand apart where their script has spaces', () => {
    expect(joined('Shipping is 10 yuan.', 'It is free above 99.')).toBe('Shipping is 10 yuan. It is free above 99.');
    expect(joined('您好，', '运费十元。')).toBe('您好，运费十元。');
    expect(joined('请打开APP，', 'then click Submit.')).toBe('请打开APP，then click Submit.');
    expect(joined('', 'Hello')).toBe('Hello');
    expect(joined('one ', 'two')).toBe('one two');
  });
});
