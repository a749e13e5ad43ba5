import type { WorkletCommand } from '../../src/audio/output.ts';
import type { PlaybackEvent } from '../../src/core/playback_timeline.ts';

const QUANTUM = 128;

interface Processor {
  readonly port: FakePort;
  process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean;
}

class FakePort {
  onmessage: ((message: { data: WorkletCommand }) => void) | null = null;
  readonly posted: PlaybackEvent[] = [];

  postMessage(event: PlaybackEvent): void {
    this.posted.push(event);
  }
}

/** The scope in which a worklet runs, with one processor in it and time that moves by the quantum. */
export class WorkletScope {
  readonly processor: Processor;
  readonly rateHz: number;
  frame: number;

  private constructor(processor: Processor, rateHz: number, frame: number) {
    this.processor = processor;
    this.rateHz = rateHz;
    this.frame = frame;
  }

  /** Loads the worklet's file as a context of `rateHz` would, at context frame `frame`. */
  static async load(rateHz: number, frame = 0): Promise<WorkletScope> {
    const scope = globalThis as Record<string, unknown>;
    let registered: (new () => Processor) | null = null;
    scope.sampleRate = rateHz;
    scope.currentFrame = frame;
    scope.AudioWorkletProcessor = class {
      readonly port = new FakePort();
    };
    scope.registerProcessor = (_name: string, processor: new () => Processor) => {
      registered = processor;
    };
    const { vi } = await import('vitest');
    vi.resetModules();
    await import('../../src/audio/worklet.ts');
    if (!registered) throw new Error('the worklet registered no processor');
    return new WorkletScope(new (registered as new () => Processor)(), rateHz, frame);
  }

  get events(): PlaybackEvent[] {
    return this.processor.port.posted;
  }

  send(command: WorkletCommand): void {
    (globalThis as Record<string, unknown>).currentFrame = this.frame;
    this.processor.port.onmessage!({ data: command });
  }

  /** Renders whole quanta; returns their samples. */
  render(quanta: number): Float32Array {
    const all = new Float32Array(quanta * QUANTUM);
    for (let i = 0; i < quanta; i++) {
      (globalThis as Record<string, unknown>).currentFrame = this.frame;
      const out = new Float32Array(QUANTUM);
      this.processor.process([], [[out]]);
      all.set(out, i * QUANTUM);
      this.frame += QUANTUM;
    }
    return all;
  }
}

/** A sine of 16-bit samples. */
export function sine(hz: number, rateHz: number, samples: number, amplitude = 0.5): Int16Array {
  return Int16Array.from({ length: samples }, (_, i) =>
    Math.round(32767 * amplitude * Math.sin((2 * Math.PI * hz * i) / rateHz)),
  );
}
