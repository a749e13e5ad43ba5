import { MeshStandardMaterial } from 'three';
import { describe, expect, it } from 'vitest';
import { kindOf } from '../../src/avatar/material_kind.ts';

const named = (name: string, kind?: unknown) => {
  const material = new MeshStandardMaterial({ name });
  if (kind !== undefined) material.userData.visavis = { kind };
  return kindOf(material);
};

describe('what a material is', () => {
  it.each([
    ['Skin', 'skin'],
    ['Wolf3D_Skin', 'skin'],
    ['face_SKIN', 'skin'],
    ['Eye', 'eye'],
    ['EyeShell', 'eye_shell'],
    ['eyelash', 'lash'],
    ['lash2', 'lash'],
    ['Eyebrow', 'brow'],
    ['Hair', 'hair'],
    ['Chair', 'plain'],
    ['Wolf3D_Eye', 'eye'],
    ['Teeth', 'teeth'],
    ['Tongue', 'tongue'],
    ['Blazer', 'cloth'],
    ['Badge', 'plain'],
    ['', 'plain'],
  ])('%s by its name is %s', (name, kind) => expect(named(name)).toBe(kind));

  it('is what its own extras say first', () => {
    expect(named('Skin', 'cloth')).toBe('cloth');
    expect(named('Hair', 'plain')).toBe('plain');
    expect(named('Hair', 'no such kind')).toBe('hair');
  });
});
