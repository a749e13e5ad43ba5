import type { Avatar } from './avatar.ts';
import { type Command, readCommand } from './commands.ts';

/** Commands that may wait for the model; beyond that the oldest gives way. */
const LONGEST_QUEUE = 32;
/** These act on the model; the others are kept by the avatar itself until they can be done. */
const NEEDS_MODEL: readonly Command['type'][] = ['clip', 'tint'];

type Door = (message: unknown) => void;

/**
 * Installs `getMessage` on a window, the door by which an app or mini-program drives the page in its web view.
 *
 * `getMessage(1)` starts the mouth clips, `getMessage(2)` stops them; an object or its JSON carries every other
 * command. What is not understood becomes an `error` event `unknown_command`; nothing is ever thrown at the host.
 *
 * @returns a function that takes the door away again
 */
export function installGetMessage(avatar: Avatar, target: { getMessage?: Door }): () => void {
  const waiting: Command[] = [];
  const stopWaiting = avatar.events.on('ready', () => {
    for (const command of waiting.splice(0)) run(avatar, command);
  });
  const door: Door = (message) => {
    const command = readCommand(message);
    if ('refused' in command) {
      avatar.events.emit('error', { code: 'unknown_command', message: command.refused, retryable: false });
    } else if (NEEDS_MODEL.includes(command.type) && !avatar.hasModel) {
      waiting.push(command);
      if (waiting.length > LONGEST_QUEUE) tellDropped(avatar, waiting.shift()!);
    } else {
      run(avatar, command);
    }
  };
  const before = target.getMessage;
  target.getMessage = door;
  return () => {
    stopWaiting();
    if (target.getMessage !== door) return;
    if (before) target.getMessage = before;
    else delete target.getMessage;
  };
}

function tellDropped(avatar: Avatar, command: Command): void {
  const message = `"${command.type}" was dropped: more than ${LONGEST_QUEUE} commands wait for the model`;
  avatar.events.emit('error', { code: 'queue_full', message, retryable: true });
}

function run(avatar: Avatar, command: Command): void {
  try {
    perform(avatar, command);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    avatar.events.emit('error', {
      code: 'command_failed',
      message: `"${command.type}" failed: ${message}`,
      retryable: false,
    });
  }
}

function perform(avatar: Avatar, command: Command): void {
  switch (command.type) {
    case 'mouth':
      avatar.playMouth(command.on);
      break;
    case 'speak': {
      const { text, ...options } = command.request;
      avatar.speak(text, options);
      break;
    }
    case 'speakAudio':
      avatar.speakAudio(command.url, command.options);
      break;
    case 'interrupt':
      avatar.interrupt(command.id);
      break;
    case 'pause':
      avatar.pause();
      break;
    case 'resume':
      avatar.resume();
      break;
    case 'emotion':
      avatar.setEmotion(command.name, command.intensity);
      break;
    case 'clip':
      avatar.playClip(command.name);
      break;
    case 'activity':
      avatar.setActivity(command.name);
      break;
    case 'shot':
      avatar.setShot(command.name);
      break;
    case 'background':
      void avatar.setBackground(command.background);
      break;
    case 'tint':
      avatar.setTint(command.name, command.colour);
      break;
    case 'quality':
      avatar.quality = command.quality;
      break;
    case 'mute':
      avatar.muted = command.muted;
      break;
    case 'volume':
      avatar.volume = command.volume;
      break;
  }
}
