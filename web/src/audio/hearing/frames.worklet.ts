import { FrameCutter } from './frame_cutter.ts';
import { FRAMES_PROCESSOR } from './frames_protocol.ts';

// The scope of a worklet, which TypeScript's DOM library does not describe.
declare const sampleRate: number;
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;
declare abstract class AudioWorkletProcessor {
  readonly port: MessagePort;
}

const QUANTUM = 128;

/** Posts the sound of a microphone in frames. Makes no sound. */
class FramesProcessor extends AudioWorkletProcessor {
  private alive = true;
  private readonly cutter: FrameCutter;

  constructor() {
    super();
    this.cutter = new FrameCutter(sampleRate, (frame) => this.port.postMessage(frame, [frame.buffer]));
    this.port.onmessage = () => {
      this.alive = false;
    };
  }

  process(inputs: Float32Array[][]): boolean {
    const channels = inputs[0];
    if (this.alive) this.cutter.push(channels, channels.length > 0 ? channels[0].length : QUANTUM);
    return this.alive;
  }
}

registerProcessor(FRAMES_PROCESSOR, FramesProcessor);
