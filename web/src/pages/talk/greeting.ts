import type { Avatar } from '../../element/avatar.ts';

/** Whoever asks at once is not greeted first. */
const AFTER_MS = 400;

/** Says the opening line at the visitor's first gesture, unless something was asked for by then. */
export function greetOnGesture(avatar: Avatar, opening: () => string | undefined): void {
  let wanted = true;
  const types = ['pointerup', 'keyup'] as const;
  const greetNow = async () => {
    // A question that was put meanwhile waits for this script too, and is put before we go on.
    await import('../../element/conversation/talk.ts').catch(() => {});
    setTimeout(() => {
      const text = wanted && avatar.state === 'idle' && opening();
      if (text) avatar.speak(text);
    });
  };
  const greet = () => {
    for (const type of types) window.removeEventListener(type, greet, true);
    setTimeout(greetNow, AFTER_MS);
  };
  const stop = () => {
    wanted = false;
  };
  avatar.events.on('turnstart', stop);
  avatar.events.on('statechange', stop);
  for (const type of types) window.addEventListener(type, greet, true);
}
