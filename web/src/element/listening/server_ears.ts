import { EchoGuard } from '../../audio/hearing/echo_guard.ts';
import type { FrameListener } from '../../audio/hearing/frame_cutter.ts';
import { levelDb } from '../../audio/hearing/level.ts';
import { loadVoiceActivity } from '../../audio/hearing/load_voice_activity.ts';
import { soundFrames } from '../../audio/hearing/sound_frames.ts';
import { SpeechDetector } from '../../audio/hearing/speech_detector.ts';
import { FRAME_SAMPLES, RATE_HZ, type VoiceActivity } from '../../audio/hearing/voice_activity.ts';
import type { SpeechPlayer } from '../../audio/index.ts';
import type { Conversation, SpokenTurn } from '../conversation/conversation.ts';
import type { ListenOptions } from '../hearing.ts';
import { openMicrophone } from '../microphone.ts';
import type { Ears, EarsEvents } from './ears.ts';

const FRAME_MS = (FRAME_SAMPLES / RATE_HZ) * 1000;
/** Sound before what was recognised as speech that goes with it, in frames: a soft beginning is not lost. */
const BEFORE = 10;
/** Frames that are kept meanwhile. */
const MOST_KEPT = 64;
/** Frames that may wait to be judged: more, and the machine does not keep up. */
const MOST_WAITING = 60;
/** What is played is heard above this level, and for so many frames after its end: half a second. */
const PLAYED_DB = -60;
const RINGING = 16;
/** A button that is held for less was pressed by mistake. */
const LEAST_PUSH_MS = 200;

export interface ServerEarsParts {
  readonly player: Pick<SpeechPlayer, 'context' | 'output' | 'clock'>;
  readonly conversation: Pick<Conversation, 'hear'>;
  /** Of the server. */
  readonly root: URL;
  /** The longest stretch of speech that the server understands. */
  readonly longestMs: number;
}

/** A frame of the microphone, and what the room was like. */
interface Heard {
  readonly frame: Float32Array;
  /** The avatar was heard meanwhile. */
  readonly audible: boolean;
  readonly echo: boolean;
}

let loading: Promise<VoiceActivity> | null = null;

/** The microphone, heard by voice activity detection on the page and understood by the server. Throws AvatarFault. */
export async function openServerEars(
  parts: ServerEarsParts,
  options: ListenOptions,
  events: EarsEvents,
): Promise<Ears> {
  if (options.mode === 'push') return openPushed(parts, options, events);
  const [microphone, activity] = await Promise.all([Microphone.open(parts, options, events), voiceActivity(parts)]);
  activity.reset();
  return new OpenEars(parts, options, events, microphone, activity);
}

/** Fetched once; the network is worth keeping. */
function voiceActivity({ root }: ServerEarsParts): Promise<VoiceActivity> {
  loading = loading || loadVoiceActivity(root);
  return loading;
}

/** An open microphone, whose frames go to whoever takes them. */
class Microphone {
  take: FrameListener = () => {};
  private readonly stream: MediaStream;
  private readonly source: AudioNode;
  private stopFrames = () => {};

  private constructor(stream: MediaStream, source: AudioNode) {
    this.stream = stream;
    this.source = source;
  }

  static async open({ player }: ServerEarsParts, options: ListenOptions, events: EarsEvents): Promise<Microphone> {
    const stream = await openMicrophone(options.deviceId);
    const microphone = new Microphone(stream, player.context.createMediaStreamSource(stream));
    stream.getAudioTracks()[0]?.addEventListener('ended', () => {
      events.failed('microphone_unavailable', 'the microphone was taken away', true);
    });
    const { context, output } = player;
    microphone.stopFrames = await soundFrames(context, microphone.source, output, (frame, playedDb) =>
      microphone.take(frame, playedDb),
    );
    return microphone;
  }

  close(): void {
    this.take = () => {};
    // First of all nobody is listened to any more.
    for (const track of this.stream.getTracks()) track.stop();
    this.stopFrames();
    this.source.disconnect();
  }
}

