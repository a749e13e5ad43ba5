import { type DecoderMaker, OPUS_RATE_HZ, OpusStream, provenDecoders, splitPackets } from '../audio/opus/index.ts';
import type { SessionClient, SessionEvents } from '../client/index.ts';
import type { UtteranceStart } from '../protocol/index.ts';
import type { CodecWish } from './codec_wish.ts';

type Client = Pick<SessionClient, 'offer' | 'events'>;
type Start = SessionEvents['utterance'];
type Audio = SessionEvents['audio'];

interface Arriving {
  readonly stream: OpusStream;
  /** Samples a second of the utterance, as its frames count them. */
  readonly rateHz: number;
}

/** A decoder failed on this page: what is asked for from now on comes as PCM. */
let failed = false;

/**
 * Has a session's sound come as Opus if this browser can decode it; what is asked for before that is known comes as PCM.
 *
 * @param wish with `opus` PCM is not offered beside it: a server on the same machine would send that
 */
export async function offerOpus(client: Client, wish?: CodecWish): Promise<void> {
  const makers = await provenDecoders();
  if (makers.length === 0 || failed) return;
  const sound = new OpusSound(client, makers);
  client.offer(wish === 'opus' ? ['opus'] : ['opus', 'pcm'], (type, event) => sound.filter(type, event));
}

/** Stands between a session and its listeners, to whom an utterance in Opus is one in PCM at 48 kHz. */
export class OpusSound {
  private readonly client: Client;
  private readonly makers: readonly DecoderMaker[];
  private readonly arriving = new Map<string, Arriving>();
  private reported = false;

  constructor(client: Client, makers: readonly DecoderMaker[]) {
    this.client = client;
    // If all fail, perhaps it was the decoder and not its kind.
    this.makers = [...makers, makers[0]!];
  }

  /** A {@link SessionFilter}. */
  filter<K extends keyof SessionEvents>(type: K, event: SessionEvents[K]): boolean {
    switch (type) {
      case 'utterance':
        return this.begin(event as Start);
      case 'audio':
        return this.take(event as Audio);
      case 'interrupted':
        for (const id of (event as SessionEvents['interrupted']).ids) this.drop(id);
        return false;
      case 'state':
        // What was cut off is told of, or begins anew; what has come of it is still decoded.
        if (event !== 'open') for (const [id, { stream }] of Array.from(this.arriving)) this.forgetOnceIdle(id, stream);
        return false;
      case 'error':
        return this.fail(event as SessionEvents['error']);
      default:
        return false;
    }
  }

  private begin(start: UtteranceStart): boolean {
    const { id } = start;
    this.drop(id);
    if (start.codec !== 'opus') return false;
    const { events } = this.client;
    const stream = new OpusStream(this.makers, start.pre_skip || 0, {
      sound: (first_sample, samples, final) => {
        const header = {
          type: 'audio' as const,
          id,
          first_sample,
          samples: samples.length,
          final,
          codec: 'pcm' as const,
        };
        if (final) this.forget(id, stream);
        events.emit('audio', { header, samples, bytes: new Uint8Array(samples.buffer) });
      },
      trouble: (error) => this.report(error),
      lost: () => {
        this.forget(id, stream);
        const message = `the sound of "${id}" cannot be decoded any further`;
        events.emit('error', { code: 'sound_undecodable', message, retryable: true, id });
      },
    });
    this.arriving.set(id, { stream, rateHz: start.sample_rate_hz });
    events.emit('utterance', { ...start, sample_rate_hz: OPUS_RATE_HZ, codec: 'pcm', pre_skip: 0 });
    return true;
  }

  private take({ header, bytes }: Audio): boolean {
    const { id, codec, final, first_sample, samples } = header;
    const arriving = this.arriving.get(id);
    // Without a stream it was given up.
    if (codec !== 'opus' || !arriving) return codec === 'opus';
    const end = Math.ceil(((first_sample + samples) * OPUS_RATE_HZ) / arriving.rateHz);
    arriving.stream.push(splitPackets(bytes), final ? end : null);
    return true;
  }

  /** An utterance broke off: what has come of it is heard, then it ends. */
  private fail(error: SessionEvents['error']): boolean {
    const stream = error.id === null ? undefined : this.arriving.get(error.id)?.stream;
    if (!stream) return false;
    stream.idle.then(() => {
      if (error.id !== null) this.forget(error.id, stream);
      stream.close();
      this.client.events.emit('error', error);
    });
    return true;
  }

  private report(cause: unknown): void {
    failed = true;
    if (this.reported) return;
    this.reported = true;
    this.client.offer(['pcm'], (type, event) => this.filter(type, event));
    const message = `a decoder of Opus failed; sound comes as PCM from now on (${cause})`;
    this.client.events.emit('error', { code: 'decoder_failed', message, retryable: true, id: null });
  }

  private drop(id: string): void {
    this.arriving.get(id)?.stream.close();
    this.arriving.delete(id);
  }

  private forgetOnceIdle(id: string, stream: OpusStream): void {
    stream.idle.then(() => {
      this.forget(id, stream);
      stream.close();
    });
  }

  /** Unless it has begun anew meanwhile. */
  private forget(id: string, stream: OpusStream): void {
    if (this.arriving.get(id)?.stream === stream) this.arriving.delete(id);
  }
}
