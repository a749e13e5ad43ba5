import { levelDb } from './level.ts';
import type { VoiceActivity } from './voice_activity.ts';

/** Quieter than this nobody speaks, however quiet the room is. */
const SILENCE_DB = -52;
/** So far above the room, and a sound is likely to be a voice. */
const VOICE_DB = 12;
/** The room's level follows what is quieter at once, and what is louder by so much a frame: 1 dB a second. */
const RISE_DB = 0.032;

/**
 * Tells voice from silence by how loud it is, against the room. For where the network cannot run: it takes a slamming
 * door for speech, and the server has to find out that it was none.
 */
export class EnergyActivity implements VoiceActivity {
  private roomDb: number | null = null;

  process(frame: Float32Array): number {
    const db = levelDb(frame);
    this.roomDb = this.roomDb === null || db < this.roomDb ? db : this.roomDb + RISE_DB;
    if (db < SILENCE_DB) return 0;
    return Math.min(1, Math.max(0, (db - this.roomDb) / (2 * VOICE_DB)));
  }

  reset(): void {
    this.roomDb = null;
  }

  close(): void {}
}
