import { describe, expect, it } from 'vitest';
import { channelIndex, FACE_CHANNELS, VISEME_OFFSET } from '../../src/core/channels.ts';
import { SpeechLayer } from '../../src/core/speech_layer.ts';

const DT = 1 / 60;
const JAW = channelIndex('jawOpen');

/** A clock that is moved by hand. */
class HandClock {
  utterance: string | null = null;
  seconds = 0;
  running = false;
  updates = 0;
  update(): void {
    this.updates++;
  }
  at(utterance: string | null, seconds: number, running: boolean): void {
    Object.assign(this, { utterance, seconds, running });
  }
}

function rows(frames: number, channels: number, weights: { [column: number]: number }): Uint8Array {
  const all = new Uint8Array(frames * channels);
  for (let frame = 0; frame < frames; frame++) {
    for (const column of Object.keys(weights)) all[frame * channels + Number(column)] = weights[Number(column)] * 255;
  }
  return all;
}

/** The face a layer makes by itself. */
function faceAfter(layer: SpeechLayer, dt = DT): Float32Array {
  const face = new Float32Array(FACE_CHANNELS.length);
  layer.update(dt);
  layer.apply(face, 1);
  return face;
}

function speaking(weights = { [JAW]: 0.8 }) {
  const clock = new HandClock();
  const layer = new SpeechLayer(clock);
  layer.begin('a', 'arkit52', 60);
  layer.write('a', 0, rows(120, 52, weights), true);
  clock.at('a', 1, true);
  for (let i = 0; i < 10; i++) faceAfter(layer);
  return { clock, layer };
}

