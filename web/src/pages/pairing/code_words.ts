import type { PageLanguage } from '../page_text.ts';

/** `pairing`: the server is to let this page in. `binding`: a backend is to drive it. */
export type CodePurpose = 'pairing' | 'binding';

interface Words {
  readonly title: string;
  readonly hint: string;
  /** What is typed, with the code for `CODE`. */
  readonly command?: string;
}

export const CODE_WORDS: {
  readonly [language in PageLanguage]: { readonly [purpose in CodePurpose]: Words } & { readonly left: string };
} = {
  zh: {
    pairing: {
      title: '此页面等待放行',
      hint: '请管理员在服务器上运行：',
      command: 'visavis token pair keys.json CODE',
    },
    binding: { title: '连接码', hint: '请在要控制此屏幕的系统中输入' },
    left: 'TIME 后更换',
  },
  en: {
    pairing: {
      title: 'This page waits to be let in',
      hint: 'On the server, an operator runs:',
      command: 'visavis token pair keys.json CODE',
    },
    binding: { title: 'Code', hint: 'Type it into the system that is to drive this display' },
    left: 'Changes in TIME',
  },
};
