import type { Avatar } from '../element/avatar.ts';
import type { Following } from '../element/following.ts';
import { part } from './dom.ts';
import type { Language } from './language.ts';
import type { TextKey } from './page_text.ts';

/** A button with which the lips follow the visitor's microphone, and what comes of it. */
export function wireMicrophone(avatar: Avatar, language: Language): void {
  const button = part<HTMLButtonElement>('microphone');
  const told = part('microphone-state');
  let following: Following | null = null;

  const show = () => {
    const on = following !== null && following.state !== 'ended';
    button.setAttribute('aria-pressed', String(on));
    button.querySelector('span')!.textContent = language.text(on ? 'microphoneStop' : 'microphone');
    told.textContent = language.text(on ? (`microphone_${following!.state}` as TextKey) : 'microphoneHint');
  };
  button.addEventListener('click', () => {
    if (following && following.state !== 'ended') following.stop();
    else following = avatar.followSound('microphone');
    show();
  });
  avatar.events.on('follow', show);
  language.onChange(show);
}
