import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { knownVoices } from '../../../src/audio/system_voice/known_voices.ts';
import { SystemSpeaker } from '../../../src/audio/system_voice/system_speaker.ts';

class FakeUtterance {
  voice: SpeechSynthesisVoice | null = null;
  lang = '';
  rate = 1;
  pitch = 1;
  volume = 1;
  onstart = () => {};
  onend = () => {};
  onboundary = (_: { name?: string; charIndex: number }) => {};
  onerror = (_: { error: string }) => {};
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** A synthesis that does nothing by itself: the test says what it does. */
class FakeSynthesis {
  speaking = false;
  pending = false;
  cancelled = 0;
  readonly given: FakeUtterance[] = [];
  voices: SpeechSynthesisVoice[] = [];
  getVoices() {
    return this.voices;
  }
  speak(utterance: SpeechSynthesisUtterance): void {
    this.given.push(utterance as unknown as FakeUtterance);
    this.speaking = true;
  }
  cancel(): void {
    this.cancelled++;
    this.speaking = false;
  }
  resume(): void {}
  get last(): FakeUtterance {
    return this.given[this.given.length - 1]!;
  }
}

const TEXT = '您好。Good morning. 再见！';

describe('SystemSpeaker', () => {
  let synthesis: FakeSynthesis;
  let speaker: SystemSpeaker;
  let heard: unknown[][];

  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('SpeechSynthesisUtterance', FakeUtterance);
    synthesis = new FakeSynthesis();
    heard = [];
    speaker = new SystemSpeaker(synthesis, {
      begun: (index) => heard.push(['begun', index]),
      word: (index) => heard.push(['word', index]),
      said: (index) => heard.push(['said', index]),
      ended: () => heard.push(['ended']),
      failed: (failure, reason) => heard.push(['failed', failure, reason]),
    });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  const say = (from = 0) => {
    speaker.speak({ text: TEXT, from, voice: null, language: 'zh-CN', rate: 1.2, pitch: 12, volume: 0.5 });
    vi.advanceTimersByTime(100);
  };
  const end = () => {
    synthesis.speaking = false;
    synthesis.last.onend();
  };

  it('says sentence by sentence, and tells places in the whole text', () => {
    say();
    expect(synthesis.last).toMatchObject({ text: '您好。', lang: 'zh-CN', rate: 1.2, pitch: 2, volume: 0.5 });
    synthesis.last.onstart();
    synthesis.last.onboundary({ name: 'sentence', charIndex: 0 });
    synthesis.last.onboundary({ name: 'word', charIndex: 1 });
    end();
    expect(synthesis.last.text).toBe('Good morning.');
    synthesis.last.onstart();
    synthesis.last.onboundary({ charIndex: 5 });
    end();
    synthesis.last.onstart();
    end();
    expect(heard).toEqual([
      ['begun', 0],
      ['word', 1],
      ['said', 3],
      ['begun', 3],
      ['word', 8],
      ['said', 16],
      ['begun', 16],
      ['said', TEXT.length],
      ['ended'],
    ]);
  });

  it('begins anywhere', () => {
    say(TEXT.indexOf('morning'));
    expect(synthesis.last.text).toBe('morning.');
  });

  it('takes a word for a beginning where none is told', () => {
    say();
    synthesis.last.onboundary({ name: 'word', charIndex: 0 });
    synthesis.last.onstart();
    expect(heard).toEqual([
      ['begun', 0],
      ['word', 0],
    ]);
  });

  it('clears what others left, and hears nothing more of what it stopped', () => {
    say();
    expect(synthesis.cancelled).toBe(1);
    const old = synthesis.last;
    old.onstart();
    speaker.stop();
    expect(synthesis.cancelled).toBe(2);
    old.onerror({ error: 'interrupted' });
    old.onboundary({ name: 'word', charIndex: 1 });
    old.onend();
    vi.advanceTimersByTime(60_000);
    expect(heard).toEqual([['begun', 0]]);
    expect(synthesis.given.length).toBe(1);
  });

  it.each([
    ['not-allowed', 'blocked'],
    ['network', 'network'],
    ['voice-unavailable', 'voice'],
    ['language-unavailable', 'voice'],
    ['synthesis-failed', 'failed'],
  ])('tells why it failed: %s', (error, failure) => {
    say();
    synthesis.last.onerror({ error });
    expect(heard).toEqual([['failed', failure, error]]);
    vi.advanceTimersByTime(60_000);
    expect(heard.length).toBe(1);
  });

  it('gives up a voice that says nothing', () => {
    say();
    vi.advanceTimersByTime(7000);
    expect(heard).toEqual([]);
    vi.advanceTimersByTime(2000);
    expect(heard).toEqual([['failed', 'silent', 'nothing for 8 s']]);
  });

  it('goes on where the end was not told', () => {
    say();
    synthesis.last.onstart();
    vi.advanceTimersByTime(4000);
    expect(synthesis.given.length).toBe(1);
    synthesis.speaking = false;
    vi.advanceTimersByTime(2000);
    expect(heard).toEqual([
      ['begun', 0],
      ['said', 3],
    ]);
    expect(synthesis.last.text).toBe('Good morning.');
  });

  it('goes on where a voice got stuck', () => {
    say();
    synthesis.last.onstart();
    vi.advanceTimersByTime(15_000);
    expect(synthesis.last.text).toBe('Good morning.');
  });
});

describe('knownVoices', () => {
  it('waits for voices that come late, but not for ever', async () => {
    vi.useFakeTimers();
    const synthesis = new FakeSynthesis();
    const late = knownVoices(synthesis, 1000);
    setTimeout(() => {
      synthesis.voices = [{ name: 'A' } as SpeechSynthesisVoice];
    }, 500);
    await vi.advanceTimersByTimeAsync(700);
    expect((await late).length).toBe(1);
    const none = knownVoices(new FakeSynthesis(), 1000);
    await vi.advanceTimersByTimeAsync(1500);
    expect(await none).toEqual([]);
    vi.useRealTimers();
  });
});
