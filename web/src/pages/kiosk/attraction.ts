import type { Avatar } from '../../element/avatar.ts';
import type { PageLanguage } from '../page_text.ts';
import { inLanguage, type KioskConfig } from './kiosk_config.ts';

/** While nobody is there: a gesture now and then, and a text, to show that somebody could be spoken with. */
export class Attraction {
  private readonly avatar: Pick<Avatar, 'clipNames' | 'playClip' | 'speak' | 'state' | 'still'>;
  private readonly config: KioskConfig['attract'];
  private readonly language: () => PageLanguage;
  private timer: ReturnType<typeof setInterval> | undefined;
  private turn = 0;

  constructor(avatar: Attraction['avatar'], config: KioskConfig['attract'], language: () => PageLanguage) {
    this.avatar = avatar;
    this.config = config;
    this.language = language;
  }

  start(): void {
    this.stop();
    const { everySeconds } = this.config;
    if (everySeconds > 0) this.timer = setInterval(() => this.act(), everySeconds * 1000);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** The gestures and the texts in turn. */
  private act(): void {
    const { avatar, config, turn } = this;
    if (avatar.state !== 'idle' || document.hidden) return;
    this.turn++;
    const gestures = config.gestures.filter((name) => avatar.clipNames.includes(name));
    if (gestures.length > 0 && !avatar.still) avatar.playClip(gestures[turn % gestures.length]!);
    if (config.texts.length === 0) return;
    const text = inLanguage(config.texts[turn % config.texts.length]!, this.language());
    if (text) avatar.speak(text);
  }
}
