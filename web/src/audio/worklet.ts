import type { PlaybackEvent } from '../core/playback_timeline.ts';
import { PROCESSOR, type WorkletCommand } from './output.ts';
import { SpeechRenderer } from './speech_renderer.ts';

// The scope of a worklet, which TypeScript's DOM library does not describe.
declare const sampleRate: number;
declare const currentFrame: number;
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;
declare abstract class AudioWorkletProcessor {
  readonly port: MessagePort;
}

/** Puts the renderer on the audio thread: commands in, samples out, events with their exact time back. */
export class SpeechProcessor extends AudioWorkletProcessor {
  private alive = true;
  private readonly renderer = new SpeechRenderer(sampleRate, (kind, id, frame, played) => {
    const event: PlaybackEvent = { kind, id, time: frame / sampleRate, position: played / sampleRate };
    this.port.postMessage(event);
  });

  constructor() {
    super();
    this.port.onmessage = (message: MessageEvent<WorkletCommand>) => this.obey(message.data);
  }

  process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const channels = outputs[0];
    this.renderer.render(channels[0], currentFrame);
    for (let i = 1; i < channels.length; i++) channels[i].set(channels[0]);
    return this.alive;
  }

  private obey(command: WorkletCommand): void {
    const { renderer } = this;
    renderer.seek(currentFrame);
    switch (command.op) {
      case 'begin':
        renderer.begin(command.id, command.sampleRateHz);
        break;
      case 'push':
        renderer.push(command.id, command.firstSample, command.samples, command.final);
        break;
      case 'finish':
        renderer.finish(command.id);
        break;
      case 'drop':
        renderer.drop(command.ids);
        break;
      case 'pause':
        renderer.pause();
        break;
      case 'resume':
        renderer.resume();
        break;
      case 'destroy':
        this.alive = false;
    }
  }
}

registerProcessor(PROCESSOR, SpeechProcessor);
