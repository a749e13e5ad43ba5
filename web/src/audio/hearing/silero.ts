import { Silero } from '@ricky0123/vad-web/dist/models';
import model from '@ricky0123/vad-web/dist/silero_vad_v5.onnx?url';
import wasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import * as ort from 'onnxruntime-web/wasm';
import type { VoiceActivity } from './voice_activity.ts';

/**
 * Silero's voice activity detection, a small network, by ONNX Runtime's WebAssembly with SIMD. A script of its own at a
 * fixed address of the server, with everything that it takes beside it: large, and fetched only when somebody listens.
 */
export async function createSilero(): Promise<VoiceActivity> {
  // More threads take a page that is isolated from other sites, which the pages of our hosts are not.
  ort.env.wasm.numThreads = 1;
  // Named, or on a page of another site it looks for a script that is not there.
  ort.env.wasm.wasmPaths = { wasm };
  ort.env.logLevel = 'error';
  const network = await Silero.new(ort, download);
  return {
    process: async (frame) => (await network.process(frame)).isSpeech,
    reset: () => network.reset_state(),
    close: () => void network.release(),
  };
}

async function download(): Promise<ArrayBuffer> {
  const response = await fetch(model);
  if (!response.ok) throw new Error(`${model}: HTTP ${response.status}`);
  return response.arrayBuffer();
}
