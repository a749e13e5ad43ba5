import type { Avatar } from './avatar.ts';
import { ELEMENT_EVENTS, type ElementEvents } from './element_events.ts';

/** A message for the app around the page. `detail` is what the event tells. */
export interface HostMessage {
  readonly visavis: 1;
  readonly event: keyof ElementEvents;
  readonly detail: unknown;
}

type Sender = (message: HostMessage) => void;

/** Globals that web views put on a page, as far as they are there. */
export interface HostGlobals {
  /** uni-app, once its script `uni.webview.js` is on the page. */
  readonly uni?: { readonly postMessage?: (message: { data: unknown }) => void };
  /** WeChat, with its script; it hands messages over only when the page is left or shared. */
  readonly wx?: { readonly miniProgram?: { readonly postMessage?: (message: { data: unknown }) => void } };
  /** Alipay, with its script. */
  readonly my?: { readonly postMessage?: (message: unknown) => void };
  /** WKWebView: a handler of the name `visavis`. */
  readonly webkit?: { readonly messageHandlers?: { readonly visavis?: { postMessage(message: unknown): void } } };
  /** Android: `addJavascriptInterface(object, "visavisHost")` with a method `onEvent(String)`. */
  readonly visavisHost?: { readonly onEvent?: (json: string) => void };
  /** React Native. */
  readonly ReactNativeWebView?: { readonly postMessage?: (json: string) => void };
}

/** Events that come many times a second, or are of no use outside the page. */
const NOT_TOLD: readonly (keyof ElementEvents)[] = ['progress', 'word', 'describe', 'follow', 'quality'];
/** WeChat keeps all messages until the page is left: it gets those that still mean something then. */
const TOLD_LATE: readonly (keyof ElementEvents)[] = [
  'ready',
  'error',
  'speakend',
  'interrupted',
  'turnend',
  'handover',
];
/** Most that are handed to WeChat in one life of a page. */
const MOST_LATE = 200;

/** Those who listen outside this page, found anew each time: some bridges come late. */
export function hostSenders(host: HostGlobals): readonly { readonly send: Sender; readonly late: boolean }[] {
  const { uni, wx, my, webkit, visavisHost, ReactNativeWebView } = host;
  const found: { send: Sender; late: boolean }[] = [];
  const add = (there: unknown, send: Sender, late = false) => {
    if (there) found.push({ send, late });
  };
  add(uni?.postMessage, (message) => uni!.postMessage!({ data: message }));
  add(wx?.miniProgram?.postMessage, (message) => wx!.miniProgram!.postMessage!({ data: message }), true);
  add(my?.postMessage, (message) => my!.postMessage!(message));
  add(webkit?.messageHandlers?.visavis, (message) => webkit!.messageHandlers!.visavis!.postMessage(message));
  add(visavisHost?.onEvent, (message) => visavisHost!.onEvent!(JSON.stringify(message)));
  add(ReactNativeWebView?.postMessage, (message) => ReactNativeWebView!.postMessage!(JSON.stringify(message)));
  return found;
}

/**
 * Tells the app around the page what happens, through whichever bridge it has.
 *
 * @returns a function that ends it
 */
export function openHostBridge(avatar: Avatar, host: HostGlobals = window as unknown as HostGlobals): () => void {
  let late = 0;
  const stops = ELEMENT_EVENTS.filter((name) => !NOT_TOLD.includes(name)).map((event) =>
    avatar.events.on(event, (detail) => {
      const message: HostMessage = { visavis: 1, event, detail: plain(detail) };
      for (const sender of hostSenders(host)) {
        if (sender.late && (!TOLD_LATE.includes(event) || late++ >= MOST_LATE)) continue;
        try {
          sender.send(message);
        } catch (cause) {
          // A host's fault must not keep the avatar from going on.
          console.warn('visavis: the host did not take an event', cause);
        }
      }
    }),
  );
  return () => {
    for (const stop of stops) stop();
  };
}

/** A copy that any bridge can carry. */
function plain(detail: unknown): unknown {
  return JSON.parse(JSON.stringify(detail ?? null));
}
