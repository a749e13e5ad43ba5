import type { Avatar } from './avatar.ts';
import { type Command, readCommand } from './commands.ts';
import { runCommand } from './run_command.ts';

/** Commands that may wait for the model; beyond that the oldest gives way. */
const LONGEST_QUEUE = 32;
/** These act on the model; the others are kept by the avatar itself until they can be done. */
const NEEDS_MODEL: readonly Command['type'][] = ['clip', 'tint'];

type Door = (message: unknown) => void;

/**
 * A door for commands that nobody waits an answer of. Gestures and colours wait for the model.
 *
 * What is not understood becomes an `error` event `unknown_command`; nothing is ever thrown at whoever knocks. From
 * `afar`, by a link or the server, nobody switches a visitor's microphone on.
 */
export function installDoor(avatar: Avatar, afar = false): { readonly door: Door; readonly close: () => void } {
  const waiting: Command[] = [];
  const close = avatar.events.on('ready', () => {
    for (const command of waiting.splice(0)) run(avatar, command);
  });
  const door: Door = (message) => {
    const command = readCommand(message);
    if ('refused' in command) {
      avatar.events.emit('error', { code: 'unknown_command', message: command.refused, retryable: false });
    } else if (afar && command.type === 'listen') {
      const message = '"listen" is for the page itself, or the app around it';
      avatar.events.emit('error', { code: 'not_supported', message, retryable: false });
    } else if (NEEDS_MODEL.includes(command.type) && !avatar.hasModel) {
      waiting.push(command);
      if (waiting.length > LONGEST_QUEUE) tellDropped(avatar, waiting.shift()!);
    } else {
      run(avatar, command);
    }
  };
  return { door, close };
}

/**
 * Installs `getMessage` on a window, the door by which an app or mini-program drives the page in its web view.
 *
 * `getMessage(1)` starts the mouth clips, `getMessage(2)` stops them; an object or its JSON carries every other
 * command.
 *
 * @returns a function that takes the door away again
 */
export function installGetMessage(avatar: Avatar, target: { getMessage?: Door }): () => void {
  const { door, close } = installDoor(avatar);
  const before = target.getMessage;
  target.getMessage = door;
  return () => {
    close();
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
    const answer = runCommand(avatar, command);
    // What fails while it loads has told so by an event of its own.
    if (answer instanceof Promise) answer.catch(() => {});
  } catch (cause) {
    const { code = 'command_failed', message = String(cause) } = cause as Partial<Error & { code: string }>;
    avatar.events.emit('error', { code, message: `"${command.type}" failed: ${message}`, retryable: false });
  }
}
