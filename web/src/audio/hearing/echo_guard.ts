/** How far back is compared: 0.8 s. */
const FRAMES = 25;
/** The way from the loudspeaker through the room to the microphone, with the buffers on it, takes up to 0.35 s. */
const MOST_LAG = 11;
/** Ups and downs that agree so well are those of the same sound. */
const SAME = 0.8;
/** What is played must vary by this, in dB, for its ups and downs to be recognised. */
const LEAST_SPREAD_DB = 4;
/** Over so many frames of what is played it is counted how often it comes back: 1.5 s. */
const MEMORY = 48;
/** A room where it comes back so often echoes; there it is believed for some frames more, half a second. */
const ECHOES = 0.4;
const BELIEVED = 16;
/** Levels below count as this one: rooms and converters differ in how quiet they are. */
const FLOOR_DB = -60;

/**
 * Recognises the avatar's own voice in the microphone, where the browser's echo cancellation leaves some of it: the
 * microphone's level then goes up and down as that of what was played a little earlier.
 */
export class EchoGuard {
  // As if it had been silent before.
  private readonly played = new Array<number>(FRAMES + MOST_LAG).fill(FLOOR_DB);
  private readonly heard = new Array<number>(FRAMES + MOST_LAG).fill(FLOOR_DB);
  /** How often it came back; a room that is not known yet is believed to echo. */
  private share = 0.5;
  private left = 0;

  /** Levels in dB of one frame of what is played and of what is heard. */
  add(playedDb: number, heardDb: number): void {
    this.played.push(Math.max(FLOOR_DB, playedDb));
    this.heard.push(Math.max(FLOOR_DB, heardDb));
    this.played.shift();
    this.heard.shift();
    const echo = this.follows();
    if (playedDb > FLOOR_DB) this.share += (Number(echo) - this.share) / MEMORY;
    if (echo) this.left = this.share > ECHOES ? BELIEVED : 1;
    else if (this.left > 0) this.left--;
  }

  /** True while what is heard is what was played. */
  get echo(): boolean {
    return this.left > 0;
  }

  private follows(): boolean {
    const { played, heard } = this;
    const late = heard.slice(-FRAMES);
    for (let lag = 0; lag <= MOST_LAG; lag++) {
      const from = played.length - FRAMES - lag;
      if (likeness(played.slice(from, from + FRAMES), late) > SAME) return true;
    }
    return false;
  }
}

/** Pearson's correlation; 0 where `a` hardly varies. */
function likeness(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i]! - meanA, b[i]! - meanB];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  if (Math.sqrt(aa / a.length) < LEAST_SPREAD_DB || bb === 0) return 0;
  return ab / Math.sqrt(aa * bb);
}
