import { SHOT_NAMES } from '../avatar/shots.ts';
import { WAITING_ACTIVITIES, type WaitingActivity } from '../core/activity.ts';
import { EMOTION_NAMES } from '../core/emotion_names.ts';
import type { Avatar } from '../element/avatar.ts';
import { button, fill, part } from './dom.ts';
import type { Language } from './language.ts';
import type { TextKey } from './page_text.ts';

const FACES: Readonly<Record<string, string>> = {
  neutral: '😐',
  happy: '😊',
  sad: '😢',
  angry: '😠',
  surprised: '😮',
  relaxed: '😌',
  concerned: '😟',
};

/** Examples to say, as buttons that fill the text box. */
export function showExamples(language: Language, text: HTMLTextAreaElement): void {
  language.onChange(() => {
    fill(
      part('examples'),
      language.examples.map((example) =>
        button(example.label, () => {
          text.value = example.text;
          text.dispatchEvent(new Event('input'));
          text.focus();
        }),
      ),
    );
  });
}

/** Camera shots, as buttons of which one is pressed. */
export function showShots(language: Language, avatar: Avatar): void {
  const choices = SHOT_NAMES.map((name) => button('', () => avatar.setShot(name)));
  fill(part('shots'), choices);
  const press = () => {
    choices.forEach((choice, i) => {
      choice.setAttribute('aria-pressed', String(SHOT_NAMES[i] === avatar.shot));
    });
  };
  avatar.events.on('shotchange', press);
  avatar.events.on('ready', press);
  language.onChange(() => {
    choices.forEach((choice, i) => {
      choice.textContent = language.text(SHOT_NAMES[i]!);
    });
    press();
  });
}

/** Moods of the face, as radio buttons. */
export function showEmotions(language: Language, avatar: Avatar, first: string): void {
  let chosen = EMOTION_NAMES.includes(first) ? first : 'neutral';
  if (chosen !== 'neutral') avatar.setEmotion(chosen);
  language.onChange(() => {
    fill(
      part('emotions'),
      EMOTION_NAMES.map((name) => {
        const label = document.createElement('label');
        const radio = document.createElement('input');
        radio.type = 'radio';
        radio.name = 'emotion';
        radio.value = name;
        radio.checked = name === chosen;
        label.className = name === chosen ? 'chosen' : '';
        radio.addEventListener('change', () => {
          chosen = name;
          avatar.setEmotion(name);
          for (const other of part('emotions').children) other.className = other === label ? 'chosen' : '';
        });
        const face = document.createElement('span');
        face.textContent = FACES[name] ?? '';
        face.setAttribute('aria-hidden', 'true');
        const text = document.createElement('span');
        text.textContent = language.text(name as TextKey);
        label.append(radio, face, text);
        return label;
      }),
    );
  });
}

/** Gestures of the model on the stage. */
export function showGestures(language: Language, avatar: Avatar): void {
  const show = () => {
    const { clipNames } = avatar;
    part('gestures-part').hidden = clipNames.length === 0;
    fill(
      part('gestures'),
      clipNames.map((name) => button(language.gesture(name), () => avatar.playClip(name))),
    );
  };
  avatar.events.on('ready', show);
  language.onChange(show);
}

/** What the figure does while it is silent, as buttons of which one is pressed. */
export function showActivities(language: Language, avatar: Avatar): void {
  let shown: WaitingActivity = 'idle';
  language.onChange(() => {
    const choices = WAITING_ACTIVITIES.map((name) =>
      button(language.text(name), () => {
        shown = name;
        avatar.setActivity(name);
        press();
      }),
    );
    const press = () => {
      choices.forEach((choice, i) => {
        choice.setAttribute('aria-pressed', String(WAITING_ACTIVITIES[i] === shown));
      });
    };
    press();
    fill(part('activities'), choices);
  });
}
