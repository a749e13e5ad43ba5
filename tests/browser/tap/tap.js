// Notes what really goes to the loudspeaker: the first sample of every quantum and the context frame it sounds in.
class Tap extends AudioWorkletProcessor {
  constructor() {
    super();
    this.rows = [];
  }

  process(inputs) {
    const channel = inputs[0][0];
    this.rows.push(currentFrame, channel ? channel[0] : 0);
    if (this.rows.length >= 64) {
      this.port.postMessage(this.rows);
      this.rows = [];
    }
    return true;
  }
}
registerProcessor('tap', Tap);
