import type { Avatar } from './avatar.ts';
import { checkSupport } from './check_support.ts';
import type { Command } from './commands.ts';
import { avatarAddress } from './model_address.ts';
import { openStream, type SpeakStream } from './speak_stream.ts';

/** Streams of text that may be open at a time for one avatar; beyond that the oldest is ended. */
const MOST_STREAMS = 8;
const streams = new WeakMap<Avatar, Map<string, SpeakStream>>();

/**
 * Does what a host asks for, by whichever door it came.
 *
 * @returns what there is to tell: an utterance's id, a list of clips, whether a clip was played
 * @throws whatever the avatar throws
 */
export function runCommand(avatar: Avatar, command: Command): unknown {
  switch (command.type) {
    case 'mouth':
      return avatar.playMouth(command.on);
    case 'captions':
      return avatar.showCaptions(command.on);
    case 'still':
      avatar.still = command.on;
      return undefined;
    case 'speak': {
      const { text, ...options } = command.request;
      return avatar.speak(text, options);
    }
    case 'speakStream':
      return writeStream(avatar, command);
    case 'speakAudio':
      return avatar.speakAudio(command.url, command.options);
    case 'interrupt':
      return interrupt(avatar, command.id);
    case 'pause':
      return avatar.pause();
    case 'resume':
      return avatar.resume();
    case 'emotion':
      return avatar.setEmotion(command.name, command.intensity);
    case 'clip':
      return avatar.playClip(command.name);
    case 'clips':
      return avatar.clipNames;
    case 'activity':
      return avatar.setActivity(command.name);
    case 'shot':
      return avatar.setShot(command.name);
    case 'background':
      return avatar.setBackground(command.background);
    case 'avatar':
      return avatar.loadModel(avatarAddress(command.name, avatar.server, document.baseURI));
    case 'lookAt':
      return avatar.lookAt(command.yaw, command.pitch);
    case 'tint':
      return avatar.setTint(command.name, command.colour);
    case 'quality':
      avatar.quality = command.quality;
      return undefined;
    case 'mute':
      avatar.muted = command.muted;
      return undefined;
    case 'volume':
      avatar.volume = command.volume;
      return undefined;
    case 'support':
      return checkSupport();
    case 'ask':
      return avatar.ask(command.text, command.options);
    case 'listen':
      return avatar.listen(command.options);
    case 'stopListening':
      return avatar.stopListening();
  }
}

function writeStream(avatar: Avatar, { id, text, final, options }: Command & { type: 'speakStream' }): string {
  const open = streams.get(avatar) ?? new Map<string, SpeakStream>();
  streams.set(avatar, open);
  let stream = open.get(id);
  if (!stream) {
    if (open.size >= MOST_STREAMS) close(open, open.keys().next().value as string);
    stream = openStream(avatar, { ...options, id });
    open.set(id, stream);
  }
  stream.write(text, final);
  if (final) open.delete(id);
  return id;
}

function interrupt(avatar: Avatar, id: string | undefined): void {
  const open = streams.get(avatar);
  for (const one of id === undefined ? [...(open?.keys() ?? [])] : [id]) {
    open?.get(one)?.cancel();
    open?.delete(one);
  }
  avatar.interrupt(id);
}

function close(open: Map<string, SpeakStream>, id: string): void {
  open.get(id)?.end();
  open.delete(id);
}
