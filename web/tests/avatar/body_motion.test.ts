import { Group, Object3D, Quaternion, Vector3 } from 'three';
import { describe, expect, it } from 'vitest';
import { BodyMotion } from '../../src/avatar/body_motion.ts';
import { HeadMotion } from '../../src/core/head_motion.ts';

/** Chest, neck and head; the neck's own axes are turned, as exporters leave them. */
function figure() {
  const root = new Group();
  const bones = ['Spine2', 'Neck', 'Head', 'LeftEye'].map((name) => {
    const bone = new Object3D();
    bone.name = name;
    bone.position.y = 0.1;
    return bone;
  });
  bones.reduce<Object3D>((parent, bone) => {
    parent.add(bone);
    return bone;
  }, root);
  bones[1]!.rotation.set(0.3, 0, 1.2);
  bones[2]!.rotation.set(-0.2, 0.4, -1);
  return { root, head: bones[2]!, eye: bones[3]! };
}

/** Where something that looks ahead at rest looks now, in the model's space. */
function ahead(bone: Object3D, rest: Quaternion): Vector3 {
  return new Vector3(0, 0, 1).applyQuaternion(
    bone.getWorldQuaternion(new Quaternion()).multiply(rest.clone().invert()),
  );
}

function turned(yaw: number, pitch: number): HeadMotion {
  const head = new HeadMotion();
  head.yaw = yaw;
  head.pitch = pitch;
  return head;
}

describe('BodyMotion', () => {
  it('turns the head by the whole angle about the axes of the model, whatever those of the bones', () => {
    const { root, head } = figure();
    const rest = head.getWorldQuaternion(new Quaternion());
    const body = new BodyMotion(root, false, false);
    body.apply(0, turned(0.4, 0), 0, 0);
    const side = ahead(head, rest);
    expect(Math.atan2(side.x, side.z)).toBeCloseTo(0.4, 1);
    body.release();
    body.apply(0, turned(0, 0.3), 0, 0);
    expect(ahead(head, rest).y).toBeLessThan(-0.25);
  });

  it('adds nothing up over frames, whether or not a clip writes the bone', () => {
    const { root, head } = figure();
    const rest = head.quaternion.clone();
    const body = new BodyMotion(root, false, false);
    for (let frame = 0; frame < 100; frame++) {
      body.release();
      if (frame % 3 === 0) head.quaternion.copy(rest);
      body.apply(1 / 60, turned(0.2, 0.1), 0, 0);
    }
    expect(head.quaternion.angleTo(rest)).toBeLessThan(0.2);
    body.release();
    expect(head.quaternion.angleTo(rest)).toBeLessThan(1e-6);
  });

  it('turns eye bones only where it is asked to, and breathes only without an idle clip', () => {
    for (const asked of [true, false]) {
      const { root, eye } = figure();
      const body = new BodyMotion(root, asked, asked);
      const chest = root.getObjectByName('Spine2')!;
      let most = 0;
      for (let frame = 0; frame < 120; frame++) {
        body.release();
        body.apply(1 / 60, turned(0, 0), 0.3, 0);
        most = Math.max(most, Math.abs(chest.rotation.x));
      }
      expect(eye.rotation.y !== 0).toBe(asked);
      expect(most > 0.005).toBe(asked);
    }
  });
});
