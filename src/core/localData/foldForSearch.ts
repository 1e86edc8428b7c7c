/** Letters that Unicode does not decompose into a base letter and an accent. */
const baseLetters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ς: 'σ',
};

const beyondAscii = /[\u0080-\uffff]/;

/** Text for comparisons in which case and accents do not matter. */
export function foldForSearch(text: string): string {
  if (!beyondAscii.test(text)) return text.toLowerCase();
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[ßæœøłđðþıς]/g, (letter) => baseLetters[letter] ?? letter);
}

/** The parts of a query, folded. All of them must occur. */
export function wordsOf(query: string): readonly string[] {
  return [...new Set(foldForSearch(query).split(/\s+/))].filter((word) => word !== '');
}

/** @returns where a folded word first occurs in a text that is not folded; -1 if it does not */
export function indexOfFolded(text: string, word: string): number {
  const at = foldForSearch(text).indexOf(word);
  if (at < 0 || !beyondAscii.test(text)) return at;
  let length = 0;
  let position = 0;
  for (const letter of text) {
    const next = length + (beyondAscii.test(letter) ? foldForSearch(letter).length : 1);
    if (next > at) return position;
    length = next;
    position += letter.length;
  }
  return 0;
}