/** A button is held: everything from now on is said to the avatar, which falls silent at once. */
async function openPushed(parts: ServerEarsParts, options: ListenOptions, events: EarsEvents): Promise<Ears> {
  const { language, voice } = options;
  const turn = parts.conversation.hear({ mode: 'push', language, voice });
  let microphone: Microphone;
  try {
    microphone = await Microphone.open(parts, options, events);
  } catch (cause) {
    turn?.cancel();
    throw cause;
  }
  let ms = 0;
  events.speaking(true);
  microphone.take = (frame) => {
    ms += FRAME_MS;
    if (ms < parts.longestMs) turn?.push(frame);
  };
  return {
    close: () => {
      microphone.close();
      if (ms < LEAST_PUSH_MS) turn?.cancel();
      else turn?.end(0);
    },
  };
}

/** Listens all the time, and takes up the word when somebody speaks. */
class OpenEars implements Ears {
  private readonly parts: ServerEarsParts;
  private readonly options: ListenOptions;
  private readonly events: EarsEvents;
  private readonly microphone: Microphone;
  private readonly activity: VoiceActivity;
  private readonly detector = new SpeechDetector();
  private readonly guard = new EchoGuard();
  /** Frames until what was played last has died away in the room. */
  private ringing = 0;
  private readonly waiting: Heard[] = [];
  private readonly kept: Float32Array[] = [];
  private judging = false;
  private closed = false;
  private turn: SpokenTurn | null = null;

  constructor(
    parts: ServerEarsParts,
    options: ListenOptions,
    events: EarsEvents,
    microphone: Microphone,
    activity: VoiceActivity,
  ) {
    this.parts = parts;
    this.options = options;
    this.events = events;
    this.microphone = microphone;
    this.activity = activity;
    microphone.take = (frame, playedDb) => this.take(frame, playedDb);
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.microphone.close();
    this.end(0);
  }

  private take(frame: Float32Array, playedDb: number): void {
    const { guard, parts } = this;
    guard.add(playedDb, levelDb(frame));
    if (playedDb > PLAYED_DB) this.ringing = RINGING;
    else if (this.ringing > 0) this.ringing--;
    const audible = parts.player.clock.running || this.ringing > 0;
    // A page that was busy has some frames at once; one that cannot keep up hears the newest.
    if (this.waiting.push({ frame, audible, echo: guard.echo }) > MOST_WAITING) this.waiting.shift();
    if (!this.judging) void this.judge();
  }

  private async judge(): Promise<void> {
    this.judging = true;
    try {
      for (let heard = this.waiting.shift(); heard && !this.closed; heard = this.waiting.shift()) {
        const likelihood = await this.activity.process(heard.frame);
        if (!this.closed) this.hear(heard, likelihood);
      }
    } catch (cause) {
      if (!this.closed) this.events.failed('microphone_unavailable', `speech cannot be detected: ${cause}`, true);
    }
    this.judging = false;
  }

  private hear({ frame, audible, echo }: Heard, likelihood: number): void {
    const { detector, kept } = this;
    kept.push(frame);
    if (kept.length > MOST_KEPT) kept.shift();
    const detected = detector.hear(likelihood, audible, echo);
    if (detected === 'begin') this.begin();
    else if (this.turn && !this.turn.push(frame)) this.giveUp();
    else if (detector.frames * FRAME_MS > this.parts.longestMs) this.end(0);
    if (detected === 'end') this.end(detector.silent * FRAME_MS);
    if (detected === 'misfire') this.misfire();
  }

  private begin(): void {
    const { detector, kept, options } = this;
    const { language, voice } = options;
    this.turn = this.parts.conversation.hear({ language, voice, speech_ms: detector.frames * FRAME_MS });
    if (!this.turn) {
      detector.reset();
      return;
    }
    this.events.speaking(true);
    for (const frame of kept.slice(-(detector.frames + BEFORE))) this.turn.push(frame);
  }

  private end(silentMs: number): void {
    this.turn?.end(silentMs);
    this.giveUp();
  }

  private misfire(): void {
    this.turn?.cancel();
    this.giveUp();
  }

  private giveUp(): void {
    if (this.turn && !this.closed) this.events.speaking(false);
    this.turn = null;
    this.kept.length = 0;
    this.detector.reset();
    if (!this.closed) this.activity.reset();
  }
}
