import { Avatar } from '../element/avatar.ts';
import { CaptionsView } from '../element/captions/captions_view.ts';
import { installGetMessage } from '../element/get_message.ts';
import { part } from './dom.ts';
import { Attendance, TOUCH } from './kiosk/attendance.ts';
import { Attraction } from './kiosk/attraction.ts';
import { inLanguage, type KioskButton, type KioskConfig, readKioskConfig } from './kiosk/kiosk_config.ts';
import { KioskView } from './kiosk/kiosk_view.ts';
import { Recovery } from './kiosk/recovery.ts';
import { keepAwake } from './kiosk/wake_lock.ts';
import { pageLanguage } from './page_text.ts';
import { PageToken } from './page_token.ts';
import { backgroundAddress, modelAddress } from './query_options.ts';

const DEFAULT_AVATAR = 'mei';
/** A graphics card that has not come back by then is looked for by a new page. */
const FLAT_PATIENCE_MS = 600_000;

const recovery = new Recovery({
  serverAnswers: () =>
    fetch('kiosk.json', { cache: 'no-store' }).then(
      ({ ok }) => ok,
      () => false,
    ),
  reload: () => location.reload(),
  storage: sessionStorageOrNone(),
});
// Whatever nobody caught: the display must not stand still with a broken page.
window.addEventListener('error', () => recovery.fault());
window.addEventListener('unhandledrejection', () => recovery.fault());

fetchConfig().then(start, () => recovery.fault());

async function fetchConfig(): Promise<KioskConfig> {
  const response = await fetch('kiosk.json', { cache: 'no-store' });
  // A server without a configuration still has a kiosk.
  return readKioskConfig(response.ok ? await response.json() : null);
}

function start(config: KioskConfig): void {
  const first = config.language ?? pageLanguage(navigator.languages ?? [navigator.language]);
  const pageToken = new PageToken(part('pairing'));
  const avatar = new Avatar(part('stage'), {
    token: pageToken.fetch,
    shot: config.shot,
    quality: config.quality,
    defaults: { voice: config.voice, rate: config.rate, style: config.style },
    mark: config.mark,
  });
  window.visavis = avatar;
  pageToken.watch(avatar);
  installGetMessage(avatar, window);
  const { events } = avatar;

  // What a visitor has asked is none of the next one's business.
  let asked = false;
  events.on('turnstart', () => {
    asked = true;
  });
  const say = (one: KioskButton) => {
    avatar.interrupt();
    avatar.unlock().catch(() => {});
    const { ssml, emotion } = one;
    const question = avatar.describe?.dialogue && inLanguage(one.ask, view.language);
    if (question) {
      avatar.ask(question);
      return;
    }
    avatar.speak(inLanguage(one.text, view.language), { ssml, emotion, language: null });
  };
  const view = new KioskView(config, first, say);
  if (config.askCode) void showCodes(avatar);
  // By a script of its own, once the server says that it converses.
  const stop = events.on('describe', ({ dialogue }) => {
    if (!dialogue) return;
    stop();
    void import('./kiosk/kiosk_talk.ts').then(({ wireKioskTalk }) => wireKioskTalk(avatar, view, config.microphone));
  });
  if (config.captions) new CaptionsView(part('captions'), avatar);
  if (config.keepAwake) keepAwake();
  avatar.setEmotion(config.emotion);
  const background = config.background && backgroundAddress(config.background, document.baseURI);
  if (background) void avatar.setBackground(background);

  const attraction = new Attraction(avatar, config.attract, () => view.language);
  new Attendance([TOUCH], config.idleAfterSeconds * 1000, {
    came: () => {
      attraction.stop();
      part('start').hidden = true;
      avatar.unlock().catch(() => {});
      enterFullScreen();
      const greeting = inLanguage(config.greeting, view.language);
      if (greeting) avatar.speak(greeting);
    },
    left: () => {
      avatar.stopListening();
      view.setLanguage(first);
      view.reset();
      if (asked) recovery.renew();
      attraction.start();
    },
    busy: () => avatar.state !== 'idle',
  });
  attraction.start();

  part('language').addEventListener('click', () => {
    view.setLanguage(view.language === 'zh' ? 'en' : 'zh');
    avatar.setMark(config.mark);
  });
  part('still').addEventListener('click', () => {
    avatar.still = !avatar.still;
    view.setStill(avatar.still);
  });
  part('stop').addEventListener('click', () => avatar.interrupt());
  window.addEventListener('keydown', ({ key }) => key === 'Escape' && avatar.interrupt());
  events.on('statechange', ({ state }) => {
    part('stop').hidden = state !== 'speaking' && state !== 'waiting' && state !== 'thinking';
  });
  events.on('autoplayblocked', () => {
    part('start').hidden = false;
  });
  events.on('autoplayallowed', () => {
    part('start').hidden = true;
  });
  events.on('connection', ({ state }) => {
    part('connection').hidden = state === 'open';
    recovery.connected(state === 'open', config.reloadAfterSeconds * 1000);
  });
  let flat: ReturnType<typeof setTimeout> | undefined;
  events.on('figure', ({ kind, reason }) => {
    clearTimeout(flat);
    if (kind === '2d' && reason === 'context_lost') flat = setTimeout(() => recovery.fault(), FLAT_PATIENCE_MS);
  });
  const address = modelAddress(config.avatar ?? DEFAULT_AVATAR, document.baseURI);
  if (address) avatar.loadModel(address).catch(() => recovery.fault());
}

/** For a backend that is to drive this display. Rejects when a script does not come, which loads the page anew. */
async function showCodes(avatar: Avatar): Promise<void> {
  const [{ offerCode }, { CodeCard }] = await Promise.all([
    import('./kiosk/host_code.ts'),
    import('./pairing/code_card.ts'),
  ]);
  offerCode(avatar, new CodeCard(part('code'), 'binding'));
}

/** Only a gesture may; a browser that was started for a kiosk needs no asking. */
function enterFullScreen(): void {
  const page = document.documentElement;
  if (document.fullscreenElement || !page.requestFullscreen) return;
  page.requestFullscreen().catch(() => {});
}

function sessionStorageOrNone(): Storage | null {
  try {
    return sessionStorage;
  } catch {
    return null;
  }
}
