import { listen } from '../audio/live/listen.ts';
import { recogniserModel } from '../audio/live/model.ts';
import type { SpeechPlayer } from '../audio/speech_player.ts';
import { VISEME15 } from '../core/channels.ts';
import type { Emitter } from '../core/emitter.ts';
import { LiveLag } from '../core/live_lag.ts';
import { LiveLayer, type OwnSpeech } from '../core/live_layer.ts';
import { LiveTrack } from '../core/live_track.ts';
import type { FaceMixer } from '../core/mixer.ts';
import type { AvatarEvents } from './events.ts';
import { type OpenSound, openSound, type SoundSource } from './follow_source.ts';
import type { FollowOptions, FollowState, OwnFollowing } from './following.ts';

/** A context that may play starts within this; one that does not waits for the visitor's gesture. */
const BLOCKED_AFTER_MS = 300;

/** What following a sound needs of an avatar. */
export interface FollowParts {
  readonly player: Pick<SpeechPlayer, 'context' | 'clock' | 'output'>;
  readonly mixer: FaceMixer;
  /** What the avatar says itself: it has the mouth while it lasts. */
  readonly own: OwnSpeech;
  readonly events: Emitter<AvatarEvents>;
}

/**
 * Moves the lips by a sound until `stop` is aborted or the sound ends, and keeps `following` true meanwhile. Never
 * throws: what goes wrong becomes an `error` event, and `ended`.
 */
export async function followSound(
  parts: FollowParts,
  following: OwnFollowing,
  stop: AbortSignal,
  source: SoundSource,
  options: FollowOptions,
): Promise<void> {
  const { events, player } = parts;
  const tell = (state: FollowState, reason?: AvatarEvents['follow']['reason']) => {
    if (following.state === 'ended' || (following.state === state && state !== 'opening')) return;
    following.state = state;
    events.emit('follow', { state, reason });
  };
  // At once, also while the visitor is being asked.
  const stopped = () => tell('ended', 'stopped');
  stop.addEventListener('abort', stopped, { once: true });
  if (stop.aborted) return stopped();
  let sound: OpenSound | null = null;
  try {
    tell('opening');
    sound = await openSound(player.context, source, options.deviceId);
    const model = await recogniserModel();
    const play = source !== 'microphone' && (options.play ?? sound.throughUs);
    const reason = stop.aborted ? 'stopped' : await follow(parts, following, stop, sound, play, model, tell);
    release(sound, player);
    stop.removeEventListener('abort', stopped);
    tell('ended', reason);
  } catch (cause) {
    if (sound) release(sound, player);
    const { code = 'sound_unsupported', message, retryable = false } = cause as Partial<AvatarEvents['error']> & Error;
    if (stop.aborted) return;
    events.emit('error', { code, message, retryable });
    tell('ended', 'failed');
  }
}

/** Follows an open sound to its end. */
async function follow(
  { player, mixer, own, events }: FollowParts,
  following: OwnFollowing,
  stop: AbortSignal,
  { node, tracks }: OpenSound,
  play: boolean,
  model: ArrayBuffer | null,
  tell: (state: FollowState) => void,
): Promise<'stopped' | 'ended'> {
  const { context, clock, output } = player;
  const track = new LiveTrack(VISEME15.length);
  const lag = new LiveLag();
  const delay = play ? context.createDelay(1) : null;
  const now = () => {
    if (context.state !== 'running') return null;
    if (!delay) {
      const shown = lag.shown(context.currentTime, track.newest);
      following.lagMs = Math.round(lag.seconds * 1000);
      return shown;
    }
    const held = delay.delayTime.value;
    const heard = lag.heard(clock.contextTime - held, track.newest);
    following.lagMs = Math.round((held + Math.max(0, lag.seconds)) * 1000);
    return heard;
  };
  const layer = new LiveLayer(track, now, own);
  const listener = await listen(context, node, model, (seconds, row) => track.push(seconds, row));
  if (delay) {
    delay.delayTime.value = listener.delaySeconds;
    node.connect(delay).connect(output);
  }
  mixer.add(layer);
  const blocked = setTimeout(() => {
    if (context.state !== 'running') events.emit('autoplayblocked', {});
  }, BLOCKED_AFTER_MS);
  const watch = () => {
    const silenced = tracks.length > 0 && tracks.every((other) => other.muted);
    tell(context.state === 'running' && !silenced ? 'following' : 'waiting');
    if (context.state === 'running') events.emit('autoplayallowed', {});
  };
  const seen = () => {
    // A call, or another app, may have stopped the sound while the page was away.
    if (!document.hidden && context.state !== 'running') context.resume().catch(() => {});
  };
  const watched: (readonly [EventTarget, string, () => void])[] = [
    [context, 'statechange', watch],
    [document, 'visibilitychange', seen],
  ];
  for (const other of tracks) watched.push([other, 'mute', watch], [other, 'unmute', watch]);
  for (const [target, type, heard] of watched) target.addEventListener(type, heard);
  watch();
  try {
    return await over(stop, tracks);
  } finally {
    clearTimeout(blocked);
    for (const [target, type, heard] of watched) target.removeEventListener(type, heard);
    listener.stop();
    delay?.disconnect();
    mixer.remove(layer);
  }
}

/** Waits until a sound has ended, or is not wanted any more. */
function over(stop: AbortSignal, tracks: readonly MediaStreamTrack[]): Promise<'stopped' | 'ended'> {
  return new Promise((end) => {
    if (stop.aborted) end('stopped');
    stop.addEventListener('abort', () => end('stopped'), { once: true });
    for (const track of tracks) {
      const look = () => tracks.every((other) => other.readyState === 'ended') && end('ended');
      track.addEventListener('ended', look, { once: true });
      look();
    }
  });
}

function release(sound: OpenSound, player: FollowParts['player']): void {
  sound.close();
  // What an element plays must be heard as before.
  if (sound.throughUs) sound.node.connect(player.output);
}
