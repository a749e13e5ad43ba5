import { FrontSide, MeshLambertMaterial, MeshPhysicalMaterial, MeshStandardMaterial, Texture } from 'three';
import { describe, expect, it } from 'vitest';
import { mattOf, richOf } from '../../src/avatar/matt.ts';

describe('materials without highlights', () => {
  it('keep what shows, and give the one they were made from back, with the colour it was tinted to', () => {
    const cloth = new MeshStandardMaterial({ name: 'Suit', map: new Texture(), vertexColors: true, alphaTest: 0.4 });
    cloth.userData = { visavis: { kind: 'cloth' } };
    const matt = mattOf(cloth, 'cloth') as MeshLambertMaterial;
    expect(matt).toBeInstanceOf(MeshLambertMaterial);
    expect([matt.name, matt.map, matt.vertexColors, matt.alphaTest]).toEqual(['Suit', cloth.map, true, 0.4]);
    expect(matt.userData.visavis).toEqual({ kind: 'cloth' });
    matt.color.set('#7a2136');
    let freed = 0;
    matt.addEventListener('dispose', () => freed++);
    expect(richOf(matt)).toBe(cloth);
    expect([cloth.color.getHexString(), freed]).toEqual(['7a2136', 1]);
    expect(richOf(cloth)).toBe(cloth);
  });

  it('leave eyes their highlights', () => {
    const eye = new MeshPhysicalMaterial({ clearcoat: 1 });
    expect(mattOf(eye, 'eye')).toBe(eye);
  });

  it('draw locks of hair from outside only, but not the hair beneath', () => {
    const locks = new MeshPhysicalMaterial({ side: 2, anisotropy: 0.7 });
    const beneath = new MeshPhysicalMaterial({ side: 2 });
    expect(mattOf(locks, 'hair').side).toBe(FrontSide);
    expect(mattOf(beneath, 'hair').side).toBe(2);
  });

  it('let hair show some of its colour where its gleam is missing', () => {
    const hair = new MeshPhysicalMaterial({ map: new Texture(), color: '#ffffff' });
    const matt = mattOf(hair, 'hair') as MeshLambertMaterial;
    expect(matt.emissiveMap).toBe(hair.map);
    expect(matt.emissive.r).toBeGreaterThan(0.1);
    const cloth = mattOf(new MeshStandardMaterial({ map: new Texture() }), 'cloth') as MeshLambertMaterial;
    expect([cloth.emissiveMap, cloth.emissive.r]).toEqual([null, 0]);
  });
});
