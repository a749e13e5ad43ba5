import { FrameCutter } from './frame_cutter.ts';
import { FRAMES_PROCESSOR, type FrameMessage } from './frames_protocol.ts';

// The scope of a worklet, which TypeScript's DOM library does not describe.
declare const sampleRate: number;
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;
declare abstract class AudioWorkletProcessor {
  readonly port: MessagePort;
}

const QUANTUM = 128;

/** Posts the sound of a microphone, its first input, in frames; the second is what is played. Makes no sound. */
class FramesProcessor extends AudioWorkletProcessor {
  private alive = true;
  private readonly cutter: FrameCutter;

  constructor() {
    super();
    this.cutter = new FrameCutter(sampleRate, (frame, playedDb) =>
      this.port.postMessage({ frame, playedDb } satisfies FrameMessage, [frame.buffer]),
    );
    this.port.onmessage = () => {
      this.alive = false;
    };
  }

  process(inputs: Float32Array[][]): boolean {
    const [channels, played] = inputs;
    if (this.alive) this.cutter.push(channels, channels.length > 0 ? channels[0].length : QUANTUM, played);
    return this.alive;
  }
}

registerProcessor(FRAMES_PROCESSOR, FramesProcessor);
