import {
  AnimationClip,
  Bone,
  Group,
  Mesh,
  NumberKeyframeTrack,
  Quaternion,
  QuaternionKeyframeTrack,
  Vector3,
} from 'three';
import { describe, expect, it } from 'vitest';
import { FOREIGN_RIG } from '../../src/avatar/foreign_rig.ts';
import { JawDrive } from '../../src/avatar/jaw.ts';
import { bakeMouthClips } from '../../src/avatar/mouth_bake.ts';
import { channelIndex, FACE_CHANNELS } from '../../src/core/channels.ts';

const JAW = channelIndex('jawOpen');
const SMILE = channelIndex('mouthSmileLeft');

function head(): Group {
  const root = new Group();
  for (const [name, targets] of [
    ['Face', ['mouthSmile_L', 'jawOpen']],
    ['Teeth', ['jawOpen']],
  ] as const) {
    const mesh = new Mesh();
    mesh.name = name;
    mesh.morphTargetDictionary = Object.fromEntries(targets.map((target, index) => [target, index]));
    mesh.morphTargetInfluences = targets.map(() => 0);
    root.add(mesh);
  }
  return root;
}

const track = (node: string, values: number[]) =>
  new NumberKeyframeTrack(`${node}.morphTargetInfluences`, [0, 0.5, 1], values);

describe('baking mouth clips', () => {
  it('reads the weights of every mesh as channels', () => {
    const clip = new AnimationClip('talk', 1, [track('Face', [0, 0, 1, 1, 0, 0]), track('Teeth', [0, 1, 0])]);
    const loop = bakeMouthClips([clip], head(), null, FOREIGN_RIG)!;
    const out = new Float32Array(FACE_CHANNELS.length);
    loop.track.sample(0.5, out, 0);
    expect(out[JAW]).toBeCloseTo(1, 1);
    expect(out[SMILE]).toBeCloseTo(1, 1);
    loop.track.sample(0.25, out, 0);
    expect(out[JAW]).toBeCloseTo(0.5, 1);
  });

  it('puts several clips one after another', () => {
    const open = new AnimationClip('a', 1, [track('Teeth', [1, 1, 1])]);
    const shut = new AnimationClip('b', 1, [track('Teeth', [0, 0, 0])]);
    const loop = bakeMouthClips([open, shut], head())!;
    const out = new Float32Array(FACE_CHANNELS.length);
    loop.track.sample(0.5, out, 0);
    expect(out[JAW]).toBe(1);
    loop.track.sample(1.5, out, 0);
    expect(out[JAW]).toBe(0);
    expect(loop.seconds).toBeCloseTo(2, 1);
  });

  it('reads the turning of a driven jaw', () => {
    const root = new Group();
    const jaw = new Bone();
    jaw.name = 'Jaw';
    root.add(jaw);
    const open = new Quaternion().setFromAxisAngle(new Vector3(1, 0, 0), (10 * Math.PI) / 180).toArray();
    const clip = new AnimationClip('talk', 1, [
      new QuaternionKeyframeTrack('Jaw.quaternion', [0, 0.5, 1], [0, 0, 0, 1, ...open, 0, 0, 0, 1]),
    ]);
    expect(bakeMouthClips([clip], root)).toBeNull();
    const loop = bakeMouthClips([clip], root, new JawDrive(jaw, root, 20))!;
    const out = new Float32Array(FACE_CHANNELS.length);
    loop.track.sample(0.5, out, 0);
    expect(out[JAW]).toBeCloseTo(0.5, 1);
    loop.track.sample(0, out, 0);
    expect(out[JAW]).toBeCloseTo(0, 1);
  });

  it('has nothing to give for clips that move only bones, or unknown targets', () => {
    expect(bakeMouthClips([new AnimationClip('talk', 1, [])], head())).toBeNull();
    expect(bakeMouthClips([new AnimationClip('talk', 1, [track('Gone', [0, 1, 0])])], head())).toBeNull();
  });
});
