import type { Avatar } from '../../element/avatar.ts';
import type { Language } from '../language.ts';
import type { QueryOptions } from '../query_options.ts';
import type { TextUse } from '../speech_controls.ts';
import type { TalkPanel } from './talk_panel.ts';

/** Puts the conversation on the page once the server says that it converses. */
export function wireTalk(avatar: Avatar, language: Language, use: TextUse, query: QueryOptions): void {
  let panel: Promise<TalkPanel> | null = null;
  const wishes = { say: query.mode ? query.mode === 'say' : query.text !== undefined, overlay: query.overlay === true };
  avatar.events.on('describe', ({ dialogue }) => {
    if (panel) panel.then((shown) => shown.update(dialogue)).catch(() => {});
    else if (dialogue) {
      panel = import('./talk_panel.ts').then(({ TalkPanel }) => new TalkPanel(avatar, language, use, dialogue, wishes));
      panel.catch(() => {
        panel = null;
      });
    }
  });
}
