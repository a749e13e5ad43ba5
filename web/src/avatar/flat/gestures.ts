/** How far a gesture has turned and moved the figure. Turns in radians; lifts in drawing units; the hand 0 to 1. */
export interface Pose {
  yaw: number;
  pitch: number;
  roll: number;
  lower: number;
  hand: number;
  /** The raised hand's own turn, in degrees. */
  wave: number;
}

interface Gesture {
  readonly seconds: number;
  /** Adds to a pose at a share, 0 to 1, of the gesture. */
  readonly shape: (share: number, pose: Pose) => void;
}

const hump = (share: number) => Math.sin(Math.PI * share) ** 2;
const swing = (share: number, times: number) => Math.sin(2 * Math.PI * times * share) * hump(share);
const held = (share: number) => Math.min(1, 5 * share, 5 * (1 - share));

const NOD: Gesture = { seconds: 1.3, shape: (share, pose) => { pose.pitch += 0.2 * Math.abs(swing(share, 1)); } }; // biome-ignore format: a line
const WAVE: Gesture = {
  seconds: 2.6,
  shape: (share, pose) => {
    pose.hand = held(share);
    pose.wave = 13 * Math.sin(2 * Math.PI * 3 * share) * held(share);
    pose.roll += 0.05 * held(share);
  },
};
const show = (side: 1 | -1): Gesture => ({
  seconds: 1.8,
  shape: (share, pose) => {
    pose.yaw += side * 0.22 * held(share);
    pose.roll += side * 0.06 * held(share);
  },
});

/** What a drawing does where a model plays the clip of that name; it nods where it knows no better. */
const GESTURES: { readonly [name: string]: Gesture } = {
  nod: NOD,
  shake: { seconds: 1.5, shape: (share, pose) => { pose.yaw += 0.24 * swing(share, 2); } },
  greeting: WAVE,
  goodbye: WAVE,
  thumbs_up: { seconds: 1.8, shape: (share, pose) => { pose.hand = held(share); pose.pitch += 0.1 * hump(share); } },
  bow: { seconds: 2.2, shape: (share, pose) => { pose.pitch += 0.34 * hump(share); pose.lower += 26 * hump(share); } },
  present_left: show(1),
  present_right: show(-1),
  explain: { seconds: 1.8, shape: (share, pose) => { pose.roll += 0.07 * swing(share, 1); pose.pitch += 0.05 * hump(share); } },
}; // biome-ignore format: a table

type Listener = (name: string, phase: 'start' | 'end', completed: boolean) => void;

/** Plays gestures on a drawing, one at a time. */
export class Gestures {
  readonly names: readonly string[];
  readonly pose: Pose = { yaw: 0, pitch: 0, roll: 0, lower: 0, hand: 0, wave: 0 };
  /** Told when a gesture begins, and when it is over; `completed` is false when another took its place. */
  onGesture: Listener | null = null;
  private playing: { readonly name: string; readonly gesture: Gesture; seconds: number } | null = null;

  /** @param names of the gestures that the model has for which the drawing stands in */
  constructor(names: readonly string[] = Object.keys(GESTURES)) {
    this.names = names;
  }

  /** False when there is none of that name. */
  play(name: string): boolean {
    const known = this.names.find((one) => one.toLowerCase() === name.toLowerCase());
    if (known === undefined) return false;
    this.end(false);
    this.playing = { name: known, gesture: GESTURES[known] || NOD, seconds: 0 };
    this.onGesture?.(known, 'start', false);
    return true;
  }

  update(dtSeconds: number): void {
    const { pose, playing } = this;
    pose.yaw = pose.pitch = pose.roll = pose.lower = pose.hand = pose.wave = 0;
    if (!playing) return;
    playing.seconds += dtSeconds;
    if (playing.seconds >= playing.gesture.seconds) this.end(true);
    else playing.gesture.shape(playing.seconds / playing.gesture.seconds, pose);
  }

  private end(completed: boolean): void {
    const { playing } = this;
    this.playing = null;
    if (playing) this.onGesture?.(playing.name, 'end', completed);
  }
}
