import { FACE_CHANNELS, faceOf } from './channels.ts';
import { Damper } from './damper.ts';
import type { FaceLayer } from './layer.ts';

/** What a face does on a word that matters: brows up, eyes a little wider. Tuned by eye. */
const RAISED = faceOf({ browInnerUp: 0.38, browOuterUp: 0.3, eyeWide: 0.1 });
/** Listening shows in small things: brows a touch up, a hint of a smile. */
const ATTENTIVE = faceOf({ browInnerUp: 0.12, browOuterUp: 0.08, eyeWide: 0.06, mouthSmile: 0.06 });
/** Thinking too: brows a little together, lips pressed a little. */
const PENSIVE = faceOf({ browDown: 0.18, browInnerUp: 0.1, eyeSquint: 0.14, mouthPress: 0.18, mouthPucker: 0.08 });

const RISE_SECONDS = 0.16;
/** Brows rise on stress above this, and not again before they have rested. */
const THRESHOLD = 0.55;
const HOLD_SECONDS = 0.22;
const REST_SECONDS = 0.9;
const CHANGE_SECONDS = 0.5;

/** Brows that follow the voice, and the looks of listening and thinking. */
export class EmphasisLayer implements FaceLayer {
  readonly name = 'emphasis';
  weight = 1;
  readonly mouth = 'none';
  readonly eyes = 'none';
  readonly priority = 40;
  /** How much the voice stresses what is heard now, 0 to 1; set every frame. */
  stress = 0;
  /** How far listening and thinking show, 0 or 1. */
  listening = 0;
  thinking = 0;
  private readonly brows = new Damper(1);
  private readonly looks = new Damper(2);
  private held = 0;
  private resting = 0;

  update(dtSeconds: number): void {
    this.held -= dtSeconds;
    this.resting -= dtSeconds;
    if (this.stress > THRESHOLD && this.resting <= 0) {
      this.brows.targets[0] = 0.45 + 0.55 * ((this.stress - THRESHOLD) / (1 - THRESHOLD));
      this.held = HOLD_SECONDS;
      this.resting = REST_SECONDS;
    } else if (this.held <= 0) {
      this.brows.targets[0] = 0;
    }
    this.brows.step(dtSeconds, RISE_SECONDS);
    this.looks.targets[0] = this.listening;
    this.looks.targets[1] = this.thinking;
    this.looks.step(dtSeconds, CHANGE_SECONDS);
  }

  apply(face: Float32Array, gain: number): void {
    const brows = Math.max(0, this.brows.values[0]) * gain;
    const attentive = Math.max(0, this.looks.values[0]) * gain;
    const pensive = Math.max(0, this.looks.values[1]) * gain;
    if (brows + attentive + pensive < 1e-4) return;
    for (let c = 0; c < FACE_CHANNELS.length; c++) {
      face[c] += RAISED[c] * brows + ATTENTIVE[c] * attentive + PENSIVE[c] * pensive;
    }
  }
}
