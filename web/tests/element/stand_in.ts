import { Emitter } from '../../src/core/emitter.ts';
import type { Avatar } from '../../src/element/avatar.ts';
import type { AvatarError, AvatarEvents } from '../../src/element/events.ts';

/** An avatar that writes down what it is asked to do. */
export function standIn() {
  const events = new Emitter<AvatarEvents>();
  const done: unknown[][] = [];
  const errors: AvatarError[] = [];
  events.on('error', (error) => errors.push(error));
  const note =
    (name: string, answer?: unknown) =>
    (...values: unknown[]): unknown => {
      done.push([name, ...values]);
      return answer;
    };
  const avatar = {
    events,
    hasModel: true,
    session: { resumption: null, resumed: false },
    state: 'idle',
    connection: 'open',
    clipNames: ['nod', 'bow'],
    server: 'https://avatar.example/a',
    playMouth: note('mouth'),
    showCaptions: note('captions'),
    speak: (text: string, options: { id?: string } = {}) => note('speak', options.id ?? 'u1')(text, options),
    speakAudio: note('speakAudio', 'u2'),
    setBackground: note('background', Promise.resolve()),
    ask: (text: string, options: { id?: string } = {}) => note('ask', options.id ?? 't1')(text, options),
    listen: note('listen', Promise.resolve()),
    stopListening: note('stopListening'),
    interrupt: note('interrupt'),
    playClip: note('clip', true),
    loadModel: note('loadModel', Promise.resolve()),
    lookAt: note('lookAt'),
    setShot: () => {
      throw new RangeError('no stage');
    },
  };
  return { avatar: avatar as unknown as Avatar, events, done, errors };
}
