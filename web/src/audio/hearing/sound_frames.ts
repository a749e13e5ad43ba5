import { FrameCutter } from './frame_cutter.ts';
import workletUrl from './frames.worklet.ts?worker&url';
import { FRAMES_PROCESSOR } from './frames_protocol.ts';

/** Frames of a block where there is no audio thread to run on: at 48 kHz 21 ms. */
const BLOCK = 1024;

/**
 * Hands the sound of a node over in frames of 512 samples at 16 kHz: from the audio thread where there are worklets, else
 * from the page. The function returned ends it.
 */
export async function soundFrames(
  context: AudioContext,
  source: AudioNode,
  take: (frame: Float32Array) => void,
): Promise<() => void> {
  if (context.audioWorklet) {
    try {
      await context.audioWorklet.addModule(workletUrl);
      return byWorklet(context, source, take);
    } catch (error) {
      console.info(`visavis: the microphone is heard without a worklet (${error})`);
    }
  }
  return byBlocks(context, source, take);
}

function byWorklet(context: AudioContext, source: AudioNode, take: (frame: Float32Array) => void): () => void {
  const node = new AudioWorkletNode(context, FRAMES_PROCESSOR, { numberOfOutputs: 0 });
  node.port.onmessage = ({ data }: MessageEvent<Float32Array>) => take(data);
  source.connect(node);
  return () => {
    source.disconnect(node);
    node.port.postMessage('stop');
    node.port.onmessage = null;
  };
}

function byBlocks(context: AudioContext, source: AudioNode, take: (frame: Float32Array) => void): () => void {
  const node = context.createScriptProcessor(BLOCK, 1, 1);
  const cutter = new FrameCutter(context.sampleRate, take);
  node.onaudioprocess = ({ inputBuffer }) => cutter.push([inputBuffer.getChannelData(0)], inputBuffer.length);
  source.connect(node);
  // Chrome calls it only while it leads somewhere. It gives silence.
  node.connect(context.destination);
  return () => {
    node.onaudioprocess = null;
    source.disconnect(node);
    node.disconnect();
  };
}
