import { vi } from 'vitest';

export const RATE_HZ = 48000;

interface Ramp {
  time: number;
  value: number;
  linear: boolean;
}

class FakeParam {
  value = 1;
  readonly ramps: Ramp[] = [];
  setValueAtTime(value: number, time: number): void {
    this.ramps.push({ time, value, linear: false });
  }
  linearRampToValueAtTime(value: number, time: number): void {
    this.ramps.push({ time, value, linear: true });
  }
  setTargetAtTime(value: number): void {
    this.value = value;
  }
  /** Value at a time, from the ramps in order of time. */
  at(time: number): number {
    let value = 1;
    let since = 0;
    for (const ramp of this.ramps) {
      if (ramp.time <= time) value = ramp.value;
      else if (ramp.linear) return value + ((ramp.value - value) * (time - since)) / (ramp.time - since);
      since = ramp.time;
    }
    return value;
  }
}

class FakeGain {
  readonly gain = new FakeParam();
  connected = false;
  connect(): void {
    this.connected = true;
  }
  disconnect(): void {
    this.connected = false;
  }
}

class FakeSource {
  buffer: { readonly samples: Float32Array; getChannelData(): Float32Array } | null = null;
  startTime = Number.POSITIVE_INFINITY;
  stopTime = Number.POSITIVE_INFINITY;
  onended: (() => void) | null = null;
  through: FakeGain | null = null;
  private readonly context: FakeContext;
  constructor(context: FakeContext) {
    this.context = context;
  }
  connect(target: FakeGain): void {
    this.through = target;
  }
  start(time = this.context.currentTime): void {
    this.startTime = time;
  }
  stop(time = 0): void {
    this.stopTime = Math.max(time, this.context.currentTime);
  }
}

/** As much of an AudioContext as buffer playback needs. Its time is the test's; what it plays can be looked at. */
export class FakeContext extends EventTarget {
  readonly sampleRate = RATE_HZ;
  readonly baseLatency = 0.01;
  readonly destination = {};
  state = 'running';
  allowed = true;
  currentTime = 0;
  readonly sources: FakeSource[] = [];

  createGain(): FakeGain {
    return new FakeGain();
  }

  createBuffer(_channels: number, length: number): FakeSource['buffer'] {
    const samples = new Float32Array(length);
    return { samples, getChannelData: () => samples };
  }

  createBufferSource(): FakeSource {
    const source = new FakeSource(this);
    this.sources.push(source);
    return source;
  }

  async resume(): Promise<void> {
    if (!this.allowed) return new Promise(() => {});
    this.turn('running');
  }

  async close(): Promise<void> {
    this.turn('closed');
  }

  turn(state: string): void {
    this.state = state;
    this.dispatchEvent(new Event('statechange'));
  }

  /** Moves time on, with timers, in steps of 10 ms; time stands while the context does not run. */
  async advance(seconds: number): Promise<void> {
    for (let step = 0; step < Math.round(seconds * 100); step++) {
      if (this.state === 'running') this.currentTime += 0.01;
      await vi.advanceTimersByTimeAsync(10);
    }
  }

  /** The sound at a context frame. */
  soundAt(frame: number): number {
    let sum = 0;
    const time = frame / RATE_HZ;
    for (const { buffer, startTime, stopTime, through } of this.sources) {
      const index = frame - Math.round(startTime * RATE_HZ);
      if (!buffer || time >= stopTime || !(index >= 0 && index < buffer.samples.length)) continue;
      sum += buffer.samples[index] * (through?.gain instanceof FakeParam ? through.gain.at(time) : 1);
    }
    return sum;
  }
}
