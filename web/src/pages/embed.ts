import { defineElement } from '../element/define.ts';
import { openDoors } from '../element/doors.ts';
import { FrameHost } from '../element/frame_host.ts';
import { hostOrigins, hostRules } from './embed_hosts.ts';
import { HostToken } from './host_token.ts';
import { backgroundAddress, modelAddress, readQuery } from './query_options.ts';

declare global {
  interface Window {
    /** The inner end of the frame, for the console and for tests. */
    visavisFrame?: FrameHost;
  }
}

const query = readQuery(location.search);
const options = new URLSearchParams(location.search);

defineElement();
const element = document.createElement('visavis-avatar');
element.server = new URL('.', location.href).href;
if (query.lang) document.documentElement.lang = query.lang === 'zh' ? 'zh-CN' : 'en';
// A link must not make this page show what a stranger chose.
const model = query.model && modelAddress(query.model, document.baseURI);
if (model) element.avatar = model;
const background = query.bg && backgroundAddress(query.bg, document.baseURI);
if (background) element.background = background;
for (const name of ['voice', 'shot', 'emotion', 'quality', 'codec'] as const) {
  const value = query[name];
  if (value) element.setAttribute(name, value);
}
if (query.rate) element.rate = query.rate;
if (query.style) element.speakingStyle = query.style;
element.lowPower = query.flat === true;
element.captions = query.captions === true;
element.still = query.still === true;
element.keepConversation = options.has('keep');

const token = new HostToken(() => window.visavis?.events.emit('tokenneeded', {}));
element.token = token.fetch;

// Apps call as soon as the page has loaded, when the avatar's scripts may still be under way.
const early: unknown[] = [];
window.getMessage = (message) => void early.push(message);

element.whenMade().then((avatar) => {
  window.visavis = avatar;
  avatar.events.on('error', ({ code, retryable }) => {
    if (/^token_/.test(code) && !retryable) token.refused();
  });
  openDoors(avatar, ['get-message', 'host-bridge', ...(options.has('hash') ? ['hash-channel'] : [])], element);
  const door = window.getMessage;
  window.getMessage = (message) => void (token.take(message) || door?.(message));
  for (const message of early) window.getMessage(message);
  if (window.parent !== window) {
    window.visavisFrame = new FrameHost(avatar, hostOrigins(hostRules(document, location)));
    window.visavisFrame.take = (command) => token.take(command);
  }
});
document.body.append(element);
