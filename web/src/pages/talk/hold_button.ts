/** A press that lasts longer is held. */
const HELD_AFTER_MS = 300;

interface Callbacks {
  /** A short press, by whatever means. */
  readonly press: () => void;
  /** It is held from now on; `release` follows. */
  readonly hold: () => void;
  readonly release: () => void;
}

/** Tells a short press of a button from one that is held: by touch, mouse, or the space bar. */
export function wireHold(button: HTMLButtonElement, { press, hold, release }: Callbacks): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let held = false;
  const down = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = undefined;
      held = true;
      hold();
    }, HELD_AFTER_MS);
  };
  const up = (pressed: boolean) => {
    const short = timer !== undefined;
    clearTimeout(timer);
    timer = undefined;
    if (held) release();
    else if (short && pressed) press();
    held = false;
  };
  button.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    // The release is ours, wherever the finger has gone meanwhile.
    button.setPointerCapture?.(event.pointerId);
    down();
  });
  button.addEventListener('pointerup', () => up(true));
  button.addEventListener('pointercancel', () => up(false));
  button.addEventListener('contextmenu', (event) => event.preventDefault());
  button.addEventListener('keydown', (event) => {
    if (event.key !== ' ') return;
    event.preventDefault();
    if (!event.repeat) down();
  });
  button.addEventListener('keyup', (event) => {
    if (event.key !== ' ') return;
    event.preventDefault();
    up(true);
  });
  button.addEventListener('blur', () => up(false));
  // Enter, and programs that press for somebody; of a pointer it was dealt with.
  button.addEventListener('click', (event) => {
    if (event.detail === 0) press();
  });
}
