import type { Avatar } from '../element/avatar.ts';
import type { Describe } from '../protocol/index.ts';
import { fill, part } from './dom.ts';
import type { Language } from './language.ts';
import type { QueryOptions } from './query_options.ts';
import type { Toasts } from './toasts.ts';
import { groupVoices } from './voice_groups.ts';

/** What the text box is for. */
export interface TextUse {
  /** Its text is asked, not said. */
  asks: boolean;
}

/** Text box, Speak, Pause and Stop. */
export function wireTransport(avatar: Avatar, language: Language, toasts: Toasts, use: TextUse): void {
  const text = part<HTMLTextAreaElement>('text');
  const speak = part<HTMLButtonElement>('speak');
  const pause = part<HTMLButtonElement>('pause');
  const stop = part<HTMLButtonElement>('stop');
  const say = () => {
    const words = text.value.trim();
    if (words === '') {
      text.focus();
      return;
    }
    // Inside the gesture: browsers let sound begin only here.
    avatar.unlock().catch(() => {});
    if (avatar.connection !== 'open') toasts.show(language.text('queued'), '', 'info');
    if (use.asks) {
      avatar.ask(words);
      text.value = '';
      showBox();
      return;
    }
    if (avatar.state === 'paused') avatar.resume();
    avatar.speak(words);
  };
  part('speak-form').addEventListener('submit', (event) => {
    event.preventDefault();
    say();
  });
  text.addEventListener('keydown', (event) => {
    // While an input method composes, Enter picks a candidate.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    say();
  });
  const showBox = () => {
    speak.disabled = text.value.trim() === '';
  };
  text.addEventListener('input', showBox);
  showBox();
  pause.addEventListener('click', () => (avatar.state === 'paused' ? avatar.resume() : avatar.pause()));
  stop.addEventListener('click', () => avatar.interrupt());
  const show = () => {
    const { state } = avatar;
    pause.disabled = state === 'idle';
    stop.disabled = state === 'idle';
    pause.setAttribute('aria-pressed', String(state === 'paused'));
    pause.querySelector('span')!.textContent = language.text(state === 'paused' ? 'resume' : 'pause');
  };
  avatar.events.on('statechange', show);
  language.onChange(() => {
    text.placeholder = language.text('placeholder');
    show();
  });
}

/** Voice, speed, loudness. */
export function wireVoice(avatar: Avatar, language: Language, query: QueryOptions): void {
  const voice = part<HTMLSelectElement>('voice');
  const rate = part<HTMLInputElement>('rate');
  const volume = part<HTMLInputElement>('volume');
  const mute = part<HTMLButtonElement>('mute');
  let wanted = query.voice ?? '';
  if (query.style) avatar.defaults.style = query.style;
  let offer: Describe | null = null;

  const choose = (name: string) => {
    wanted = name;
    avatar.defaults.voice = name || null;
  };
  const list = () => {
    const groups = groupVoices(offer?.voices ?? [], language.current).map(({ title, voices }) => {
      const group = document.createElement('optgroup');
      group.label = title;
      group.append(...voices.map(({ name, title: shown }) => new Option(shown || name, name, false, name === wanted)));
      return group;
    });
    fill(voice, [new Option(language.text('automatic'), '', false, wanted === ''), ...groups]);
    // A voice of the address that this server does not have.
    if (voice.value !== wanted && offer) choose(voice.value);
  };
  avatar.events.on('describe', (describe) => {
    offer = describe;
    list();
  });
  voice.addEventListener('change', () => choose(voice.value));
  choose(wanted);

  const showRate = () => {
    const factor = Number(rate.value);
    avatar.defaults.rate = factor;
    part('rate-value').textContent = `${factor.toFixed(2).replace(/0$/, '')}×`;
  };
  if (query.rate !== undefined) rate.value = String(query.rate);
  rate.addEventListener('input', showRate);
  showRate();

  const showVolume = () => {
    part('volume-value').textContent = `${Math.round(Number(volume.value) * 100)}%`;
    mute.setAttribute('aria-pressed', String(avatar.muted));
    mute.setAttribute('aria-label', language.text(avatar.muted ? 'unmute' : 'mute'));
  };
  volume.addEventListener('input', () => {
    avatar.volume = Number(volume.value);
    if (avatar.muted && avatar.volume > 0) avatar.muted = false;
    showVolume();
  });
  mute.addEventListener('click', () => {
    avatar.muted = !avatar.muted;
    showVolume();
  });
  language.onChange(() => {
    list();
    showVolume();
  });
}
