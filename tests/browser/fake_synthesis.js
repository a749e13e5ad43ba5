// A system's speech synthesis for a browser that has no voices, installed by the tests with add_init_script before the
// page's own scripts. It behaves as browsers do: voices come late, each utterance waits for the one before it, words are
// told by where they begin in the utterance's text (or not at all), and whatever is dropped ends with an error.
//
// window.synthesisWishes, set before: lateMs, pace (how fast it speaks), tells (whether words are told), fails (an error
// in place of speech), voices. window.saidWords: every word with the moment at which it really began.
window.saidWords = [];
window.saidPieces = [];

class FakeUtterance extends EventTarget {
  constructor(text) {
    super();
    Object.assign(this, { text, lang: '', voice: null, rate: 1, pitch: 1, volume: 1 });
  }
  tell(type, more = {}) {
    const event = Object.assign(new Event(type), more);
    this[`on${type}`]?.(event);
    this.dispatchEvent(event);
  }
}

class FakeSynthesis extends EventTarget {
  constructor({ lateMs = 0, pace = 1, tells = true, fails = null, voices }) {
    super();
    Object.assign(this, { pace, tells, fails, queue: [], current: null, timer: 0, paused: false });
    this.voices = [];
    const known = voices ?? [
      { name: 'Far', lang: 'zh-CN', localService: false, default: true },
      { name: 'Near', lang: 'zh-CN', localService: true, default: false },
      { name: 'Anna', lang: 'en_US', localService: true, default: false },
    ];
    setTimeout(() => {
      this.voices = known.map((voice) => ({ ...voice, voiceURI: voice.name }));
      this.dispatchEvent(new Event('voiceschanged'));
    }, lateMs);
  }
  get speaking() {
    return this.current !== null;
  }
  get pending() {
    return this.queue.length > 0;
  }
  getVoices() {
    return this.voices;
  }
  speak(utterance) {
    this.queue.push(utterance);
    if (!this.current) this.next();
  }
  cancel() {
    clearTimeout(this.timer);
    const { current } = this;
    const dropped = this.queue.splice(0);
    this.current = null;
    if (current) setTimeout(() => current.tell('error', { error: 'interrupted' }));
    for (const utterance of dropped) setTimeout(() => utterance.tell('error', { error: 'canceled' }));
  }
  pause() {}
  resume() {}
  next() {
    const utterance = this.queue.shift();
    if (!utterance) return;
    this.current = utterance;
    const { text, voice, lang, volume } = utterance;
    saidPieces.push({ text, voice: voice && voice.name, lang, volume });
    if (this.fails) {
      this.timer = setTimeout(() => {
        this.current = null;
        utterance.tell('error', { error: this.fails });
      }, 30);
      return;
    }
    const words = Array.from(text.matchAll(/\p{Script=Han}|[A-Za-z']+/gu), (match) => ({ text: match[0], at: match.index }));
    let index = 0;
    const step = () => {
      if (this.current !== utterance) return;
      if (index === 0) utterance.tell('start');
      if (index === words.length) {
        this.current = null;
        utterance.tell('end');
        this.next();
        return;
      }
      const word = words[index++];
      saidWords.push({ text: word.text, at: performance.now(), volume });
      if (this.tells) utterance.tell('boundary', { name: 'word', charIndex: word.at, charLength: word.text.length });
      const letters = /[A-Za-z]/.test(word.text) ? 1 + word.text.length * 0.45 : 1.7;
      const breath = /^[，,]/.test(text.slice(word.at + word.text.length)) ? 500 : 0;
      // Unevenly, as nobody's plan has it.
      this.timer = setTimeout(step, breath + (letters * (index % 3 ? 120 : 190)) / (this.pace * utterance.rate));
    };
    this.timer = setTimeout(step, 80);
  }
}

{
  const wishes = window.synthesisWishes ?? {};
  const value = wishes.missing ? undefined : new FakeSynthesis(wishes);
  Object.defineProperty(window, 'speechSynthesis', { value, configurable: true });
  window.SpeechSynthesisUtterance = FakeUtterance;
}
