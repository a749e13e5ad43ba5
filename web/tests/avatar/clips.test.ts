import {
  AnimationClip,
  Group,
  Mesh,
  NumberKeyframeTrack,
  Object3D,
  QuaternionKeyframeTrack,
  VectorKeyframeTrack,
} from 'three';
import { describe, expect, it } from 'vitest';
import { classifyClips } from '../../src/avatar/clip_roles.ts';
import { ClipPlayer } from '../../src/avatar/clips.ts';

describe('sorting clips', () => {
  it('goes by name', () => {
    const roles = classifyClips(['Idle', 'Talk', 'Nod', 'Blink', 'T-Pose', 'wave_hello', '待机2', '说话']);
    expect(roles).toEqual({
      idle: ['Idle', '待机2'],
      listening: [],
      thinking: [],
      mouth: ['Talk', '说话'],
      gestures: ['Nod', 'wave_hello'],
    });
    expect(classifyClips(['Listening', '思考', 'wave'])).toMatchObject({
      listening: ['Listening'],
      thinking: ['思考'],
      gestures: ['wave'],
    });
  });

  it('believes the manifest, but not in clips that are not there', () => {
    const roles = classifyClips(['A', 'B', 'C'], { idle: ['B'], mouth: ['C', 'Gone'] });
    expect(roles).toEqual({ idle: ['B'], listening: [], thinking: [], mouth: ['C'], gestures: ['A'] });
  });

  it('does not offer as a gesture what the manifest has given another role', () => {
    expect(classifyClips(['Talking idle'], { idle: ['Talking idle'] }).mouth).toEqual([]);
  });
});

/** A figure with an arm and a leg, whose positions tell which clip moves them. */
function figure() {
  const root = new Group();
  const arm = new Object3D();
  arm.name = 'arm';
  const leg = new Object3D();
  leg.name = 'leg';
  root.add(arm, leg);
  return { root, arm, leg };
}

const hold = (node: string, y: number, seconds: number) =>
  new VectorKeyframeTrack(`${node}.position`, [0, seconds], [0, y, 0, 0, y, 0]);
const idle = new AnimationClip('idle', 2, [hold('arm', 1, 2), hold('leg', 1, 2)]);
const wave = new AnimationClip('Wave', 2, [hold('arm', 5, 2)]);
const roles = { idle: ['idle'], listening: ['listen'], thinking: [], mouth: [], gestures: ['Wave', 'Bow'] };

function run(player: ClipPlayer, seconds: number, look?: () => void): void {
  for (let t = 0; t < seconds - 1e-9; t += 0.02) {
    player.update(0.02);
    look?.();
  }
}

