import { FrameCutter, type FrameListener } from './frame_cutter.ts';
import workletUrl from './frames.worklet.ts?worker&url';
import { FRAMES_PROCESSOR, type FrameMessage } from './frames_protocol.ts';

/** Frames of a block where there is no audio thread to run on: at 48 kHz 21 ms. */
const BLOCK = 1024;

/**
 * Hands the sound of a node over in frames of 512 samples at 16 kHz, each with the level of what `played` gives at the same
 * time: from the audio thread where there are worklets, else from the page. The function returned ends it.
 */
export async function soundFrames(
  context: AudioContext,
  source: AudioNode,
  played: AudioNode,
  take: FrameListener,
): Promise<() => void> {
  if (context.audioWorklet) {
    try {
      await context.audioWorklet.addModule(workletUrl);
      return byWorklet(context, source, played, take);
    } catch (error) {
      console.info(`visavis: the microphone is heard without a worklet (${error})`);
    }
  }
  return byBlocks(context, source, played, take);
}

function byWorklet(context: AudioContext, source: AudioNode, played: AudioNode, take: FrameListener): () => void {
  const node = new AudioWorkletNode(context, FRAMES_PROCESSOR, { numberOfInputs: 2, numberOfOutputs: 0 });
  node.port.onmessage = ({ data }: MessageEvent<FrameMessage>) => take(data.frame, data.playedDb);
  source.connect(node, 0, 0);
  played.connect(node, 0, 1);
  return () => {
    unplug(source, node);
    unplug(played, node);
    node.port.postMessage('stop');
    node.port.onmessage = null;
  };
}

function byBlocks(context: AudioContext, source: AudioNode, played: AudioNode, take: FrameListener): () => void {
  // It has one input: the microphone is its first channel, what is played its second.
  const both = context.createChannelMerger(2);
  const node = context.createScriptProcessor(BLOCK, 2, 1);
  const cutter = new FrameCutter(context.sampleRate, take);
  node.onaudioprocess = ({ inputBuffer }) =>
    cutter.push([inputBuffer.getChannelData(0)], inputBuffer.length, [inputBuffer.getChannelData(1)]);
  source.connect(both, 0, 0);
  played.connect(both, 0, 1);
  both.connect(node);
  // Chrome calls it only while it leads somewhere. It gives silence.
  node.connect(context.destination);
  return () => {
    node.onaudioprocess = null;
    unplug(source, both);
    unplug(played, both);
    both.disconnect();
    node.disconnect();
  };
}

/** Whoever plays may have gone before, and have taken its connections along. */
function unplug(from: AudioNode, to: AudioNode): void {
  try {
    from.disconnect(to);
  } catch {
    // It was not connected any more.
  }
}
