import { describe, expect, it } from 'vitest';
import { ATTRIBUTES, needsNewAvatar } from '../../src/element/attribute_names.ts';
import type { Avatar } from '../../src/element/avatar.ts';
import { bringAttribute, optionsFrom } from '../../src/element/element_attributes.ts';
import { avatarAddress } from '../../src/element/model_address.ts';

const attributes = (values: Record<string, string>) => ({
  getAttribute: (name: string) => values[name] ?? null,
  hasAttribute: (name: string) => name in values,
});

/** An avatar that writes down what is set. */
function recorder() {
  const done: unknown[][] = [];
  const handler: ProxyHandler<object> = {
    get: (_, name) => (name === 'shot' ? 'upper' : (...values: unknown[]) => done.push([name, ...values])),
    set: (_, name, value) => {
      done.push([name, value]);
      return true;
    },
  };
  return { avatar: new Proxy({}, handler) as Avatar, done };
}

describe('attributes of the element', () => {
  it('become options, and what makes no sense is left out', () => {
    const given = attributes({
      server: 'https://a.example',
      voice: 'espeak:zh',
      rate: '1.2',
      pitch: 'high',
      'speaking-style': 'clear',
      shot: 'moon',
      quality: 'low',
      codec: 'mp3',
      'max-fps': '30',
    });
    expect(optionsFrom(given)).toMatchObject({
      server: 'https://a.example',
      defaults: { voice: 'espeak:zh', rate: 1.2, style: 'clear' },
      quality: 'low',
      maxFps: 30,
    });
    expect(optionsFrom(given)).not.toHaveProperty('shot');
    expect(optionsFrom(given)).not.toHaveProperty('codec');
  });

  it('that change what is there all reach the avatar', () => {
    const values: Record<string, string> = {
      volume: '0.3',
      muted: '',
      emotion: 'happy',
      shot: 'head',
      background: 'red',
      quality: 'low',
      voice: 'v',
      language: 'en',
      rate: '2',
      pitch: '1',
      'speaking-style': 'clear',
      still: '',
      captions: '',
      mark: 'AI',
      'mark-corner': 'top-left',
      'mark-size': '0.05',
    };
    for (const name of ATTRIBUTES) {
      if (name === 'avatar' || needsNewAvatar(name)) continue;
      const { avatar, done } = recorder();
      bringAttribute(avatar, name, attributes(values));
      expect(done, name).toHaveLength(1);
    }
  });

  it('with a value that cannot be change nothing', () => {
    const { avatar, done } = recorder();
    for (const [name, value] of [
      ['volume', '2'],
      ['volume', 'loud'],
      ['shot', 'moon'],
      ['quality', 'best'],
    ] as const) {
      bringAttribute(avatar, name, attributes({ [name]: value }));
    }
    expect(done).toEqual([]);
  });
});

describe('an avatar’s address', () => {
  it.each([
    ['mei', undefined, 'https://shop.example/x/models/mei/manifest.json'],
    ['mei', 'https://a.example/v', 'https://a.example/v/models/mei/manifest.json'],
    ['mei', 'https://a.example/v/', 'https://a.example/v/models/mei/manifest.json'],
    ['my/face.glb', 'https://a.example', 'https://shop.example/x/my/face.glb'],
    ['https://b.example/f.glb', 'https://a.example', 'https://b.example/f.glb'],
  ])('of %s at %s', (avatar, server, address) => {
    expect(avatarAddress(avatar, server, 'https://shop.example/x/')).toBe(address);
  });
});