describe('SpeechLayer', () => {
  it('shows the track at the audible position: arkit52 in the first 52 channels', () => {
    const { layer, clock } = speaking();
    const updates = clock.updates;
    const face = faceAfter(layer);
    expect(clock.updates).toBe(updates + 1);
    expect(face[JAW]).toBeCloseTo(0.8, 2);
    expect(face.filter((weight) => weight > 0).length).toBe(1);
    expect([layer.activity, layer.untracked]).toEqual([1, false]);
  });

  it('moves as widely as the model is to, and closes the lips as ever', () => {
    const [close, roll] = [channelIndex('mouthClose'), channelIndex('mouthRollLower')];
    const { layer } = speaking({ [JAW]: 0.4, [close]: 0.4, [roll]: 0.5, [channelIndex('mouthRollUpper')]: 0.45 });
    const before = layer.lipClosure;
    layer.setArticulation({ jaw: 0.5, lip: 1.5 });
    const face = faceAfter(layer);
    expect(face[JAW]).toBeCloseTo(0.2, 2);
    expect(face[close]).toBeCloseTo(0.2, 2);
    expect(face[roll]).toBeCloseTo(0.5, 2);
    expect(layer.lipClosure).toBeGreaterThanOrEqual(before);
    layer.setArticulation();
    expect(faceAfter(layer)[JAW]).toBeCloseTo(0.4, 2);
  });

  it.each([
    [{ mouthRollLower: 0.72, mouthUpperUpLeft: 0.3 }, 1],
    [{ mouthRollLower: 0.5, mouthRollUpper: 0.45, mouthPressLeft: 0.26 }, 0.1],
    [{ jawOpen: 0.5 }, 0],
  ])('knows a lower lip on the teeth: %o', (weights: { [channel: string]: number }, bite) => {
    const columns = Object.keys(weights).map((name) => [channelIndex(name), weights[name]!]);
    const { layer } = speaking(Object.fromEntries(columns));
    expect(layer.lipBite).toBeCloseTo(bite, 1);
  });

  it('and viseme15 in the last 15', () => {
    const clock = new HandClock();
    const layer = new SpeechLayer(clock);
    layer.begin('a', 'viseme15', 60);
    layer.write('a', 0, rows(60, 15, { 14: 1 }), true);
    clock.at('a', 0.5, true);
    for (let i = 0; i < 5; i++) faceAfter(layer);
    expect(faceAfter(layer)[VISEME_OFFSET + 14]).toBe(1);
  });

  it('starts with the track from its first frame, without easing in', () => {
    const clock = new HandClock();
    const layer = new SpeechLayer(clock);
    layer.begin('a', 'arkit52', 60);
    layer.write('a', 0, rows(60, 52, { [JAW]: 0.8 }), false);
    clock.at('a', 0.01, true);
    expect(faceAfter(layer)[JAW]).toBeCloseTo(0.8, 2);
  });

  it.each([
    [
      'an interruption',
      0.05,
      ({ layer, clock }: ReturnType<typeof speaking>) => {
        layer.drop('a');
        clock.at(null, 0, false);
      },
    ],
    ['an interruption that is still audible', 0.05, ({ layer }: ReturnType<typeof speaking>) => layer.drop('a')],
    ['a stall or a pause', 0.15, ({ clock }: ReturnType<typeof speaking>) => clock.at('a', 1, false)],
    ['the end', 0.1, ({ clock }: ReturnType<typeof speaking>) => clock.at(null, 0, false)],
    [
      'the end of the track before that of the sound',
      0.15,
      ({ clock }: ReturnType<typeof speaking>) => clock.at('a', 2.1, true),
    ],
  ])('at %s the mouth goes to rest within %f s, and does not snap', (_cause, within, happen) => {
    const state = speaking();
    happen(state);
    const path = [faceAfter(state.layer, 0.005)[JAW]];
    for (let t = 0.005; t < within; t += 0.005) path.push(faceAfter(state.layer, 0.005)[JAW]);
    expect(path[path.length - 1]).toBeCloseTo(0, 5);
    let before = 0.8;
    for (const weight of path) {
      expect(weight).toBeLessThanOrEqual(before + 0.01);
      expect(before - weight).toBeLessThan(0.2);
      before = weight;
    }
  });

  it('takes the mouth up again after a stall without a snap', () => {
    const { layer, clock } = speaking();
    clock.at('a', 1, false);
    for (let i = 0; i < 30; i++) faceAfter(layer);
    expect(layer.activity).toBe(0);
    clock.at('a', 1, true);
    expect(faceAfter(layer, 0.005)[JAW]).toBeLessThan(0.2);
    for (let i = 0; i < 8; i++) faceAfter(layer, 0.005);
    expect(faceAfter(layer)[JAW]).toBeCloseTo(0.8, 2);
  });

  it('says when there is sound without a track', () => {
    const { layer, clock } = speaking();
    clock.at('unknown', 0.5, true);
    faceAfter(layer);
    expect(layer.untracked).toBe(true);
    clock.at('unknown', 0.5, false);
    faceAfter(layer);
    expect(layer.untracked).toBe(false);
  });

  it.each([
    ['p in visemes', 'viseme15', { 1: 1 }, 1],
    [
      'p in ARKit',
      'arkit52',
      {
        mouthRollLower: 0.5,
        mouthRollUpper: 0.45,
        mouthPressLeft: 0.26,
        mouthPressRight: 0.26,
        jawOpen: 0.05,
        mouthClose: 0.05,
      },
      1,
    ],
    ['f in ARKit', 'arkit52', { mouthRollLower: 0.72, mouthUpperUpLeft: 0.3, mouthUpperUpRight: 0.3 }, 0],
    ['an open mouth', 'arkit52', { jawOpen: 0.6, mouthRollLower: 0.4, mouthRollUpper: 0.4 }, 0],
    ['rest', 'arkit52', {}, 0],
  ] as const)('knows how far the lips are held together: %s', (_name, space, weights, closure) => {
    const clock = new HandClock();
    const layer = new SpeechLayer(clock);
    layer.begin('a', space, 60);
    const columns: { [column: number]: number } = {};
    for (const [name, weight] of Object.entries(weights)) {
      columns[space === 'viseme15' ? Number(name) : channelIndex(name)] = weight;
    }
    layer.write('a', 0, rows(60, space === 'viseme15' ? 15 : 52, columns), true);
    clock.at('a', 0.05, true);
    for (let i = 0; i < 5; i++) faceAfter(layer);
    expect(layer.lipClosure).toBeCloseTo(closure, 1);
  });

  it('ignores rows of what was dropped, and begins anew when told to', () => {
    const { layer, clock } = speaking();
    layer.write('gone', 0, new Uint8Array(52), true);
    layer.begin('a', 'arkit52', 60);
    clock.at('a', 1, true);
    faceAfter(layer);
    expect(layer.untracked).toBe(true);
    expect(() => layer.write('a', 0, new Uint8Array(15), true)).toThrow(RangeError);
  });

  it('keeps no tracks of what is over, however many utterances there are', () => {
    const { layer, clock } = speaking();
    for (let n = 0; n < 1000; n++) {
      for (const id of [`x${n}`, `y${n}`]) layer.begin(id, 'arkit52', 60);
      for (const id of [`x${n}`, `y${n}`]) {
        layer.write(id, 0, rows(10, 52, { [JAW]: 0.5 }), true);
        clock.at(id, 0.1, true);
        faceAfter(layer);
        expect(faceAfter(layer, 0.1)[JAW]).toBeCloseTo(0.5, 2);
      }
      clock.at(null, 0, false);
      faceAfter(layer);
    }
    expect(layer.held).toBe(1);
  });
});
