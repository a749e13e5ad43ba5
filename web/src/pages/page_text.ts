/** Languages of the page itself. */
export type PageLanguage = 'zh' | 'en';

const ZH = {
  tagline: '会说话的三维数字人',
  stageLabel: '数字人',
  panelLabel: '控制面板',
  textLabel: '要说的话',
  placeholder: '输入要说的话…',
  examples: '示例',
  speak: '说话',
  pause: '暂停',
  resume: '继续',
  stop: '停止',
  voice: '音色',
  automatic: '自动（按文字语言）',
  rate: '语速',
  volume: '音量',
  mute: '静音',
  unmute: '取消静音',
  emotion: '表情',
  gestures: '动作',
  shots: '镜头',
  model: '形象',
  ownModel: '打开 GLB…',
  messages: '消息',
  close: '关闭',
  start: '点击开始',
  loading: '正在加载形象…',
  noFace: '形象没有加载成功，语音仍可使用。可以在下方换一个形象。',
  notice: '语音与形象均为人工智能合成内容。',
  language: 'English',
  languageName: '切换到英文',
  connecting: '连接中…',
  open: '已连接',
  reconnecting: '重新连接中…',
  offline: '网络已断开',
  closed: '未连接',
  queued: '尚未连接，连上后就说。',
  neutral: '平静',
  happy: '高兴',
  sad: '难过',
  angry: '生气',
  surprised: '惊讶',
  relaxed: '放松',
  concerned: '关切',
  full: '全身',
  mid: '中景',
  upper: '半身',
  head: '特写',
};

const EN: Record<keyof typeof ZH, string> = {
  tagline: 'a talking 3D avatar',
  stageLabel: 'Avatar',
  panelLabel: 'Controls',
  textLabel: 'What to say',
  placeholder: 'Type something to say…',
  examples: 'Examples',
  speak: 'Speak',
  pause: 'Pause',
  resume: 'Resume',
  stop: 'Stop',
  voice: 'Voice',
  automatic: 'Automatic (by language)',
  rate: 'Speed',
  volume: 'Volume',
  mute: 'Mute',
  unmute: 'Unmute',
  emotion: 'Emotion',
  gestures: 'Gestures',
  shots: 'Camera',
  model: 'Model',
  ownModel: 'Open GLB…',
  messages: 'Messages',
  close: 'Close',
  start: 'Tap to start',
  loading: 'Loading the model…',
  noFace: 'The model could not be loaded. Speech still works; choose another model below.',
  notice: 'Voice and figure are AI-generated.',
  language: '中文',
  languageName: 'Switch to Chinese',
  connecting: 'Connecting…',
  open: 'Connected',
  reconnecting: 'Reconnecting…',
  offline: 'Offline',
  closed: 'Not connected',
  queued: 'Not connected yet: will be said once connected.',
  neutral: 'Neutral',
  happy: 'Happy',
  sad: 'Sad',
  angry: 'Angry',
  surprised: 'Surprised',
  relaxed: 'Relaxed',
  concerned: 'Concerned',
  full: 'Full',
  mid: 'Mid',
  upper: 'Bust',
  head: 'Face',
};

export type TextKey = keyof typeof ZH;

export const PAGE_TEXT: Readonly<Record<PageLanguage, Readonly<Record<TextKey, string>>>> = { zh: ZH, en: EN };

/** What an error code means, for people. A code that is not here is shown with its own message alone. */
export const ERROR_TEXT: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  model_not_found: ['找不到形象文件', 'Model file not found'],
  model_unreachable: ['形象文件无法下载', 'Model file cannot be reached'],
  model_broken: ['形象文件已损坏', 'Model file is broken'],
  manifest_broken: ['形象说明文件有误', 'Model manifest is broken'],
  clip_file_broken: ['动作文件无法使用', 'A clip file cannot be used'],
  webgl_unavailable: ['浏览器不支持三维显示', 'This browser cannot show 3D'],
  context_lost: ['显卡暂时不可用，正在恢复', 'Graphics were lost; recovering'],
  unknown_command: ['无法识别的指令', 'Command not understood'],
  unknown_clip: ['没有这个动作', 'No such gesture'],
  unknown_emotion: ['没有这个表情', 'No such emotion'],
  unknown_voice: ['没有这个音色', 'No such voice'],
  unknown_language: ['暂不支持这种语言', 'Language not supported'],
  empty_text: ['没有可说的文字', 'There is nothing to say'],
  text_too_long: ['文字太长', 'The text is too long'],
  invalid_text: ['文字中有无法朗读的字符', 'The text holds characters that cannot be read'],
  queue_full: ['排队的话太多了，请稍候', 'Too much is waiting to be said'],
  rate_limited: ['说得太频繁了，请稍候', 'Too many requests; please wait'],
  too_many_sessions: ['服务器繁忙，请稍后再试', 'The server is busy; try again later'],
  session_expired: ['会话已过期', 'The session has expired'],
  engine_unavailable: ['语音引擎不可用', 'The speech engine is not available'],
  engine_failed: ['语音合成失败', 'Speech synthesis failed'],
  engine_timeout: ['语音合成超时', 'Speech synthesis timed out'],
  bad_frame: ['收到损坏的数据', 'Broken data received'],
  internal: ['服务器内部错误', 'Internal server error'],
};

/** The page's language for a browser's preferences: Chinese unless another comes first. */
export function pageLanguage(preferences: readonly string[]): PageLanguage {
  for (const preference of preferences) {
    if (/^zh/i.test(preference)) return 'zh';
    if (preference) return 'en';
  }
  return 'zh';
}

export interface Example {
  readonly label: string;
  readonly text: string;
}

export const EXAMPLES: Readonly<Record<PageLanguage, readonly Example[]>> = {
  zh: [
    { label: '订单', text: '您好，您的订单A1023已发货，预计3天后到达，谢谢！' },
    { label: '欢迎', text: '欢迎光临！我是您的数字客服，很高兴为您服务。' },
    { label: '绕口令', text: '吃葡萄不吐葡萄皮，不吃葡萄倒吐葡萄皮。' },
    { label: '时间', text: '现在是2026年11月20日下午3点半，室外温度12℃，空气质量良好。' },
    { label: 'English', text: 'Hello! Your order A1023 has been shipped and should arrive in 3 days. Thank you!' },
  ],
  en: [
    { label: 'Order', text: 'Hello! Your order A1023 has been shipped and should arrive in 3 days. Thank you!' },
    { label: 'Welcome', text: 'Welcome! I am your digital assistant. How may I help you today?' },
    { label: 'Tongue twister', text: 'Peter Piper picked a peck of pickled peppers.' },
    { label: 'Numbers', text: 'The meeting starts at 3:30 pm on November 20th, and the tickets cost $12.50 each.' },
    { label: '中文', text: '您好，您的订单A1023已发货，预计3天后到达，谢谢！' },
  ],
};
