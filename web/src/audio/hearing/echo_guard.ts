/** How far back is compared: 0.8 s. */
const FRAMES = 25;
/** The way from the loudspeaker through the room to the microphone, with the buffers on it, takes up to 0.35 s. */
const MOST_LAG = 11;
/** Ups and downs that agree so well are those of the same sound. */
const SAME = 0.8;
/** What is played must vary by this, in dB, for its ups and downs to be recognised. */
const LEAST_SPREAD_DB = 4;
/** Levels below count as this one: rooms and converters differ in how quiet they are. */
const FLOOR_DB = -60;

/**
 * Recognises the avatar's own voice in the microphone, where the browser's echo cancellation leaves some of it: the
 * microphone's level then goes up and down as that of what was played a little earlier.
 */
export class EchoGuard {
  private readonly played: number[] = [];
  private readonly heard: number[] = [];

  /** Levels in dB of one frame of what is played and of what is heard. */
  add(playedDb: number, heardDb: number): void {
    this.played.push(Math.max(FLOOR_DB, playedDb));
    this.heard.push(Math.max(FLOOR_DB, heardDb));
    if (this.played.length > FRAMES + MOST_LAG) {
      this.played.shift();
      this.heard.shift();
    }
  }

  /** True while what is heard follows what was played. */
  get echo(): boolean {
    const { played, heard } = this;
    if (played.length < FRAMES + MOST_LAG) return false;
    const late = heard.slice(-FRAMES);
    for (let lag = 0; lag <= MOST_LAG; lag++) {
      const from = played.length - FRAMES - lag;
      if (likeness(played.slice(from, from + FRAMES), late) > SAME) return true;
    }
    return false;
  }

  reset(): void {
    this.played.length = this.heard.length = 0;
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
