import { Avatar } from '../element/avatar.ts';
import { installGetMessage } from '../element/get_message.ts';
import { showActivities, showEmotions, showExamples, showGestures, showShots } from './choices.ts';
import { wireComfort } from './comfort_controls.ts';
import { part } from './dom.ts';
import { Language } from './language.ts';
import { wireLooks } from './looks.ts';
import { wireMicrophone } from './microphone_control.ts';
import { ModelPicker } from './model_picker.ts';
import { PageToken } from './page_token.ts';
import { backgroundAddress, readQuery } from './query_options.ts';
import { wireRecording } from './recording_control.ts';
import { type TextUse, wireTransport, wireVoice } from './speech_controls.ts';
import { wireNotices } from './stage_notices.ts';
import { wireTalk } from './talk/wire_talk.ts';
import { Toasts } from './toasts.ts';

declare global {
  interface Window {
    /** The page's avatar, for the console and for tests. */
    visavis: Avatar;
    getMessage?: (message: unknown) => void;
  }
}

function start(language: Language): void {
  language.onChange(() => language.apply(document));

  const pageToken = new PageToken(part('pairing'));
  const avatar = new Avatar(part('stage'), {
    token: pageToken.fetch,
    shot: query.shot,
    quality: query.quality,
    codec: query.codec,
    lowPower: query.flat,
  });
  window.visavis = avatar;
  pageToken.watch(avatar);
  installGetMessage(avatar, window);

  const toasts = new Toasts(part('toasts'), () => language.text('close'));
  const text = part<HTMLTextAreaElement>('text');
  text.value = query.text ?? language.examples[0]!.text;
  const use: TextUse = { asks: false };

  wireNotices(avatar, language, toasts);
  wireTransport(avatar, language, toasts, use);
  wireRecording(avatar, language, toasts);
  wireMicrophone(avatar, language);
  wireTalk(avatar, language, use, query);
  wireVoice(avatar, language, query);
  showExamples(language, text);
  showShots(language, avatar);
  showEmotions(language, avatar, query.emotion ?? 'relaxed');
  showGestures(language, avatar);
  showActivities(language, avatar);
  wireLooks(avatar, language, query.bg && backgroundAddress(query.bg, document.baseURI));
  wireComfort(avatar, language);
  part('language').addEventListener('click', () => language.toggle().catch(() => {}));
  language.onChange(() => {
    part('language').textContent = language.text('language');
    part('language').setAttribute('aria-label', language.text('languageName'));
  });
  void new ModelPicker(avatar, language, query.model).start();
  for (const message of early) window.getMessage?.(message);
}

// A host may call as soon as the page has loaded, when the page's language may still be under way.
const early: unknown[] = [];
window.getMessage = (message) => void early.push(message);

const query = readQuery(location.search);
void Language.choose(query.lang).then(start);
