import type { PageLanguage } from '../page_text.ts';

/** What the conversation on a page says, fetched with it. */
const ZH = {
  conversation: '对话',
  mode: '文字框用来',
  ask: '提问',
  say: '朗读',
  askLabel: '您的问题',
  askPlaceholder: '请输入您的问题…',
  asking: '提问',
  suggestions: '常见问题',
  you: '您',
  thinking: '正在思考…',
  hearing: '正在听…',
  interrupted: '（已打断）',
  silent: '（没有说出来的内容）',
  handover: '接下来由人工客服为您服务。',
  latency: '响应时间',
  listen: '语音对话',
  listenStop: '结束语音对话',
  listenHint: '点一下开始对话；也可以按住说话，松开即发送',
  listen_opening: '正在打开麦克风…',
  listen_waiting: '请讲，我在听',
  listen_hearing: '正在听您说话…',
  holdToTalk: '按住说话',
  pressToTalk: '点一下，开始说话',
  microphoneDenied: '我没有得到使用麦克风的许可。您可以打字提问，或者在浏览器地址栏里允许使用麦克风。',
  microphoneMissing: '我没有找到麦克风。您可以打字提问。',
  microphoneUnavailable: '麦克风现在用不了。您可以打字提问。',
  noRecogniser: '这里还不能识别语音。您可以打字提问。',
} as const;

export type TalkKey = keyof typeof ZH;

const EN: Readonly<Record<TalkKey, string>> = {
  conversation: 'Conversation',
  mode: 'The text box',
  ask: 'Ask',
  say: 'Say this text',
  askLabel: 'Your question',
  askPlaceholder: 'Ask something…',
  asking: 'Ask',
  suggestions: 'Questions to ask',
  you: 'You',
  thinking: 'Thinking…',
  hearing: 'Listening…',
  interrupted: '(interrupted)',
  silent: '(not said aloud)',
  handover: 'A member of staff takes over from here.',
  latency: 'Latency',
  listen: 'Talk',
  listenStop: 'End the talk',
  listenHint: 'Press once to talk; or hold while you speak and let go to send',
  listen_opening: 'Opening the microphone…',
  listen_waiting: 'Go ahead, I am listening',
  listen_hearing: 'Listening to you…',
  holdToTalk: 'Hold to talk',
  pressToTalk: 'Touch and talk',
  microphoneDenied:
    'I may not use the microphone. You can type your question, or allow the microphone in the address bar of your browser.',
  microphoneMissing: 'I found no microphone. You can type your question.',
  microphoneUnavailable: 'The microphone does not work right now. You can type your question.',
  noRecogniser: 'Speech cannot be understood here yet. You can type your question.',
};

const LINES: Readonly<Record<string, TalkKey>> = {
  microphone_denied: 'microphoneDenied',
  microphone_missing: 'microphoneMissing',
  microphone_unavailable: 'microphoneUnavailable',
  not_supported: 'noRecogniser',
};

/** The text for a key in a language of the page. */
export function talkText(language: PageLanguage, key: TalkKey): string {
  return (language === 'zh' ? ZH : EN)[key];
}

/** What the avatar says itself when it cannot listen, by the code of the error. */
export function microphoneLine(code: string): TalkKey | undefined {
  return LINES[code];
}
