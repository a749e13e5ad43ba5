/** How far the two ways of asking may differ before the timestamp is taken for broken. */
const SANE_SECONDS = 0.5;
/** A timestamp older than this says nothing of now. */
const FRESH_MS = 1000;

/** What is read of an AudioContext. */
export type AudioTimeSource = Pick<AudioContext, 'currentTime' | 'baseLatency'> &
  Partial<Pick<AudioContext, 'outputLatency' | 'getOutputTimestamp'>>;

/**
 * The context time that is audible now.
 *
 * The context's own output timestamp, where it agrees roughly with the latency that the context reports: some engines
 * return zeros, or a stamp that lags by seconds. Otherwise its time less that latency. Never goes back: when latency
 * grows, as with a change to wireless headphones, the sound too stands still until the longer way is filled.
 */
export class AudibleTime {
  private last = 0;

  /** `nowMs`: `performance.now()`, the time base of output timestamps. Seconds of context time. */
  read(context: AudioTimeSource, nowMs: number): number {
    const { currentTime } = context;
    const latency = context.outputLatency || context.baseLatency || 0;
    const computed = currentTime - latency;
    let audible = computed;
    if (context.getOutputTimestamp) {
      const { contextTime, performanceTime } = context.getOutputTimestamp();
      const age = nowMs - (performanceTime as number);
      const stamped = (contextTime as number) + age / 1000;
      const sane = (contextTime as number) > 0 && age >= 0 && age < FRESH_MS;
      if (sane && Math.abs(stamped - computed) < SANE_SECONDS) audible = stamped;
    }
    // NaN, from an engine that leaves a field out, compares false and leaves the last value.
    audible = Math.min(audible, currentTime);
    if (audible > this.last) this.last = audible;
    return this.last;
  }
}
