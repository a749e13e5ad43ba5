import { Group, Object3D, Vector3 } from 'three';
import { describe, expect, it } from 'vitest';
import { Springs } from '../../src/avatar/springs.ts';

/** A head with a lock of two bones that hangs beside it. */
function lock() {
  const root = new Group();
  const head = new Object3D();
  head.name = 'Head';
  head.position.y = 1.5;
  const upper = new Object3D();
  upper.name = 'HairLeft1';
  upper.position.set(0.08, 0, 0);
  const lower = new Object3D();
  lower.name = 'HairLeft2';
  lower.position.set(0, -0.1, 0);
  root.add(head);
  head.add(upper);
  upper.add(lower);
  const chain = { bones: ['HairLeft1', 'HairLeft2'], stiffness: 0.3, drag: 0.3, gravity: 1 };
  return { root, head, upper, lower, chain };
}

const tipOf = (bone: Object3D) => bone.localToWorld(new Vector3(0, -0.1, 0));

describe('Springs', () => {
  it('stays at rest while nothing moves', () => {
    const { root, lower, chain } = lock();
    const springs = new Springs(root, [chain]);
    const before = tipOf(lower);
    for (let i = 0; i < 120; i++) springs.update(1 / 60);
    root.updateMatrixWorld(true);
    expect(tipOf(lower).distanceTo(before)).toBeLessThan(0.004);
  });

  it('lags behind a head that turns, swings past, and settles', () => {
    const { root, head, upper, lower, chain } = lock();
    const springs = new Springs(root, [chain]);
    head.rotation.y = 0.5;
    springs.update(1 / 60);
    expect(upper.quaternion.angleTo(new Object3D().quaternion)).toBeGreaterThan(0.02);
    for (let i = 0; i < 300; i++) springs.update(1 / 60);
    expect(upper.quaternion.angleTo(new Object3D().quaternion)).toBeLessThan(0.05);
    root.updateMatrixWorld(true);
    expect(tipOf(lower).y).toBeCloseTo(1.3, 2);
  });

  it('swings alike at 30 and at 120 frames a second', () => {
    const ends = [30, 120].map((fps) => {
      const { root, head, upper, chain } = lock();
      const springs = new Springs(root, [chain]);
      for (let i = 0; i < fps; i++) {
        head.rotation.y = Math.min(0.5, i / fps);
        springs.update(1 / fps);
      }
      return upper.quaternion.angleTo(new Object3D().quaternion);
    });
    expect(Math.abs(ends[0]! - ends[1]!)).toBeLessThan(0.03);
  });

  it('does not fling hair about when the figure is put elsewhere', () => {
    const { root, upper, chain } = lock();
    const springs = new Springs(root, [chain]);
    root.position.x = 5;
    for (let i = 0; i < 3; i++) springs.update(1 / 60);
    expect(upper.quaternion.angleTo(new Object3D().quaternion)).toBeLessThan(0.05);
  });

  it('leaves out what the model lacks, and puts everything back', () => {
    const { root, head, upper, chain } = lock();
    expect(new Springs(root, [{ ...chain, bones: ['Tail1'] }]).size).toBe(0);
    const springs = new Springs(root, [chain]);
    head.rotation.z = 1;
    springs.update(0.05);
    springs.reset();
    expect(upper.quaternion.w).toBe(1);
  });
});
