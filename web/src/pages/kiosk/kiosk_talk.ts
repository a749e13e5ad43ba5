import type { Avatar } from '../../element/avatar.ts';
import type { HearingState } from '../../element/hearing.ts';
import { part } from '../dom.ts';
import type { PageLanguage } from '../page_text.ts';
import { wireHold } from '../talk/hold_button.ts';
import { microphoneLine, type TalkKey, talkText } from '../talk/talk_text.ts';
import type { KioskConfig } from './kiosk_config.ts';
import type { KioskView } from './kiosk_view.ts';

/** The conversation of a kiosk: what can be asked next, and a microphone where one is configured. */
export function wireKioskTalk(avatar: Avatar, view: KioskView, mode: KioskConfig['microphone']): void {
  const { events } = avatar;
  const button = part<HTMLButtonElement>('talk');
  let state: HearingState = 'ended';
  events.on('turnstart', () => view.offerReplies([]));
  events.on('show', ({ buttons }) => buttons.length > 0 && view.offerReplies(buttons));
  const show = () => {
    const { dialogue } = avatar.describe || {};
    button.hidden = mode === 'off' || !dialogue;
    button.setAttribute('aria-pressed', String(state !== 'ended'));
    const key: TalkKey =
      state !== 'ended' ? (`listen_${state}` as TalkKey) : mode === 'push' ? 'holdToTalk' : 'pressToTalk';
    button.textContent = talkText(view.language, key);
  };
  const listen = (wanted: 'push' | 'open') => {
    const language: PageLanguage = view.language;
    avatar.listen({ mode: wanted }).catch(({ code }) => {
      const line = microphoneLine(code);
      if (line) avatar.speak(talkText(language, line), { language });
    });
  };
  wireHold(button, {
    press: () => {
      if (state !== 'ended') avatar.stopListening();
      else if (mode !== 'off') listen(mode);
    },
    hold: () => listen('push'),
    release: () => avatar.stopListening(),
  });
  events.on('hearing', (told) => {
    state = told.state;
    show();
  });
  events.on('describe', ({ dialogue }) => {
    view.offerSuggestions(dialogue?.suggestions || {});
    show();
  });
  view.onLanguage = show;
  if (avatar.describe) view.offerSuggestions(avatar.describe.dialogue?.suggestions || {});
  show();
}
