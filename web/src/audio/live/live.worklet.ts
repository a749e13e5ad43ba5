import { LipReader } from './lip_reader.ts';
import { LIVE_PROCESSOR, type LiveMessage, type LiveOptions } from './protocol.ts';

// The scope of a worklet, which TypeScript's DOM library does not describe.
declare const sampleRate: number;
declare const currentFrame: number;
declare function registerProcessor(name: string, processor: new (options: NodeOptions) => AudioWorkletProcessor): void;
declare abstract class AudioWorkletProcessor {
  readonly port: MessagePort;
}
interface NodeOptions {
  readonly processorOptions: LiveOptions;
}

const QUANTUM = 128;

/** Listens on the audio thread and posts what it reads from the sound. Makes no sound. */
class LiveProcessor extends AudioWorkletProcessor {
  private alive = true;
  private readonly reader: LipReader;

  constructor({ processorOptions }: NodeOptions) {
    super();
    this.reader = new LipReader(sampleRate, processorOptions.model, (seconds, row) => {
      const message = new Float64Array(1 + row.length);
      message[0] = seconds;
      message.set(row, 1);
      this.post(message);
    });
    this.post({ lookaheadSeconds: this.reader.lookaheadSeconds });
    this.port.onmessage = () => {
      this.alive = false;
    };
  }

  process(inputs: Float32Array[][]): boolean {
    const channels = inputs[0];
    if (this.alive)
      this.reader.push(channels, channels.length > 0 ? channels[0].length : QUANTUM, currentFrame / sampleRate);
    return this.alive;
  }

  private post(message: LiveMessage): void {
    this.port.postMessage(message);
  }
}

registerProcessor(LIVE_PROCESSOR, LiveProcessor);
