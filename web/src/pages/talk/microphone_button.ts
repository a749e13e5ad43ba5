import type { Avatar } from '../../element/avatar.ts';
import type { HearingState } from '../../element/hearing.ts';
import type { Language } from '../language.ts';
import { wireHold } from './hold_button.ts';
import { microphoneLine, type TalkKey, talkText } from './talk_text.ts';

const ICON =
  'M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3zM6 11h2a4 4 0 0 0 8 0h2a6 6 0 0 1-5 5.9V20h3v2H8v-2h3v-3.1A6 6 0 0 1 6 11z';

/** A button that opens the microphone, or, held, takes what is said until it is let go. */
export class MicrophoneButton {
  readonly element = document.createElement('div');
  private readonly avatar: Avatar;
  private readonly language: Language;
  private readonly button = document.createElement('button');
  private readonly label = document.createElement('span');
  private readonly told = document.createElement('p');
  private state: HearingState = 'ended';

  constructor(avatar: Avatar, language: Language) {
    this.avatar = avatar;
    this.language = language;
    this.element.className = 'talk-microphone';
    this.button.type = 'button';
    this.button.id = 'talk-microphone';
    this.button.setAttribute('aria-describedby', 'talk-microphone-state');
    this.told.id = 'talk-microphone-state';
    this.told.setAttribute('role', 'status');
    this.button.append(icon(), this.label);
    this.element.append(this.button, this.told);
    avatar.events.on('hearing', ({ state }) => {
      this.state = state;
      this.show();
    });
    avatar.events.on('describe', () => this.show());
    wireHold(this.button, {
      press: () => (this.state === 'ended' ? this.listen('open') : avatar.stopListening()),
      hold: () => this.listen('push'),
      release: () => avatar.stopListening(),
    });
    language.onChange(() => this.show());
  }

  private listen(mode: 'open' | 'push'): void {
    const { avatar, language } = this;
    avatar.listen({ mode }).catch(({ code }) => {
      const line = microphoneLine(code);
      if (line) avatar.speak(talkText(language.current, line), { language: language.current });
    });
  }

  private show(): void {
    const { state, button, label, told } = this;
    const { hearing, dialogue } = this.avatar.describe || {};
    const here = 'SpeechRecognition' in window || 'webkitSpeechRecognition' in window;
    this.element.hidden = !dialogue || !(hearing || here);
    const on = state !== 'ended';
    button.setAttribute('aria-pressed', String(on));
    label.textContent = this.text(on ? 'listenStop' : 'listen');
    told.textContent = this.text(on ? (`listen_${state}` as TalkKey) : 'listenHint');
  }

  private text(key: TalkKey): string {
    return talkText(this.language.current, key);
  }
}

function icon(): SVGSVGElement {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(space, 'path');
  path.setAttribute('d', ICON);
  svg.append(path);
  return svg;
}
