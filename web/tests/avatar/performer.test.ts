import { AnimationClip, Group, Object3D, VectorKeyframeTrack } from 'three';
import { describe, expect, it } from 'vitest';
import { Performer } from '../../src/avatar/performer.ts';
import { readerFor } from '../../src/avatar/rig_reader.ts';
import { faceOf } from '../../src/core/channels.ts';

describe('a model whose mouth only a clip can move', () => {
  async function clipOnly() {
    const scene = new Group();
    const lip = new Object3D();
    lip.name = 'lip';
    scene.add(lip);
    const hold = (y: number) => new VectorKeyframeTrack('lip.position', [0, 1], [0, y, 0, 0, y, 0]);
    const animations = [new AnimationClip('idle', 1, [hold(0)]), new AnimationClip('talk', 1, [hold(-1)])];
    const performer = new Performer({ scene, animations }, { name: 'x', files: {} }, await readerFor(scene));
    return { performer, lip };
  }

  it('talks by as much of the clip as the face opens its mouth', async () => {
    const { performer, lip } = await clipOnly();
    expect(performer.binding.profile.speechSpace).toBe('clip');
    expect(performer.hasMouthClipOnly).toBe(true);
    const lipAfter = (face: Float32Array) => {
      for (let i = 0; i < 40; i++) performer.perform(face, 0.02, false);
      return lip.position.y;
    };
    expect(lipAfter(faceOf({}))).toBeCloseTo(0);
    expect(lipAfter(faceOf({ jawOpen: 0.5 }))).toBeCloseTo(-0.5, 1);
    expect(lipAfter(faceOf({ viseme_aa: 1 }))).toBeLessThan(-0.6);
    expect(lipAfter(faceOf({}))).toBeCloseTo(0, 1);
  });
});
