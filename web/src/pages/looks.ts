import type { QualityMode } from '../avatar/adaptation.ts';
import { TIERS } from '../avatar/tiers.ts';
import type { Avatar } from '../element/avatar.ts';
import { button, fill, part } from './dom.ts';
import type { Language } from './language.ts';
import type { TextKey } from './page_text.ts';

const QUALITIES: readonly QualityMode[] = ['auto', ...TIERS];
const BACKGROUNDS: Readonly<Record<string, string>> = {
  none: 'none',
  white: '#ffffff',
  office: '#dfe8f3',
  dusk: '#16243c',
  green: '#00b140',
};

/** How rich the picture is, what is behind the figure, and the colours that can be changed on it. */
export function wireLooks(avatar: Avatar, language: Language, background: string | null | undefined): void {
  const quality = part<HTMLSelectElement>('quality');
  const behind = part<HTMLSelectElement>('background');
  if (background) void avatar.setBackground(background);
  quality.addEventListener('change', () => {
    avatar.quality = quality.value as QualityMode;
  });
  behind.addEventListener('change', () => void avatar.setBackground(behind.value));

  const options = (names: readonly string[], worth: (name: string) => string, chosen: string) =>
    names.map((name) => new Option(language.text(name as TextKey), worth(name), false, worth(name) === chosen));
  const showTints = () => {
    const tint = avatar.tints[0];
    part('tints-part').hidden = !tint;
    if (!tint) return;
    part('tints-name').textContent = (language.current === 'zh' ? tint.title_zh : tint.title) ?? tint.name;
    fill(
      part('tints'),
      [tint.default, ...(tint.choices ?? []).filter((colour) => colour !== tint.default)].map((colour) => {
        const swatch = button('', () => {
          avatar.setTint(tint.name, colour);
          showTints();
        });
        swatch.style.background = colour;
        swatch.setAttribute('aria-label', colour);
        swatch.setAttribute('aria-pressed', String(colour === tint.colour));
        return swatch;
      }),
    );
  };
  avatar.events.on('ready', showTints);
  language.onChange(() => {
    fill(
      quality,
      options(QUALITIES, (name) => name, avatar.quality),
    );
    fill(
      behind,
      options(Object.keys(BACKGROUNDS), (name) => BACKGROUNDS[name]!, behind.value || (background ?? 'none')),
    );
    showTints();
  });
}
