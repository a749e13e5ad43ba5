import type { Avatar } from '../avatar.ts';

/** Sentences that are kept; beyond that the oldest go. */
const MOST_CUES = 2000;

interface Cue {
  readonly id: string;
  readonly text: string;
  readonly fromMs: number;
  toMs: number | null;
}

/** Keeps what an avatar has been heard to say, sentence by sentence, for a caption file. It never leaves the page. */
export class Transcript {
  private readonly cues: Cue[] = [];
  private readonly stops: readonly (() => void)[];
  private readonly now: () => number;
  private origin: number | null = null;

  /** @param now a clock in ms */
  constructor(avatar: Pick<Avatar, 'events'>, now: () => number = () => performance.now()) {
    this.now = now;
    const { events } = avatar;
    this.stops = [
      events.on('speakstart', ({ id, text }) => this.begin(id, text)),
      events.on('sentence', ({ id, text }) => this.begin(id, text)),
      events.on('speakend', () => this.end()),
    ];
  }

  get empty(): boolean {
    return this.cues.length === 0;
  }

  /** All of it as WebVTT. Time 0 is the first sentence. */
  toVtt(): string {
    const head = 'WEBVTT\n\nNOTE AI生成 AI-generated\n';
    const cues = this.cues.map(
      ({ text, fromMs, toMs }, index) =>
        `\n${index + 1}\n${stamp(fromMs)} --> ${stamp(toMs ?? this.sinceOrigin())}\n${escaped(text)}\n`,
    );
    return head + cues.join('');
  }

  clear(): void {
    this.cues.length = 0;
    this.origin = null;
  }

  destroy(): void {
    for (const stop of this.stops) stop();
  }

  private begin(id: string, text: string): void {
    if (text.trim() === '') return;
    this.origin ??= this.now();
    const fromMs = this.sinceOrigin();
    const last = this.cues[this.cues.length - 1];
    // An utterance is told as a whole, and at once again by its first sentence.
    if (last && last.id === id && last.toMs === null && fromMs - last.fromMs < 50) this.cues.pop();
    this.end();
    this.cues.push({ id, text, fromMs, toMs: null });
    if (this.cues.length > MOST_CUES) this.cues.shift();
  }

  private end(): void {
    const last = this.cues[this.cues.length - 1];
    if (last && last.toMs === null) last.toMs = Math.max(last.fromMs + 1, this.sinceOrigin());
  }

  private sinceOrigin(): number {
    return this.now() - (this.origin ?? this.now());
  }
}

function stamp(ms: number): string {
  const whole = Math.max(0, Math.round(ms));
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const hours = two(whole / 3_600_000);
  return `${hours}:${two((whole / 60_000) % 60)}:${two((whole / 1000) % 60)}.${String(whole % 1000).padStart(3, '0')}`;
}

/** A cue's text may hold no tags and no blank line. */
function escaped(text: string): string {
  return text
    .trim()
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/\s*\n\s*/g, ' ');
}
