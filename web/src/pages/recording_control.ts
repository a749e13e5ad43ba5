import type { Avatar } from '../element/avatar.ts';
import { part } from './dom.ts';
import type { Language } from './language.ts';
import type { Toasts } from './toasts.ts';

/** Choose or drop a recording, say what is said in it, and have the avatar play it. */
export function wireRecording(avatar: Avatar, language: Language, toasts: Toasts): void {
  const form = part<HTMLFormElement>('recording-form');
  const file = part<HTMLInputElement>('recording-file');
  const text = part<HTMLTextAreaElement>('recording-text');
  const name = part('recording-name');
  let chosen: File | null = null;

  // Fingers drop no files.
  const hint = () => (window.matchMedia('(pointer: coarse)').matches ? '' : language.text('dropRecording'));

  const showName = () => {
    name.textContent = chosen ? chosen.name : hint();
    name.title = chosen ? chosen.name : '';
  };
  const choose = (recording: File) => {
    chosen = recording;
    form.hidden = false;
    showName();
    form.scrollIntoView({ block: 'nearest' });
    text.focus({ preventScroll: true });
  };
  part('pick-recording').addEventListener('click', () => file.click());
  file.addEventListener('change', () => {
    if (file.files?.[0]) choose(file.files[0]);
    // So that the same file can be chosen again.
    file.value = '';
  });
  const play = () => {
    if (!chosen) return;
    // Inside the gesture: browsers let sound begin only here.
    avatar.unlock().catch(() => {});
    if (avatar.connection !== 'open') toasts.show(language.text('queued'), '', 'info');
    if (avatar.state === 'paused') avatar.resume();
    avatar.speakAudio(chosen, { text: text.value.trim() });
    // On a narrow page the figure is above.
    part('stage').scrollIntoView({ block: 'nearest' });
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    play();
  });
  text.addEventListener('keydown', (event) => {
    // While an input method composes, Enter picks a candidate.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    play();
  });
  language.onChange(showName);
  wireDrop(language, choose);
}

/** A file dropped anywhere on the page. */
function wireDrop(language: Language, choose: (file: File) => void): void {
  const { body } = document;
  const over = (event: DragEvent) => {
    if (!event.dataTransfer || Array.from(event.dataTransfer.types).indexOf('Files') < 0) return;
    event.preventDefault();
    body.dataset.drop = language.text('dropHere');
  };
  const leave = () => {
    delete body.dataset.drop;
  };
  body.addEventListener('dragenter', over);
  body.addEventListener('dragover', over);
  body.addEventListener('dragleave', (event) => {
    if (!event.relatedTarget) leave();
  });
  body.addEventListener('drop', (event) => {
    const dropped = event.dataTransfer?.files[0];
    leave();
    if (!dropped) return;
    event.preventDefault();
    choose(dropped);
  });
}
