import { describe, expect, it } from 'vitest';
import { Emitter } from '../../../src/core/emitter.ts';
import { Transcript } from '../../../src/element/captions/transcript.ts';
import type { AvatarEvents } from '../../../src/element/events.ts';

function listening() {
  const events = new Emitter<AvatarEvents>();
  const clock = { ms: 5000 };
  const transcript = new Transcript({ events }, () => clock.ms);
  const start = (id: string, text: string) =>
    events.emit('speakstart', { id, text, voice: 'v', language: 'zh', emotion: null, turn: null });
  const sentence = (id: string, text: string) => events.emit('sentence', { id, text, start: 0, end: text.length });
  const end = (id: string) => events.emit('speakend', { id, completed: true });
  return { transcript, clock, start, sentence, end };
}

describe('what was said, as WebVTT', () => {
  it('has a cue for each sentence, from when it was heard until the next', () => {
    const { transcript, clock, start, sentence, end } = listening();
    start('a', '您好。再见。');
    sentence('a', '您好。');
    clock.ms += 1500;
    sentence('a', '再见。');
    clock.ms += 61_000;
    end('a');
    expect(transcript.toVtt()).toBe(
      'WEBVTT\n\nNOTE AI生成 AI-generated\n' +
        '\n1\n00:00:00.000 --> 00:00:01.500\n您好。\n' +
        '\n2\n00:00:01.500 --> 00:01:02.500\n再见。\n',
    );
  });

  it('holds no markup, no blank lines, and nothing of a recording without words', () => {
    const { transcript, clock, start, end } = listening();
    start('r', ' ');
    end('r');
    expect(transcript.empty).toBe(true);
    start('a', '1 < 2 & 3\n\n--> 4');
    clock.ms += 200;
    end('a');
    expect(transcript.toVtt()).toContain('\n1 &lt; 2 &amp; 3 --&gt; 4\n');
  });

  it('keeps a bounded number of sentences, and forgets on request', () => {
    const { transcript, clock, start, end } = listening();
    for (let i = 0; i < 2005; i++) {
      start(`u${i}`, `s${i}.`);
      clock.ms += 100;
      end(`u${i}`);
    }
    const vtt = transcript.toVtt();
    expect(vtt).not.toContain('\ns4.\n');
    expect(vtt).toContain('\ns5.\n');
    transcript.clear();
    expect(transcript.empty).toBe(true);
  });
});