describe('playing clips', () => {
  it('idles, gives a gesture the bones it moves, and takes them back without a jump', () => {
    const { root, arm, leg } = figure();
    const player = new ClipPlayer(root, [idle, wave], roles, true);
    run(player, 0.1);
    expect([arm.position.y, leg.position.y]).toEqual([1, 1]);
    expect(player.play('wave')).toBe(true);
    let largestStep = 0;
    let top = 0;
    let last = arm.position.y;
    run(player, 2.5, () => {
      largestStep = Math.max(largestStep, Math.abs(arm.position.y - last));
      last = arm.position.y;
      top = Math.max(top, last);
      expect(leg.position.y).toBeCloseTo(1);
    });
    expect(top).toBeGreaterThan(4.9);
    expect(arm.position.y).toBeCloseTo(1);
    expect(largestStep).toBeLessThan(0.6);
  });

  it('goes from one gesture to the next without passing through rest', () => {
    const { root, arm } = figure();
    const bow = new AnimationClip('Bow', 2, [hold('arm', 6, 2)]);
    const player = new ClipPlayer(root, [idle, wave, bow], roles, true);
    player.play('Wave');
    run(player, 1);
    player.play('Bow');
    let least = arm.position.y;
    let last = arm.position.y;
    let largestStep = 0;
    run(player, 1, () => {
      least = Math.min(least, arm.position.y);
      largestStep = Math.max(largestStep, Math.abs(arm.position.y - last));
      last = arm.position.y;
    });
    expect(least).toBeGreaterThan(4.3);
    expect(largestStep).toBeLessThan(0.35);
    expect(player.gesturing).toEqual(['Bow']);
  });

  it('tells when gestures begin and end, and whether they were played whole', () => {
    const bow = new AnimationClip('Bow', 2, [hold('arm', 6, 2)]);
    const player = new ClipPlayer(figure().root, [idle, wave, bow], roles, true);
    const told: string[] = [];
    player.onGesture = (name, phase, completed) => told.push(`${name} ${phase}${completed ? ' whole' : ''}`);
    player.play('Wave');
    run(player, 1);
    player.play('Bow');
    run(player, 4);
    expect(told).toEqual(['Wave start', 'Bow start', 'Wave end', 'Bow end whole']);
  });

  it('begins a gesture anew when it is asked for again, without a jump', () => {
    const { root, arm } = figure();
    const player = new ClipPlayer(root, [idle, wave], roles, true);
    player.play('Wave');
    run(player, 1);
    player.play('Wave');
    run(player, 1.2);
    expect(arm.position.y).toBeGreaterThan(4);
    run(player, 1.5);
    expect(arm.position.y).toBeCloseTo(1);
  });

  it('changes the loop of the body with what the avatar is doing, slowly, and goes on idling without a loop for it', () => {
    const { root, leg } = figure();
    const listen = new AnimationClip('listen', 2, [hold('leg', 3, 2), hold('arm', 1, 2)]);
    const player = new ClipPlayer(root, [idle, listen], roles, true);
    run(player, 0.2);
    player.setActivity('listening');
    let last = leg.position.y;
    let largestStep = 0;
    run(player, 1.2, () => {
      largestStep = Math.max(largestStep, Math.abs(leg.position.y - last));
      last = leg.position.y;
    });
    expect([player.loopName, leg.position.y]).toEqual(['listen', 3]);
    expect(largestStep).toBeLessThan(0.12);
    player.setActivity('thinking');
    run(player, 1.2);
    expect([player.loopName, leg.position.y]).toEqual(['idle', 1]);
    // Back and forth within a fade: nothing piles up.
    for (const activity of ['listening', 'idle', 'listening', 'idle'] as const) {
      player.setActivity(activity);
      run(player, 0.1);
    }
    run(player, 1);
    expect(leg.position.y).toBeCloseTo(1);
  });

  it('idles in more than one way where the model can', () => {
    const other = new AnimationClip('idle2', 2, [hold('arm', 2, 2), hold('leg', 2, 2)]);
    const player = new ClipPlayer(figure().root, [idle, other], { ...roles, idle: ['idle', 'idle2'] }, true);
    const seen = new Set<string | null>();
    run(player, 40, () => seen.add(player.loopName));
    expect([...seen].sort()).toEqual(['idle', 'idle2']);
  });

  it('says when there is no such clip', () => {
    expect(new ClipPlayer(figure().root, [idle], roles, true).play('dance')).toBe(false);
  });

  it('stands still when asked to', () => {
    const { root, arm } = figure();
    const moving = new AnimationClip('idle', 2, [new VectorKeyframeTrack('arm.position', [0, 2], [0, 0, 0, 0, 2, 0])]);
    const player = new ClipPlayer(root, [moving], roles, true);
    player.setStill(true);
    run(player, 1);
    expect(arm.position.y).toBe(0);
    player.setStill(false);
    run(player, 1);
    expect(arm.position.y).toBeGreaterThan(0.5);
  });

  it('keeps off morph targets and a driven jaw', () => {
    const root = new Group();
    const head = new Mesh();
    head.name = 'head';
    head.morphTargetInfluences = [0.3];
    head.morphTargetDictionary = { jawOpen: 0 };
    const jaw = new Object3D();
    jaw.name = 'jaw';
    root.add(head, jaw);
    const clip = new AnimationClip('idle', 1, [
      new NumberKeyframeTrack('head.morphTargetInfluences', [0, 1], [1, 1]),
      new QuaternionKeyframeTrack('jaw.quaternion', [0, 1], [1, 0, 0, 0, 1, 0, 0, 0]),
    ]);
    run(new ClipPlayer(root, [clip], roles, true, 'jaw'), 0.2);
    expect(head.morphTargetInfluences).toEqual([0.3]);
    expect(jaw.quaternion.w).toBe(1);
    run(new ClipPlayer(root, [clip], roles, false), 0.2);
    expect(head.morphTargetInfluences).toEqual([1]);
    expect(jaw.quaternion.x).toBe(1);
  });

  it('shows a mouth clip by as much as the mouth is open', () => {
    const { root, arm } = figure();
    const talk = new AnimationClip('talk', 1, [hold('arm', 9, 1)]);
    const player = new ClipPlayer(
      root,
      [idle, talk],
      { idle: ['idle'], mouth: ['talk'], gestures: [], listening: [], thinking: [] },
      true,
    );
    const talkFor = (opening: number) => {
      for (let i = 0; i < 40; i++) {
        player.setMouth(opening, 0.02);
        player.update(0.02);
      }
      return arm.position.y;
    };
    expect(talkFor(1)).toBeGreaterThan(8.7);
    expect(talkFor(0.5)).toBeCloseTo(5, 0);
    expect(talkFor(0)).toBeCloseTo(1, 1);
  });
});
