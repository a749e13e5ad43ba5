// Hands on all that goes to the loudspeaker, in blocks: the context frame that one begins with, and its samples.
const QUANTA = 64;
const QUANTUM = 128;

class Whole extends AudioWorkletProcessor {
  constructor() {
    super();
    this.fresh();
  }

  fresh() {
    this.block = new Float32Array(QUANTA * QUANTUM);
    this.quanta = 0;
  }

  process(inputs) {
    const channel = inputs[0][0];
    if (this.quanta === 0) this.frame = currentFrame;
    if (channel) this.block.set(channel, this.quanta * QUANTUM);
    if (++this.quanta === QUANTA) {
      this.port.postMessage({ frame: this.frame, samples: this.block });
      this.fresh();
    }
    return true;
  }
}
registerProcessor('whole', Whole);
