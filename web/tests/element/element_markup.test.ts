import { expect, it } from 'vitest';
import { ATTRIBUTES } from '../../src/element/attribute_names.ts';
import type { AvatarAttributes } from '../../src/element/element_markup.ts';

/** Complete, or it is no such record: the compiler counts with us. */
const TYPED: Readonly<Record<keyof AvatarAttributes, true>> = {
  avatar: true,
  server: true,
  voice: true,
  language: true,
  rate: true,
  pitch: true,
  'speaking-style': true,
  volume: true,
  muted: true,
  emotion: true,
  shot: true,
  background: true,
  quality: true,
  codec: true,
  'max-fps': true,
  'max-pixel-ratio': true,
  captions: true,
  still: true,
  'low-power': true,
  'keep-conversation': true,
  mark: true,
  'mark-corner': true,
  'mark-size': true,
  'get-message': true,
  'hash-channel': true,
  'host-bridge': true,
};

it('every attribute has a type for templates', () => {
  const read = ['get-message', 'hash-channel', 'host-bridge', 'keep-conversation', ...ATTRIBUTES];
  expect(Object.keys(TYPED).sort()).toEqual(read.sort());
});
