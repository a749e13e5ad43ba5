/** Length of one step of the envelope. */
const STEP_SECONDS = 0.01;
/** Syllables are about this long; what is shorter is a consonant's click. */
const SYLLABLE_STEPS = 6;
/** Stress is louder than what surrounds it: this far back and ahead. */
const BACK_STEPS = 90;
const AHEAD_STEPS = 50;
/** Below this loudness, of full scale 1, there is no voice. */
const SILENCE = 0.006;
/** A syllable this many times as loud as its surroundings is fully stressed. */
const FULL_STRESS_RATIO = 1.9;
/** Ten minutes: no utterance is longer, and a broken stream must not eat memory. */
const MOST_STEPS = 60_000;

interface Voice {
  readonly samplesPerStep: number;
  steps: Float32Array;
  /** Steps known from the beginning. */
  known: number;
  /** Sum of squares of the step that is not full yet, and how many samples are in it. */
  partSum: number;
  partSamples: number;
  next: number;
}

/**
 * How loud each utterance is over time, and which syllables stand out, for a head that moves with the voice.
 *
 * Sound arrives before it is heard, so the surroundings that stress is measured against lie in the future as well.
 */
export class VoiceEnvelope {
  private readonly voices = new Map<string, Voice>();

  begin(id: string, sampleRateHz: number): void {
    const samplesPerStep = Math.max(1, Math.round(sampleRateHz * STEP_SECONDS));
    const steps = new Float32Array(512);
    this.voices.set(id, { samplesPerStep, steps, known: 0, partSum: 0, partSamples: 0, next: 0 });
  }

  /** Samples in order; what was pushed already is skipped, and a gap counts as silence. */
  push(id: string, firstSample: number, samples: Int16Array): void {
    const voice = this.voices.get(id);
    if (!voice) return;
    for (; voice.next < firstSample && voice.known < MOST_STEPS; voice.next++) this.take(voice, 0);
    for (let i = Math.max(0, voice.next - firstSample); i < samples.length && voice.known < MOST_STEPS; i++) {
      this.take(voice, samples[i] / 32768);
      voice.next++;
    }
  }

  drop(id: string): void {
    this.voices.delete(id);
  }

  clear(): void {
    this.voices.clear();
  }

  /** Root mean square around a moment, full scale being 1. */
  loudnessAt(id: string, seconds: number): number {
    const voice = this.voices.get(id);
    if (!voice) return 0;
    const middle = Math.floor(seconds / STEP_SECONDS);
    return mean(voice, middle - (SYLLABLE_STEPS >> 1), middle + (SYLLABLE_STEPS >> 1));
  }

  /** 0 where nothing stands out or nobody speaks, 1 on a syllable much louder than those around it. */
  stressAt(id: string, seconds: number): number {
    const voice = this.voices.get(id);
    if (!voice) return 0;
    const middle = Math.floor(seconds / STEP_SECONDS);
    const now = mean(voice, middle - (SYLLABLE_STEPS >> 1), middle + (SYLLABLE_STEPS >> 1));
    if (now < SILENCE) return 0;
    const around = mean(voice, middle - BACK_STEPS, middle + AHEAD_STEPS, SILENCE);
    if (around <= 0) return 0;
    const share = (now / around - 1) / (FULL_STRESS_RATIO - 1);
    return share < 0 ? 0 : share > 1 ? 1 : share;
  }

  private take(voice: Voice, sample: number): void {
    voice.partSum += sample * sample;
    if (++voice.partSamples < voice.samplesPerStep) return;
    if (voice.known === voice.steps.length) {
      const larger = new Float32Array(voice.steps.length * 2);
      larger.set(voice.steps);
      voice.steps = larger;
    }
    voice.steps[voice.known++] = Math.sqrt(voice.partSum / voice.partSamples);
    voice.partSum = 0;
    voice.partSamples = 0;
  }
}

/** Mean of the known steps from `first` to `last` that are at least `least` loud; 0 without any. */
function mean(voice: Voice, first: number, last: number, least = 0): number {
  let sum = 0;
  let count = 0;
  for (let step = Math.max(0, first); step <= last && step < voice.known; step++) {
    if (voice.steps[step] < least) continue;
    sum += voice.steps[step];
    count++;
  }
  return count > 0 ? sum / count : 0;
}
