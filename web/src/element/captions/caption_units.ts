/** A piece of a caption that lights up by itself. */
export interface CaptionUnit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** One Han character, kana or hangul syllable, or one word with what clings to it, or one run of space. */
const UNIT =
  /[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]|[\ud840-\ud887][\udc00-\udfff]|\s+|[^\s\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\ud840-\ud887]+/g;

/** Cuts text into units; `offset` is where it begins in the whole utterance, in UTF-16 units. */
export function captionUnits(text: string, offset: number): CaptionUnit[] {
  return Array.from(text.match(UNIT) ?? []).reduce<CaptionUnit[]>((units, piece) => {
    const start = units.length > 0 ? units[units.length - 1]!.end : offset;
    units.push({ start, end: start + piece.length, text: piece });
    return units;
  }, []);
}
