import { LipReader, type RowListener } from './lip_reader.ts';
import workletUrl from './live.worklet.ts?worker&url';
import { LIVE_PROCESSOR, type LiveMessage, type LiveOptions } from './protocol.ts';

/** Above how far it hears ahead: sound comes in bursts of a buffer, and a message may wait for a frame to be drawn. */
const SPARE_SECONDS = 0.06;
/** Frames of a block where there is no audio thread to run on: at 48 kHz 21 ms. */
const BLOCK = 1024;

/** Something that listens to a node. */
export interface Listener {
  /** By how much a sound that is played must be delayed for its rows to be there in time. */
  readonly delaySeconds: number;
  stop(): void;
}

/**
 * Has `node` listened to and tells rows of visemes with the context time of their sound. On the audio thread where
 * there are worklets, else on the page.
 *
 * @param model the recogniser's file; null for a mouth that follows loudness
 */
export async function listen(
  context: AudioContext,
  node: AudioNode,
  model: ArrayBuffer | null,
  listener: RowListener,
): Promise<Listener> {
  if (context.audioWorklet) {
    try {
      await context.audioWorklet.addModule(workletUrl);
      const found = new WorkletListener(context, node, { model }, listener);
      await found.ready;
      return found;
    } catch (error) {
      console.info(`visavis: sound is listened to without a worklet (${error})`);
    }
  }
  return new BlockListener(context, node, model, listener);
}

class WorkletListener implements Listener {
  delaySeconds = SPARE_SECONDS;
  /** Settles when the processor is there. */
  readonly ready: Promise<void>;
  private readonly source: AudioNode;
  private readonly node: AudioWorkletNode;

  constructor(context: AudioContext, source: AudioNode, processorOptions: LiveOptions, listener: RowListener) {
    this.source = source;
    this.node = new AudioWorkletNode(context, LIVE_PROCESSOR, { numberOfOutputs: 0, processorOptions });
    this.ready = new Promise((begun, failed) => {
      this.node.port.onmessage = ({ data }: MessageEvent<LiveMessage>) => {
        if (data instanceof Float64Array) {
          listener(data[0], data.subarray(1));
          return;
        }
        this.delaySeconds = SPARE_SECONDS + data.lookaheadSeconds;
        begun();
      };
      this.node.onprocessorerror = () => failed(new Error('the worklet that listens failed'));
    });
    source.connect(this.node);
  }

  stop(): void {
    this.source.disconnect(this.node);
    this.node.port.postMessage('stop');
    this.node.port.onmessage = null;
  }
}

/** For old web views, and pages without TLS. Its blocks do not say when they were heard: their count does. */
class BlockListener implements Listener {
  private readonly source: AudioNode;
  private readonly node: ScriptProcessorNode;
  private readonly reader: LipReader;

  constructor(context: AudioContext, source: AudioNode, model: ArrayBuffer | null, listener: RowListener) {
    this.source = source;
    this.reader = new LipReader(context.sampleRate, model, listener);
    this.node = context.createScriptProcessor(BLOCK, 1, 1);
    let next = 0;
    this.node.onaudioprocess = ({ inputBuffer }) => {
      const { duration, length } = inputBuffer;
      // The page may be late by some blocks; what it is given then still follows without a gap.
      const begun = context.currentTime - duration;
      if (Math.abs(begun - next) > 4 * duration) next = begun;
      this.reader.push([inputBuffer.getChannelData(0)], length, next);
      next += duration;
    };
    source.connect(this.node);
    // Chrome calls it only while it leads somewhere. It gives silence.
    this.node.connect(context.destination);
  }

  get delaySeconds(): number {
    return SPARE_SECONDS + this.reader.lookaheadSeconds + (2 * BLOCK) / this.node.context.sampleRate;
  }

  stop(): void {
    this.node.onaudioprocess = null;
    this.source.disconnect(this.node);
    this.node.disconnect();
  }
}
