/** A stretch of a text, in UTF-16 units. */
export interface TextPiece {
  readonly start: number;
  readonly end: number;
}

/** Some engines fall silent in what they say for longer than a quarter of a minute. */
const LONGEST = 160;
/** Han characters take as long as this many letters. */
const HAN_COSTS = 3;
const HAN = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]/;
/** What ends a sentence with what follows it. A full stop inside a number or a name ends none. */
const SENTENCE_END = /^([。！？!?；;…\n]|\.(\s|$))/;
const BREAK = /[\s，、,:：]/;

/** Cuts a text from `from` on into sentences that a system's voice says one by one, none too long. */
export function textPieces(text: string, from = 0): TextPiece[] {
  const pieces: TextPiece[] = [];
  let start = from;
  let cost = 0;
  let breakAt = -1;
  const cut = (end: number) => {
    if (/\S/.test(text.slice(start, end))) pieces.push({ start, end });
    start = end;
    cost = 0;
    breakAt = -1;
  };
  for (let at = from; at < text.length; at++) {
    cost += HAN.test(text[at]) ? HAN_COSTS : 1;
    if (SENTENCE_END.test(text.slice(at, at + 2))) {
      // Closing quotes and more of the same belong to it.
      let end = at + 1;
      while (end < text.length && /[。！？!?；;….”’"'）)\]】」』]/.test(text[end])) end++;
      cut(end);
      at = end - 1;
      continue;
    }
    if (BREAK.test(text[at])) breakAt = at + 1;
    if (cost >= LONGEST) {
      const end = breakAt > start ? breakAt : at + 1;
      cut(end);
      at = end - 1;
    }
  }
  cut(text.length);
  return pieces;
}
