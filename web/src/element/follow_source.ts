import { openMicrophone } from './microphone.ts';

/** `microphone`: that of the visitor, asked for. */
export type SoundSource = 'microphone' | MediaStream | HTMLMediaElement | AudioNode;

/** A sound that cannot be followed; `code` is that of the `error` event. */
export class FollowError extends Error {
  readonly code: string;
  readonly retryable: boolean;

  constructor(code: string, message: string, retryable = false) {
    super(message);
    this.code = code;
    this.retryable = retryable;
  }
}

/** A sound that is open. */
export interface OpenSound {
  readonly node: AudioNode;
  /** What tells that it ends; none for sounds that never do. */
  readonly tracks: readonly MediaStreamTrack[];
  /** An element's sound goes through us from now on, and must be heard even when nobody follows it any more. */
  readonly throughUs: boolean;
  /** Gives back what was opened for it, and nothing else. */
  close(): void;
}

/** An element gives its sound away once and for all. */
const taken = new WeakMap<HTMLMediaElement, AudioNode>();

/** Opens a sound in a context. Throws {@link FollowError}, and for the microphone AvatarFault with the same fields. */
export async function openSound(context: AudioContext, source: SoundSource, deviceId?: string): Promise<OpenSound> {
  if (source === 'microphone') {
    const stream = await openMicrophone(deviceId);
    const sound = ofStream(context, stream);
    const close = () => {
      sound.close();
      for (const track of stream.getTracks()) track.stop();
    };
    return { ...sound, close };
  }
  if (source instanceof MediaStream) return ofStream(context, source);
  if (source instanceof HTMLMediaElement) return ofElement(context, source);
  if (!(source instanceof AudioNode)) {
    throw new FollowError(
      'sound_unsupported',
      'a sound is "microphone", a MediaStream, a media element or an AudioNode',
    );
  }
  if (source.context !== context) {
    const text = 'the node is of another AudioContext: give that one to the avatar as audioContext';
    throw new FollowError('sound_unsupported', text);
  }
  return { node: source, tracks: [], throughUs: false, close: () => {} };
}

function ofStream(context: AudioContext, stream: MediaStream): OpenSound {
  const tracks = stream.getAudioTracks();
  if (tracks.every((track) => track.readyState === 'ended')) {
    throw new FollowError('sound_ended', `the stream has ${tracks.length ? 'ended' : 'no sound'}`);
  }
  const node = context.createMediaStreamSource(stream);
  // Chrome gives the sound of a remote stream only while an element plays it as well.
  const pump = new Audio();
  pump.muted = true;
  pump.srcObject = stream;
  pump.play().catch(() => {});
  const close = () => {
    node.disconnect();
    pump.pause();
    pump.srcObject = null;
  };
  return { node, tracks, throughUs: false, close };
}

function ofElement(context: AudioContext, element: HTMLMediaElement): OpenSound {
  let node = taken.get(element);
  if (node && node.context !== context) {
    throw new FollowError('sound_unsupported', 'the element gives its sound to another AudioContext');
  }
  if (!node) {
    if (isForeign(element)) {
      const text = 'the element plays from another site: it needs crossorigin="anonymous", and that site to allow it';
      throw new FollowError('sound_unreadable', text);
    }
    try {
      node = context.createMediaElementSource(element);
    } catch (cause) {
      throw new FollowError('sound_unsupported', `the element's sound cannot be had: ${(cause as Error).message}`);
    }
    taken.set(element, node);
  }
  const source = node;
  source.disconnect();
  return { node: source, tracks: [], throughUs: true, close: () => source.disconnect() };
}

/** Whether the browser would give silence in place of the sound. */
function isForeign(element: HTMLMediaElement): boolean {
  const address = element.currentSrc || element.src;
  if (!address || element.srcObject || element.crossOrigin !== null) return false;
  const { protocol, origin } = new URL(address, document.baseURI);
  return /^https?:$/.test(protocol) && origin !== location.origin;
}
