import type { Avatar } from '../element/avatar.ts';
import { part } from './dom.ts';
import type { Language } from './language.ts';
import type { TextKey } from './page_text.ts';
import type { Toasts } from './toasts.ts';

/** Loading, a face that did not come, sound that waits for a tap, the connection, and errors. */
export function wireNotices(avatar: Avatar, language: Language, toasts: Toasts): void {
  const loading = part('loading');
  const noFace = part('no-face');
  const start = part<HTMLButtonElement>('start');
  const connection = part('connection');

  avatar.events.on('progress', ({ fraction }) => {
    loading.hidden = fraction >= 1;
    part<HTMLProgressElement>('progress').value = fraction;
  });
  avatar.events.on('ready', () => {
    loading.hidden = true;
    noFace.hidden = true;
  });
  avatar.events.on('error', ({ code, message, retryable }) => {
    // The server asks for a token: another notice says how this page gets one.
    if (/^token_/.test(code) && !retryable) return;
    if (/^(model|manifest|webgl)_/.test(code)) {
      loading.hidden = true;
      noFace.hidden = avatar.hasModel;
    }
    meaningOf(code).then((meaning) => {
      const known = meaning?.[language.current === 'zh' ? 0 : 1];
      // Of what is said aloud as well, the message says no more than its meaning does.
      const detail = known && !/^(llm|stt)_/.test(code) ? message : '';
      toasts.show(known ?? message, detail, 'error');
    });
  });

  avatar.events.on('autoplayblocked', () => {
    start.hidden = false;
  });
  avatar.events.on('autoplayallowed', () => {
    start.hidden = true;
  });
  start.addEventListener('click', () => avatar.unlock().catch(() => {}));

  const showConnection = () => {
    connection.dataset.state = avatar.connection;
    connection.querySelector('span')!.textContent = language.text(avatar.connection as TextKey);
  };
  avatar.events.on('connection', showConnection);
  language.onChange(() => {
    part('loading-text').textContent = language.text('loading');
    noFace.querySelector('p')!.textContent = language.text('noFace');
    start.textContent = language.text('start');
    showConnection();
  });
}

/** What an error means in both languages; undefined for a code without words, or when they cannot be fetched. */
async function meaningOf(code: string): Promise<readonly [zh: string, en: string] | undefined> {
  try {
    return (await import('./error_text.ts')).ERROR_TEXT[code];
  } catch {
    return undefined;
  }
}
