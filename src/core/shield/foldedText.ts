const plain = /^[\t\n\r -~]*$/;
/** Accents, and characters without a glyph, which may stand inside a name to hide it. */
const dropped = /[\p{M}\p{Default_Ignorable_Code_Point}\p{Cc}]/u;

/** A text for comparisons in which case, accents, widths and invisible characters do not matter. */
export interface FoldedText {
  readonly text: string;
  /** The place in the original text of a place in the folded one; also of its end. */
  originalOf(index: number): number;
}

export function foldedText(original: string): FoldedText {
  if (plain.test(original)) return { text: original.toLowerCase(), originalOf: (index) => index };
  let text = '';
  const places: number[] = [];
  let at = 0;
  for (const character of original) {
    const folded = foldCharacter(character);
    places.push(...new Array<number>(folded.length).fill(at));
    text += folded;
    at += character.length;
  }
  places.push(original.length);
  return { text, originalOf: (index) => places[index] ?? original.length };
}

export function foldForMasks(text: string): string {
  return foldedText(text).text;
}

function foldCharacter(character: string): string {
  if (character <= '~') return character.toLowerCase();
  // Line breaks separate words.
  if (/[\u0085\u2028\u2029]/.test(character)) return '\n';
  const parts = Array.from(character.normalize('NFKD')).filter((part) => !dropped.test(part));
  return parts.join('').toLowerCase();
}
