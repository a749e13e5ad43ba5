import { expect, test } from 'vitest';
import { TalkLog } from '../../../src/pages/talk/talk_log.ts';

/** A box of 100 px; what is in it is as high as the test says. */
class Box extends EventTarget {
  readonly clientHeight = 100;
  readonly children = [];
  scrollHeight = 100;
  private at = 0;
  get scrollTop(): number {
    return this.at;
  }
  set scrollTop(px: number) {
    this.at = Math.min(Math.max(0, px), this.scrollHeight - this.clientHeight);
  }
  append(): void {
    this.scrollHeight += 200;
  }
}

function log() {
  const box = new Box();
  const shown = new TalkLog(box as unknown as HTMLElement);
  return { box, add: () => shown.add({} as HTMLElement), tell: (name: string) => box.dispatchEvent(new Event(name)) };
}

test('what comes below a picture is seen though the picture had its height before we heard that we had scrolled', () => {
  const { box, add, tell } = log();
  add();
  expect(box.scrollTop).toBe(200);
  box.scrollHeight += 150;
  tell('scroll');
  tell('load');
  expect(box.scrollTop).toBe(350);
});

test('whoever reads what was said before stays there, and follows again from the end on', () => {
  const { box, add, tell } = log();
  add();
  tell('scroll');
  box.scrollTop = 40;
  tell('scroll');
  add();
  expect(box.scrollTop).toBe(40);
  box.scrollTop = 100;
  tell('scroll');
  add();
  expect(box.scrollTop, 'on the way back').toBe(100);
  box.scrollTop = 600;
  tell('scroll');
  add();
  expect(box.scrollTop).toBe(800);
});
