import { expect, test } from 'vitest';

import type { PlayerClock, SpeechPlayer, SpeechPlayerEvents } from '../../src/audio/speech_player.ts';
import { Emitter } from '../../src/core/emitter.ts';
import type { AvatarEvents } from '../../src/element/events.ts';
import type { Speech } from '../../src/element/speech.ts';
import { SystemVoice } from '../../src/element/system_voice.ts';
import type { UtteranceStart } from '../../src/protocol/index.ts';

test('what the player foretells of the place kept for the voice is not taken for heard', () => {
  const clock: PlayerClock = {
    update() {},
    utterance: null,
    seconds: 0,
    running: false,
    contextTime: 0,
    correct: null,
  };
  const player = { clock, events: new Emitter<SpeechPlayerEvents>(), push() {} } as unknown as SpeechPlayer;
  const voice = new SystemVoice(player, {} as Speech, new Emitter<AvatarEvents>());
  const read = (id: string) => {
    Object.assign(clock, { utterance: id, seconds: 0.02, running: true });
    clock.correct?.();
    return { seconds: clock.seconds, running: clock.running };
  };
  voice.begin({ id: 'said here', sample_rate_hz: 22050 } as UtteranceStart);
  expect(read('said here')).toEqual({ seconds: 0, running: false });
  expect(read("the server's")).toEqual({ seconds: 0.02, running: true });
});
