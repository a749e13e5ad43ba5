import { type PlaybackListener, PROCESSOR, type SpeechOutput, type WorkletCommand } from './output.ts';
import workletUrl from './worklet.ts?worker&url';

/** Plays through an AudioWorklet: sample-exact, and untroubled by a busy page. */
export class WorkletOutput implements SpeechOutput {
  private readonly node: AudioWorkletNode;

  /** Loads the worklet, where the context knows any. Rejects where it cannot be loaded. */
  static async create(context: AudioContext, target: AudioNode, listener: PlaybackListener): Promise<WorkletOutput> {
    await context.audioWorklet.addModule(workletUrl);
    return new WorkletOutput(context, target, listener);
  }

  private constructor(context: AudioContext, target: AudioNode, listener: PlaybackListener) {
    this.node = new AudioWorkletNode(context, PROCESSOR, { numberOfInputs: 0, outputChannelCount: [1] });
    this.node.port.onmessage = (message) => listener(message.data);
    this.node.onprocessorerror = () => console.error('visavis: the speech worklet failed');
    this.node.connect(target);
  }

  begin(id: string, sampleRateHz: number): void {
    this.send({ op: 'begin', id, sampleRateHz });
  }

  push(id: string, firstSample: number, samples: Int16Array, final: boolean): void {
    // A copy is handed over: the frame that holds the samples may have other readers.
    const own = samples.slice();
    this.send({ op: 'push', id, firstSample, samples: own, final }, [own.buffer]);
  }

  finish(id: string): void {
    this.send({ op: 'finish', id });
  }

  drop(ids: readonly string[]): void {
    this.send({ op: 'drop', ids });
  }

  pause(): void {
    this.send({ op: 'pause' });
  }

  resume(): void {
    this.send({ op: 'resume' });
  }

  destroy(): void {
    this.send({ op: 'destroy' });
    this.node.port.onmessage = null;
    this.node.disconnect();
  }

  private send(command: WorkletCommand, transfer: Transferable[] = []): void {
    this.node.port.postMessage(command, transfer);
  }
}
