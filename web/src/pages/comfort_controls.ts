import type { Avatar } from '../element/avatar.ts';
import { CaptionsView } from '../element/captions/captions_view.ts';
import { Transcript } from '../element/captions/transcript.ts';
import { part } from './dom.ts';
import type { Language } from './language.ts';

/** Captions, a figure that holds still, and a caption file of what was said. */
export function wireComfort(avatar: Avatar, language: Language): void {
  const place = part('captions');
  let captions: CaptionsView | null = new CaptionsView(place, avatar);
  const captionsOn = part<HTMLButtonElement>('captions-on');
  captionsOn.addEventListener('click', () => {
    captions?.destroy();
    captions = captions ? null : new CaptionsView(place, avatar);
    captionsOn.setAttribute('aria-pressed', String(captions !== null));
  });

  const still = part<HTMLButtonElement>('still');
  still.addEventListener('click', () => {
    avatar.still = !avatar.still;
    still.setAttribute('aria-pressed', String(avatar.still));
  });

  const transcript = new Transcript(avatar);
  const save = part<HTMLButtonElement>('save-captions');
  avatar.events.on('speakstart', () => {
    save.disabled = transcript.empty;
  });
  save.addEventListener('click', () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([transcript.toVtt()], { type: 'text/vtt' }));
    link.download = 'visavis.vtt';
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
  language.onChange(() => avatar.setMark({ text: language.text('mark') }));
  window.addEventListener('keydown', ({ key, isComposing }) => {
    // In an input method it takes back what is being composed.
    if (key === 'Escape' && !isComposing) avatar.interrupt();
  });
}
