import { textPieces } from '../core/system_voice/text_pieces.ts';
import type { Avatar } from './avatar.ts';

/** A text that is said while it is still being written. */
export interface SpeakStream {
  /** Its sentences have ids that begin with it and a full stop; `interrupt` with it stops them all. */
  readonly id: string;
  /** Adds to the text; with `final`, or {@link end}, what is left is said too. */
  write(text: string, final?: boolean): void;
  end(): void;
  /** Stops what is being said of it, and takes no more. */
  cancel(): void;
}

type Voice = Pick<Avatar, 'speak' | 'interrupt' | 'events'>;

/** Text that waits for the end of its sentence; whoever sends more without one gets it cut. */
const LONGEST_REST = 400;
/** Belongs to a sentence that has ended, when it follows. */
const CLOSING = /[。！？!?；;….”’"'）)\]】」』]/;
const ENDED = /[。！？!?；;…\n.][”’"'）)\]】」』]*$/;

/**
 * Says text as it comes, each sentence as soon as it is complete: the first one is heard while the last is being written.
 *
 * What follows a sentence's end is waited for, since a closing quote or another dot would still belong to it. A stage
 * direction such as `[gesture:nod]` is never cut in two.
 */
export function openStream(avatar: Voice, options: Parameters<Avatar['speak']>[1] & { id: string }): SpeakStream {
  const { id } = options;
  let rest = '';
  let count = 0;
  let over = false;
  // An interruption of everything, or of one of its sentences, ends the stream: what is still being written is stale.
  const stop = avatar.events.on('interrupted', ({ ids }) => {
    if (ids.some((one) => one.startsWith(`${id}.`))) close();
  });
  const close = () => {
    over = true;
    stop();
  };
  const say = (text: string) => {
    if (text.trim() !== '') avatar.speak(text.trim(), { ...options, id: `${id}.${++count}` });
  };
  const write = (text: string, final = false) => {
    if (over) return;
    rest += text;
    const { said, left } = complete(rest, final);
    rest = left;
    for (const sentence of said) say(sentence);
    if (final) close();
  };
  const cancel = () => {
    close();
    avatar.interrupt(id);
  };
  return { id, write, end: () => write('', true), cancel };
}

/** The sentences that are complete, and what is left; all of it when no more comes. */
export function complete(text: string, final = false): { readonly said: readonly string[]; readonly left: string } {
  const safe = final ? text.length : openDirection(text);
  const pieces = textPieces(text.slice(0, safe));
  const last = pieces[pieces.length - 1];
  if (last && !final) {
    const next = text[last.end];
    const over = next !== undefined && !CLOSING.test(next) && ENDED.test(text.slice(last.start, last.end));
    if (!over && !(pieces.length === 1 && text.length > LONGEST_REST)) pieces.pop();
  }
  const end = pieces.length > 0 ? pieces[pieces.length - 1]!.end : 0;
  return { said: pieces.map((piece) => text.slice(piece.start, piece.end)), left: final ? '' : text.slice(end) };
}

/** Where a stage direction begins that is not closed yet; the text's length where there is none. */
function openDirection(text: string): number {
  const open = text.lastIndexOf('[');
  return open >= 0 && !text.includes(']', open) && text.length - open < 80 ? open : text.length;
}
