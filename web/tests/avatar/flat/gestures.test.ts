import { describe, expect, it } from 'vitest';
import { Gestures } from '../../../src/avatar/flat/gestures.ts';

function told(gestures: Gestures): string[] {
  const heard: string[] = [];
  gestures.onGesture = (name, phase, completed) => heard.push(`${name} ${phase} ${completed}`);
  return heard;
}

describe('gestures of a drawing', () => {
  it('begin, move something, and end where they began', () => {
    for (const name of new Gestures().names) {
      const gestures = new Gestures();
      const heard = told(gestures);
      expect(gestures.play(name.toUpperCase())).toBe(true);
      let most = 0;
      for (let step = 0; step < 300 && heard.length < 2; step++) {
        gestures.update(1 / 60);
        const { yaw, pitch, roll, hand } = gestures.pose;
        most = Math.max(most, Math.abs(yaw), Math.abs(pitch), Math.abs(roll), hand);
      }
      expect(heard).toEqual([`${name} start false`, `${name} end true`]);
      expect(most).toBeGreaterThan(0.04);
      expect(Object.values(gestures.pose)).toEqual([0, 0, 0, 0, 0, 0]);
    }
  });

  it('give way to one another', () => {
    const gestures = new Gestures(['nod', 'moonwalk']);
    const heard = told(gestures);
    gestures.play('nod');
    gestures.play('moonwalk');
    expect(heard).toEqual(['nod start false', 'nod end false', 'moonwalk start false']);
    expect(gestures.play('bow')).toBe(false);
  });
});
