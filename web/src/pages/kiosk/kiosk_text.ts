import type { PageLanguage } from '../page_text.ts';

export interface KioskText {
  readonly title: string;
  readonly start: string;
  readonly stop: string;
  readonly still: string;
  readonly moving: string;
  readonly other: string;
  readonly otherName: string;
  readonly waiting: string;
  readonly questions: string;
  readonly topics: string;
}

/** The few words of the kiosk's own. */
export const KIOSK_TEXT: { readonly [language in PageLanguage]: KioskText } = {
  zh: {
    title: '智能导览',
    start: '请触摸屏幕开始',
    stop: '停止',
    still: '静止画面',
    moving: '恢复动画',
    other: 'English',
    otherName: 'English，切换为英文',
    waiting: '正在连接服务器，请稍候…',
    questions: '您可以问',
    topics: '分类',
  },
  en: {
    title: 'Welcome',
    start: 'Touch to begin',
    stop: 'Stop',
    still: 'Pause motion',
    moving: 'Resume motion',
    other: '中文',
    otherName: '中文, switch to Chinese',
    waiting: 'Connecting to the server; one moment…',
    questions: 'You can ask',
    topics: 'Topics',
  },
};
